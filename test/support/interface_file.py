"""Reads interface files as text: what they declare and what they say of it. Used by test/packaging."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "comuros_msgs"
_LINE = re.compile(
    r"^(?P<type>[\w/]+(?:\[\d*\])?)\s+(?P<name>\w+)\s*(?:=\s*(?P<value>\"[^\"]*\"|[^\s#]+)|(?P<default>[^\s#]+))?"
    r"\s*(?:#\s*(?P<comment>.+))?$"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A field (`value` is None) or a constant; `comment` stands behind it, `heading` above its block."""

    type: str
    name: str
    value: str | None
    comment: str
    heading: str


def interface_files() -> list[Path]:
    """Every interface file, sorted."""
    return sorted(
        path for pattern in ("msg/*.msg", "srv/*.srv", "action/*.action") for path in ROOT.glob(pattern)
    )


def entries_of(path: Path) -> list[Entry]:
    """What a file declares, in order. Raises ValueError at a line that is no declaration."""
    entries: list[Entry] = []
    heading = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("---"):
            heading = ""
        elif line.startswith("#"):
            heading = f"{heading} {line[1:].strip()}".strip()
        elif (match := _LINE.match(line)) is None:
            raise ValueError(f"{path.name}: cannot read the line {line!r}")
        else:
            value = match["value"]
            entries.append(
                Entry(
                    match["type"], match["name"], value and value.strip('"'), match["comment"] or "", heading
                )
            )
    return entries


def constants_under(path: Path, heading: str) -> list[str]:
    """Values of the constants under a comment line with these words; ValueError where there are none."""
    entries = entries_of(path)
    found = [entry.value for entry in entries if entry.value is not None and entry.heading == heading]
    if not found:
        raise ValueError(f"{path.name} has no constants under '# {heading}'")
    return found
