"""The protocol of everything that answers completion requests: the real client, its guards, and the double
for tests.
"""

from __future__ import annotations

from typing import Protocol

from comuros.llm.completion import Completion, CompletionRequest


class LlmClient(Protocol):
    """Answers requests. Blocks for seconds: call it from a worker, never from an executor's thread."""

    @property
    def model(self) -> str:
        """The name of the model, part of cache keys and reports."""

    def complete(self, request: CompletionRequest) -> Completion:
        """The model's answer, unchecked.

        Raises:
            ModelUnavailable: no answer came within the limits.
            BudgetExceeded: a budget is used up.
        """
