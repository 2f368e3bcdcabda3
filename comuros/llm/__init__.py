"""One seam to any language model: what is asked, what comes back, what it may cost, a double for tests."""

from comuros.llm.client import LlmClient
from comuros.llm.completion import Completion, CompletionRequest, Message, Role, Schema, Usage

__all__ = ["Completion", "CompletionRequest", "LlmClient", "Message", "Role", "Schema", "Usage"]
