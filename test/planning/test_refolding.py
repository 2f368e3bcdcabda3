"""A hand-over that cannot be finished becomes its goal again: what is done or under way stays, nobody who
said no is asked again, and what others said of its parts holds for the goal.
"""

from __future__ import annotations

from dataclasses import replace

from comuros.core.planning_problem import Exclusion, PlanningProblem, RunningTask
from comuros.core.robot import Robot
from comuros.core.task import Eligibility, Task
from comuros.core.tree import Constraint, FormulaConstraint, OrderConstraint, TaskTree, checked_tree
from comuros.planning.handover.refolding import HAND_OVER_WORDS, refolded
from support.small_building import CARRIER, call, goal, parallel, problem, scenario, together

GOAL = goal("bring", "on(cup, lab)")
PERSON = replace(Robot("ann", CARRIER, "dock"), is_human=True)
WORLD = scenario(robots=(Robot("carrier_1", CARRIER, "dock"), Robot("carrier_2", CARRIER, "dock"), PERSON))


def own_order(before: str, after: str) -> OrderConstraint:
    return OrderConstraint(f"{before}_before_{after}", before, after, HAND_OVER_WORDS)


def a_tree(*more: Constraint) -> TaskTree:
    give = together("bring_2", call("bring_2_give", "wait"), call("bring_2_take", "wait"))
    bring = parallel("bring", call("bring_1", "wait"), give, goal("bring_3", "on(cup, lab)"))
    root = parallel("root", bring, call("other", "wait"))
    orders = (own_order("bring_1", "bring_2"), own_order("bring_2", "bring_3"))
    return checked_tree(root, constraints=(*orders, *more))


def a_problem(
    *more: Constraint, done: tuple[str, ...] = (), running: tuple[str, ...] = ()
) -> PlanningProblem:
    asked = problem(call("other", "wait"), world=WORLD)
    under_way = tuple(RunningTask(task_id, ("carrier_1",), 5.0) for task_id in running)
    return replace(asked, revision=4, tree=a_tree(*more), done=done, running=under_way)


def folded(asked: PlanningProblem, *stuck: str) -> PlanningProblem:
    return refolded(asked, stuck, sought=(("bring", GOAL),), scenario=WORLD)


def ids(asked: PlanningProblem) -> list[str]:
    return [task.id for task in asked.tree.tasks()]


def test_what_is_done_stays_and_the_goal_takes_the_place_of_the_rest() -> None:
    found = folded(a_problem(done=("bring_1",)), "bring_2_take", "bring_3")
    assert ids(found) == ["bring_1", "bring_again4", "other"]
    again = found.tree.node("bring_again4")
    assert isinstance(again, Task)
    assert again.work == GOAL.work
    assert found.done == ("bring_1",)
    assert found.tree.constraints == ()


def test_what_is_under_way_stays_and_comes_first() -> None:
    found = folded(a_problem(running=("bring_1",)), "bring_2_take")
    assert found.tree.constraints == (own_order("bring_1", "bring_again4"),)


def test_half_of_a_together_is_not_kept() -> None:
    found = folded(a_problem(done=("bring_1",), running=("bring_2_give",)), "bring_2_take")
    assert ids(found) == ["bring_1", "bring_again4", "other"]
    assert found.running == ()


def test_a_goal_that_alone_is_stuck_folds_nothing() -> None:
    asked = a_problem(done=("bring_1", "bring_2_give", "bring_2_take"))
    assert folded(asked, "bring_3") == asked


def test_what_is_stuck_elsewhere_folds_nothing() -> None:
    assert folded(a_problem(), "other") == a_problem()


def test_an_order_others_gave_holds_for_the_goal() -> None:
    found = folded(a_problem(OrderConstraint("first", "bring_3", "other", "then the other")), "bring_1")
    assert found.tree.constraints == (OrderConstraint("first", "bring_again4", "other", "then the other"),)


def test_a_part_that_a_formula_speaks_of_is_not_folded_away() -> None:
    asked = a_problem(FormulaConstraint("c", "root", "G !bring_3", "never"))
    assert folded(asked, "bring_1") == asked


def test_a_person_who_said_no_to_a_part_is_not_asked_for_the_goal() -> None:
    refused = tuple(Exclusion("bring_2_take", who, "said no") for who in ("ann", "carrier_2"))
    found = folded(replace(a_problem(), excluded=refused), "bring_2_take")
    again = found.tree.node("bring_again4")
    assert isinstance(again, Task)
    assert again.eligibility == Eligibility(never=("ann",))
