"""Reads the tables under `english/`: sections of phrases separated by semicolons. The only place that knows
their form.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files


@cache
def word_table(name: str) -> dict[str, tuple[str, ...]]:
    """The sections of `english/<name>.txt` by title, in the order of the file."""
    sections: dict[str, tuple[str, ...]] = {}
    title = ""
    for line in _lines(name):
        if line.startswith("["):
            title = line.strip("[]")
            sections[title] = ()
        else:
            sections[title] += tuple(part.strip() for part in line.split(";") if part.strip())
    return sections


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """English words of their own: none of them is a typo of another word."""
    return frozenset(word for line in _lines("common_words") for word in line.split())


@lru_cache(maxsize=1)
def neutral_adjectives() -> frozenset[str]:
    """Adjectives that need not tell one thing from another."""
    return frozenset(word for line in _lines("adjectives") for word in line.split())


def _lines(name: str) -> list[str]:
    text = files("comuros.language").joinpath(f"english/{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
