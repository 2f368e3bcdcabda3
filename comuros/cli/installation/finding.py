"""What was found of one part of an installation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: whether it is there, what of it, what it is for, and the command that brings it.

    `required` parts are those without which no mission runs.
    """

    name: str
    is_there: bool
    detail: str
    needed_for: str
    remedy: str = ""
    required: bool = False
