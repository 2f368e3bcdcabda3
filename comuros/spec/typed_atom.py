"""Atoms such as `p3_2_1_0`: one robot of type 2 in region p3, any; and the names of specifications among
them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_ATOM = re.compile(r"(p\d+)_(\d+)_(\d+)_(\d+)$")


@dataclass(frozen=True, slots=True)
class TypedAtom:
    """`count` robots of one type in a region at the same step; group 0 is any, else the same ones
    throughout.
    """

    region: str
    robot_type: str
    count: int
    group: str


def is_typed(levels: Sequence[Mapping[str, str]]) -> bool:
    """Whether a specification is in the typed form."""
    return any(re.search(r"\bp\d+_\d+_\d+_\d+\b", text) for level in levels for text in level.values())


def atom_of(name: str, regions: Mapping[str, object]) -> TypedAtom | None:
    """The atom a proposition stands for; None where its number is no region's, so that it names a
    specification.
    """
    match = _ATOM.match(name)
    if match is None or match[1] not in regions:
        return None
    return TypedAtom(match[1], match[2], int(match[3]), match[4])


def spec_id(name: str) -> str:
    """The id of the specification that a proposition names, its suffix left out."""
    match = _ATOM.match(name)
    return match[1] if match else name
