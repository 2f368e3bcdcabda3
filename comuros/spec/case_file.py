"""Files of published H-LTL cases as they stand: levels of formulas by case, regions and starts.

`comuros.spec.published` makes specifications of the levels; `comuros plan --hltl` reads its starts here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from comuros.core.errors import InputError

Levels = Sequence[Mapping[str, str]]
Row = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """`cases` by id, those of a group as `group/id`; `starts` as the file lists them, if it does."""

    path: Path
    cases: Mapping[str, Levels]
    regions: Mapping[str, object]
    starts: tuple[Row, ...]

    def named(self, case: str) -> dict[str, Levels]:
        """The cases of that name, its group left out or not; every case where the name is empty.

        Raises:
            InputError: there is none.
        """
        chosen = {
            name: levels for name, levels in self.cases.items() if case in ("", name, name.split("/")[-1])
        }
        if not chosen:
            known = ", ".join(self.cases) or "none"
            raise InputError(f"{str(self.path)!r} has no case {case!r}; expected one of {known}")
        return chosen

    def only(self, case: str) -> Levels:
        """The levels of the one case of that name.

        Raises:
            InputError: there is none, or more than one group has it.
        """
        chosen = {case: self.cases[case]} if case in self.cases else self.named(case)
        if len(chosen) > 1:
            raise InputError(
                f"{str(self.path)!r} has more than one case {case!r}; expected one of {', '.join(chosen)}"
            )
        return next(iter(chosen.values()))


def load_case_file(file: Path) -> CaseFile:
    """Read a case file: `cases` maps an id to levels, to an object with `levels`, or to a group of such.

    Raises:
        InputError: the file cannot be read or has another form.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read {str(file)!r}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{str(file)!r} is not JSON: {error}") from error
    cases = data.get("cases") if isinstance(data, dict) else None
    if not isinstance(cases, dict):
        raise InputError(f"{str(file)!r} is no case file; expected an object with 'cases'")
    regions = data.get("regions", {})
    if not isinstance(regions, dict):
        raise InputError(f"'regions' of {str(file)!r} is no object; expected region names by their ids")
    return CaseFile(file, dict(_cases("", cases)), regions, _starts(file, data.get("starts", [])))


def _starts(file: Path, rows: object) -> tuple[Row, ...]:
    if not isinstance(rows, list) or not all(
        isinstance(row, list) and all(type(number) is int for number in row) for row in rows
    ):
        raise InputError(f"'starts' of {str(file)!r} is no list of lists of whole numbers")
    return tuple(tuple(row) for row in rows)


def _cases(prefix: str, cases: Mapping[str, object]) -> Iterator[tuple[str, Levels]]:
    for name, entry in cases.items():
        levels = entry.get("levels") if isinstance(entry, dict) else entry
        if isinstance(levels, list):
            yield f"{prefix}{name}", _levels(f"{prefix}{name}", levels)
        elif isinstance(entry, dict):
            yield from _cases(f"{prefix}{name}/", entry)
        else:
            raise InputError(f"case {prefix}{name} is {entry!r}; expected a list of levels")


def _levels(name: str, levels: list[object]) -> Levels:
    found: list[Mapping[str, str]] = []
    for level in levels:
        if not isinstance(level, dict) or not all(isinstance(text, str) for text in level.values()):
            raise InputError(f"case {name!r}: level {len(found)} is no object of formulas by their ids")
        found.append(level)
    return found
