"""A person in a whole mission: asked for what no robot can do, and for nothing else."""

from __future__ import annotations

import pytest

from comuros.core.command import AskHuman, RequestKind, StartTask
from comuros.core.mission import MissionOutcome
from comuros.rehearsal import Rehearsal
from comuros.scenario import load_scenario
from comuros.sim.people import Habits, Manner
from comuros.wiring import ControlSettings, CoordinatorSettings

PACKING = load_scenario("human_assisted_recovery")


def rehearsed(manner: Manner) -> Rehearsal:
    settings = ControlSettings(CoordinatorSettings(answer_timeout_s=40.0))
    rehearsal = Rehearsal(
        PACKING, settings=settings, faults=PACKING.scenario.faults, people={"ann": Habits(manner)}
    )
    rehearsal.say(PACKING.scenario.default_instruction, mission_id="m1")
    rehearsal.run(limit_s=400.0)
    rehearsal.close()
    return rehearsal


def requests(rehearsal: Rehearsal) -> list[AskHuman]:
    return [command for command in rehearsal.account.commands if isinstance(command, AskHuman)]


def test_a_person_does_what_no_robot_can_and_only_what_is_left_goes_on() -> None:
    rehearsal = rehearsed(Manner.DOES_IT)
    end = rehearsal.account.ended["m1"]
    assert end.outcome is MissionOutcome.SUCCEEDED, end.reason
    (request,) = requests(rehearsal)
    assert (request.kind, request.person) == (RequestKind.TASK, "ann")
    assert request.question in (
        "ann, please pick up the ball from corner and stack the ball on the box.",
        "ann, please pick up the ball from the floor and stack the ball on the box.",
    )
    assert rehearsal.simulation.location("box") == "outgoing"
    assert rehearsal.simulation.location("ball") == "box"
    given = [c.task.id for c in rehearsal.account.commands if isinstance(c, StartTask)]
    assert sorted(given) == ["t1", "t2", "t3"], "nothing is given twice"


@pytest.mark.parametrize("manner", [Manner.SILENT, Manner.DECLINES])
def test_where_nobody_helps_somebody_is_asked_what_to_do(manner: Manner) -> None:
    rehearsal = rehearsed(manner)
    asked = requests(rehearsal)
    assert [request.kind for request in asked] == [RequestKind.TASK, RequestKind.QUESTION]
    assert asked[1].question.startswith("No plan is left for the rest of the mission")
    end = rehearsal.account.ended["m1"]
    assert (end.outcome, end.reason[:15]) == (MissionOutcome.FAILED, "nobody answered")
