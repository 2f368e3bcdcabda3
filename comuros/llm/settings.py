"""Which model is asked, where, and within which limits. The key itself is never a setting: it is read from
the environment.
"""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from comuros.core.errors import SettingsError

# With this set to "loopback", no client will speak to another machine: tests run so.
HOSTS_VARIABLE = "COMUROS_MODEL_HOSTS"


@dataclass(frozen=True, slots=True)
class Prices:
    """Money per million tokens, in any one currency; 0 where calls are free."""

    prompt_per_million: float = 0.0
    completion_per_million: float = 0.0

    def cost(self, prompt_tokens: int, completion_tokens: int) -> float:
        """What a call costs."""
        per_million = (
            prompt_tokens * self.prompt_per_million + completion_tokens * self.completion_per_million
        )
        return per_million / 1e6


@dataclass(frozen=True, slots=True)
class Limits:
    """Most calls, tokens, seconds and money; 0 means no limit."""

    calls: int = 0
    tokens: int = 0
    seconds: float = 0.0
    money: float = 0.0


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """How to reach a model. `key_variable` names the environment variable that holds the key; a local server
    needs none.
    """

    model: str
    base_url: str = "https://api.openai.com/v1"
    key_variable: str = "OPENAI_API_KEY"
    timeout_s: float = 30.0
    attempts: int = 3
    longest_reply_bytes: int = 1_000_000
    prices: Prices = field(default_factory=Prices)
    per_mission: Limits = field(default_factory=lambda: Limits(calls=12, tokens=60_000, seconds=120.0))
    per_hour: Limits = field(default_factory=lambda: Limits(calls=300, tokens=1_500_000))

    def __post_init__(self) -> None:
        _check(bool(self.model), "model", self.model, "the name of a model")
        host = urlsplit(self.base_url).hostname
        is_address = bool(host) and self.base_url.startswith("http")
        _check(is_address, "base_url", self.base_url, "an http(s) address")
        _check(self.timeout_s > 0, "timeout_s", self.timeout_s, "seconds above 0")
        _check(1 <= self.attempts <= 10, "attempts", self.attempts, "1 to 10")
        if os.environ.get(HOSTS_VARIABLE) == "loopback":
            expected = f"a loopback address, because {HOSTS_VARIABLE}=loopback"
            _check(self.is_local, "base_url", self.base_url, expected)

    @property
    def is_local(self) -> bool:
        """Whether the server runs on this machine."""
        host = urlsplit(self.base_url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"

    def key(self) -> str:
        """The key from the environment.

        Raises:
            SettingsError: a server elsewhere needs one and the variable is not set.
        """
        value = os.environ.get(self.key_variable, "")
        if not value and not self.is_local:
            raise SettingsError(f"{self.base_url} needs a key: set {self.key_variable}")
        return value or "none"


def _check(holds: bool, name: str, value: object, expected: str) -> None:
    if not holds:
        raise SettingsError(f"llm setting {name} is {value!r}; expected {expected}")
