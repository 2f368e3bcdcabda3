"""Reads the tables under `english/`: sections of phrases separated by semicolons, and sections of sentence
forms. The only place that knows what they look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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


def sentence_forms(name: str, parts: Mapping[str, str] | None = None) -> Iterator[tuple[str, str]]:
    """The forms of `english/<name>.txt` as (section, regular expression), in the order of the file.

    `{part}` in a form stands for one of `parts`, or for a section `[=part]` further up.
    """
    known = dict(parts or {})
    section = ""
    for line in _lines(name):
        if line.startswith("["):
            section = line.strip("[]")
        elif section.startswith("="):
            known[section[1:]] = f"(?:{line})"
        else:
            yield section, re.sub(r"{(\w+)}", lambda named: known[named[1]], line)


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """English words of their own: none of them is a typo of another word."""
    return frozenset(word for line in _lines("common_words") for word in line.split())


@lru_cache(maxsize=1)
def neutral_adjectives() -> frozenset[str]:
    """Adjectives that need not tell one thing from another."""
    return frozenset(word for line in _lines("adjectives") for word in line.split())


@lru_cache(maxsize=1)
def also_nouns() -> frozenset[str]:
    """Verbs that are as often nouns."""
    return frozenset(word for line in _lines("also_nouns") for word in line.split())


def _lines(name: str) -> list[str]:
    text = files("comuros.language").joinpath(f"english/{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
