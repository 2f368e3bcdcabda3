"""Faults in words: `drop:noodles@20`, `fail:waiter/pick`, `kill:drone@5`, `block:table_2@10`,
`battery:drone@30`.

Parameter `faults` of the simulator and option `--fault` of the command line read them. Times are seconds of
mission time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from comuros.core.errors import InputError
from comuros.core.scenario import Fault, FaultKind, Scenario

GRAMMAR = "drop:OBJECT@T, fail:ROBOT/SKILL, kill:ROBOT@T, block:PLACE@T, battery:ROBOT@T, default or none"
_TIMED = re.compile(r"(?P<word>drop|kill|block|battery):(?P<subject>\w+)@(?P<at>\d+(\.\d+)?)s?$")
_FAILING = re.compile(r"fail:(?P<subject>\w+)/(?P<skill>\w+)$")
_KINDS = {
    "drop": FaultKind.DROP,
    "block": FaultKind.PLACE_BLOCKED,
    "battery": FaultKind.BATTERY_LOW,
}
# A place comes free again, so that a mission can be finished in the end.
_DETAILS = {"block": "20", "battery": "0.1"}


@dataclass(frozen=True, slots=True)
class Kill:
    """End a robot's agent as `kill -9` does, `at_s` seconds into the mission. Only who started the process
    can.
    """

    robot: str
    at_s: float


def parse_faults(words: Iterable[str], scenario: Scenario) -> tuple[tuple[Fault, ...], tuple[Kill, ...]]:
    """Faults of the simulated world, and robots whose agents shall die.

    Raises:
        InputError: a word is not of the grammar, or names what the scenario does not have.
    """
    faults: list[Fault] = []
    kills: list[Kill] = []
    for word in words:
        if word == "default":
            faults.extend(scenario.faults)
        elif word != "none":
            parsed = _parse(word, scenario)
            (kills if isinstance(parsed, Kill) else faults).append(parsed)  # type: ignore[arg-type]
    return tuple(faults), tuple(kills)


def _parse(word: str, scenario: Scenario) -> Fault | Kill:
    failing = _FAILING.match(word)
    if failing:
        robot, skill = failing["subject"], failing["skill"]
        if skill not in scenario.robot(robot).type.skills:
            known = ", ".join(scenario.robot(robot).type.skills)
            raise InputError(
                f"fault {word!r}: robot {robot!r} has no skill {skill!r}; expected one of: {known}"
            )
        return Fault(FaultKind.SKILL_FAILS, robot, during_skill=skill)
    timed = _TIMED.match(word)
    if timed is None:
        raise InputError(f"fault {word!r} is not understood; expected {GRAMMAR}")
    return _timed(timed["word"], timed["subject"], float(timed["at"]), scenario)


def _timed(word: str, subject: str, at_s: float, scenario: Scenario) -> Fault | Kill:
    if word == "kill":
        return Kill(scenario.robot(subject).name, at_s)
    known = {"drop": scenario.object, "block": scenario.place, "battery": scenario.robot}
    known[word](subject)
    return Fault(_KINDS[word], subject, at_s=at_s, detail=_DETAILS.get(word, ""))
