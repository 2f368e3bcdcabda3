"""Keeps a report of a dropped object back until robot and scene agree that it is dropped. Part of the task
manager.
"""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.event import Event, ObjectSeen, TaskReported
from comuros.core.robot import RobotStatus
from comuros.core.task_status import Cause, TaskStatus

_PATIENCE_S = 3.0


@dataclass(frozen=True, slots=True)
class _Kept:
    """A report, the robot it is from, and what that robot held as far as anybody had said. Steady seconds."""

    event: Event
    robot: str
    lost: frozenset[str]
    give_up_at_s: float


class SecondLook:
    """The robot that drops something knows first. Judged at once, its report would be answered with a plan
    for a world in which the object is still in the gripper.
    """

    def __init__(self) -> None:
        self._kept: list[_Kept] = []
        self._holders: dict[str, tuple[str, ...]] = {}
        self._holding: dict[str, tuple[str, ...]] = {}

    def keep(self, event: Event, *, steady_s: float) -> bool:
        """Whether the event is kept back; it comes out of `ripe` once everybody knows, or after a few
        seconds.
        """
        report = event.body
        if not isinstance(report, TaskReported):
            return False
        if report.status is not TaskStatus.FAILED or report.cause is not Cause.OBJECT_DROPPED:
            return False
        lost = frozenset(self._holding.get(report.robot, ())) | {
            thing for thing, robots in self._holders.items() if report.robot in robots
        }
        if lost:
            self._kept.append(_Kept(event, report.robot, lost, steady_s + _PATIENCE_S))
        return bool(lost)

    def object_seen(self, seen: ObjectSeen) -> None:
        """Somebody looked at an object."""
        self._holders[seen.object] = seen.held_by

    def robot_reported(self, status: RobotStatus) -> None:
        """A robot says what it holds."""
        self._holding[status.robot] = status.holding

    def ripe(self, *, steady_s: float) -> list[Event]:
        """The events that may be judged now; they are kept no more."""
        ripe = [kept for kept in self._kept if steady_s >= kept.give_up_at_s or self._is_known(kept)]
        self._kept = [kept for kept in self._kept if kept not in ripe]
        return [kept.event for kept in ripe]

    def _is_known(self, kept: _Kept) -> bool:
        """Something it held is gone, for the robot's own sensors and for the scene alike; grips in a
        coalition go one by one.
        """
        gone_for_robot = kept.lost - set(self._holding.get(kept.robot, ()))
        return any(kept.robot not in self._holders.get(thing, ()) for thing in gone_for_robot)
