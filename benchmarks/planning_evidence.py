"""What the planner proves and the validator refuses, counted: impossible problems of eleven kinds, corrupted
plans, goals that take several robots' hands. `benchmarks/planning.py conflicts|corruptions|handover` prints
it; the cases are those of the tests, whose folders it has put on the path.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import test_feature_conflicts
import test_feature_mutations
import test_thirty_conflicts
import test_validator

from comuros.core.plan import PlanningStatus
from comuros.core.planning_problem import PlanningProblem
from comuros.core.scenario import Scenario, TravelModel
from comuros.planning import SolverSettings, solve, validate
from comuros.planning.conflicts import is_feasible, minimal_core
from comuros.planning.handover import hand_overs, plan_goal
from comuros.planning.handover.grounding import ground_steps
from comuros.planning.relaxation import Question
from support.hand_over_cases import CASES, HandOverCase, fewest_steps
from support.small_building import goal, literals, problem, scenario, travel

Row = dict[str, float | int | str]
SETTINGS = SolverSettings()


def conflict_rows() -> list[Row]:
    """For every kind: how many are proved impossible, and explained by a set of which any one left out makes
    the rest possible, with a plan that the validator accepts.
    """
    kinds: dict[str, list[tuple[PlanningProblem, Scenario]]] = {
        kind: [(asked, scenario()) for asked in problems]
        for kind, problems in test_thirty_conflicts.PROBLEMS.items()
    }
    kinds.update((kind, list(cases)) for kind, cases in test_feature_conflicts.CASES.items())
    return [_conflict_row(kind, cases) for kind, cases in kinds.items()]


def _conflict_row(kind: str, cases: list[tuple[PlanningProblem, Scenario]]) -> Row:
    began_s = time.perf_counter()
    proved = minimal = requirements = 0
    for asked, world in cases:
        proved += solve(asked, scenario=world, travel=travel()).status is PlanningStatus.INFEASIBLE
        core = minimal_core(Question(asked, world, travel()), SETTINGS)
        requirements += len(core.requirements)
        contradictory = not is_feasible(core.question, SETTINGS)
        minimal += contradictory and all(_helps(part.without(core.question)) for part in core.requirements)
    return {
        "kind": kind, "instances": len(cases), "proved": proved, "minimal": minimal,
        "requirements": requirements / len(cases), "wall_s": time.perf_counter() - began_s,
    }  # fmt: skip


def _helps(eased: Question) -> bool:
    plan = solve(eased.problem, scenario=eased.scenario, travel=eased.travel).plan
    return plan is not None and not validate(
        plan, eased.problem, scenario=eased.scenario, travel=eased.travel
    )


def corruption_rows(*, seeds: int = 3) -> list[Row]:
    """For every kind of corruption: how many corrupted plans there are, and how many are refused."""
    counts: dict[str, list[int]] = {}
    for name, corrupted, asked, world, ways in _corrupted(seeds):
        refused = bool(validate(corrupted, asked, scenario=world, travel=ways))
        counts.setdefault(name, []).append(int(refused))
    rows: list[Row] = [
        {"corruption": name, "plans": len(found), "refused": sum(found)} for name, found in counts.items()
    ]
    every = [value for found in counts.values() for value in found]
    return [*rows, {"corruption": "all", "plans": len(every), "refused": sum(every)}]


def _corrupted(seeds: int) -> Iterator[tuple[str, object, PlanningProblem, Scenario, TravelModel]]:
    for tree in test_validator.TREES:
        plan, asked = test_validator.planned(tree)
        for mutation in test_validator.MUTATIONS:
            for seed in range(seeds):
                corrupted = mutation(plan, asked, random.Random(seed))
                yield mutation.__name__.replace("_", " "), corrupted, asked, scenario(), travel()
    corruptions: dict[Callable[..., object], dict[str, Callable[..., object]]] = (
        test_feature_mutations.CORRUPTIONS  # type: ignore[assignment]
    )
    for case, kinds in corruptions.items():
        plan, (asked, world, ways) = test_feature_mutations.planned(case)
        for name, mutation in kinds.items():
            yield name, mutation(plan), asked, world, ways


def handover_rows() -> list[Row]:
    """Every case: steps found and the fewest, by exhaustive search and as noted; whether the mission is
    planned and the plan passes the validator; seconds. The last row counts.
    """
    _handover_row(CASES[0])  # loads the engine
    rows = [_handover_row(case) for case in CASES]
    optimal = sum(row["steps"] == row["fewest"] == row["noted"] for row in rows)
    walls = [float(row["wall_s"]) for row in rows]
    return [*rows, {
        **dict.fromkeys(rows[0], ""), "family": "all", "goal": f"{optimal / len(rows):.0%} optimal",
        "solved": sum(int(row["solved"]) for row in rows), "steps": len(rows),
        "goal_s": statistics.median(float(row["goal_s"]) for row in rows),
        "wall_s": statistics.median(walls), "makespan_s": f"slowest {max(walls):.1f} s",
    }]  # fmt: skip


def _handover_row(case: HandOverCase) -> Row:
    world, state, wanted = case.world, case.world.initial_state(), literals(case.target)
    steps = ground_steps(scenario=world, travel=case.ways, state=state, robots=world.robots)
    began_s = time.perf_counter()
    found = plan_goal(wanted, state=state, robots=world.robots, scenario=world, travel=case.ways)
    goal_s = time.perf_counter() - began_s
    asked = problem(goal("bring", case.target), world=world)
    began_s = time.perf_counter()
    tree = hand_overs(asked, scenario=world, travel=case.ways)
    plan = None
    if tree is not None:
        asked = replace(asked, tree=tree)
        plan = solve(asked, scenario=world, travel=case.ways).plan
    wall_s = time.perf_counter() - began_s
    valid = plan is not None and not validate(plan, asked, scenario=world, travel=case.ways)
    return {
        "family": case.family, "goal": case.target, "robots": len(world.robots), "solved": int(valid),
        "steps": len(found.steps) if found is not None else "-",
        "fewest": fewest_steps(steps, state, wanted), "noted": case.steps,
        "makespan_s": plan.certificate.makespan_s if plan is not None else "-",
        "goal_s": goal_s, "wall_s": wall_s,
    }  # fmt: skip
