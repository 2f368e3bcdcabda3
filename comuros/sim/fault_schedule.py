"""Which scripted faults are due: by time, or by how far a run of a skill has come. The simulation asks it
and carries them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from comuros.core.errors import InputError
from comuros.core.scenario import Fault, FaultKind, Scenario
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause

ROBOT_FAULTS = (FaultKind.ROBOT_STOPS, FaultKind.BATTERY_LOW, FaultKind.ROBOT_SLOW)


class FaultSchedule:
    """Faults still to come. Each fires once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._waiting = list(faults)

    def due(self, time_s: float) -> list[Fault]:
        """Timed faults whose time has come, in the order they were given; they are taken out."""
        ripe = [fault for fault in self._waiting if fault.at_s is not None and fault.at_s <= time_s + 1e-9]
        self._waiting = [fault for fault in self._waiting if fault not in ripe]
        return ripe

    def during(self, robot: str, call: SkillCall, progress: float, *, held: Sequence[str]) -> list[Fault]:
        """Faults waiting for this share of this run; they are taken out."""
        subjects = {robot, *call.arguments, *held}
        ripe = [
            fault
            for fault in self._waiting
            if fault.at_s is None
            and fault.during_skill in ("", call.skill)
            and fault.subject in subjects
            and progress >= fault.progress
        ]
        self._waiting = [fault for fault in self._waiting if fault not in ripe]
        return ripe

    def add(self, fault: Fault) -> None:
        """Script one more fault."""
        self._waiting.append(fault)


def fault_cause(fault: Fault, call: SkillCall) -> Cause:
    """The cause code a failing skill ends with: the fault's detail where it names one, else what is usual
    for the skill.
    """
    if fault.detail:
        return Cause(fault.detail)
    return Cause.GRASP_FAILED if call.skill in ("pick", "lift") else Cause.SKILL_FAILED


def check_fault(fault: Fault, scenario: Scenario) -> None:
    """Refuse a fault that could never happen.

    Raises:
        InputError: the subject is none the kind can happen to, or the detail is not what the kind reads.
    """
    expected = _subjects(fault.kind, scenario)
    if fault.subject not in expected:
        raise InputError(
            f"fault {fault.kind.value} of {fault.subject!r}: expected one of "
            f"{', '.join(sorted(expected)) or 'none'}"
        )
    if fault.kind is FaultKind.OBJECT_MOVED:
        scenario.place(fault.detail)
    elif fault.kind is FaultKind.SKILL_FAILS:
        if fault.detail and fault.detail not in {cause.value for cause in Cause}:
            raise InputError(
                f"fault detail {fault.detail!r} is no cause code such as {Cause.GRASP_FAILED.value!r}"
            )
    else:
        number_in(fault, default=0.0)


def number_in(fault: Fault, *, default: float) -> float:
    """The number a fault's detail carries as text.

    Raises:
        InputError: it is neither empty nor a number.
    """
    try:
        return float(fault.detail) if fault.detail else default
    except ValueError:
        raise InputError(f"fault {fault.kind.value}: detail {fault.detail!r} is not a number") from None


def _subjects(kind: FaultKind, scenario: Scenario) -> set[str]:
    robots = {robot.name for robot in scenario.robots if not robot.is_human}
    objects = {each.name for each in scenario.objects}
    places = {place.name for place in scenario.places}
    if kind in ROBOT_FAULTS:
        return robots
    if kind is FaultKind.PLACE_BLOCKED:
        return places
    if kind is FaultKind.OBJECT_MOVED:
        return objects
    return robots | objects if kind is FaultKind.DROP else robots | objects | places
