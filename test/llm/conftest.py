"""Model clients of these tests refuse any server that is not on this machine."""

from __future__ import annotations

import pytest

from comuros.llm.settings import HOSTS_VARIABLE


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set what `LlmSettings` obeys."""
    monkeypatch.setenv(HOSTS_VARIABLE, "loopback")
