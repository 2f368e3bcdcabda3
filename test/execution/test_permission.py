"""Approvals and holding: what a robot does not do before it may, and does not let go of before it may."""

from __future__ import annotations

import pytest

from comuros.core.command import AbortBarrier, ReleaseBarrier, StartTask
from comuros.core.event import BarrierReady, TaskReported
from comuros.core.literal import parse_literal
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.task import Goal, Task, Work
from comuros.core.task_status import Cause, TaskStatus
from comuros.execution.agent import Agent
from comuros.execution.barrier import awaits_approval
from comuros.execution.scripted_port import Ending, ScriptedPort, fails
from comuros.execution.surroundings import Patience

HOT = Goal((parse_literal("hot(kitchen)"),))
FIRST = "m1/t1/1#approval1"
SECOND = "m1/t1/1#approval2"


class Stove:
    """The waiter, whose skill `heat` needs approval, and everything it said."""

    def __init__(self, scenario: Scenario, *script: tuple[str, Ending], robot: str = "waiter") -> None:
        self.port = ScriptedPort(script)
        self.reports: list[TaskReported] = []
        self.ready: list[BarrierReady] = []
        self.robot = robot
        patience = Patience(approval_s=60.0)
        self.agent = Agent(
            scenario.robot(robot), scenario, self.port, self.reports.append, self.ready.append,
            patience=patience,
        )  # fmt: skip
        self.now_s = 0.0

    def give(
        self, work: Work, *, program: str = "", team: tuple[str, ...] = (), barrier_id: str = "",
        hold: bool = False,
    ) -> None:  # fmt: skip
        coalition = team or (self.robot,)
        task = Task("t1", "t1", work, robots=len(coalition))
        self.agent.execute(
            StartTask("m1", 1, task, self.robot, coalition, barrier_id, program=program, hold=hold)
        )

    def pass_time(self, seconds: float) -> None:
        for _ in range(int(seconds / 0.5)):
            self.now_s += 0.5
            self.port.tick(self.now_s)
            self.agent.tick(self.now_s)

    def release(self, barrier_id: str) -> None:
        self.agent.release(ReleaseBarrier(barrier_id, (self.robot,), self.now_s))

    @property
    def asked(self) -> list[tuple[str, str]]:
        return [(ready.barrier_id, ready.call) for ready in self.ready if awaits_approval(ready.barrier_id)]

    @property
    def last(self) -> TaskReported:
        return self.reports[-1]


@pytest.fixture
def stove(scenario: Scenario) -> Stove:
    return Stove(scenario)


def test_nothing_of_a_skill_moves_before_its_approval(stove: Stove) -> None:
    stove.give(HOT)
    stove.pass_time(50.0)
    assert stove.port.log == ["go_to(kitchen)"]
    assert stove.asked == [(FIRST, "heat(kitchen)")]
    assert (stove.last.status, stove.last.stage) == (
        TaskStatus.WAITING,
        "waiting for approval of heat(kitchen)",
    )


def test_an_approved_call_is_made_and_the_task_ends(stove: Stove) -> None:
    stove.give(HOT)
    stove.pass_time(10.0)
    stove.release(FIRST)
    stove.pass_time(10.0)
    assert stove.port.log == ["go_to(kitchen)", "heat(kitchen)"]
    assert stove.last.status is TaskStatus.SUCCEEDED


def test_a_refused_call_fails_its_task_with_cause_refused(stove: Stove) -> None:
    stove.give(HOT)
    stove.pass_time(10.0)
    stove.agent.abort(AbortBarrier(FIRST, ("waiter",), "not now"))
    stove.pass_time(1.0)
    assert (stove.last.status, stove.last.cause) == (TaskStatus.FAILED, Cause.REFUSED)
    assert stove.last.message == "heat(kitchen) was not approved: not now"
    assert stove.port.log == ["go_to(kitchen)"]


def test_an_approval_nobody_answers_is_a_refusal(stove: Stove) -> None:
    stove.give(HOT)
    stove.pass_time(70.0)
    assert (stove.last.cause, stove.last.message) == (
        Cause.REFUSED,
        "nobody approved heat(kitchen) within 60 s",
    )


