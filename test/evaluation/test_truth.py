"""The judges of plans: symbolic execution in order of time, the label's formulas over the plan's trace."""

from __future__ import annotations

from comuros.core.plan import Assignment, Certificate, Plan
from comuros.core.task import Task
from comuros.core.tree import Branch, Relation, TaskTree, checked_tree
from comuros.evaluation.matching import match_tree
from comuros.evaluation.truth import accepted, executable, plan_trace
from comuros.evaluation.works import parse_work
from comuros.scenario import LoadedScenario
from support.evaluation_farm import WATERING

CERTIFICATE = Certificate(100.0, 100.0, 0.0, 0.1)


def tree_of(farm: LoadedScenario, *works: str) -> TaskTree:
    tasks = [Task(f"t{n}", w, parse_work(w, farm.scenario)) for n, w in enumerate(works, start=1)]
    return checked_tree(Branch("n1", Relation.PARALLEL, tuple(tasks)))


def plan(*entries: tuple[str, str, float, float]) -> Plan:
    assignments = (Assignment(task, (robot,), 0.0, start, end) for task, robot, start, end in entries)
    return Plan("m1", 1, tuple(assignments), CERTIFICATE)


def test_a_plan_runs_if_every_task_can_when_its_time_comes(farm: LoadedScenario) -> None:
    tree = tree_of(farm, "on(seed, compost)", "watered(orchard)")
    assert executable(plan(("t1", "carrier_1", 5, 9), ("t2", "gardener_1", 0, 4)), tree, farm.scenario) == ""
    refused = executable(plan(("t1", "carrier_1", 5, 9), ("t2", "scout", 0, 4)), tree, farm.scenario)
    assert "watered(orchard)" in refused
    assert "scout" in refused


def test_the_trace_has_starts_and_ends_in_the_names_of_the_label(farm: LoadedScenario) -> None:
    match = match_tree(tree_of(farm, "watered(north_field)", "watered(south_field)"), WATERING, farm.scenario)
    in_turn = plan(("t1", "gardener_1", 1, 4), ("t2", "gardener_2", 4, 7))
    assert plan_trace(in_turn, match) == (
        frozenset(),
        frozenset(("e1_starts",)),
        frozenset(("e1", "e2_starts")),
        frozenset(("e2",)),
    )
    assert accepted(in_turn, match) == ""


def test_overlap_in_time_is_rejected_where_the_label_wants_an_order(farm: LoadedScenario) -> None:
    match = match_tree(tree_of(farm, "watered(north_field)", "watered(south_field)"), WATERING, farm.scenario)
    overlapping = plan(("t1", "gardener_1", 1, 4), ("t2", "gardener_2", 3, 7))
    assert accepted(overlapping, match) == "!e2_starts U e1"
    assert accepted(plan(("t1", "gardener_1", 1, 4)), match) == "F e2"
