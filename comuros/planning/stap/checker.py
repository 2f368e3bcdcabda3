"""Independent check of a grid answer: steps, action machine, leaf formulas by the plain evaluator, the
levels above them.

Shares with the planner the map, the parser and the answer's type; nothing it relied on to find the plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from comuros.planning.stap.answer import HltlAnswer, Served, Walk
from comuros.planning.stap.cell_map import DEFAULT_ACTION, REST, Cell, CellMap
from comuros.spec.ltlf import Dialect, Formula, Op, conjunction, holds, parse


def check_answer(
    answer: HltlAnswer, levels: Sequence[Mapping[str, str]], *, grid: CellMap, starts: Sequence[Cell]
) -> tuple[str, ...]:
    """What is wrong with an answer's plan and figures; empty where nothing is."""
    formulas = {i: parse(text, Dialect.LTL2BA) for level in levels for i, text in level.items()}
    reasons = [
        *_check_walks(answer.plan, grid, starts),
        *_check_serving(answer, formulas, grid),
        *_check_figures(answer),
    ]
    if not reasons:
        reasons = _check_hierarchy(answer, formulas, next(iter(levels[0])))
    return tuple(reasons)


def _check_walks(plan: Sequence[Walk], grid: CellMap, starts: Sequence[Cell]) -> list[str]:
    if len(plan) != len(starts):
        return [f"the plan has {len(plan)} robots and {len(starts)} starts"]
    reasons = []
    for robot, (walk, start) in enumerate(zip(plan, starts, strict=True)):
        if not walk or walk[0] != (start, DEFAULT_ACTION):
            reasons.append(f"robot {robot} does not begin at rest in {start}")
            continue
        reasons += _check_walk(robot, walk, grid)
    return reasons


def _check_walk(robot: int, walk: Walk, grid: CellMap) -> list[str]:
    modes = {REST}
    for number, ((before, _), (cell, action)) in enumerate(pairwise(walk), start=1):
        moved = cell != before
        if moved and cell not in grid.neighbours[before]:
            return [f"robot {robot} jumps from {before} to {cell} at step {number}"]
        if moved and action not in grid.machine.moving:
            return [f"robot {robot} moves while it does {action} at step {number}"]
        if not grid.may(action, cell):
            return [f"robot {robot} does {action} in {cell}, where it cannot, at step {number}"]
        modes = {target for mode in modes for name, target in grid.machine.edges[mode] if name == action}
        if not modes:
            return [f"robot {robot} does {action} at step {number}, which may not follow what it did before"]
    return []


def _check_serving(answer: HltlAnswer, formulas: Mapping[str, Formula], grid: CellMap) -> list[str]:
    reasons = []
    busy: dict[int, set[int]] = {}
    for served in answer.serving:
        if not 0 <= served.robot < len(answer.plan):
            reasons.append(f"{served.leaf} is served by robot {served.robot}, who does not exist")
            continue
        walk = answer.plan[served.robot]
        steps = set(range(served.first_step, served.last_step + 1))
        if not steps or served.first_step < 0 or served.last_step >= len(walk):
            reasons.append(f"{served.leaf} is served outside the walk of robot {served.robot}")
        elif steps & busy.setdefault(served.robot, set()):
            reasons.append(f"robot {served.robot} serves {served.leaf} and another leaf at once")
        busy.setdefault(served.robot, set()).update(steps)
    if not reasons:
        for leaf in dict.fromkeys(served.leaf for served in answer.serving):
            reasons += _check_leaf(leaf, formulas, answer, grid)
    return reasons


def _check_leaf(leaf: str, formulas: Mapping[str, Formula], answer: HltlAnswer, grid: CellMap) -> list[str]:
    """Served whole by one robot, or each top-level `<>` conjunct with all `[]` conjuncts by a serving of
    its own.
    """
    if leaf not in formulas:
        return [f"{leaf} is served but no formula has that id"]
    traces = [_trace(served, answer.plan, grid) for served in answer.serving if served.leaf == leaf]
    if len(traces) == 1:
        return (
            [] if holds(formulas[leaf], traces[0]) else [f"{leaf} does not hold over the steps that serve it"]
        )
    formula = formulas[leaf]
    conjuncts = formula.args if formula.op is Op.AND else (formula,)
    eventual = [c for c in conjuncts if c.op is Op.EVENTUALLY]
    always = [c for c in conjuncts if c.op is Op.ALWAYS]
    if len(eventual) + len(always) != len(conjuncts) or len(eventual) != len(traces):
        return [f"{leaf} is served {len(traces)} times and cannot be split into so many parts"]
    kept = conjunction(always) if always else None
    unmet = [c for c in eventual if not any(holds(c, trace) for trace in traces)]
    broken = kept is not None and not all(holds(kept, trace) for trace in traces)
    return [f"{leaf} does not hold over the steps that serve its parts"] if unmet or broken else []


def _trace(served: Served, plan: Sequence[Walk], grid: CellMap) -> list[set[str]]:
    steps = plan[served.robot][served.first_step : served.last_step + 1]
    return [{*grid.regions_at[cell], action} for cell, action in steps]


def _check_hierarchy(answer: HltlAnswer, formulas: Mapping[str, Formula], root: str) -> list[str]:
    """Composite propositions are true at the step at which the child is first satisfied; the root must be."""
    done: dict[str, int] = {}
    for served in answer.serving:
        done[served.leaf] = max(done.get(served.leaf, 0), served.last_step)
    last = max(done.values(), default=0)
    finished = _first_satisfied(root, formulas, done, last)
    return [] if finished is not None else [f"the root {root} is not satisfied by what the leaves achieve"]


def _first_satisfied(
    node: str, formulas: Mapping[str, Formula], done: Mapping[str, int], last: int
) -> int | None:
    children = [name for name in formulas[node].propositions if name in formulas and name != node]
    if not children:
        return done.get(node)
    times = {child: _first_satisfied(child, formulas, done, last) for child in children}
    trace = [{child for child, at in times.items() if at == step} for step in range(last + 1)]
    changes = sorted({0, last, *(at for at in times.values() if at is not None)})
    return next((step for step in changes if holds(formulas[node], trace[: step + 1])), None)


def _check_figures(answer: HltlAnswer) -> list[str]:
    cost = sum(
        (before[0] != after[0]) + (after[1] != DEFAULT_ACTION)
        for walk in answer.plan
        for before, after in pairwise(walk)
    )
    horizon = max((len(walk) for walk in answer.plan), default=1) - 1
    reasons = []
    if cost != answer.cost:
        reasons.append(f"the answer says cost {answer.cost}, the steps cost {cost}")
    if horizon != answer.horizon:
        reasons.append(f"the answer says horizon {answer.horizon}, the steps take {horizon}")
    value = answer.cost if answer.objective.value == "cost" else answer.horizon
    if answer.lower_bound > value:
        reasons.append(f"the lower bound {answer.lower_bound} is above {value}")
    return reasons
