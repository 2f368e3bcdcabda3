"""Names of propositions: identifiers, structured names such as `at(robot, dock)`, and quoted ones."""

from __future__ import annotations

import re

from comuros.core.errors import InputError

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
ARGUMENTS = re.compile(r"\(\s*([A-Za-z0-9_.]+(?:\s*,\s*[A-Za-z0-9_.]+)*)\s*\)")


def normal_name(name: str) -> str:
    """A name as formulas keep it: `at( a,b )` becomes `at(a, b)`; other names only lose outer blanks.

    Raises:
        InputError: the name is empty or has a line break or another control character in it.
    """
    name = name.strip()
    if not name.isprintable() or not name:
        raise InputError(f"{name!r} cannot name a proposition; expected printable text such as at(a, b)")
    word = WORD.match(name)
    arguments = ARGUMENTS.fullmatch(name, word.end()) if word else None
    if word is None or arguments is None:
        return name
    return f"{word.group()}({joined(arguments.group(1))})"


def joined(arguments: str) -> str:
    """Comma-separated arguments in normal form."""
    return ", ".join(part.strip() for part in arguments.split(","))


def is_structured(name: str) -> bool:
    """Whether the name has the form `predicate(argument, …)`."""
    word = WORD.match(name)
    return word is not None and ARGUMENTS.fullmatch(name, word.end()) is not None
