"""Labelled events and rehearsed changes: judgement is held against label, whichever of the two is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comuros.core.errors import InputError
from comuros.core.scenario import Fault, FaultKind
from comuros.evaluation.cases import Change, EventCase, MissionTask, ReplanningCase
from comuros.evaluation.events import score_event
from comuros.evaluation.replanning import rehearse
from comuros.scenario import load_scenario

COURT = load_scenario("food_court").scenario
MISSION = (
    MissionTask("on(noodles, table_2)", ("waiter",), "working"),
    MissionTask("on(cup_1, dish_return)", ("cleaner",), "done"),
)
FALL = EventCase("fall", "food_court", MISSION, "object_dropped", "noodles", True, ("repair",))


def test_an_event_is_right_if_relevance_and_response_are() -> None:
    found = score_event(FALL, COURT)
    assert (found.relevance_right, found.response_right) == (True, True)
    assert "noodles" in found.verdict.reason
    wrong_label = score_event(replace(FALL, relevant=False, responses=("ignore",)), COURT)
    assert (wrong_label.relevance_right, wrong_label.response_right) == (False, False)


def test_a_distractor_is_told_apart() -> None:
    found = score_event(replace(FALL, subject="soup", relevant=False, responses=("ignore",)), COURT)
    assert found.relevance_right
    assert found.response_right


def test_attempts_decide_between_trying_again_and_another_robot() -> None:
    failed = replace(
        FALL,
        kind="task_failed",
        subject="on(noodles, table_2)",
        robot="waiter",
        cause="grasp_failed",
        attempts=1,
    )
    assert score_event(failed, COURT).verdict.response.value == "retry"
    assert score_event(replace(failed, attempts=3), COURT).verdict.response.value == "reallocate"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"kind": "earthquake"}, "'earthquake' is no kind of event"),
        ({"kind": "task_failed", "subject": "noodles"}, "'noodles' is no task of its mission"),
        (
            {"kind": "task_failed", "subject": "on(noodles, table_2)", "cause": "gremlins"},
            "'gremlins' is no cause",
        ),
    ],
)
def test_a_label_that_makes_no_event_is_refused(facts: dict[str, str], said: str) -> None:
    with pytest.raises(InputError) as refused:
        score_event(replace(FALL, **facts), COURT)  # type: ignore[arg-type]
    assert said in str(refused.value)


def test_a_fault_is_rehearsed_and_repaired_and_a_wrong_label_is_noticed() -> None:
    case = ReplanningCase(
        "fall",
        "food_court",
        "Deliver the noodles to table 2.",
        ("repair", "retry"),
        holds=("on(noodles, table_2)", "!on(noodles, kitchen)"),
        faults=(Fault(FaultKind.DROP, "noodles", during_skill="go_to"),),
    )
    found = rehearse(case)
    assert found.is_right
    assert found.plans >= 2
    mislabelled = replace(found, case=replace(case, responses=("ask",), ends="failed"))
    assert not mislabelled.is_right
    assert "expected one of ask" in mislabelled.fault
    assert "ended succeeded, expected failed" in mislabelled.fault


def test_a_stop_in_words_pauses_and_what_was_not_done_does_not_hold() -> None:
    case = ReplanningCase(
        "stop",
        "food_court",
        "Bring the tea to table 6.",
        ("stop",),
        ends="paused",
        holds=("on(tea, table_6)",),
        changes=(Change(2.0, say="Stop."),),
    )
    found = rehearse(case)
    assert (found.responses, found.ended) == (("stop",), "paused")
    assert found.missing == ("on(tea, table_6)",)
    assert found.fault == "does not hold: on(tea, table_6)"