def test_a_program_may_react_to_a_refusal(stove: Stove) -> None:
    program = 'go_to("kitchen")\ntry:\n    heat("kitchen")\nexcept Refused:\n    wait()\n'
    stove.give(SkillCall("wait", ()), program=program)
    stove.pass_time(10.0)
    stove.agent.abort(AbortBarrier(FIRST, ("waiter",), "no"))
    stove.pass_time(5.0)
    assert stove.port.log == ["go_to(kitchen)", "wait()"], stove.last
    assert stove.last.status is TaskStatus.SUCCEEDED


def test_every_call_needs_an_approval_of_its_own(scenario: Scenario) -> None:
    stove = Stove(scenario, ("go_to", Ending()), ("heat", fails(Cause.SKILL_FAILED)))
    program = 'go_to("kitchen")\ntry:\n    heat("kitchen")\nexcept SkillFailure:\n    pass\nheat("kitchen")\n'
    stove.give(HOT, program=program)
    stove.pass_time(10.0)
    stove.release(FIRST)
    stove.pass_time(10.0)
    assert stove.asked == [(FIRST, "heat(kitchen)"), (SECOND, "heat(kitchen)")]
    assert stove.port.log == ["go_to(kitchen)", "heat(kitchen)"]


def test_leave_for_a_call_that_could_not_be_made_is_used_up(stove: Stove) -> None:
    """The robot learns at the last moment that it is elsewhere: the next call asks again."""
    program = 'try:\n    heat("kitchen")\nexcept Precondition:\n    pass\nheat("kitchen")\n'
    stove.agent.sense(place="kitchen", holding=())
    stove.give(HOT, program=program)
    stove.pass_time(1.0)
    stove.agent.sense(place="dock", holding=())
    stove.release(FIRST)
    stove.pass_time(2.0)
    assert stove.asked == [(FIRST, "heat(kitchen)"), (SECOND, "heat(kitchen)")]
    assert stove.port.log == []


def test_an_approval_outlasts_a_pause(stove: Stove) -> None:
    stove.give(HOT)
    stove.pass_time(5.0)
    stove.release(FIRST)
    stove.pass_time(0.5)
    assert stove.port.moving
    stove.agent.pause()
    stove.pass_time(5.0)
    stove.agent.resume()
    stove.pass_time(5.0)
    assert stove.asked == [(FIRST, "heat(kitchen)")]
    assert stove.last.status is TaskStatus.SUCCEEDED


def test_where_it_waits_is_said_again_with_the_call(stove: Stove) -> None:
    stove.give(HOT)
    stove.pass_time(5.0)
    stove.give(HOT)
    assert stove.asked == [(FIRST, "heat(kitchen)")] * 2


def test_with_hold_a_robot_keeps_place_and_grip_until_it_is_released(stove: Stove) -> None:
    stove.give(Goal((parse_literal("holding(waiter, noodles)"),)), barrier_id="m1/lead/1", hold=True)
    stove.release("m1/lead/1")
    stove.pass_time(30.0)
    assert (stove.last.status, stove.last.stage) == (
        TaskStatus.WAITING,
        "done, holding until the others are",
    )
    assert stove.ready[-1] == BarrierReady("m1/lead/1#hold", "waiter")
    stove.release("m1/lead/1#hold")
    stove.pass_time(1.0)
    assert stove.last.status is TaskStatus.SUCCEEDED


def test_what_is_lost_while_holding_fails_the_task(stove: Stove) -> None:
    stove.agent.sense(place="dock", holding=())
    stove.give(Goal((parse_literal("holding(waiter, noodles)"),)), barrier_id="m1/lead/1", hold=True)
    stove.release("m1/lead/1")
    stove.pass_time(30.0)
    stove.agent.sense(place="kitchen", holding=("noodles",))
    stove.agent.sense(place="kitchen", holding=())
    assert (stove.last.status, stove.last.cause) == (TaskStatus.FAILED, Cause.OBJECT_DROPPED)


def test_an_abort_of_the_group_ends_the_holding(stove: Stove) -> None:
    stove.give(SkillCall("wait", ()), barrier_id="m1/lead/1", hold=True)
    stove.release("m1/lead/1")
    stove.pass_time(5.0)
    stove.agent.abort(AbortBarrier("m1/lead/1#hold", ("waiter",), "the other one failed"))
    assert (stove.last.status, stove.last.cause) == (TaskStatus.CANCELLED, Cause.PEER_LOST)
    assert stove.last.message == "the other one failed"
