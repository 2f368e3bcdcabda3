"""Simulated people: what they say, what they do, and when."""

from __future__ import annotations

import pytest

from comuros.core.command import AskHuman, RequestKind
from comuros.core.event import HumanAnswered
from comuros.core.literal import parse_literal
from comuros.core.skill import SkillCall
from comuros.core.task import Goal, Task, Work
from comuros.scenario import LoadedScenario, load_scenario
from comuros.sim import Simulation
from comuros.sim.people import Habits, Manner, SimulatedPeople

BALL_IN_BOX = Goal((parse_literal("on(ball, box)"),))


@pytest.fixture(scope="module")
def cell() -> LoadedScenario:
    return load_scenario("human_assisted_recovery")


@pytest.fixture
def world(cell: LoadedScenario) -> Simulation:
    return Simulation(cell)


def work(thing: Work) -> AskHuman:
    return AskHuman(
        "m1", "m1/p1", "please", ("done", "on my way", "cannot"), 60.0, RequestKind.TASK, "ann",
        Task("t", "t", thing),
    )  # fmt: skip


def told(people: SimulatedPeople, until_s: int) -> list[tuple[int, str]]:
    return [(at, said.answer) for at in range(until_s) for said in people.tick(float(at))]


def test_a_person_says_so_does_it_and_says_so(world: Simulation) -> None:
    people = SimulatedPeople(world, {"ann": Habits()})
    people.asked(work(BALL_IN_BOX), now_s=0.0)
    assert told(people, 12) == [(3, "on my way")]
    assert world.location("ball") == "stand"
    assert told(people, 20) == [(16, "done")]
    assert world.location("ball") == "box"


def test_a_skill_call_has_its_effects(world: Simulation) -> None:
    people = SimulatedPeople(world, {"ann": Habits()})
    people.asked(work(SkillCall("place", ("ball", "packing"))), now_s=0.0)
    told(people, 20)
    assert world.location("ball") == "packing"


@pytest.mark.parametrize(
    ("manner", "answers"),
    [
        (Manner.DECLINES, [(3, "cannot")]),
        (Manner.SILENT, []),
        (Manner.ONLY_SAYS_SO, [(3, "on my way"), (16, "done")]),
    ],
)
def test_who_does_not_do_it_leaves_the_world_alone(
    world: Simulation, manner: Manner, answers: list[tuple[int, str]]
) -> None:
    people = SimulatedPeople(world, {"ann": Habits(manner)})
    people.asked(work(BALL_IN_BOX), now_s=0.0)
    assert told(people, 30) == answers
    assert world.location("ball") == "stand"


def test_a_closed_request_is_not_answered(world: Simulation) -> None:
    people = SimulatedPeople(world, {"ann": Habits()})
    people.asked(work(BALL_IN_BOX), now_s=0.0)
    people.closed("m1/p1")
    assert told(people, 30) == []


@pytest.mark.parametrize(("approves", "said"), [(True, ["yes"]), (False, ["no"]), (None, [])])
def test_approvals_go_by_habit(world: Simulation, approves: bool | None, said: list[str]) -> None:
    people = SimulatedPeople(world, {"ann": Habits(approves=approves)})
    people.asked(AskHuman("m1", "m1/a1", "may I?", ("yes", "no"), kind=RequestKind.APPROVAL), now_s=0.0)
    assert [each.answer for at in range(10) for each in people.tick(float(at))] == said


def test_a_question_is_answered_where_the_answer_is_a_choice(world: Simulation) -> None:
    people = SimulatedPeople(world, {"ann": Habits(answer="wait")})
    people.asked(AskHuman("m1", "m1/q1", "what now?", ("wait", "cancel")), now_s=0.0)
    people.asked(AskHuman("m1", "m1/q2", "which one?", ("red", "green")), now_s=0.0)
    assert people.tick(5.0) == [HumanAnswered("m1/q1", "wait")]
