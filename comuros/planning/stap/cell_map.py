"""A grid of cells with named regions and the machine that says which action may follow which.

Read from a map file.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from comuros.core.errors import InputError

Cell = tuple[int, int]
DEFAULT_ACTION = "default"
REST = "x"
_STEPS = ((1, 0), (-1, 0), (0, 1), (0, -1))
_OFFICE_EDGES = (
    "x camera a, a photo a, a default x, x emptybin be, be emptybin be, be default x, x carrybin bf, "
    "bf carrybin bf, bf dispose bd, bf default x, bd emptybin be, x docked d, d charge d, d default x, "
    "x guide g, g guide g, g default x, x carry c, c carry c, c default x, x default x"
)
MOVING = frozenset({"default", "carry", "carrybin", "guide"})
_OFFICE_PLACES = {"dispose": "g", "emptybin": "g"}


@dataclass(frozen=True, slots=True)
class ActionMachine:
    """Modes of a robot and the actions that lead from one to the next.

    `only_in` ties an action to a region; only `moving` actions go on while the robot moves.
    """

    edges: Mapping[str, tuple[tuple[str, str], ...]]
    only_in: Mapping[str, str]
    moving: frozenset[str]

    @property
    def actions(self) -> frozenset[str]:
        """Every action."""
        return frozenset(action for edges in self.edges.values() for action, _ in edges)

    def lead_in(self, action: str) -> tuple[str, ...]:
        """The shortest actions that take a resting robot up to and including this one; empty where none
        do.
        """
        queue: deque[tuple[str, tuple[str, ...]]] = deque([(REST, ())])
        seen = {REST}
        while queue:
            mode, taken = queue.popleft()
            for next_action, target in self.edges[mode]:
                if next_action == action:
                    return (*taken, action)
                if target not in seen:
                    seen.add(target)
                    queue.append((target, (*taken, next_action)))
        return ()


@dataclass(frozen=True, slots=True)
class CellMap:
    """Free cells, which of them make up each region, and the action machine.

    Steps are 4-connected or a wait.
    """

    cells: tuple[Cell, ...]
    regions: Mapping[str, frozenset[Cell]]
    machine: ActionMachine
    neighbours: Mapping[Cell, tuple[Cell, ...]] = field(repr=False)
    regions_at: Mapping[Cell, frozenset[str]] = field(repr=False)

    def reach(self, action: str, cell: Cell) -> tuple[Cell, ...]:
        """Cells in which a step with this action may end, the cell itself first; from there back it is
        the same.
        """
        return (cell, *self.neighbours[cell]) if action in self.machine.moving else (cell,)

    def may(self, action: str, cell: Cell) -> bool:
        """Whether an action is possible in a cell."""
        region = self.machine.only_in.get(action)
        return region is None or cell in self.regions.get(region, frozenset())


def office_machine() -> ActionMachine:
    """The machine of the published office benchmark (arXiv 2401.04003)."""
    edges: dict[str, list[tuple[str, str]]] = {}
    for text in _OFFICE_EDGES.split(", "):
        source, action, target = text.split()
        edges.setdefault(source, []).append((action, target))
    return ActionMachine({mode: tuple(out) for mode, out in edges.items()}, _OFFICE_PLACES, MOVING)


def make_map(free: list[Cell], regions: Mapping[str, list[Cell]], machine: ActionMachine) -> CellMap:
    """A map from its free cells.

    Raises:
        InputError: there is no free cell.
    """
    if not free:
        raise InputError("the map has no free cells; expected at least one")
    cells = tuple(sorted({(x, y) for x, y in free}))
    known = set(cells)
    around = {
        (x, y): tuple((x + dx, y + dy) for dx, dy in _STEPS if (x + dx, y + dy) in known) for x, y in cells
    }
    named = {name: frozenset((x, y) for x, y in part) for name, part in regions.items()}
    inside: dict[Cell, set[str]] = {cell: set() for cell in cells}
    for name, part in named.items():
        for cell in part & known:
            inside[cell].add(name)
    return CellMap(cells, named, machine, around, {cell: frozenset(n) for cell, n in inside.items()})


def load_map(path: Path) -> CellMap:
    """Read a map file: `free_cells`, `regions` and, where given, `action_model` and `actions`.

    Raises:
        InputError: the file is not such a map.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        free = [(int(x), int(y)) for x, y in data["free_cells"]]
        regions = {name: [(int(x), int(y)) for x, y in cells] for name, cells in data["regions"].items()}
        machine = _machine(data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path} is not a map with free_cells and regions: {error!r}") from error
    return make_map(free, regions, machine)


def _machine(data: Mapping[str, Mapping[str, object]]) -> ActionMachine:
    model = data.get("action_model")
    if not model:
        return office_machine()
    edges: dict[str, list[tuple[str, str]]] = {str(mode): [] for mode in _listed(model["nodes"])}
    for edge in _listed(model["edges"]):
        edges[edge["from"]].append((edge["label"], edge["to"]))
    only_in: dict[str, str] = {}
    for action, facts in data.get("actions", {}).items():
        places = [name for option in facts["preconditions"] for name in option]  # type: ignore[index]
        if len(places) == 1:
            only_in[action] = places[0]
    return ActionMachine({mode: tuple(out) for mode, out in edges.items()}, only_in, MOVING)


def _listed(value: object) -> list:  # type: ignore[type-arg]
    if not isinstance(value, list):
        raise TypeError(f"expected a list, found {value!r}")
    return value
