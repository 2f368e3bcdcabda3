"""People as teammates: asked instead of commanded, believed only as far as it is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comuros.core.capability import Capability
from comuros.core.command import (
    AskHuman,
    CancelTask,
    CloseRequest,
    Command,
    EndMission,
    MakePlan,
    PublishVerdict,
    ReleaseBarrier,
    RequestKind,
    StartTask,
)
from comuros.core.event import EventKind, ObjectSeen
from comuros.core.geometry import Pose
from comuros.core.mission import MissionOutcome
from comuros.core.robot import Locomotion, Robot, RobotType
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.task import Task
from comuros.core.tree import Branch, Relation
from comuros.core.verdict import Response
from support.stage import Stage, goal, of_kind, scenario

A = goal("a", "on(box, dock)")
B = goal("b", "on(cup, dock)")


def team() -> Scenario:
    """The three carts and a person, who answers within half a minute."""
    kind = RobotType("person", Locomotion.OMNIDIRECTIONAL, 0.3, (), ("pick", "place"))
    eve = Robot("eve", kind, "depot", (Capability("answers_within_s", 30.0),), is_human=True)
    known = scenario()
    return replace(known, robots=(*known.robots, eve))


@pytest.fixture
def stage() -> Stage:
    made = Stage(world=team())
    see(made, "box", "depot")
    see(made, "cup", "depot")
    return made


def see(stage: Stage, thing: str, location: str, kind: EventKind = EventKind.OBJECT_SEEN) -> list[Command]:
    return stage.see(kind, ObjectSeen(thing, Pose(0, 0), location), subjects=(thing,))


def the_request(commands: list[Command]) -> AskHuman:
    (request,) = of_kind(commands, AskHuman)
    return request


def outcome(stage: Stage) -> MissionOutcome | None:
    ended = of_kind(stage.commands, EndMission)
    return ended[-1].outcome if ended else None


def reasons(stage: Stage) -> list[str]:
    return [command.verdict.reason for command in of_kind(stage.commands, PublishVerdict)]


def test_people_are_in_the_team_that_is_planned_for(stage: Stage) -> None:
    stage.begin(A, {"a": ("eve",)})
    names = [status.robot for status in stage.request().problem.team]
    assert names == ["ann", "ben", "cid", "eve"]


def test_a_person_is_asked_and_never_commanded(stage: Stage) -> None:
    request = the_request(stage.begin(A, {"a": ("eve",)}))
    assert (request.kind, request.person, request.task) == (RequestKind.TASK, "eve", A)
    assert request.choices == ("done", "on my way", "cannot")
    assert request.deadline_s == 30.0
    assert request.question == "eve, please see to it: on box dock."
    assert not of_kind(stage.commands, StartTask)


def test_what_a_person_says_is_done_counts_once_it_is_seen(stage: Stage) -> None:
    request = the_request(stage.begin(A, {"a": ("eve",)}))
    stage.say(request.request_id, "on my way")
    stage.say(request.request_id, "done")
    assert outcome(stage) is None
    see(stage, "box", "dock")
    assert outcome(stage) is MissionOutcome.SUCCEEDED
    assert [c.request_id for c in of_kind(stage.commands, CloseRequest)] == [request.request_id]


def test_what_is_seen_done_needs_no_word(stage: Stage) -> None:
    stage.begin(A, {"a": ("eve",)})
    see(stage, "box", "dock")
    assert outcome(stage) is MissionOutcome.SUCCEEDED


def test_a_word_that_is_not_borne_out_fails_the_task(stage: Stage) -> None:
    request = the_request(stage.begin(A, {"a": ("eve",)}))
    stage.say(request.request_id, "done")
    stage.tick(9.0)
    assert outcome(stage) is None
    assert reasons(stage)[-1].startswith("a: skill failed at eve")
    assert of_kind(stage.commands, MakePlan)[-1].problem.revision == 2


def test_where_nobody_looks_their_word_counts() -> None:
    stage = Stage(world=team())
    request = the_request(stage.begin(A, {"a": ("eve",)}))
    stage.say(request.request_id, "done")
    assert outcome(stage) is MissionOutcome.SUCCEEDED


def test_silence_hands_the_task_to_somebody_else(stage: Stage) -> None:
    stage.begin(A, {"a": ("eve",)})
    stage.tick(30.0)
    assert reasons(stage)[-1] == "a: unanswered at eve, so another robot shall do it"
    excluded = of_kind(stage.commands, MakePlan)[-1].problem.excluded
    assert [(entry.task_id, entry.robot) for entry in excluded] == [("a", "eve")]
    stage.plan({"a": ("ann",)})
    assert stage.given() == [("ann", "a")]


def test_a_person_who_declines_is_not_asked_again(stage: Stage) -> None:
    request = the_request(stage.begin(A, {"a": ("eve",)}))
    stage.say(request.request_id, "cannot")
    assert of_kind(stage.commands, MakePlan)[-1].problem.excluded[0].robot == "eve"


def test_whoever_is_on_the_way_has_time_to_do_it(stage: Stage) -> None:
    request = the_request(stage.begin(A, {"a": ("eve",)}))
    stage.say(request.request_id, "on my way")
    stage.tick(49.0)
    assert not reasons(stage)
    stage.tick(1.0)
    assert reasons(stage)[-1].startswith("a: unanswered at eve")


def test_a_person_is_asked_when_their_turn_comes(stage: Stage) -> None:
    stage.begin(Branch("root", Relation.SEQUENCE, (A, B)), {"a": ("ann",), "b": ("eve",)})
    assert not of_kind(stage.commands, AskHuman)
    commands = stage.finish("ann", "a")
    assert the_request(commands).task == B
    assert [c.coalition for c in of_kind(commands, ReleaseBarrier)] == [("eve",)]


def test_a_person_and_a_robot_end_together(stage: Stage) -> None:
    stage.begin(Branch("root", Relation.TOGETHER, (A, B)), {"a": ("ann",), "b": ("eve",)}, in_step=True)
    barrier = of_kind(stage.commands, StartTask)[0].barrier_id
    request = the_request(stage.ready("ann", barrier))
    see(stage, "cup", "dock")
    assert not of_kind(stage.commands, CloseRequest)
    released = of_kind(stage.ready("ann", f"{barrier}#hold"), ReleaseBarrier)
    assert [each.barrier_id for each in released] == [f"{barrier}#hold"]
    assert [c.request_id for c in of_kind(stage.commands, CloseRequest)] == [request.request_id]
    stage.finish("ann", "a")
    assert outcome(stage) is MissionOutcome.SUCCEEDED


def test_what_a_person_was_asked_to_move_moves_without_alarm(stage: Stage) -> None:
    request = the_request(stage.begin(A, {"a": ("eve",)}))
    stage.say(request.request_id, "on my way")
    (shown,) = of_kind(see(stage, "box", "yard", EventKind.OBJECT_MOVED), PublishVerdict)
    assert (shown.verdict.response, shown.verdict.reason) == (Response.IGNORE, "eve was asked to move box")


def test_what_lies_where_it_was_wanted_undoes_nothing(stage: Stage) -> None:
    stage.begin(Branch("root", Relation.SEQUENCE, (A, B)), {"a": ("ann",), "b": ("ben",)})
    stage.finish("ann", "a")
    (shown,) = of_kind(see(stage, "box", "dock", EventKind.OBJECT_MOVED), PublishVerdict)
    assert shown.verdict.response is Response.IGNORE
    (shown,) = of_kind(see(stage, "box", "yard", EventKind.OBJECT_MOVED), PublishVerdict)
    assert shown.verdict.response is Response.REPAIR


def test_a_cancelled_mission_closes_what_people_were_asked(stage: Stage) -> None:
    request = the_request(stage.begin(A, {"a": ("eve",)}))
    stage.see(EventKind.MISSION_CANCELLED, mission_id="m1")
    stage.tick()
    assert [c.request_id for c in of_kind(stage.commands, CloseRequest)] == [request.request_id]
    assert not of_kind(stage.commands, CancelTask)
    assert outcome(stage) is MissionOutcome.CANCELLED


def test_an_answer_to_nothing_changes_nothing(stage: Stage) -> None:
    stage.begin(A, {"a": ("eve",)})
    before = len(stage.commands)
    stage.say("m1/p99", "done")
    assert not of_kind(stage.commands[before:], CloseRequest)


def test_a_skill_call_is_taken_at_their_word_and_by_its_effects(stage: Stage) -> None:
    leaf = Task("c", "c", SkillCall("wave", ()))
    world = team()
    from comuros.core.skill import DurationModel, SkillModel

    stage = Stage(world=replace(world, skills=(SkillModel("wave", (), (), (), DurationModel(1.0)),)))
    request = the_request(stage.begin(leaf, {"c": ("eve",)}))
    stage.tick(5.0)
    assert outcome(stage) is None
    stage.say(request.request_id, "done")
    assert outcome(stage) is MissionOutcome.SUCCEEDED
