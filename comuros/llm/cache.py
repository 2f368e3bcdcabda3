"""Answers kept by prompt, schema and model, so that the same question is not paid for twice."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import replace

from comuros.llm.completion import Completion, CompletionRequest, Usage


class CompletionCache:
    """Keeps the latest answers in memory. Safe to use from several threads."""

    def __init__(self, *, entries: int = 512) -> None:
        self._entries = entries
        self._kept: OrderedDict[str, Completion] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, model: str, request: CompletionRequest) -> Completion | None:
        """The answer given before, marked as cached and free; None where there is none."""
        with self._lock:
            key = cache_key(model, request)
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return replace(found, cached=True, usage=Usage())

    def put(self, model: str, request: CompletionRequest, completion: Completion) -> None:
        """Keep a whole answer."""
        if completion.cut_off:
            return
        with self._lock:
            self._kept[cache_key(model, request)] = completion
            while len(self._kept) > self._entries:
                self._kept.popitem(last=False)


def cache_key(model: str, request: CompletionRequest) -> str:
    """A digest of everything an answer depends on; lengths keep neighbouring parts apart."""
    digest = hashlib.sha256()
    said = [part for message in request.messages for part in (message.role.value, message.content)]
    for part in (model, request.schema.json_text, str(request.max_tokens), str(request.seed), *said):
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()
