"""The server of the benchmarks that never answers knows who still waits."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from stop_thinking import SilentModel

ROUNDS = 600


@pytest.fixture
def model() -> Iterator[SilentModel]:
    made = SilentModel()
    yield made
    made.close()


def ask(model: SilentModel) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(urlsplit(model.url).netloc)
    connection.request("POST", "/v1/chat/completions", body=b'{"model": "silent"}')
    return connection


def wait_until(condition: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(ROUNDS):
        if condition():
            return
        pause.wait(0.1)
    pytest.fail("in vain")


def test_who_gives_up_waits_no_more(model: SilentModel) -> None:
    one, other = ask(model), ask(model)
    wait_until(lambda: model.pending == 2)
    one.close()
    wait_until(lambda: model.pending == 1)
    other.close()
    wait_until(lambda: model.pending == 0)
    assert model.taken == 2
