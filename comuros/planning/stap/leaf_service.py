"""One leaf on the grid: where service may begin and end, and the least price in between, on cells x modes x
automaton.

Prices order plans by two counts at once; `Price` says how. Searches keep what is needed to give the steps
back.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

from comuros.planning.stap.cell_map import DEFAULT_ACTION, REST, Cell, CellMap
from comuros.spec.ltlf import Dfa, Formula, Op, postorder, translate

Place = tuple[Cell, str]
Step = tuple[Cell, str, str]


@dataclass(frozen=True, slots=True)
class Price:
    """Weights of an effort (a move, or a step whose action is not `default`) and of any step; the larger
    comes first.
    """

    effort: int
    step: int

    def of(self, *, moved: bool, action: str) -> int:
        """The price of one step."""
        return self.effort * (moved + (action != DEFAULT_ACTION)) + self.step


@dataclass(frozen=True, slots=True)
class Entry:
    """A first step of service: the cell, the action, the mode after it, and the automaton's state after
    it.
    """

    cell: Cell
    action: str
    mode: str
    state: int


@dataclass(frozen=True, slots=True)
class Service:
    """From one entry: the price to each exit (cell, mode) after the entry step, and how each state was
    reached.
    """

    entry: Entry
    exits: dict[Place, int]
    came_from: dict[tuple[Cell, str, int], tuple[tuple[Cell, str, int], str]]
    accepted_as: dict[Place, tuple[Cell, str, int]]

    def steps_to(self, exit_place: Place) -> tuple[Step, ...]:
        """The steps (cell, action, mode) from the entry step to this exit, both included."""
        node = self.accepted_as[exit_place]
        steps: list[Step] = []
        while node in self.came_from:
            before, action = self.came_from[node]
            steps.append((node[0], action, node[1]))
            node = before
        steps.append((self.entry.cell, self.entry.action, self.entry.mode))
        return tuple(reversed(steps))


class LeafService:
    """The automaton of one leaf part on a map. Only actions that can matter to the formula are tried."""

    def __init__(self, formula: Formula, grid: CellMap, price: Price) -> None:
        self.formula = formula
        self._grid = grid
        self._price = price
        self._dfa: Dfa = translate(formula)
        self._hopeful = self._dfa.hopeful_states()
        names = frozenset(self._dfa.propositions) | _names(formula)
        self._regions = {cell: regions & names for cell, regions in grid.regions_at.items()}
        self.actions = _useful_actions(formula, names, grid)
        self._memo: dict[tuple[int, frozenset[str], str], int] = {}

    def entries(self) -> tuple[Entry, ...]:
        """Every step that brings the automaton out of its first state, or that it accepts at once; earlier
        steps would change nothing.
        """
        alike: dict[frozenset[str], list[Cell]] = {}
        for cell, regions in self._regions.items():
            alike.setdefault(regions, []).append(cell)
        found = []
        for action, target in sorted(self._arrivals()):
            for cells in alike.values():
                state = self.step(0, cells[0], action)
                counts = state != 0 or self._dfa.accepting[0]
                if counts and state in self._hopeful:
                    possible = (cell for cell in cells if self._grid.may(action, cell))
                    found += [Entry(cell, action, target, state) for cell in possible]
        return tuple(found)

    def _arrivals(self) -> set[tuple[str, str]]:
        """Useful (action, mode after it) pairs."""
        edges = self._grid.machine.edges.values()
        return {(action, target) for out in edges for action, target in out if action in self.actions}

    def step(self, state: int, cell: Cell, action: str) -> int:
        """The automaton's state after a step in a cell with an action."""
        key = (state, self._regions[cell], action)
        target = self._memo.get(key)
        if target is None:
            target = self._memo[key] = self._dfa.step(state, {*self._regions[cell], action})
        return target

    def serve_from(self, entry: Entry) -> Service:
        """Least prices from an entry to every place at which the formula is first satisfied (Dijkstra)."""
        start = (entry.cell, entry.mode, entry.state)
        service = Service(entry, {}, {}, {})
        best = {start: 0}
        queue = [(0, start)]
        while queue:
            price, node = heapq.heappop(queue)
            if price > best[node]:
                continue
            if self._dfa.accepting[node[2]]:
                if service.exits.setdefault(node[:2], price) == price:
                    service.accepted_as.setdefault(node[:2], node)
                continue
            for target, action, extra in self._onward(node):
                total = price + extra
                if total < best.get(target, total + 1):
                    best[target] = total
                    service.came_from[target] = (node, action)
                    heapq.heappush(queue, (total, target))
        return service

    def _onward(self, node: tuple[Cell, str, int]) -> list[tuple[tuple[Cell, str, int], str, int]]:
        cell, mode, state = node
        found = []
        for action, target in self._grid.machine.edges[mode]:
            if action not in self.actions:
                continue
            for place in self._grid.reach(action, cell):
                if self._grid.may(action, place):
                    after = self.step(state, place, action)
                    if after in self._hopeful:
                        price = self._price.of(moved=place != cell, action=action)
                        found.append(((place, target, after), action, price))
        return found


def _names(formula: Formula) -> frozenset[str]:
    return frozenset(node.name for node in postorder(formula) if node.op is Op.PROPOSITION)


def _useful_actions(formula: Formula, names: frozenset[str], grid: CellMap) -> frozenset[str]:
    """Actions the formula mentions, those that lead to them, and `default`; all where it may ask for
    `!default`.

    An action the formula does not mention reads like `default`, costs more and binds the robot, so it never
    helps.
    """
    if _denies_default(formula):
        return grid.machine.actions
    mentioned = grid.machine.actions & names
    useful = {DEFAULT_ACTION}
    for action in mentioned:
        useful.update(grid.machine.lead_in(action))
        useful.update(_followers(action, grid))
    return frozenset(useful)


def _denies_default(formula: Formula) -> bool:
    """Whether `default` occurs where its falsehood may help: below a negation or left of an implication."""
    denying = (Op.NOT, Op.IMPLIES, Op.IFF)
    return any(DEFAULT_ACTION in _names(node) for node in postorder(formula) if node.op in denying)


def _followers(action: str, grid: CellMap) -> set[str]:
    """Actions that lead back to rest after this one."""
    modes = {target for edges in grid.machine.edges.values() for a, target in edges if a == action}
    found: set[str] = set()
    seen: set[str] = set()
    while modes:
        mode = modes.pop()
        if mode in seen or mode == REST:
            continue
        seen.add(mode)
        edges = grid.machine.edges[mode]
        if not any(target == REST for _, target in edges):
            found.update(a for a, _ in edges)
            modes.update(target for _, target in edges)
    return found
