"""Independent check of a typed answer: steps, collisions, groups, and every specification by the plain
evaluator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise

from comuros.planning.stap.answer import HltlAnswer
from comuros.planning.stap.cell_map import Cell, CellMap
from comuros.spec.ltlf import Dialect, Formula, holds, parse
from comuros.spec.typed_atom import atom_of, spec_id

Groups = Mapping[tuple[str, str], Sequence[int]]


def check_typed(
    answer: HltlAnswer,
    levels: Sequence[Mapping[str, str]],
    *,
    grid: CellMap,
    types: Sequence[str],
    groups: Groups,
) -> tuple[str, ...]:
    """What is wrong with a typed answer; empty where nothing is.

    `groups` names the robots of each (type, group).
    """
    formulas = {i: parse(text, Dialect.LTL2BA) for level in levels for i, text in level.items()}
    cells = [[cell for cell, _ in walk] for walk in answer.plan]
    reasons = [*_check_steps(cells, grid), *_check_collisions(cells, grid.regions.get("p0", frozenset()))]
    if len({len(walk) for walk in cells}) > 1:
        reasons.append("the robots' walks have different lengths")
    if not reasons:
        reasons = _check_specs(answer, formulas, next(iter(levels[0])), cells, grid, types, groups)
    return tuple(reasons)


def _check_steps(cells: Sequence[Sequence[Cell]], grid: CellMap) -> list[str]:
    return [
        f"robot {robot} jumps from {a} to {b}"
        for robot, walk in enumerate(cells)
        for a, b in pairwise(walk)
        if a != b and b not in grid.neighbours[a]
    ]


def _check_collisions(cells: Sequence[Sequence[Cell]], dock: frozenset[Cell]) -> list[str]:
    reasons = []
    for one, other in combinations(range(len(cells)), 2):
        for step, (a, b) in enumerate(zip(cells[one], cells[other], strict=True)):
            if a == b and a not in dock:
                reasons.append(f"robots {one} and {other} are both in {a} at step {step}")
            before = (cells[one][step - 1], cells[other][step - 1]) if step else (a, b)
            if before == (b, a) and a != b and not {a, b} <= dock:
                reasons.append(f"robots {one} and {other} swap {a} and {b} at step {step}")
    return reasons


def _check_specs(
    answer: HltlAnswer,
    formulas: Mapping[str, Formula],
    root: str,
    cells: Sequence[Sequence[Cell]],
    grid: CellMap,
    types: Sequence[str],
    groups: Groups,
) -> list[str]:
    """Each specification holds over its window; specifications below it are true at the last step of
    theirs.
    """
    windows = {served.leaf: (served.first_step, served.last_step) for served in answer.serving}
    windows[root] = (0, answer.horizon)
    names = sorted({name for formula in formulas.values() for name in formula.propositions})
    atoms = {name: atom_of(name, grid.regions) for name in names}
    reasons = []
    for spec, (first, last) in windows.items():
        trace: list[set[str]] = []
        for step in range(first, last + 1):
            true = set()
            for name, atom in atoms.items():
                if atom is None:
                    window = windows.get(spec_id(name))
                    if window is not None and window[1] == step:
                        true.add(name)
                else:
                    inside = grid.regions[atom.region]
                    able = groups.get((atom.robot_type, atom.group), range(len(types)))
                    able = range(len(types)) if atom.group == "0" else able
                    here = [r for r in able if types[r] == atom.robot_type and cells[r][step] in inside]
                    if len(here) >= atom.count:
                        true.add(name)
            trace.append(true)
        if not holds(formulas[spec], trace):
            reasons.append(f"{spec} does not hold from step {first} to step {last}")
    return reasons
