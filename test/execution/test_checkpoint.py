"""Given programs go on where they were interrupted, on the same agent or on one that remembers nothing."""

from __future__ import annotations

import pytest

from comuros.core.checkpoint import answers_of, checkpoint_of
from comuros.core.command import StartTask
from comuros.core.event import TaskReported
from comuros.core.literal import Atom, parse_literal
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.task import Goal, Task, Work
from comuros.core.task_status import Cause, TaskStatus
from comuros.execution.agent import Agent
from comuros.execution.scripted_port import Ending, ScriptedPort, fails

ROUNDS = 'for table in ("table_1", "table_2", "kitchen"):\n    go_to(table)\n    inspect(table)\n'
SERVE = 'go_to("kitchen")\npick("noodles", "kitchen")\ngo_to("table_1")\nplace("noodles", "table_1")\n'
SERVED = Goal((parse_literal("on(noodles, table_1)"),))


class Life:
    """One life of the waiter's agent, given a program and perhaps a checkpoint."""

    def __init__(
        self, scenario: Scenario, *script: tuple[str, Ending], holding: tuple[str, ...] = ()
    ) -> None:
        self.port = ScriptedPort(script)
        self.reports: list[TaskReported] = []
        self.agent = Agent(scenario.robot("waiter"), scenario, self.port, self.reports.append, lambda _: None)
        self.agent.sense(place="table_1" if holding else "dock", holding=holding)
        self.now_s = 0.0

    def run(
        self, work: Work, program: str, seconds: float, *, checkpoint: str = "", facts: tuple[Atom, ...] = ()
    ) -> None:
        self.agent.execute(
            StartTask(
                "m1", 1, Task("t", "t", work), "waiter", ("waiter",), facts=facts, program=program,
                checkpoint=checkpoint,
            )
        )  # fmt: skip
        for _ in range(int(seconds / 0.5)):
            self.now_s += 0.5
            self.port.tick(self.now_s)
            self.agent.tick(self.now_s)

    @property
    def last(self) -> TaskReported:
        return self.reports[-1]


def test_a_checkpoint_belongs_to_its_program() -> None:
    text = checkpoint_of(ROUNDS, [Cause.NONE, Cause.GRASP_FAILED])
    assert answers_of(text, ROUNDS) == (Cause.NONE, Cause.GRASP_FAILED)
    assert answers_of(text, SERVE) == ()
    assert checkpoint_of(ROUNDS, []) == ""


@pytest.mark.parametrize("text", ["", "nonsense", ":none", "00000000:none", "x:y,z"])
def test_a_checkpoint_that_says_nothing_means_the_start(text: str) -> None:
    assert answers_of(text, ROUNDS) == ()


def test_a_program_without_effects_is_not_begun_again(scenario: Scenario) -> None:
    first = Life(scenario)
    first.run(SkillCall("wait", ()), ROUNDS, 3.5)
    assert first.port.log == ["go_to(table_1)", "inspect(table_1)", "go_to(table_2)", "inspect(table_2)"]
    second = Life(scenario)
    second.run(SkillCall("wait", ()), ROUNDS, 10.0, checkpoint=first.last.checkpoint)
    assert second.port.log[0] == "go_to(table_1)", "it stands elsewhere, so it cannot go on from there"


def test_it_goes_on_where_the_world_lets_it(scenario: Scenario) -> None:
    first = Life(scenario)
    first.run(SkillCall("wait", ()), ROUNDS, 2.5)
    assert first.port.log[-1] == "go_to(table_2)"
    second = Life(scenario)
    second.run(SkillCall("wait", ()), ROUNDS, 10.0, checkpoint=first.last.checkpoint)
    assert second.port.log == ["go_to(table_2)", "inspect(table_2)", "go_to(kitchen)", "inspect(kitchen)"]
    assert (second.last.status, second.last.calls_done) == (TaskStatus.SUCCEEDED, 6)


def test_what_is_in_the_hand_is_not_picked_twice(scenario: Scenario) -> None:
    first = Life(scenario)
    first.run(SERVED, SERVE, 2.5)
    assert first.port.log[-1] == "go_to(table_1)"
    second = Life(scenario, holding=("noodles",))
    facts = (Atom("holding", ("waiter", "noodles")),)
    second.run(SERVED, SERVE, 10.0, checkpoint=first.last.checkpoint, facts=facts)
    assert second.port.log == ["go_to(table_1)", "place(noodles, table_1)"]
    assert second.last.status is TaskStatus.SUCCEEDED


def test_what_was_lost_meanwhile_is_begun_anew(scenario: Scenario) -> None:
    first = Life(scenario)
    first.run(SERVED, SERVE, 2.5)
    second = Life(scenario)
    facts = (Atom("on", ("noodles", "kitchen")),)
    second.run(SERVED, SERVE, 10.0, checkpoint=first.last.checkpoint, facts=facts)
    assert second.port.log[:2] == ["go_to(kitchen)", "pick(noodles, kitchen)"]
    assert second.last.status is TaskStatus.SUCCEEDED


def test_a_failure_that_was_caught_is_remembered_and_one_that_ended_it_is_not(scenario: Scenario) -> None:
    program = 'try:\n    wait()\nexcept Timeout:\n    pass\ngo_to("table_1")\ninspect("table_1")\n'
    first = Life(
        scenario, ("wait", fails(Cause.TIMEOUT)), ("go_to", Ending()), ("inspect", fails(Cause.BLOCKED))
    )
    first.run(SkillCall("wait", ()), program, 6.0)
    assert first.last.status is TaskStatus.FAILED
    assert answers_of(first.last.checkpoint, program) == (Cause.TIMEOUT, Cause.NONE)
