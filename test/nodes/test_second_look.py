"""A drop is judged once robot and scene agree on it; nothing else waits, and nothing waits for ever."""

from __future__ import annotations

import pytest

from comuros.core.event import Event, EventKind, ObjectSeen, TaskReported
from comuros.core.geometry import Pose
from comuros.core.robot import RobotStatus
from comuros.core.task_status import Cause, TaskStatus
from comuros.nodes.second_look import SecondLook


def report(status: TaskStatus, cause: Cause) -> Event:
    body = TaskReported("t1", "waiter", 1, status, cause=cause)
    return Event(EventKind.TASK_REPORTED, "waiter", 10.0, ("t1", "waiter"), body=body)


DROPPED = report(TaskStatus.FAILED, Cause.OBJECT_DROPPED)
HERE = Pose(0.0, 0.0)


def waiter_holds(*things: str) -> RobotStatus:
    return RobotStatus("waiter", HERE, "", 1.0, things)


@pytest.fixture
def look() -> SecondLook:
    """Everybody knows that the waiter holds the tea."""
    made = SecondLook()
    made.robot_reported(waiter_holds("tea"))
    made.object_seen(ObjectSeen("tea", HERE, held_by=("waiter",)))
    return made


def test_a_drop_waits_until_robot_and_scene_agree(look: SecondLook) -> None:
    assert look.keep(DROPPED, steady_s=0.0)
    assert look.ripe(steady_s=0.1) == []
    look.object_seen(ObjectSeen("tea", HERE))
    assert look.ripe(steady_s=0.2) == []
    look.robot_reported(waiter_holds())
    assert look.ripe(steady_s=0.3) == [DROPPED]
    assert look.ripe(steady_s=0.4) == []


def test_a_drop_nobody_confirms_is_judged_in_the_end(look: SecondLook) -> None:
    look.keep(DROPPED, steady_s=100.0)
    assert look.ripe(steady_s=102.0) == []
    assert look.ripe(steady_s=103.5) == [DROPPED]


def test_a_drop_everybody_knows_of_does_not_wait(look: SecondLook) -> None:
    look.object_seen(ObjectSeen("tea", HERE))
    look.robot_reported(waiter_holds())
    assert not look.keep(DROPPED, steady_s=0.0)


def test_other_reports_do_not_wait(look: SecondLook) -> None:
    assert not look.keep(report(TaskStatus.FAILED, Cause.GRASP_FAILED), steady_s=0.0)
    assert not look.keep(report(TaskStatus.RUNNING, Cause.NONE), steady_s=0.0)
    assert not look.keep(Event(EventKind.ROBOT_SILENT, "monitor", 1.0, ("waiter",)), steady_s=0.0)
