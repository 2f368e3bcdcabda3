"""The CP-SAT model of an instance: optional ways, one circuit per robot with travel, coalitions,
precedence, exclusion.

Times are ticks from now. The search module solves it; nothing else builds one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

from ortools.sat.python import cp_model

from comuros.core.scenario import Scenario
from comuros.planning.approach import Leg
from comuros.planning.features.carrying import add_carrying
from comuros.planning.features.energy import add_energy
from comuros.planning.features.keeping import add_keeping
from comuros.planning.features.narrow import NarrowBook
from comuros.planning.features.narrow_part import add_narrow_ways
from comuros.planning.features.penalties import add_penalties
from comuros.planning.features.sharing import add_sharing
from comuros.planning.instance import Instance, Turn, Way
from comuros.planning.schedule import Schedule, Scheduled, in_start_order

Seat = tuple[str, int, str]
Arcs = Callable[[str, str | None, str | None], bool]
"""Whether a robot may go straight from one task to another: None is where it becomes free, or the end."""


@dataclass(frozen=True, slots=True)
class ArcUse:
    """A robot goes straight from one seat (None: from where it becomes free) to another, if `literal`."""

    robot: str
    before: Seat | None
    after: Seat
    literal: cp_model.IntVar
    leg: Leg


class AllocationModel:
    """Variables and constraints for one instance. `seats` are (task, index of way, robot).

    Features read `uses`, `seat`, `way`, `start` and `release`, and add to `penalties` (literal, ticks), to
    `detours_cm` (literal, cm) and to the terms of `busy` ticks per robot.
    """

    def __init__(
        self,
        instance: Instance,
        *,
        horizon: int,
        scenario: Scenario,
        book: NarrowBook | None = None,
        arcs: Arcs | None = None,
    ) -> None:
        """`book` says what is crossed where two robots cannot pass one another; `arcs`, where given, which
        tasks may follow one another on a robot.

        Raises:
            ValueError: there is more of that than one model holds.
        """
        self.instance = instance
        self.model = cp_model.CpModel()
        self.horizon = horizon
        self._may_follow = arcs
        self._one = self.model.new_constant(1)
        self._alternatives: dict[str, cp_model.IntVar] = {}
        self.present: dict[str, cp_model.IntVar] = {}
        self.start: dict[str, cp_model.IntVar] = {}
        self.end: dict[str, cp_model.IntVar] = {}
        self.release: dict[str, cp_model.IntVar] = {}
        self.way: dict[tuple[str, int], cp_model.IntVar] = {}
        self.seat: dict[Seat, cp_model.IntVar] = {}
        self._seats: dict[str, dict[str, list[Seat]]] = {}
        self.uses: dict[str, list[ArcUse]] = {}
        self.busy: dict[str, list[cp_model.LinearExprT]] = {}
        self.penalties: list[tuple[cp_model.IntVar, int]] = []
        self.detours_cm: list[tuple[cp_model.IntVar, int]] = []
        self._arcs: dict[tuple[str, Seat | None, Seat | None], cp_model.IntVar] = {}
        self.makespan = self.model.new_int_var(0, horizon, "makespan")
        self._holding: dict[int, list[str]] = {}
        self._add_network()
        self._add_features(scenario, book)
        self.travel = self._travel()

    def _add_network(self) -> None:
        self._add_choices()
        self._add_tasks()
        self._add_links()
        self._add_togethers()
        self._add_order()
        self._add_apart()
        for robot in sorted(self.instance.approach.ready):
            self._add_route(robot)
        self._add_windows()

    def _add_features(self, scenario: Scenario, book: NarrowBook | None) -> None:
        add_penalties(self)
        add_keeping(self)
        add_carrying(self, scenario)
        self._energy = add_energy(self)
        self._sharing = add_sharing(self)
        self._narrow = add_narrow_ways(self, book)

    def _add_choices(self) -> None:
        for choice in self.instance.network.choices:
            literals = [self.model.new_bool_var(f"take {name}") for name in choice.alternatives]
            self._alternatives.update(zip(choice.alternatives, literals, strict=True))
            enclosing = self._alternatives.get(choice.inside, self._one)
            self.model.add(sum(literals) == enclosing)

    def _add_tasks(self) -> None:
        network = self.instance.network
        for task in network.tasks:
            self.present[task.id] = self._alternatives.get(network.alternative_of.get(task.id, ""), self._one)
            frozen = self.instance.frozen_task(task.id)
            if frozen is not None:
                self.model.add(self.present[task.id] == 1)
                self.start[task.id] = self.model.new_constant(frozen.start)
                self.end[task.id] = self.release[task.id] = self.model.new_constant(frozen.end)
                self.model.add(self.makespan >= frozen.end)
            else:
                self._add_open_task(task.id)

    def _add_open_task(self, task_id: str) -> None:
        model, ways = self.model, self.instance.ways[task_id]
        latest = min(self.horizon, self.instance.deadlines.get(task_id, self.horizon))
        self.start[task_id] = model.new_int_var(0, self.horizon, f"{task_id} starts")
        self.end[task_id] = model.new_int_var(0, self.horizon, f"{task_id} ends")
        self.release[task_id] = self.end[task_id]
        chosen = [self._add_way(task_id, index, way) for index, way in enumerate(ways)]
        model.add(sum(chosen) == self.present[task_id])
        present = self.present[task_id]
        model.add(
            self.end[task_id]
            == self.start[task_id] + sum(way.ticks * lit for way, lit in zip(ways, chosen, strict=True))
        )
        model.add(self.end[task_id] <= latest).only_enforce_if(present)
        model.add(self.makespan >= self.end[task_id]).only_enforce_if(present)

    def _add_way(self, task_id: str, index: int, way: Way) -> cp_model.IntVar:
        literal = self.model.new_bool_var(f"{task_id} way {index}")
        self.way[task_id, index] = literal
        for pool in way.pools:
            seats = []
            for robot in pool.robots:
                whole = pool.count == len(pool.robots)
                seat = literal if whole else self.model.new_bool_var(f"{robot} does {task_id} {index}")
                self.seat[task_id, index, robot] = seat
                self._seats.setdefault(robot, {}).setdefault(task_id, []).append((task_id, index, robot))
                seats.append(seat)
            if pool.count < len(pool.robots):
                self.model.add(sum(seats) == pool.count * literal)
        return literal

    def _add_windows(self) -> None:
        for task_id, tick in self.instance.releases.items():
            if task_id in self.instance.ways:
                self.model.add(self.start[task_id] >= tick).only_enforce_if(self.present[task_id])
        for (task_id, index), literal in self.way.items():
            way = self.instance.ways[task_id][index]
            if way.earliest:
                self.model.add(self.start[task_id] >= way.earliest).only_enforce_if(literal)
            if way.latest is not None:
                self.model.add(self.end[task_id] <= way.latest).only_enforce_if(literal)
            if way.goes_on:
                self.model.add(self.start[task_id] == 0).only_enforce_if(literal)

    def _add_links(self) -> None:
        for task_id, ways in self.instance.ways.items():
            for index, way in enumerate(ways):
                for earlier in way.linked:
                    self._link(self.way[task_id, index], way, earlier)

    def _link(self, literal: cp_model.IntVar, way: Way, earlier: str) -> None:
        """Whoever does this way did the earlier task too."""
        frozen = self.instance.frozen_task(earlier)
        index = self.instance.ways[way.task_id].index(way)
        for robot in way.robots:
            mine = self.seat[way.task_id, index, robot]
            theirs = (
                int(robot in frozen.robots)
                if frozen is not None
                else sum(self._taking_part(robot, (earlier,)))
            )
            self.model.add(theirs >= mine).only_enforce_if(literal)

    def _add_order(self) -> None:
        for before, after in sorted(self.instance.network.edges):
            if after in self.instance.ways:
                self.model.add(self.start[after] >= self.release[before]).only_enforce_if(
                    self.present[before], self.present[after]
                )

    def _add_togethers(self) -> None:
        for group in self.instance.network.togethers:
            begin = self.model.new_int_var(-self.horizon, self.horizon, f"{group.node_id} starts")
            finish = self.model.new_int_var(0, self.horizon, f"{group.node_id} ends")
            for member in group.members:
                self._add_member(member, begin, finish)
            self._keep_roles_distinct(group.members)

    def _add_member(self, member: tuple[str, ...], begin: cp_model.IntVar, finish: cp_model.IntVar) -> None:
        """A member starts with its first task at the common start; robots of its last tasks hold until
        the common end.
        """
        edges = self.instance.network.edges
        firsts = [t for t in member if not any((other, t) in edges for other in member)]
        lasts = [t for t in member if not any((t, other) in edges for other in member)]
        if any(self.instance.frozen_task(t) for t in member):
            self.model.add(begin <= 0)
        elif len(firsts) == 1:
            self.model.add(self.start[firsts[0]] == begin).only_enforce_if(self.present[firsts[0]])
        else:
            self._start_with_earliest(firsts, begin)
        self._holding.setdefault(finish.index, []).extend(lasts)
        for task_id in lasts:
            self.model.add(finish >= self.end[task_id]).only_enforce_if(self.present[task_id])
            if task_id in self.instance.ways:
                self.release[task_id] = finish

    def _start_with_earliest(self, firsts: list[str], begin: cp_model.IntVar) -> None:
        earliest = []
        for task_id in firsts:
            self.model.add(self.start[task_id] >= begin).only_enforce_if(self.present[task_id])
            at_once = self.model.new_bool_var(f"{task_id} opens")
            self.model.add(self.start[task_id] == begin).only_enforce_if(at_once)
            self.model.add_implication(at_once, self.present[task_id])
            earliest.append(at_once)
        self.model.add_bool_or(earliest)

    def _keep_roles_distinct(self, members: tuple[tuple[str, ...], ...]) -> None:
        for one, other in combinations(members, 2):
            for robot in sorted(self.instance.approach.ready):
                mine, theirs = self._taking_part(robot, one), self._taking_part(robot, other)
                for a in mine if theirs else ():
                    self.model.add_bool_and([b.negated() for b in theirs]).only_enforce_if(a)

    def _taking_part(self, robot: str, tasks: tuple[str, ...]) -> list[cp_model.IntVar]:
        """The literals of a robot's seats in some tasks."""
        return [self.seat[seat] for task in tasks for seat in self._seats.get(robot, {}).get(task, ())]

    def _add_apart(self) -> None:
        for one, other in self.instance.apart:
            spans = [self._span(task_id) for task_id in (one, other)]
            self.model.add_no_overlap(spans)

    def _span(self, task_id: str) -> cp_model.IntervalVar:
        size = self.model.new_int_var(0, 2 * self.horizon, "")
        return self.model.new_optional_interval_var(
            self.start[task_id], size, self.release[task_id], self.present[task_id], f"{task_id} runs"
        )

    def _add_route(self, robot: str) -> None:
        """One circuit over the seats of a robot; node 0 is where it becomes free."""
        seats = self.seats_of(robot)
        if not seats:
            return
        ready = self.instance.approach.ready[robot].ticks
        rests = self._arc(robot, None, None)
        arcs: list[tuple[int, int, cp_model.LiteralT]] = [(0, 0, rests)]
        self.busy[robot] = [self.way_of(seat).ticks * self.seat[seat] for seat in seats]
        self.uses[robot] = []
        for node, seat in enumerate(seats, start=1):
            self.model.add_implication(self.seat[seat], rests.negated())
            arcs.append((node, node, self.seat[seat].negated()))
            if self._may_follow is None or self._may_follow(robot, seat[0], None):
                arcs.append((node, 0, self._arc(robot, seat, None)))
            self._add_use(robot, (0, None), (node, seat), self._first_leg(robot, seat), arcs)
        for one, before in enumerate(seats, start=1):
            for two, after in enumerate(seats, start=1):
                self._add_use(robot, (one, before), (two, after), self._leg(robot, before, after), arcs)
        self.model.add_circuit(arcs)
        self.model.add(self.makespan >= ready + sum(self.busy[robot])).only_enforce_if(rests.negated())

    def works(self, robot: str) -> cp_model.LiteralT:
        """Whether a robot does anything."""
        return self._arcs[robot, None, None].negated()

    def seats_of(self, robot: str) -> list[Seat]:
        """The seats of a robot, in the order of tasks."""
        return [seat for seats in self._seats.get(robot, {}).values() for seat in seats]

    def _arc(self, robot: str, before: Seat | None, after: Seat | None) -> cp_model.IntVar:
        """The literal of going from one seat to another; None is where the robot becomes free, or stays
        at the end.
        """
        literal = self._arcs[robot, before, after] = self.model.new_bool_var("")
        return literal

    def _first_leg(self, robot: str, seat: Seat) -> Leg | None:
        way = self.way_of(seat)
        return None if way.turn is Turn.LATER else self.instance.approach.first_leg(robot, way.start)

    def _leg(self, robot: str, first: Seat, second: Seat) -> Leg | None:
        if self.way_of(second).turn is Turn.FIRST:
            return None
        if first[0] == second[0] or (second[0], first[0]) in self.instance.network.edges:
            return None
        return self.instance.approach.leg(robot, self.way_of(first).end, self.way_of(second).start)

    def _add_use(
        self,
        robot: str,
        before: tuple[int, Seat | None],
        after: tuple[int, Seat],
        leg: Leg | None,
        arcs: list[tuple[int, int, cp_model.LiteralT]],
    ) -> None:
        """The arc between two nodes of a robot's circuit, where there is a way."""
        (one, first), (two, second) = before, after
        if leg is None or not self._follows(robot, first, second):
            return
        literal = self._arc(robot, first, second)
        arcs.append((one, two, literal))
        self.uses[robot].append(ArcUse(robot, first, second, literal, leg))
        self.busy[robot].append(leg.ticks * literal)
        free = self.instance.approach.ready[robot].ticks if first is None else self.release[first[0]]
        self.model.add(self.start[second[0]] >= free + leg.ticks).only_enforce_if(literal)

    def _follows(self, robot: str, first: Seat | None, second: Seat) -> bool:
        return self._may_follow is None or self._may_follow(robot, first[0] if first else None, second[0])

    def way_of(self, seat: Seat) -> Way:
        """The way a seat belongs to."""
        return self.instance.ways[seat[0]][seat[1]]

    def _travel(self) -> cp_model.LinearExprT:
        """Centimetres of all robots."""
        working = [self.instance.ways[task][index].cost_cm * lit for (task, index), lit in self.way.items()]
        driving = [use.leg.cm * use.literal for uses in self.uses.values() for use in uses]
        return sum(driving) + sum(cm * literal for literal, cm in self.detours_cm) + sum(working)

    def force(self, task_id: str, robot: str) -> None:
        """Have a robot take part in a task."""
        self.model.add(sum(self._taking_part(robot, (task_id,))) >= 1)

    def _released(self, task_id: str, value: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> int:
        """When the robots of a task are free again: no later than all whom they hold for are done, whatever
        the solver left open.
        """
        holding = self._holding.get(self.release[task_id].index, [task_id])
        return max(value.value(self.end[task]) for task in holding if value.value(self.present[task]))

    def hint(self, schedule: Schedule) -> None:
        """Suggest a schedule as the first one to try."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        hinted: dict[int, int] = {}
        for entry in schedule.entries:
            index = self.instance.ways[entry.task_id].index(entry.way)
            hinted[self.start[entry.task_id].index] = entry.start
            hinted[self.end[entry.task_id].index] = entry.end
            hinted[self.way[entry.task_id, index].index] = 1
            for robot in entry.way.robots:
                seat = self.seat[entry.task_id, index, robot]
                hinted[seat.index] = max(hinted.get(seat.index, 0), int(robot in entry.robots))
        hinted.update((literal.index, 0) for literal in self._arcs.values())
        for robot in sorted(self.instance.approach.ready):
            route = [self._seat_of(entry, robot) for entry in schedule.of_robot(robot)]
            for before, after in zip([None, *route], [*route, None], strict=True):
                if (robot, before, after) in self._arcs:
                    hinted[self._arcs[robot, before, after].index] = 1
        hinted[self.makespan.index] = schedule.makespan(self.instance)
        for index, value in sorted(hinted.items()):
            self.model.add_hint(self.model.get_int_var_from_proto_index(index), value)

    def _seat_of(self, entry: Scheduled, robot: str) -> Seat:
        return entry.task_id, self.instance.ways[entry.task_id].index(entry.way), robot

    def read(self, value: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> Schedule:
        """The schedule of a solution."""
        entries = []
        for (task_id, index), literal in self.way.items():
            if value.value(literal):
                way = self.instance.ways[task_id][index]
                crew = tuple(r for r in way.robots if value.value(self.seat[task_id, index, r]))
                start, end = value.value(self.start[task_id]), value.value(self.end[task_id])
                entries.append(Scheduled(task_id, way, crew, start, end, self._released(task_id, value)))
        stops = [stop for part in self._energy for stop in part.stops(value)]
        passings = self._sharing.passings(value) if self._sharing else []
        passings += self._narrow.passings(value) if self._narrow else []
        return in_start_order(entries, stops, passings)
