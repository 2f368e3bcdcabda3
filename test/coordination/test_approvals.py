"""Approvals as the coordinator handles them: asked once, decided once, said again to whoever asks again."""

from __future__ import annotations

import pytest

from comuros.coordinator import CoordinatorSettings
from comuros.core.command import AbortBarrier, AskHuman, CloseRequest, Command, ReleaseBarrier, RequestKind
from comuros.core.task_status import Cause, TaskStatus
from support.stage import Stage, goal, of_kind

GATE = "m1/a/1#approval1"
CALL = "open(dock)"


@pytest.fixture
def stage() -> Stage:
    made = Stage(CoordinatorSettings(answer_timeout_s=60.0))
    made.begin(goal("a", "on(box, dock)"), {"a": ("ann",)})
    return made


def the_request(commands: list[Command]) -> AskHuman:
    (request,) = of_kind(commands, AskHuman)
    return request


def test_a_call_that_waits_is_put_to_a_person(stage: Stage) -> None:
    request = the_request(stage.ready("ann", GATE, CALL))
    assert request.kind is RequestKind.APPROVAL
    assert request.question == "ann wants to open(dock). Is that allowed?"
    assert (request.choices, request.deadline_s) == (("yes", "no"), 60.0)
    assert not of_kind(stage.commands, ReleaseBarrier)


def test_yes_opens_the_barrier_and_no_gives_the_call_up(stage: Stage) -> None:
    first = the_request(stage.ready("ann", GATE, CALL))
    assert of_kind(stage.say(first.request_id, "yes"), ReleaseBarrier) == [
        ReleaseBarrier(GATE, ("ann",), 0.0)
    ]
    second = the_request(stage.ready("ann", "m1/a/1#approval2", CALL))
    assert of_kind(stage.say(second.request_id, "no"), AbortBarrier) == [
        AbortBarrier("m1/a/1#approval2", ("ann",), "a person said no")
    ]


def test_anything_but_yes_is_no(stage: Stage) -> None:
    request = the_request(stage.ready("ann", GATE, CALL))
    assert of_kind(stage.say(request.request_id, "perhaps"), AbortBarrier)


def test_an_approval_is_asked_for_once_and_a_decision_said_again(stage: Stage) -> None:
    request = the_request(stage.ready("ann", GATE, CALL))
    assert not stage.ready("ann", GATE, CALL)
    stage.say(request.request_id, "yes")
    assert of_kind(stage.ready("ann", GATE, CALL), ReleaseBarrier)
    assert not stage.say(request.request_id, "no")


def test_silence_is_a_no_and_closes_the_request(stage: Stage) -> None:
    request = the_request(stage.ready("ann", GATE, CALL))
    assert not of_kind(stage.tick(59.0), AbortBarrier)
    commands = stage.tick(1.0)
    assert [c.reason for c in of_kind(commands, AbortBarrier)] == ["nobody answered within 60 s"]
    assert [c.request_id for c in of_kind(commands, CloseRequest)] == [request.request_id]
    assert not of_kind(stage.say(request.request_id, "yes"), ReleaseBarrier)


def test_a_request_whose_task_ended_is_closed(stage: Stage) -> None:
    request = the_request(stage.ready("ann", GATE, CALL))
    stage.report("ann", "a", TaskStatus.FAILED, cause=Cause.TIMEOUT)
    assert [c.request_id for c in of_kind(stage.tick(), CloseRequest)] == [request.request_id]


def test_a_coalition_is_asked_about_once_all_of_it_stand_ready() -> None:
    stage = Stage()
    stage.begin(goal("a", "on(box, dock)", robots=2), {"a": ("ann", "ben")})
    assert not of_kind(stage.ready("ann", GATE, CALL), AskHuman)
    request = the_request(stage.ready("ben", GATE, CALL))
    assert request.question.startswith("ann and ben want to ")
    (released,) = of_kind(stage.say(request.request_id, "yes"), ReleaseBarrier)
    assert released.coalition == ("ann", "ben")
