"""What must not be true meanwhile, as constraints of the model: no visits, no ways through, nobody inside.

What is said of several robots at once is only kept by visits; the paths see to the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from comuros.planning.typed.distances import Distances
from comuros.planning.typed.events import START, Avoid, Leg

if TYPE_CHECKING:
    from comuros.planning.typed.model import TypedModel


class Avoiding:
    """The avoided atoms of one model. Those about any robot of a type hold for all of them, those about a
    group for its members.
    """

    def __init__(self, build: TypedModel) -> None:
        self._build = build
        self._open: dict[str, Distances] = {}
        self._late: dict[tuple[int, int | None], cp_model.IntVar] = {}
        self._early: dict[tuple[int, int], cp_model.IntVar] = {}
        for avoid in build.draft.avoids:
            self._forbid_visits(avoid)
            self._leave_in_time(avoid)

    def always_open(self, robot: int) -> Distances:
        """The steps of a robot by ways that are never closed to its type."""
        robot_type = self._build.robots[robot][0]
        if robot_type not in self._open:
            closed = {
                cell
                for avoid in self._build.draft.avoids
                if (avoid.since, avoid.until) == (START, None) and self._is_about_each(avoid, robot_type)
                for cell in self._build.closing[avoid.atom.region]
            }
            self._open[robot_type] = self._build.distances.without(frozenset(closed))
        return self._open[robot_type]

    def add_detours(self, leg: Leg, steps: int, taken: cp_model.IntVar) -> None:
        """A leg that lies within the time of an avoided atom goes round its region."""
        robot_type = self._build.robots[leg.robot][0]
        for number, avoid in enumerate(self._build.draft.avoids):
            atom, cells = avoid.atom, self._build.closing[avoid.atom.region]
            inside = any(self._build.distances.is_in(cell, cells) for cell in (leg.start, leg.goal))
            if atom.robot_type != robot_type or atom.count > 1 or inside:
                continue
            around = self._build.distances.without(frozenset(cells)).between(leg.start, leg.goal)
            if around is not None and around <= steps:
                continue
            where: list[cp_model.IntVar] = [
                taken,
                self._begins_late(number, leg),
                self._ends_early(number, leg),
            ]
            if atom.group != "0":
                where.append(self._build.in_group(robot_type, atom.group, leg.robot))
            if around is None:
                self._build.model.add_bool_or(literal.negated() for literal in where)
            else:
                self._build.add_way(leg, around, where)

    def _is_about_each(self, avoid: Avoid, robot_type: str) -> bool:
        atom = avoid.atom
        return (atom.robot_type, atom.count, atom.group) == (robot_type, 1, "0")

    def _forbid_visits(self, avoid: Avoid) -> None:
        """No visit that would make the atom true while it must not be."""
        model, times = self._build.model, self._build.time
        for number, visit in enumerate(self._build.draft.visits):
            same = (visit.atom.region, visit.atom.robot_type) == (avoid.atom.region, avoid.atom.robot_type)
            if not same or visit.atom.count < avoid.atom.count or visit.at == avoid.until:
                continue
            before, after = model.new_bool_var(""), model.new_bool_var("")
            model.add(self._build.last[number] < times[avoid.since]).only_enforce_if(before)
            if avoid.until is None:
                model.add(after == 0)
            else:
                model.add(times[visit.at] >= times[avoid.until]).only_enforce_if(after)
            for concerned in self._concerned(avoid, number):
                model.add_bool_or(before, after, *(literal.negated() for literal in concerned))

    def _concerned(self, avoid: Avoid, number: int) -> list[list[cp_model.IntVar]]:
        """Literals that together mean that a visit makes the atom true: none of them where it always does."""
        visit, atom = self._build.draft.visits[number], avoid.atom
        if atom.group in ("0", visit.atom.group):
            return [[]]
        if atom.count > 1:
            return []
        return [
            [takes, self._build.in_group(atom.robot_type, atom.group, robot)]
            for (made, robot), takes in self._build.takes.items()
            if made == number
        ]

    def _leave_in_time(self, avoid: Avoid) -> None:
        """Robots that start inside have left when it begins, unless it is over before it begins."""
        build, atom = self._build, avoid.atom
        cells = build.closing[atom.region]
        exits = {
            robot: steps
            for robot, (robot_type, start) in enumerate(build.robots)
            if robot_type == atom.robot_type and (steps := build.distances.exit_steps(start, cells))
        }
        if atom.group != "0":
            if atom.count == 1:
                for robot, steps in exits.items():
                    self._begin_after(avoid, steps, build.in_group(atom.robot_type, atom.group, robot))
        elif len(exits) >= atom.count:
            self._begin_after(avoid, sorted(exits.values())[len(exits) - atom.count], None)

    def _begin_after(self, avoid: Avoid, steps: int, condition: cp_model.IntVar | None) -> None:
        build = self._build
        where: list[cp_model.IntVar] = [] if condition is None else [condition]
        if avoid.until is not None:
            lasts = build.model.new_bool_var("")
            build.model.add(build.time[avoid.until] <= build.time[avoid.since]).only_enforce_if(
                lasts.negated()
            )
            where.append(lasts)
        build.model.add(build.time[avoid.since] >= steps).only_enforce_if(*where)

    def _begins_late(self, number: int, leg: Leg) -> cp_model.IntVar:
        """Where it is false, the leg begins before the atom must be avoided."""
        key = (number, leg.before)
        if key not in self._late:
            since = self._build.draft.avoids[number].since
            literal = self._late[key] = self._build.model.new_bool_var("")
            free: cp_model.LinearExprT = self._build.last[leg.before] if leg.before is not None else 0
            if since == START:
                self._build.model.add(literal == 1)
            else:
                self._build.model.add(self._build.time[since] > free).only_enforce_if(literal.negated())
        return self._late[key]

    def _ends_early(self, number: int, leg: Leg) -> cp_model.IntVar:
        """Where it is false, the leg ends after the atom may be true again."""
        key = (number, leg.after)
        if key not in self._early:
            until = self._build.draft.avoids[number].until
            literal = self._early[key] = self._build.model.new_bool_var("")
            arrival = self._build.draft.visits[leg.after].at
            if until is None or until == arrival:
                self._build.model.add(literal == 1)
            else:
                later = self._build.time[arrival] > self._build.time[until]
                self._build.model.add(later).only_enforce_if(literal.negated())
        return self._early[key]
