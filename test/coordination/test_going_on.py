"""After a stop of the whole team: 'go on' takes it back by the stopper's own service; until then nothing is
given. A new instruction behind a running mission says that it waits.
"""

from __future__ import annotations

import pytest

from comuros.core.command import EndMission, LetTeamMove, MakePlan, PublishState, StartTask
from comuros.core.event import EventKind, InstructionGiven, Interpreted
from comuros.core.instruction import Interpretation, InterpretationStatus
from comuros.core.mission import MissionOutcome, MissionState
from comuros.core.task_status import TaskStatus
from comuros.core.tree import TaskTree
from comuros.rehearsal import Rehearsal
from comuros.scenario import load_scenario
from support.stage import Stage, goal, of_kind

A, B = goal("t1", "on(box, dock)"), goal("t2", "on(cup, dock)")
GO_ON = Interpretation(InterpretationStatus.RESUME, mission_id="m1")


def say(stage: Stage, found: Interpretation, mission_id: str) -> None:
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("go on"), mission_id=mission_id)
    stage.see(EventKind.INTERPRETED, Interpreted(found), mission_id=mission_id)


def stopped() -> Stage:
    stage = Stage()
    stage.begin(A, {"t1": ("ann",)})
    stage.report("ann", "t1", TaskStatus.RUNNING)
    stage.see(EventKind.STOP_PRESSED)
    stage.report("ann", "t1", TaskStatus.CANCELLED)
    return stage


def test_go_on_takes_a_stop_of_the_team_back_and_the_mission_goes_on_once_robots_may_move() -> None:
    stage = stopped()
    plans = len(of_kind(stage.commands, MakePlan))
    say(stage, GO_ON, "m2")
    assert len(of_kind(stage.commands, LetTeamMove)) == 1
    assert len(of_kind(stage.commands, MakePlan)) == plans, "not before the stop is taken back"
    (end,) = [command for command in of_kind(stage.commands, EndMission) if command.mission_id == "m2"]
    assert end.reason == "The stop is taken back: the robots may move again, and mission m1 goes on."
    stage.see(EventKind.RESUMED)
    stage.plan({"t1": ("ann",)})
    assert stage.coordinator.missions["m1"].state is MissionState.EXECUTING


def test_go_on_without_a_stop_of_the_team_moves_nobody() -> None:
    stage = Stage()
    stage.begin(A, {"t1": ("ann",)})
    say(stage, GO_ON, "m2")
    assert not of_kind(stage.commands, LetTeamMove)
    assert of_kind(stage.commands, EndMission)[-1].reason == "Mission m1 is executing; nothing is paused."


def test_go_on_without_a_mission_says_so_or_takes_the_stop_back() -> None:
    stage = Stage()
    words = Interpretation(InterpretationStatus.RESUME)
    say(stage, words, "m1")
    assert of_kind(stage.commands, EndMission)[-1].reason == "No mission is under way."
    stage.see(EventKind.STOP_PRESSED)
    say(stage, words, "m2")
    assert len(of_kind(stage.commands, LetTeamMove)) == 1
    assert of_kind(stage.commands, EndMission)[-1].reason.endswith("and no mission is under way.")


def test_nothing_is_given_to_a_stopped_team_and_the_mission_says_how_to_go_on() -> None:
    stage = Stage()
    stage.see(EventKind.STOP_PRESSED)
    stage.begin(A, {"t1": ("ann",)})
    stage.tick()
    assert not of_kind(stage.commands, StartTask)
    assert of_kind(stage.commands, PublishState)[-1].note.startswith("the team is stopped: say 'go on'")
    stage.see(EventKind.RESUMED)
    stage.tick()
    assert of_kind(stage.commands, StartTask)
    assert of_kind(stage.commands, PublishState)[-1].note == ""


def test_a_plain_instruction_waits_its_turn_and_says_how_to_add_it_instead() -> None:
    stage = Stage()
    stage.begin(A, {"t1": ("ann",)})
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("move the cup"), mission_id="m2")
    understood = Interpretation(InterpretationStatus.UNDERSTOOD, TaskTree(B))
    stage.see(EventKind.INTERPRETED, Interpreted(understood), mission_id="m2")
    stage.tick()
    shown = [command for command in of_kind(stage.commands, PublishState) if command.mission_id == "m2"]
    assert shown[-1].note == "queued behind mission m1; say 'also …' to add work to that mission"
    stage.finish("ann", "t1")
    stage.tick()
    shown = [command for command in of_kind(stage.commands, PublishState) if command.mission_id == "m2"]
    assert shown[-1].note == ""


@pytest.mark.timeout(60)
def test_a_rehearsed_mission_is_stopped_and_goes_on_by_word() -> None:
    rehearsal = Rehearsal(load_scenario("food_court"))
    rehearsal.say("Clean table 2.", mission_id="m1")
    rehearsal.run(until=lambda: any(isinstance(c, StartTask) for c in rehearsal.account.commands))
    rehearsal.stop()
    rehearsal.run(until=lambda: False, limit_s=3.0)
    assert rehearsal.control.coordinator.missions["m1"].state is MissionState.PAUSED
    rehearsal.say("Go on.", mission_id="m2")
    rehearsal.run()
    ended = {name: end.outcome for name, end in rehearsal.account.ended.items()}
    rehearsal.close()
    assert ended == {"m1": MissionOutcome.SUCCEEDED, "m2": MissionOutcome.ANSWERED}
