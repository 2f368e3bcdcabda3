"""Checks that names are usable and that no words mean two things. Part of the checks of `loader`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from comuros.core.literal import ANYTHING
from comuros.core.place import thing_at_spot
from comuros.core.robot import RobotType
from comuros.scenario.problem_log import ProblemLog
from comuros.scenario.scenario_draft import ScenarioDraft


@dataclass(frozen=True, slots=True)
class _Named:
    what: str
    name: str
    line: int
    synonyms: tuple[str, ...]
    group: str

    def __str__(self) -> str:
        return f"{self.what} {self.name!r}"


def check_names(
    draft: ScenarioDraft, robot_types: Mapping[str, RobotType], *, file: Path, log: ProblemLog
) -> None:
    """Note names that are no identifiers or reserved, names given twice, and words shared by two things."""
    things = list(_things(draft))
    named: dict[str, _Named] = {}
    for thing in things:
        if not thing.name.isidentifier() or thing.name == ANYTHING or thing_at_spot(thing.name):
            log.add(
                file,
                thing.line,
                f"{thing.name!r} cannot be a name; expected letters, digits and _, not 'spot_…'",
            )
        first = named.setdefault(thing.name, thing)
        if first is not thing:
            log.add(file, thing.line, f"the name {thing.name!r} is taken by the {first} of line {first.line}")
    _check_words(things, _group_words(draft, robot_types), file, log)


def _check_words(
    things: list[_Named], groups: Mapping[str, tuple[str, ...]], file: Path, log: ProblemLog
) -> None:
    owners: dict[str, _Named] = {}
    for thing in things:
        for word in dict.fromkeys(normal(text) for text in (thing.name, *thing.synonyms)):
            first = owners.setdefault(word, thing)
            if first is not thing and first.name != thing.name:
                message = f"{word!r} means the {thing} and the {first} of line {first.line}"
                log.add(file, thing.line, message)
    for group, words in groups.items():
        for word in dict.fromkeys(normal(text) for text in words):
            owner = owners.get(word)
            members = [thing for thing in things if thing.group == group]
            if owner is not None and members != [owner]:
                message = f"{word!r} means the {owner} and any {group.partition(' ')[2]}"
                log.add(file, owner.line, message)


def _things(draft: ScenarioDraft) -> Iterator[_Named]:
    for place in draft.places:
        yield _Named("place", place.name, place.line, place.synonyms, f"place {place.kind}")
    for thing in draft.objects:
        yield _Named("object", thing.name, thing.line, thing.synonyms, f"object {thing.kind}")
    for robot in draft.robots:
        yield _Named("robot", robot.name, robot.line, robot.synonyms, f"robot {robot.type}")


def _group_words(draft: ScenarioDraft, robot_types: Mapping[str, RobotType]) -> dict[str, tuple[str, ...]]:
    """The words that mean any member of a group: kinds of places and objects, types of robots."""
    groups: dict[str, tuple[str, ...]] = {f"place {place.kind}": (place.kind,) for place in draft.places}
    for draft_kind in draft.kinds:
        kind = draft_kind.kind
        groups[f"object {kind.name}"] = (kind.name, *kind.synonyms)
    for robot_type in robot_types.values():
        groups[f"robot {robot_type.name}"] = (robot_type.name, *robot_type.synonyms)
    return groups


def normal(words: str) -> str:
    """Words as they are compared: lower case, one blank between, no underscores."""
    return " ".join(words.replace("_", " ").lower().split())
