"""Verdicts on every node, and a mission monitor that goes on after a restart as if nothing had happened."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

import pytest

from comuros.core.errors import InputError
from comuros.core.literal import parse_literal
from comuros.core.task import Goal, Task
from comuros.core.tree import Branch, FormulaConstraint, OrderConstraint, Relation, checked_tree
from comuros.spec.hltlf import MissionMonitor, Specification, specification
from comuros.spec.ltlf import Verdict4


def task(task_id: str) -> Task:
    return Task(task_id, task_id, Goal((parse_literal(f"on({task_id}_box, dock)"),)))


def mission() -> Specification:
    inner = Branch("inner", Relation.SEQUENCE, (task("a"), task("b")))
    constraints = (
        OrderConstraint("o", "c", "b", "c before b"),
        FormulaConstraint("quiet", "a", "G !noise"),
        FormulaConstraint("lit", "a", "F light"),
        FormulaConstraint("calm", "root", "G !alarm"),
    )
    return specification(
        checked_tree(Branch("root", Relation.PARALLEL, (inner, task("c"))), constraints=constraints)
    )


def restarted(monitor: MissionMonitor) -> MissionMonitor:
    return MissionMonitor.from_state(mission(), json.loads(json.dumps(monitor.to_state())))


def test_every_node_order_and_clause_has_a_verdict_of_four() -> None:
    watched = MissionMonitor(mission())
    watched.step(started=["a", "c"], facts=frozenset({"light"}))
    assert dict(watched.verdicts()) == {
        "root": Verdict4.SO_FAR_VIOLATED,
        "inner": Verdict4.SO_FAR_VIOLATED,
        "a": Verdict4.SO_FAR_VIOLATED,
        "b": Verdict4.SO_FAR_VIOLATED,
        "c": Verdict4.SO_FAR_VIOLATED,
        "o": Verdict4.SO_FAR_SATISFIED,
        "quiet": Verdict4.SO_FAR_SATISFIED,
        "lit": Verdict4.SATISFIED,
        "calm": Verdict4.SO_FAR_SATISFIED,
    }
    watched.step(started=["b"], done=["a"])
    verdicts = dict(watched.verdicts())
    assert verdicts["a"] is Verdict4.SATISFIED
    assert verdicts["o"] is Verdict4.VIOLATED
    assert verdicts["quiet"] is Verdict4.SATISFIED


def test_a_clause_that_still_owes_something_when_its_scope_ends_is_violated() -> None:
    watched = MissionMonitor(mission())
    watched.step(started=["a"])
    watched.step(done=["a"])
    assert dict(watched.verdicts())["lit"] is Verdict4.VIOLATED


@pytest.mark.parametrize("seed", range(20))
def test_a_restart_at_any_step_gives_the_same_future(seed: int) -> None:
    random = Random(seed)
    watched, stored = MissionMonitor(mission()), MissionMonitor(mission())
    for _ in range(8):
        started = [t for t in "abc" if random.random() < 0.3]
        done = [t for t in "abc" if random.random() < 0.3]
        facts = frozenset(fact for fact in ("noise", "light", "alarm") if random.random() < 0.2)
        stored = restarted(stored)
        one = watched.step(started=started, done=done, facts=facts)
        assert stored.step(started=started, done=done, facts=facts) == one
        assert stored.verdicts() == watched.verdicts()
        assert stored.owed_at_end() == watched.owed_at_end()
        assert stored.complete == watched.complete


@pytest.mark.parametrize(
    "damage",
    [
        lambda s: s.pop("monitors"),
        lambda s: s["monitors"].pop("root"),
        lambda s: s["monitors"].update(root=3),
        lambda s: s["monitors"].update(root=s["monitors"]["inner"]),
        lambda s: s.update(accepted=["ghost"]),
        lambda s: s.update(open="quiet"),
    ],
)
def test_a_state_of_another_mission_is_refused(damage: Callable[[dict[str, object]], object]) -> None:
    state = MissionMonitor(mission()).to_state()
    damage(state)
    with pytest.raises(InputError, match=r"expected|is not one of"):
        MissionMonitor.from_state(mission(), state)
