"""A client within its limits: cache, budget, circuit breaker, retries with back-off. What wiring hands to
interpreters.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from comuros.core.errors import ModelUnavailable
from comuros.llm.budget import Budget
from comuros.llm.cache import CompletionCache
from comuros.llm.circuit_breaker import CircuitBreaker
from comuros.llm.client import LlmClient
from comuros.llm.completion import Completion, CompletionRequest, Usage
from comuros.llm.openai_client import OpenAiClient, TryAgain
from comuros.llm.settings import LlmSettings

_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 20.0


@dataclass(frozen=True, slots=True)
class LlmFigures:
    """What the model did so far, for diagnostics and the journal."""

    calls: int = 0
    cache_hits: int = 0
    retries: int = 0
    failures: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    wall_s: float = 0.0
    cost: float = 0.0
    last_latency_s: float = 0.0
    is_resting: bool = False


class GuardedClient:
    """Wraps any client. Safe to use from several threads."""

    def __init__(
        self,
        client: LlmClient,
        *,
        budget: Budget,
        attempts: int = 3,
        cache: CompletionCache | None = None,
        breaker: CircuitBreaker | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        seed: int = 0,
    ) -> None:
        self._client, self._budget, self._attempts = client, budget, attempts
        self._cache = cache if cache is not None else CompletionCache()
        self._breaker = breaker if breaker is not None else CircuitBreaker(clock=clock)
        self._sleep, self._clock = sleep, clock
        self._random = random.Random(seed)  # noqa: S311 - jitter, not a secret
        self._figures = LlmFigures()
        self._lock = threading.Lock()

    @property
    def model(self) -> str:
        """The model's name."""
        return self._client.model

    def figures(self) -> LlmFigures:
        """Totals since the start, and whether the breaker keeps the model from being asked now."""
        with self._lock:
            return replace(self._figures, is_resting=self._breaker.is_open)

    def complete(self, request: CompletionRequest) -> Completion:
        """A cached answer, or one asked for within budget, tried again where that may help.

        Raises:
            BudgetExceeded: a budget is used up.
            ModelUnavailable: the last try failed, or the breaker is open.
        """
        kept = self._cache.get(self.model, request)
        if kept is not None:
            self._count(cache_hits=1)
            return kept
        self._breaker.check()
        try:
            completion = self._with_retries(request)
        except ModelUnavailable:
            self._breaker.failed()
            self._count(failures=1)
            raise
        self._breaker.succeeded()
        self._cache.put(self.model, request, completion)
        return completion

    def _with_retries(self, request: CompletionRequest) -> Completion:
        for attempt in range(1, self._attempts + 1):
            self._budget.check(request.mission_id)
            began = self._clock()
            try:
                completion = self._client.complete(request)
            except TryAgain as failure:
                self._book(request, Usage(wall_s=self._clock() - began))
                if attempt == self._attempts:
                    raise ModelUnavailable(f"{failure} (tried {attempt} times)") from failure
                self._count(retries=1)
                self._sleep(self._wait_s(attempt, failure.wait_s))
            except ModelUnavailable:
                self._book(request, Usage(wall_s=self._clock() - began))
                raise
            else:
                self._book(request, completion.usage)
                return completion
        raise ModelUnavailable(f"{self.model} was not asked: {self._attempts} attempts are allowed")

    def _wait_s(self, attempt: int, asked_s: float) -> float:
        """Doubling waits with jitter, or what the server asked for, within reason."""
        own_s = _FIRST_WAIT_S * float(2 ** (attempt - 1)) * (0.5 + self._random.random())
        return min(_LONGEST_WAIT_S, max(own_s, asked_s))

    def _book(self, request: CompletionRequest, usage: Usage) -> None:
        self._budget.record(request.mission_id, usage)
        with self._lock:
            before = self._figures
            self._figures = replace(
                before,
                calls=before.calls + 1,
                prompt_tokens=before.prompt_tokens + usage.prompt_tokens,
                completion_tokens=before.completion_tokens + usage.completion_tokens,
                wall_s=before.wall_s + usage.wall_s,
                cost=before.cost + usage.cost,
                last_latency_s=usage.wall_s,
            )

    def _count(self, *, cache_hits: int = 0, retries: int = 0, failures: int = 0) -> None:
        with self._lock:
            before = self._figures
            self._figures = replace(
                before,
                cache_hits=before.cache_hits + cache_hits,
                retries=before.retries + retries,
                failures=before.failures + failures,
            )


def guarded(settings: LlmSettings) -> GuardedClient:
    """The client that these settings describe, with all its guards."""
    budget = Budget(settings.per_mission, settings.per_hour)
    return GuardedClient(OpenAiClient(settings), budget=budget, attempts=settings.attempts)
