"""Stops asking a server that keeps failing, and tries it again after a while. Used by the guarded client."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from comuros.core.errors import ModelUnavailable


class CircuitBreaker:
    """Opens after `failures` in a row; after `rest_s` seconds one call may try again."""

    def __init__(
        self, *, failures: int = 4, rest_s: float = 30.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._allowed, self._rest_s, self._clock = failures, rest_s, clock
        self._failed = 0
        self._opened_at_s = 0.0
        self._lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        """Whether calls are refused now."""
        with self._lock:
            return self._refuses()

    def check(self) -> None:
        """Let a call through or not.

        Raises:
            ModelUnavailable: the server failed too often lately.
        """
        with self._lock:
            if self._refuses():
                rest_s = self._rest_s - (self._clock() - self._opened_at_s)
                raise ModelUnavailable(
                    f"the model failed {self._failed} times in a row; asked again in {rest_s:.0f} s"
                )

    def succeeded(self) -> None:
        """A call was answered."""
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        """A call failed for good, its retries included."""
        with self._lock:
            self._failed += 1
            self._opened_at_s = self._clock()

    def _refuses(self) -> bool:
        return self._failed >= self._allowed and self._clock() - self._opened_at_s < self._rest_s
