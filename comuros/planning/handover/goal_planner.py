"""Goal planning over several robots' skills with unified-planning and Fast Downward, fewest steps first.

The engine runs as a program of its own. The plan comes back deordered: only orders that its steps need
are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comuros.core.errors import PartMissing
from comuros.core.literal import Atom, Literal
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.world_state import WorldState
from comuros.planning.handover.encoding import encoded
from comuros.planning.handover.grounding import Step, covered, ground_steps

OPTIMAL_ENGINE = "fast-downward-opt"
QUICK_ENGINE = "fast-downward"
# Up to so many ground steps the fewest are proved; beyond, any plan will do.
SMALL = 2_000
MOST_STEPS = 20_000


@dataclass(frozen=True, slots=True)
class HandOver:
    """Steps in an order that works, and the pairs (earlier, later) of their numbers that must be kept.

    `is_shortest` says that no plan has fewer steps, travel counted.
    """

    steps: tuple[Step, ...]
    order: frozenset[tuple[int, int]]
    is_shortest: bool = True


def plan_goal(
    literals: Sequence[Literal],
    *,
    state: WorldState,
    robots: Sequence[Robot],
    scenario: Scenario,
    travel: TravelModel,
    time_limit_s: float = 30.0,
) -> HandOver | None:
    """Skill calls of these robots after which the literals hold, the fewest where there are at most SMALL to
    choose from; None where there are none, or not in time.

    Raises:
        PartMissing: unified-planning or its Fast Downward engine is not installed.
    """
    actions = ground_steps(scenario=scenario, travel=travel, state=state, robots=robots)
    if len(actions) > MOST_STEPS:
        return None
    is_small = len(actions) <= SMALL
    engine = OPTIMAL_ENGINE if is_small else QUICK_ENGINE
    numbers = _solved(actions, state, literals, time_limit_s, engine)
    if numbers is None:
        return None
    steps = tuple(actions[number] for number in numbers)
    return HandOver(steps, deordered(steps, literals), is_small)


def deordered(steps: Sequence[Step], goal: Sequence[Literal]) -> frozenset[tuple[int, int]]:
    """The orders of a sequential plan that its steps need: producers before users, users before spoilers.

    A step's needs are met by the last step before it that changes them; orders on one atom between two
    steps that change it are kept. So any order of the steps that keeps these pairs works as well.
    """
    facts = {atom for step in steps for atom in (*step.adds, *step.deletes)}
    touches = [_touched(step, facts) for step in steps]
    final = {atom for literal in goal for atom in covered(literal, facts)}
    order = set()
    for later in range(len(steps)):
        for earlier in range(later):
            changed_before = steps[earlier].adds | steps[earlier].deletes
            changed_later = steps[later].adds | steps[later].deletes
            opposed = (steps[earlier].adds & steps[later].deletes) | (
                steps[earlier].deletes & steps[later].adds
            )
            used_later = touches[later] & changed_before
            used_before = touches[earlier] & changed_later
            if used_later or used_before or opposed & (final | touches[later] | touches[earlier]) or opposed:
                order.add((earlier, later))
    return frozenset(order)


def _touched(step: Step, facts: set[Atom]) -> frozenset[Atom]:
    """Atoms a step's needs speak of."""
    return frozenset(atom for need in step.needs for atom in covered(need, facts))


def _solved(
    actions: Sequence[Step], state: WorldState, goal: Sequence[Literal], time_limit_s: float, engine_name: str
) -> list[int] | None:
    try:
        import unified_planning.shortcuts as up
    except ImportError as error:
        raise PartMissing(
            "unified-planning is not installed; pip install unified-planning up-fast-downward"
        ) from error
    up.get_environment().credits_stream = None
    problem = encoded(actions, state, goal, up)
    if engine_name == OPTIMAL_ENGINE:
        problem.add_quality_metric(up.MinimizeSequentialPlanLength())
    with up.OneshotPlanner(name=engine_name) as engine:
        _keep_apart(engine)
        answer = engine.solve(problem, timeout=time_limit_s)
    if answer.plan is None:
        return None
    return [int(taken.action.name[1:]) for taken in answer.plan.actions]


def _keep_apart(engine: Any) -> None:
    """Have Fast Downward write its translation beside the plan, in the call's own temporary folder.

    Its default is `output.sas` in the working directory, where two calls at once read each other's problem
    and a service without a writable directory plans nothing; unified-planning has no option for it.
    """
    command_for = engine._base_cmd
    engine._base_cmd = lambda plan_file: [
        *command_for(plan_file),
        "--sas-file",
        str(Path(plan_file).with_name("output.sas")),
    ]
