"""The two published forms of H-LTL specifications, read from JSON: per-robot leaves, and typed atoms.

Forms: arXiv 2401.04003 (a leaf is served by one robot, whose own trace it reads) and arXiv 2308.10393 (an
atom says how many robots of which type are in a region). Used by `comuros spec check --hltl` and by planning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from comuros.core.errors import FormulaError, InputError
from comuros.spec.case_file import Levels, load_case_file
from comuros.spec.ltlf import Dialect, Formula, parse, translate
from comuros.spec.typed_atom import TypedAtom, atom_of, is_typed, spec_id


class PublishedForm(Enum):
    """How leaf propositions are to be read."""

    PER_ROBOT = "per-robot"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class PublishedEntry:
    """One specification of the hierarchy. `level` 0 is the root's.

    `children` maps the formula's composite propositions to the ids they stand for; `atoms` its typed atoms.
    """

    id: str
    level: int
    formula: Formula
    children: tuple[tuple[str, str], ...]
    atoms: tuple[TypedAtom, ...] = ()

    @property
    def is_leaf(self) -> bool:
        """Whether it mentions no other specification."""
        return not self.children

    def states(self) -> int:
        """The number of states of its minimal automaton."""
        return translate(self.formula).size


@dataclass(frozen=True, slots=True)
class PublishedSpecification:
    """A hierarchy of any depth, the root first, parents before children."""

    case: str
    form: PublishedForm
    entries: tuple[PublishedEntry, ...]

    @property
    def root(self) -> str:
        """The root's id."""
        return self.entries[0].id

    @property
    def depth(self) -> int:
        """How many levels there are."""
        return 1 + max(entry.level for entry in self.entries)

    def leaves(self) -> tuple[PublishedEntry, ...]:
        """The specifications that mention no other."""
        return tuple(entry for entry in self.entries if entry.is_leaf)

    def entry(self, entry_id: str) -> PublishedEntry:
        """The specification with this id.

        Raises:
            InputError: there is none.
        """
        for entry in self.entries:
            if entry.id == entry_id:
                return entry
        known = ", ".join(entry.id for entry in self.entries)
        raise InputError(f"there is no specification {entry_id!r}; expected one of {known}")


def load_published(file: Path, case: str = "") -> tuple[PublishedSpecification, ...]:
    """Every specification of a case file, or the one case that is asked for.

    Raises:
        InputError: the file is no case file, the case is not in it, or a specification is not well-formed.
    """
    cases = load_case_file(file)
    return tuple(
        published(levels, case=name, regions=cases.regions) for name, levels in cases.named(case).items()
    )


def published(
    levels: Levels, *, case: str = "", regions: Mapping[str, object] | None = None
) -> PublishedSpecification:
    """A specification from its levels.

    Raises:
        FormulaError: a formula does not parse.
        InputError: there is no single root, or a specification is defined twice, unused, used twice or
            undefined.
    """
    if not levels or len(levels[0]) != 1:
        raise InputError(f"case {case!r}: the first level must hold exactly one formula, the root")
    typed = is_typed(levels)
    ids = _ids(levels, case)
    entries = tuple(
        _entry(entry_id, number, text, _Reading(case, typed, ids, regions or {}))
        for number, level in enumerate(levels)
        for entry_id, text in level.items()
    )
    _check_used(entries, case)
    return PublishedSpecification(case, PublishedForm.TYPED if typed else PublishedForm.PER_ROBOT, entries)


@dataclass(frozen=True, slots=True)
class _Reading:
    case: str
    typed: bool
    ids: frozenset[str]
    regions: Mapping[str, object]


def _entry(entry_id: str, level: int, text: str, reading: _Reading) -> PublishedEntry:
    try:
        formula = parse(text, Dialect.LTL2BA)
    except FormulaError as error:
        where = f"case {reading.case!r}, {entry_id}: {error.reason}"
        raise FormulaError(where, text=error.text, position=error.position) from error
    children: list[tuple[str, str]] = []
    atoms: list[TypedAtom] = []
    for name in formula.propositions:
        atom = atom_of(name, reading.regions) if reading.typed else None
        target = spec_id(name) if reading.typed else name
        if atom is not None:
            atoms.append(atom)
        elif target in reading.ids:
            children.append((name, target))
        elif reading.typed:
            raise InputError(
                f"case {reading.case!r}, {entry_id}: {name!r} names neither a region nor a specification"
            )
    return PublishedEntry(entry_id, level, formula, tuple(children), tuple(atoms))


def _ids(levels: Levels, case: str) -> frozenset[str]:
    found: set[str] = set()
    for level in levels:
        for entry_id in level:
            if entry_id in found:
                raise InputError(f"case {case!r}: id {entry_id!r} is defined twice")
            found.add(entry_id)
    return frozenset(found)


def _check_used(entries: tuple[PublishedEntry, ...], case: str) -> None:
    """Every specification but the root is used once, by one of a level above."""
    level = {entry.id: entry.level for entry in entries}
    user: dict[str, str] = {}
    for entry in entries:
        for target in dict.fromkeys(target for _, target in entry.children):
            if level[target] <= entry.level:
                raise InputError(f"case {case!r}: {entry.id} uses {target}, which is not of a level below")
            if target in user:
                raise InputError(
                    f"case {case!r}: {target} is used in more than one formula: {user[target]} and {entry.id}"
                )
            user[target] = entry.id
    unused = [entry.id for entry in entries[1:] if entry.id not in user]
    if unused:
        raise InputError(f"case {case!r}: {', '.join(unused)} is defined but no formula above uses it")
