"""Nobody brings it alone: the mission finds a hand-over by itself, shows it under the goal, does it."""

from __future__ import annotations

import pytest

from comuros.core.command import AskHuman, FindHandOver, PublishTree
from comuros.core.mission import MissionOutcome
from comuros.core.scenario import Fault, FaultKind
from comuros.core.tree import Branch, Relation
from comuros.rehearsal import Rehearsal
from comuros.scenario import load_scenario


def test_the_arm_gives_the_sample_to_the_dog_which_takes_it_to_the_depot() -> None:
    rehearsal = Rehearsal(load_scenario("hand_over"))
    rehearsal.say("Bring the sample to the depot. Meanwhile the drone looks at the well.")
    assert rehearsal.run(limit_s=200.0)
    (end,) = rehearsal.account.ended.values()
    assert end.outcome is MissionOutcome.SUCCEEDED, end.reason
    assert rehearsal.simulation.location("sample") == "depot"
    (run,) = rehearsal.control.coordinator.missions.values()
    assert run.tree is not None
    togethers = [
        node for node in run.tree.nodes() if isinstance(node, Branch) and node.relation is Relation.TOGETHER
    ]
    assert [[child.eligibility.only for child in node.children] for node in togethers] == [
        [("arm",), ("dog",)]
    ]
    assert isinstance(run.tree.node("t1"), Branch), "the goal itself stays visible as the branch"
    plan = rehearsal.plan()
    assert plan is not None
    assert plan.revision == 1
    assert plan.certificate.is_optimal
    shown = [c for c in rehearsal.account.commands if isinstance(c, PublishTree)]
    assert not any(isinstance(c, FindHandOver) for c in rehearsal.account.commands), "workers carry it out"
    assert len(shown) == 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.SKILL_FAILS, "dog", during_skill="take", progress=0.3),
        Fault(FaultKind.DROP, "sample", during_skill="give", progress=0.85),
    ],
    ids=["the dog's grip fails as the arm lets go", "the sample falls between two grippers"],
)
def test_a_hand_over_that_fails_is_looked_for_anew_for_what_is_left(fault: Fault) -> None:
    rehearsal = Rehearsal(load_scenario("hand_over"), faults=[fault])
    rehearsal.say("Bring the sample to the depot.")
    assert rehearsal.run(limit_s=200.0)
    (end,) = rehearsal.account.ended.values()
    assert end.outcome is MissionOutcome.SUCCEEDED, end.reason
    assert rehearsal.simulation.location("sample") == "depot"
    assert not [c for c in rehearsal.account.commands if isinstance(c, AskHuman)]
