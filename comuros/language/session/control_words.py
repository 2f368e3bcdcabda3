"""Words to a mission under way as a whole: stop, go on, cancel. They need no grammar, and no plan."""

from __future__ import annotations

import re
from functools import cache

from comuros.core.instruction import InterpretationStatus
from comuros.language.word_tables import sentence_forms
from comuros.language.words import sentences

_COURTESY = re.compile(
    r"^(?:(?:please|ok|okay|hey|no|oh|sorry|wait|actually|well|now|just|then|and|but|could you|can you) )*"
)
_AFTERWARDS = re.compile(r"(?: (?:please|thanks|thank you|will you|would you|for now))*$")
_STATUS = {
    "stop": InterpretationStatus.STOP,
    "resume": InterpretationStatus.RESUME,
    "cancel": InterpretationStatus.CANCEL,
}


def control_word(text: str) -> InterpretationStatus | None:
    """What a text asks of the whole mission; None where it says anything else."""
    found = sentences(text)
    if not found or len(found) > 2:
        return None
    meant = {_of_words(" ".join(word.norm for word in words if word.norm != ",")) for words in found}
    return meant.pop() if len(meant) == 1 else None


def _of_words(said: str) -> InterpretationStatus | None:
    plain = _AFTERWARDS.sub("", _COURTESY.sub("", f"{said} ").strip())
    for status, form in _forms():
        if form.fullmatch(plain):
            return status
    return None


@cache
def _forms() -> tuple[tuple[InterpretationStatus, re.Pattern[str]], ...]:
    return tuple((_STATUS[section], re.compile(form)) for section, form in sentence_forms("control"))
