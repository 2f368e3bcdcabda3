"""CP-SAT for one alternative of a typed mission: who makes which visit in which cell, when, along which
route.

Collisions are left to the paths; so its optimum is a lower bound for plans without collisions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from ortools.sat.python import cp_model

from comuros.planning.stap.cell_map import Cell
from comuros.planning.typed.avoiding import Avoiding
from comuros.planning.typed.distances import Distances
from comuros.planning.typed.events import MAX_STEP, START, Draft, Leg, Visit

DOCK = "p0"


class TypedModel:
    """Variables of one draft for robots given as (type, start)."""

    def __init__(
        self,
        draft: Draft,
        robots: Sequence[tuple[str, Cell]],
        regions: Mapping[str, Sequence[Cell]],
        distances: Distances,
        *,
        slack: int,
        apart: bool = True,
        closing: Mapping[str, Sequence[Cell]] | None = None,
    ) -> None:
        """`apart`: robots that make one visit together stand in different cells. `closing` are all cells of
        the regions, where `regions` has only those to stand in.
        """
        self.model = cp_model.CpModel()
        self._apart = apart
        self._slack = slack
        self.draft = draft
        self.robots = robots
        self.regions = regions
        self.closing = closing if closing is not None else regions
        self.distances = distances
        self.time = {name: self.model.new_int_var(0, MAX_STEP, f"t{name}") for name in _times(draft)}
        self.makespan = self.model.new_int_var(0, MAX_STEP, "makespan")
        self.member: dict[tuple[str, str, int], cp_model.IntVar] = {}
        self.takes: dict[tuple[int, int], cp_model.IntVar] = {}
        self.stands: dict[tuple[int, int, Cell], cp_model.IntVar] = {}
        self._held: list[cp_model.LiteralT] = []
        self.last: list[cp_model.LinearExprT] = []
        self._legs: list[cp_model.LinearExpr] = []
        self._add_times()
        for number, visit in enumerate(draft.visits):
            self._add_visit(number, visit)
        self._avoiding = Avoiding(self)
        for robot in range(len(robots)):
            self._add_route(robot)
        self.travel = cp_model.LinearExpr.sum(self._legs)

    def _add_times(self) -> None:
        self.model.add(self.time[START] == 0)
        for earlier, later, gap in self.draft.gaps:
            self.model.add(self.time[later] >= self.time[earlier] + gap)
        for step in self.time.values():
            self.model.add(self.makespan >= step)
        for spec, time_name in self.draft.later:
            window = self.draft.window(spec)
            if window is not None:
                self.model.add(self.time[window.begin] >= self.time[time_name])

    def _add_visit(self, number: int, visit: Visit) -> None:
        model, atom = self.model, visit.atom
        held: cp_model.LiteralT = model.new_constant(1)
        last: cp_model.LinearExprT = self.time[visit.at]
        if visit.until is not None:
            held = model.new_bool_var(f"hold {number}")
            model.add(self.time[visit.until] >= self.time[visit.at] + 1).only_enforce_if(held)
            model.add(self.time[visit.until] == self.time[visit.at]).only_enforce_if(~held)
            last = model.new_int_var(0, MAX_STEP, f"held till {number}")
            model.add(last == self.time[visit.until] - 1).only_enforce_if(held)
        self._held.append(held)
        self.last.append(last)
        able = [r for r, (robot_type, _) in enumerate(self.robots) if robot_type == atom.robot_type]
        for robot in able:
            takes = self.takes[number, robot] = model.new_bool_var(f"{robot} takes {number}")
            model.add_implication(takes, held)
            if atom.group != "0":
                model.add_implication(takes, self.in_group(atom.robot_type, atom.group, robot))
            self._add_stands(number, robot, takes)
        self._keep_cells_apart(number, able)
        crew = [self.takes[number, robot] for robot in able]
        model.add(sum(crew) == atom.count * held)
        if atom.group != "0":
            members = [self.in_group(atom.robot_type, atom.group, robot) for robot in able]
            model.add(sum(members) == atom.count)

    def _keep_cells_apart(self, number: int, able: Sequence[int]) -> None:
        """Robots that make one visit together stand in different cells."""
        if self._apart and self.draft.visits[number].atom.count > 1:
            for cell in self.regions[self.draft.visits[number].atom.region]:
                self.model.add_at_most_one(self.stands[number, robot, cell] for robot in able)

    def give_own_cells(self) -> None:
        """No two robots ever make visits in one cell, which keeps them out of each other's way."""
        users: dict[Cell, dict[int, list[cp_model.IntVar]]] = {}
        for (_, robot, cell), literal in self.stands.items():
            users.setdefault(cell, {}).setdefault(robot, []).append(literal)
        for cell, by_robot in users.items():
            if cell not in self.regions.get(DOCK, ()) and len(by_robot) > 1:
                owners = []
                for literals in by_robot.values():
                    owns = self.model.new_bool_var("")
                    self.model.add_max_equality(owns, literals)
                    owners.append(owns)
                self.model.add_at_most_one(owners)

    def take_turns(self) -> None:
        """Robots are in one cell one after the other, the dock aside. Any plan without collisions does so."""
        dock = set(self.regions.get(DOCK, ()))
        by_cell: dict[Cell, list[tuple[int, int]]] = {}
        for number, robot, cell in self.stands:
            if cell not in dock:
                by_cell.setdefault(cell, []).append((number, robot))
        for cell, users in by_cell.items():
            for (one, robot), (other, mate) in combinations(users, 2):
                if robot != mate and one != other:
                    both = (self.stands[one, robot, cell], self.stands[other, mate, cell])
                    first = self.model.new_bool_var("")
                    earlier, later = self.draft.visits[one].at, self.draft.visits[other].at
                    self.model.add(self.last[one] < self.time[later]).only_enforce_if(*both, first)
                    self.model.add(self.last[other] < self.time[earlier]).only_enforce_if(*both, ~first)

    def in_group(self, robot_type: str, group: str, robot: int) -> cp_model.IntVar:
        """Whether a robot is one of a group."""
        key = (robot_type, group, robot)
        if key not in self.member:
            self.member[key] = self.model.new_bool_var(f"{robot} in group {group}")
        return self.member[key]

    def _add_stands(self, number: int, robot: int, takes: cp_model.IntVar) -> None:
        cells = self.regions[self.draft.visits[number].atom.region]
        literals = []
        for cell in cells:
            self.stands[number, robot, cell] = self.model.new_bool_var("")
            literals.append(self.stands[number, robot, cell])
        self.model.add(sum(literals) == takes)

    def _add_route(self, robot: int) -> None:
        nodes = [key for key in self.stands if key[1] == robot]
        if not nodes:
            return
        start = self.robots[robot][1]
        rests = self.model.new_bool_var("rests")
        arcs: list[tuple[int, int, cp_model.LiteralT]] = [(0, 0, rests)]
        for one, key in enumerate(nodes, start=1):
            self.model.add_implication(self.stands[key], rests.negated())
            arcs.append((one, one, self.stands[key].negated()))
            arcs.append((one, 0, self.model.new_bool_var("")))
            self._add_leg(arcs, (0, one), Leg(robot, start, key[2], None, key[0]))
            for two, other in enumerate(nodes, start=1):
                if other[0] != key[0]:
                    self._add_leg(arcs, (one, two), Leg(robot, key[2], other[2], key[0], other[0]))
        self.model.add_circuit(arcs)

    def _add_leg(
        self, arcs: list[tuple[int, int, cp_model.LiteralT]], ends: tuple[int, int], leg: Leg
    ) -> None:
        steps = self._avoiding.always_open(leg.robot).between(leg.start, leg.goal)
        if steps is None or (leg.before is not None and self._comes_later(leg.before, leg.after)):
            return
        literal = self.model.new_bool_var("")
        arcs.append((*ends, literal))
        self.add_way(leg, steps, [literal])
        self._avoiding.add_detours(leg, steps, literal)
        self._legs.append(steps * literal)

    def add_way(self, leg: Leg, steps: int, where: Sequence[cp_model.LiteralT]) -> None:
        """A leg takes so many steps where all the literals are true."""
        free: cp_model.LinearExprT = self.last[leg.before] if leg.before is not None else 0
        arrival = self.time[self.draft.visits[leg.after].at]
        self.model.add(arrival >= free + steps + (self._slack if steps else 0)).only_enforce_if(*where)

    def _comes_later(self, before: int, after: int) -> bool:
        """Whether precedence says that `before` cannot be visited first."""
        return self.draft.visits[before].at in _strictly_after(self.draft, self.draft.visits[after].at)


def _times(draft: Draft) -> list[int]:
    names = {START}
    for earlier, later, _ in draft.gaps:
        names.update((earlier, later))
    return sorted(names)


def _strictly_after(draft: Draft, time: int) -> set[int]:
    """Times that the gaps put at least one step after a time."""
    found: set[int] = set()
    seen = {(time, False)}
    stack = [(time, False)]
    while stack:
        at, later = stack.pop()
        for earlier, after, gap in draft.gaps:
            state = (after, later or gap > 0)
            if earlier == at and gap >= 0 and state not in seen:
                seen.add(state)
                stack.append(state)
                if state[1]:
                    found.add(after)
    return found
