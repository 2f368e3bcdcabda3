"""The surface of follow-ups that change a mission: 'also …', 'after that …', 'no, … instead', 'cancel …'.
Only words; what they mean is found in `changes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

from comuros.language.word_tables import sentence_forms


class ChangeKind(Enum):
    """What a follow-up does to the mission under way."""

    REMOVE = "remove"
    REPLACE = "replace"
    ADD = "add"
    AFTER = "after"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Change:
    """A follow-up cut into what it asks for (`new`) and what that takes the place of (`old`), as said."""

    kind: ChangeKind
    new: str = ""
    old: str = ""
    instead: bool = False


def changes_in(text: str) -> Iterator[Change]:
    """Every way in which a text may be a change, the likeliest first."""
    said = re.sub(r"\s+", " ", text.replace("\u2019", "'")).strip().rstrip(".!? ")
    for kind, form in _forms():
        match = form.fullmatch(said)
        if match is not None:
            parts = match.groupdict()
            new, old = ((parts.get(part) or "").strip(" ,") for part in ("new", "old"))
            yield Change(kind, new, old, "instead" in said.lower())


@cache
def _forms() -> tuple[tuple[ChangeKind, re.Pattern[str]], ...]:
    parts = {"new": "(?P<new>.+?)", "old": "(?P<old>.+?)"}
    forms = sentence_forms("changes", parts)
    return tuple((ChangeKind(section), re.compile(form, re.IGNORECASE)) for section, form in forms)
