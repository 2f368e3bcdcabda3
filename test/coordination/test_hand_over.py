"""Looking for hand-overs is a command with an answer: adopted with its plan, or the first reason stands."""

from __future__ import annotations

from comuros.coordinator import Coordinator
from comuros.core.command import Command, EndMission, FindHandOver, MakePlan, PublishTree
from comuros.core.event import Event, EventBody, EventKind, HandOverFound, InstructionGiven, Planned
from comuros.core.geometry import Pose
from comuros.core.mission import MissionOutcome
from comuros.core.plan import Conflict, PlanningOutcome, PlanningStatus
from comuros.core.robot import RobotStatus
from comuros.core.tree import TaskTree, checked_tree
from support.examined import observe_examining
from support.small_building import call, goal, scenario, sequence

IMPOSSIBLE = PlanningOutcome(PlanningStatus.INFEASIBLE, conflict=Conflict(("nobody reaches the shelf",)))


def coordinator() -> Coordinator:
    found = Coordinator(scenario())
    for robot in scenario().robots:
        status = RobotStatus(robot.name, Pose(0.0, 0.0), robot.start, 1.0)
        say(found, EventKind.ROBOT_REPORTED, status)
    return found


def say(found: Coordinator, kind: EventKind, body: EventBody) -> list[Command]:
    event = Event(kind, "test", found.situation.now_s, mission_id="m1", body=body)
    return observe_examining(found, event)


def handed_over() -> TaskTree:
    return checked_tree(
        sequence(
            "bring", call("bring_1", "wait", only=("carrier_1",)), call("bring_2", "wait", only=("scout_1",))
        )
    )


def begin(found: Coordinator) -> list[Command]:
    tree = checked_tree(goal("bring", "on(cup, lab)"))
    (request,) = [
        c
        for c in say(found, EventKind.INSTRUCTION_GIVEN, InstructionGiven("", tree))
        if isinstance(c, MakePlan)
    ]
    return say(found, EventKind.PLANNED, Planned(request.problem.revision, IMPOSSIBLE))


def test_a_goal_nobody_reaches_alone_has_a_hand_over_looked_for() -> None:
    found = coordinator()
    (search,) = [c for c in begin(found) if isinstance(c, FindHandOver)]
    answer = say(found, EventKind.HAND_OVER_FOUND, HandOverFound(search.problem.revision, handed_over()))
    (again,) = [c for c in answer if isinstance(c, MakePlan)]
    assert again.problem.tree == handed_over()
    assert not any(isinstance(c, PublishTree) for c in answer), "it is adopted only with a plan"


def test_without_one_the_first_reason_stands() -> None:
    found = coordinator()
    (search,) = [c for c in begin(found) if isinstance(c, FindHandOver)]
    answer = say(found, EventKind.HAND_OVER_FOUND, HandOverFound(search.problem.revision, None))
    (end,) = [c for c in answer if isinstance(c, EndMission)]
    assert end.outcome is MissionOutcome.INFEASIBLE
    assert end.reason == "nobody reaches the shelf"


def test_one_that_cannot_be_planned_is_not_looked_for_again() -> None:
    found = coordinator()
    (search,) = [c for c in begin(found) if isinstance(c, FindHandOver)]
    answer = say(found, EventKind.HAND_OVER_FOUND, HandOverFound(search.problem.revision, handed_over()))
    for _ in range(2):
        (request,) = [c for c in answer if isinstance(c, MakePlan)]
        answer = say(found, EventKind.PLANNED, Planned(request.problem.revision, IMPOSSIBLE))
    (end,) = [c for c in answer if isinstance(c, EndMission)]
    assert end.outcome is MissionOutcome.INFEASIBLE


def test_an_answer_for_another_revision_is_discarded() -> None:
    found = coordinator()
    (search,) = [c for c in begin(found) if isinstance(c, FindHandOver)]
    assert say(found, EventKind.HAND_OVER_FOUND, HandOverFound(search.problem.revision + 1, None)) == []
