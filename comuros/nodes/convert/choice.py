"""Closed choices that messages carry as text. Used by the other conversions."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

from comuros.core.errors import InputError

_Choice = TypeVar("_Choice", bound=Enum)


def choice_from_ros(choices: type[_Choice], text: str, *, field: str) -> _Choice:
    """The member of an enum whose value is the text.

    Raises:
        InputError: there is none; the message names the field and the values it may have.
    """
    for member in choices:
        if member.value == text:
            return member
    expected = ", ".join(str(member.value) for member in choices)
    raise InputError(f"{field} is {text!r}; expected one of: {expected}")
