"""The time of a node's longest callback: executors must never wait. `ManagedNode` wraps what it makes."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any


class CallbackWatch:
    """The longest callback so far: its name, and how long it took in real seconds."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        self.longest = ""

    def timed(self, callback: Callable[..., Any]) -> Callable[..., Any]:
        """The same callback, watched."""

        @functools.wraps(callback)
        def watched(*arguments: Any, **keywords: Any) -> Any:
            began_s = time.monotonic()
            try:
                return callback(*arguments, **keywords)
            finally:
                took_s = time.monotonic() - began_s
                if took_s > self.longest_s:
                    self.longest_s, self.longest = took_s, callback.__qualname__

        return watched
