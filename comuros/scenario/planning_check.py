"""Checks that what a scenario's rules and resources name exists, and that capacities are numbers that make
sense. Part of the checks of `loader`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from comuros.core.carrying import capacity_of
from comuros.core.energy import DEFAULT_RESERVE
from comuros.core.robot import Robot, RobotType
from comuros.scenario.problem_log import ProblemLog, expected
from comuros.scenario.scenario_draft import ScenarioDraft
from comuros.scenario.vocabulary import Vocabulary


def check_planning(
    draft: ScenarioDraft,
    vocabulary: Vocabulary,
    robot_types: Mapping[str, RobotType],
    *,
    file: Path,
    log: ProblemLog,
) -> None:
    """Note every name in rules and resources that refers to nothing, and capacities that cannot be."""
    places = {place.name for place in draft.places}
    kinds = {place.kind for place in draft.places}
    objects = {thing.name for thing in draft.objects} | {kind.kind.name for kind in draft.kinds}
    robots = {robot.name for robot in draft.robots} | {robot.type for robot in draft.robots}
    skills = {skill.name for skill in vocabulary.skills}

    def known(names: Iterable[str], among: set[str], line: int, what: str, expected_what: str) -> None:
        for name in names:
            if name not in among:
                message = f"{what} is {name!r}, which is not {expected_what}; {expected(name, among)}"
                log.add(file, line, message)

    for entry in draft.planning.rules:
        rule, line = entry.rule, entry.line
        who = (("only", rule.only), ("never", rule.never), ("avoid", rule.avoid))
        for key, names in who:
            known(names, robots, line, f"{key} of a rule", "a robot or a robot type")
        known(rule.work.skills, skills, line, "a skill of a rule", "a skill")
        known(rule.work.objects, objects, line, "an object of a rule", "an object or an object kind")
        known(rule.work.places, places | kinds, line, "a place of a rule", "a place or a kind of places")
    for shared in draft.planning.resources:
        what = f"a place of resource {shared.resource.name!r}"
        known(shared.resource.places, places, shared.line, what, "a place")
    _check_capacities(draft, robot_types, file, log)


def _check_capacities(
    draft: ScenarioDraft, robot_types: Mapping[str, RobotType], file: Path, log: ProblemLog
) -> None:
    for entry in draft.robots:
        if entry.type not in robot_types:
            continue
        robot = Robot(entry.name, robot_types[entry.type], entry.start, entry.overrides)
        capacity, reserve = (
            robot.number("capacity", 1.0),
            robot.number("battery_reserve", DEFAULT_RESERVE),
        )
        if capacity != capacity_of(robot) or capacity < 1:
            message = f"capacity of robot {entry.name!r} is {capacity:g}; expected a whole number from 1"
            log.add(file, entry.line, message)
        if not 0.0 <= reserve < 1.0:
            message = f"battery_reserve of robot {entry.name!r} is {reserve:g}; expected 0 to below 1"
            log.add(file, entry.line, message)
