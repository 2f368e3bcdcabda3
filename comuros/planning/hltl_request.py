"""`plan_hltl`: published H-LTL problems as files, planned and answered as one object.

`comuros plan --hltl` prints it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from comuros.core.errors import InputError
from comuros.planning.stap import HltlAnswer, HltlObjective, plan_stap
from comuros.planning.stap.cell_map import CellMap, load_map
from comuros.planning.typed import TypedRobot, plan_typed
from comuros.spec.case_file import Levels, load_case_file
from comuros.spec.typed_atom import is_typed

Starts = Sequence[Sequence[int]]


def plan_hltl(
    *,
    hltl: Path,
    case: str,
    map_file: Path,
    starts: Starts = (),
    objective: HltlObjective | None = None,
    time_limit_s: float = 60.0,
    compat: bool = False,
) -> HltlAnswer:
    """Plan one case of a file of H-LTL specifications on a map file.

    Args:
        hltl: the case file; `cases` maps an id to a case, or a group to ids (`nav` to `0`; ask for
        `nav/0`
        or `0`).
        case: the id.
        map_file: the map with `free_cells` and `regions`.
        starts: `[x, y]` for each robot, `[type, x, y]` where the atoms are typed; where none are given,
        the
        file's.
        objective: what to minimise first; cost for the untyped form and makespan for the typed one if not
        given.
        time_limit_s: seconds of wall clock.
        compat: leave out warnings about what the published semantics permits.

    Raises:
        InputError: a file, the case or the starts are not as expected.
    """
    cases = load_case_file(hltl)
    levels = cases.only(case)
    grid = load_map(map_file)
    given = starts or cases.starts
    if not given:
        raise InputError(
            "no starts are given and the case file has none; expected a list such as [[18, 3], [19, 3]]"
        )
    plan = _plan_typed if is_typed(levels) else _plan_untyped
    return plan(levels, grid, given, objective, time_limit_s, compat)


def read_starts(text: str) -> list[list[int]]:
    """Starts from their JSON text.

    Raises:
        InputError: the text is not a list of lists of whole numbers.
    """
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise InputError(f"{text!r} is not JSON; expected a list such as [[18, 3], [19, 3]]") from error
    if not isinstance(rows, list) or not all(
        isinstance(row, list) and all(type(number) is int for number in row) for row in rows
    ):
        raise InputError(f"{text!r} is not a list of lists of whole numbers such as [[18, 3], [19, 3]]")
    return rows


def _plan_typed(
    levels: Levels,
    grid: CellMap,
    starts: Starts,
    objective: HltlObjective | None,
    time_limit_s: float,
    compat: bool,
) -> HltlAnswer:
    """The typed form has no warnings, so `compat` changes nothing."""
    del compat
    robots = [TypedRobot(str(kind), (x, y)) for kind, x, y in _rows(starts, 3)]
    goal = objective or HltlObjective.MAKESPAN
    return plan_typed(levels, grid=grid, robots=robots, objective=goal, time_limit_s=time_limit_s)


def _plan_untyped(
    levels: Levels,
    grid: CellMap,
    starts: Starts,
    objective: HltlObjective | None,
    time_limit_s: float,
    compat: bool,
) -> HltlAnswer:
    cells = [(x, y) for x, y in _rows(starts, 2)]
    goal = objective or HltlObjective.COST
    return plan_stap(
        levels, grid=grid, starts=cells, objective=goal, time_limit_s=time_limit_s, compat=compat
    )


def _rows(starts: Starts, width: int) -> Starts:
    for row in starts:
        if len(row) != width:
            form = "[type, x, y]" if width == 3 else "[x, y]"
            raise InputError(f"start {list(row)} has {len(row)} numbers; expected {form}")
    return starts
