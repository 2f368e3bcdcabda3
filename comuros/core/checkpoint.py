"""How far a given program is: the answers its calls had so far, bound to its text. Agents make it, the
coordinator keeps it from the last feedback and gives it back.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from comuros.core.task_status import Cause


def checkpoint_of(program: str, answers: Sequence[Cause]) -> str:
    """The checkpoint of a program after these answers, "" at its start."""
    if not answers:
        return ""
    return f"{_fingerprint(program)}:{','.join(answer.value for answer in answers)}"


def answers_of(checkpoint: str, program: str) -> tuple[Cause, ...]:
    """The answers of a checkpoint; none where it belongs to another program or says nothing that is known."""
    fingerprint, _, words = checkpoint.partition(":")
    known = {cause.value: cause for cause in Cause}
    found = [known.get(word) for word in words.split(",")] if words else []
    if fingerprint != _fingerprint(program) or None in found:
        return ()
    return tuple(cause for cause in found if cause is not None)


def _fingerprint(program: str) -> str:
    return f"{zlib.crc32(program.encode()):08x}"
