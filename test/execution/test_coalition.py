"""Agents of one coalition on virtual time, with somebody who releases every barrier that is complete."""

from __future__ import annotations

import itertools

import pytest

from comuros.core.command import AbortBarrier, ReleaseBarrier, StartTask
from comuros.core.event import BarrierReady, TaskReported
from comuros.core.literal import Atom, parse_literal
from comuros.core.scenario import Scenario
from comuros.core.task import Goal, Task
from comuros.core.task_status import Cause, TaskStatus
from comuros.execution.agent import Agent
from comuros.execution.barrier import Barrier, BarrierState
from comuros.execution.scripted_port import Ending, ScriptedPort, fails

TEAM = ("helper", "waiter")
CARRY = Task("carry", "carry", Goal((parse_literal("on(crate, dock)"),)), robots=2)


class Crew:
    """Two agents with scripted robots; `log` is every call with who made it and when."""

    def __init__(
        self, scenario: Scenario, scripts: dict[str, list[tuple[str, Ending]]] | None = None
    ) -> None:
        self.ports = {name: ScriptedPort((scripts or {}).get(name, [])) for name in TEAM}
        self.reports: list[TaskReported] = []
        self.barriers: dict[str, Barrier] = {}
        self.agents = {
            name: Agent(scenario.robot(name), scenario, self.ports[name], self.reports.append, self._ready)
            for name in TEAM
        }
        self.now_s = 0.0
        self.made: list[tuple[float, str, str]] = []

    def _ready(self, ready: BarrierReady) -> None:
        barrier = self.barriers.get(ready.barrier_id, Barrier(ready.barrier_id, TEAM))
        self.barriers[ready.barrier_id] = barrier.with_ready(ready.robot)

    def give(self, *robots: str, facts: tuple[Atom, ...] = ()) -> None:
        for robot in robots or TEAM:
            command = StartTask("m1", 1, CARRY, robot, TEAM, barrier_id="m1/carry/1", facts=facts)
            self.agents[robot].execute(command)

    def pass_time(self, seconds: float) -> None:
        for _ in range(int(seconds / 0.5)):
            self.now_s += 0.5
            for name in TEAM:
                before = len(self.ports[name].log)
                self.ports[name].tick(self.now_s)
                self.agents[name].tick(self.now_s)
                self.made += [(self.now_s, name, call) for call in self.ports[name].log[before:]]
            self._release_complete()

    def _release_complete(self) -> None:
        for barrier_id, barrier in sorted(self.barriers.items()):
            after = barrier.tick(self.now_s)
            self.barriers[barrier_id] = after
            if after.state is BarrierState.RELEASED and barrier.state is BarrierState.GATHERING:
                for name in TEAM:
                    self.agents[name].release(ReleaseBarrier(barrier_id, TEAM, self.now_s + 0.2))

    def last(self, robot: str) -> TaskReported:
        return [report for report in self.reports if report.robot == robot][-1]

    def times(self, call: str) -> list[float]:
        return [when for when, _, made in self.made if made == call]


def test_a_coalition_makes_every_team_call_in_step_and_ends_together(scenario: Scenario) -> None:
    crew = Crew(scenario, {"waiter": [("go_to", Ending(duration_s=5.0)), ("lift", Ending(duration_s=3.0))]})
    crew.give()
    crew.pass_time(20.0)
    for call in ("lift(crate, kitchen)", "carry_to(crate, dock)", "lower(crate, dock)"):
        first, second = crew.times(call)
        assert first == second, call
    assert {name: crew.last(name).status for name in TEAM} == dict.fromkeys(TEAM, TaskStatus.SUCCEEDED)
    finals = [index for index, report in enumerate(crew.reports) if report.status.is_final]
    assert finals[1] - finals[0] == 1


def test_the_barriers_of_a_coalition_have_the_documented_names(scenario: Scenario) -> None:
    crew = Crew(scenario)
    crew.give()
    crew.pass_time(20.0)
    assert sorted(crew.barriers) == [
        "m1/carry/1",
        "m1/carry/1#1",
        "m1/carry/1#2",
        "m1/carry/1#3",
        "m1/carry/1#done",
    ]


def test_ports_are_told_who_else_takes_part(scenario: Scenario) -> None:
    crew = Crew(scenario)
    crew.give()
    crew.pass_time(20.0)
    assert set(crew.ports["waiter"].coalitions) == {TEAM}


def test_nobody_lifts_while_one_is_missing(scenario: Scenario) -> None:
    crew = Crew(scenario)
    crew.give("waiter")
    crew.pass_time(30.0)
    assert crew.ports["waiter"].log == ["go_to(kitchen)"]
    assert crew.last("waiter").stage == "waiting for helper"


def test_a_peer_that_does_not_come_to_the_next_step_is_given_up(scenario: Scenario) -> None:
    crew = Crew(scenario, {"helper": [("go_to", Ending()), ("lift", Ending(duration_s=1000.0))]})
    crew.give()
    crew.pass_time(130.0)
    assert (crew.last("waiter").status, crew.last("waiter").cause) == (TaskStatus.FAILED, Cause.PEER_LOST)


def test_an_abort_brings_everybody_to_rest(scenario: Scenario) -> None:
    crew = Crew(scenario, {"helper": [("go_to", Ending()), ("lift", fails(Cause.GRASP_FAILED))]})
    crew.give()
    crew.pass_time(4.0)
    assert crew.last("helper").cause is Cause.GRASP_FAILED
    for name in TEAM:
        crew.agents[name].abort(AbortBarrier("m1/carry/1", TEAM, "helper failed"))
    crew.pass_time(1.0)
    assert not any(port.moving for port in crew.ports.values())
    assert (crew.last("waiter").status, crew.last("waiter").cause) == (TaskStatus.CANCELLED, Cause.PEER_LOST)


def test_a_carry_that_was_interrupted_goes_on_with_the_crate_in_hand(scenario: Scenario) -> None:
    crew = Crew(scenario)
    held = tuple(Atom("holding", (name, "crate")) for name in TEAM)
    crew.give(facts=held)
    crew.pass_time(20.0)
    assert (
        crew.ports["waiter"].log
        == crew.ports["helper"].log
        == ["carry_to(crate, dock)", "lower(crate, dock)"]
    )
    assert crew.times("carry_to(crate, dock)")[0] == crew.times("carry_to(crate, dock)")[1]
    assert crew.last("waiter").status is TaskStatus.SUCCEEDED


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_delays_team_calls_stay_in_step(scenario: Scenario, seed: int) -> None:
    delays = itertools.islice(itertools.cycle([1.0, 4.0, 2.5, 7.0, 0.5]), seed, seed + 8)
    skills = ["go_to", "lift", "carry_to", "lower"]
    durations = list(delays)
    scripts = {
        "waiter": [(s, Ending(duration_s=d)) for s, d in zip(skills, durations[:4], strict=True)],
        "helper": [(s, Ending(duration_s=d)) for s, d in zip(skills, durations[4:], strict=True)],
    }
    crew = Crew(scenario, scripts)
    crew.give()
    crew.pass_time(60.0)
    for call in ("lift(crate, kitchen)", "carry_to(crate, dock)", "lower(crate, dock)"):
        assert len(set(crew.times(call))) == 1
    assert crew.last("waiter").status is crew.last("helper").status is TaskStatus.SUCCEEDED
