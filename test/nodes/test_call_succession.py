"""One robot, one call at a time: an agent that was started anew takes over from the one before it."""

from __future__ import annotations

from comuros.core.robot_port import SkillReport
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause, TaskStatus
from comuros.nodes.call_succession import CallSuccession
from comuros.nodes.convert.skill_call import SkillGoal

DRIVE = SkillCall("go_to", ("table_2",))


class Driver:
    """Notes what it is told; ends calls when the test says so."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.cancelled: list[str] = []
        self.told: list[SkillReport] = []
        self.calls = CallSuccession(
            start=lambda goal: self.started.append(goal.call_id),
            cancel=self.cancelled.append,
            tell=self.told.append,
        )

    def begin(self, call_id: str) -> None:
        self.calls.begin(SkillGoal(call_id, DRIVE))

    def end(self, call_id: str, status: TaskStatus = TaskStatus.CANCELLED) -> None:
        self.calls.hear(SkillReport(call_id, status))

    def ends(self) -> list[tuple[str, TaskStatus]]:
        return [(report.call_id, report.status) for report in self.told if report.status.is_final]


def test_a_new_agents_call_begins_once_the_call_of_the_old_one_is_at_rest() -> None:
    driver = Driver()
    driver.begin("m1/t1/2@old")
    driver.begin("m1/t1/1@new")
    assert driver.started == ["m1/t1/2@old"]
    assert driver.cancelled == ["m1/t1/2@old"]
    driver.end("m1/t1/2@old")
    assert driver.started == ["m1/t1/2@old", "m1/t1/1@new"]
    driver.end("m1/t1/1@new", TaskStatus.SUCCEEDED)
    assert driver.ends()[-1] == ("m1/t1/1@new", TaskStatus.SUCCEEDED)


def test_a_second_call_of_the_same_agent_is_the_drivers_to_refuse() -> None:
    driver = Driver()
    driver.begin("m1/t1/1@old")
    driver.begin("m1/t2/1@old")
    assert driver.started == ["m1/t1/1@old", "m1/t2/1@old"]
    assert driver.cancelled == []
    driver.end("m1/t2/1@old", TaskStatus.FAILED)
    driver.begin("m1/t1/1@new")
    assert driver.cancelled == ["m1/t1/1@old"]


def test_a_call_that_is_cancelled_while_it_waits_never_begins() -> None:
    driver = Driver()
    driver.begin("c1@old")
    driver.begin("c1@new")
    driver.calls.cancel("c1@new")
    assert driver.ends() == []
    driver.end("c1@old")
    assert driver.started == ["c1@old"]
    assert driver.ends() == [("c1@old", TaskStatus.CANCELLED), ("c1@new", TaskStatus.CANCELLED)]
    assert driver.told[-1].cause is Cause.CANCELLED
    driver.begin("c2@new")
    assert driver.started == ["c1@old", "c2@new"]


def test_of_two_that_wait_the_later_agent_takes_over() -> None:
    driver = Driver()
    driver.begin("c1@first")
    driver.begin("c1@second")
    driver.begin("c1@third")
    assert driver.ends() == [("c1@second", TaskStatus.CANCELLED)]
    driver.end("c1@first")
    assert driver.started == ["c1@first", "c1@third"]
