"""Detectors turn observations into events, once each, with evidence."""

from __future__ import annotations

from comuros.core.event import Event, EventKind, ObjectSeen, TaskReported
from comuros.core.geometry import Pose
from comuros.core.plan import Assignment, Certificate, Plan
from comuros.core.robot import RobotStatus
from comuros.core.task_status import TaskStatus
from comuros.monitoring.battery import BatteryDetector
from comuros.monitoring.heartbeat import HeartbeatDetector
from comuros.monitoring.object_watch import ObjectWatch
from comuros.monitoring.overrun import OverrunDetector


def robot_report(battery: float = 1.0, time_s: float = 0.0) -> Event:
    status = RobotStatus("ann", Pose(0, 0), "", battery)
    return Event(EventKind.ROBOT_REPORTED, "ann", time_s, ("ann",), body=status)


def sighting(*, location: str = "", held_by: tuple[str, ...] = (), x_m: float = 0.0) -> Event:
    return Event(
        EventKind.OBJECT_SEEN, "eye", 0.0, ("cup",), body=ObjectSeen("cup", Pose(x_m, 0), location, held_by)
    )


def task_report(status: TaskStatus, time_s: float) -> Event:
    return Event(EventKind.TASK_REPORTED, "ann", time_s, body=TaskReported("t", "ann", 1, status))


def kinds(events: list[Event]) -> list[EventKind]:
    return [event.kind for event in events]


def test_a_robot_that_falls_silent_is_reported_once_and_again_when_it_is_back() -> None:
    detector = HeartbeatDetector(source="manager", deadline_s=2.0)
    detector.tick(10.0)
    assert detector.see(robot_report()) == []
    assert detector.tick(12.0) == []
    silent = detector.tick(12.1)
    assert kinds(silent) == [EventKind.ROBOT_SILENT]
    assert "deadline 2 s" in silent[0].evidence
    assert detector.tick(20.0) == []
    assert kinds(detector.see(robot_report())) == [EventKind.ROBOT_BACK]


def test_a_robot_never_heard_is_not_silent() -> None:
    detector = HeartbeatDetector(source="manager")
    assert detector.tick(100.0) == []


def test_a_low_battery_is_reported_once_per_discharge() -> None:
    detector = BatteryDetector(source="manager", low=0.15, recovered=0.3)
    assert detector.see(robot_report(0.16)) == []
    assert kinds(detector.see(robot_report(0.14))) == [EventKind.BATTERY_LOW]
    assert detector.see(robot_report(0.10)) == []
    assert detector.see(robot_report(0.5)) == []
    assert kinds(detector.see(robot_report(0.14))) == [EventKind.BATTERY_LOW]


def test_an_object_that_leaves_the_gripper_for_the_floor_was_dropped() -> None:
    watch = ObjectWatch(source="scene", confirmations=2)
    watch.see(sighting(location="counter"))
    for _ in range(2):
        watch.see(sighting(held_by=("ann",)))
    assert watch.see(sighting(x_m=3.0)) == [], "one frame is no event"
    dropped = watch.see(sighting(x_m=3.0))
    assert kinds(dropped) == [EventKind.OBJECT_DROPPED]
    assert dropped[0].subjects == ("cup", "ann")
    assert "(3.0, 0.0)" in dropped[0].evidence


def test_an_object_that_is_placed_is_no_event() -> None:
    watch = ObjectWatch(source="scene", confirmations=1)
    watch.see(sighting(held_by=("ann",)))
    assert watch.see(sighting(location="table_2")) == []


def test_an_object_that_nobody_held_and_that_lies_elsewhere_was_moved() -> None:
    watch = ObjectWatch(source="scene", confirmations=1)
    watch.see(sighting(location="counter"))
    assert kinds(watch.see(sighting(location="table_2"))) == [EventKind.OBJECT_MOVED]


def test_a_single_wrong_frame_is_forgotten() -> None:
    watch = ObjectWatch(source="scene", confirmations=2)
    watch.see(sighting(location="counter"))
    watch.see(sighting(location="table_2"))
    watch.see(sighting(location="counter"))
    assert watch.see(sighting(location="table_2")) == []


def overrun_detector() -> OverrunDetector:
    detector = OverrunDetector(source="manager", factor=2.0, slack_s=5.0)
    entry = Assignment("t", ("ann",), 0.0, 0.0, 10.0)
    detector.expect(Plan("m1", 1, (entry,), Certificate(10, 10, 0, 0)))
    return detector


def test_work_that_takes_far_longer_than_planned_is_reported_with_both_numbers() -> None:
    detector = overrun_detector()
    detector.see(task_report(TaskStatus.RUNNING, 100.0))
    assert detector.tick(125.0) == []
    late = detector.tick(126.0)
    assert kinds(late) == [EventKind.TASK_OVERRUN]
    assert late[0].mission_id == "m1"
    assert "26 s" in late[0].evidence
    assert "25 s" in late[0].evidence


def test_waiting_at_a_barrier_is_no_overrun() -> None:
    detector = overrun_detector()
    detector.see(task_report(TaskStatus.RUNNING, 100.0))
    detector.see(task_report(TaskStatus.WAITING, 110.0))
    assert detector.tick(1000.0) == []
