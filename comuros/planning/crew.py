"""Who may do a task: interchangeable robots grouped, and the crews of a given size that they can form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.skill import SELF
from comuros.core.task import Eligibility, Task
from comuros.planning.instance import Pool

MAX_CREWS = 5000


@dataclass(frozen=True, slots=True)
class Refused:
    """A robot that may not or cannot do a task, and why."""

    robots: tuple[str, ...]
    reason: str


class Crews:
    """The team sorted into groups of robots that no task can tell apart except by where they are."""

    def __init__(self, problem: PlanningProblem, scenario: Scenario) -> None:
        self._problem = problem
        self._own = own_predicates(scenario)
        present = {status.robot for status in problem.team if status.available}
        self._robots = {robot.name: robot for robot in scenario.robots if robot.name in present}
        self._group_of = self._groups()
        self._excluded = {(entry.task_id, entry.robot): entry.reason for entry in problem.excluded}
        self._ruled_out = {entry.task_id for entry in problem.excluded}
        self._permitted: dict[Eligibility, tuple[tuple[str, ...], tuple[Refused, ...]]] = {}
        self._crews: dict[tuple[tuple[str, ...], int], tuple[tuple[Pool, ...], ...]] = {}

    def robot(self, name: str) -> Robot:
        """The member of the team with this name."""
        return self._robots[name]

    def permitted(self, task: Task) -> tuple[tuple[str, ...], tuple[Refused, ...]]:
        """Who may do a task as far as people, rules and this mission's history say, and who may not."""
        if task.id in self._ruled_out:
            return self._looked_up(task)
        if task.eligibility not in self._permitted:
            self._permitted[task.eligibility] = self._looked_up(task)
        return self._permitted[task.eligibility]

    def _looked_up(self, task: Task) -> tuple[tuple[str, ...], tuple[Refused, ...]]:
        allowed: list[str] = []
        refused: list[Refused] = []
        for name, robot in self._robots.items():
            if not task.eligibility.permits(name, robot.type.name):
                refused.append(Refused((name,), "is not permitted for it"))
            elif (task.id, name) in self._excluded:
                refused.append(Refused((name,), f"is ruled out: {self._excluded[task.id, name]}"))
            else:
                allowed.append(name)
        return tuple(allowed), tuple(refused)

    def of_size(self, robots: tuple[str, ...], size: int) -> tuple[tuple[Pool, ...], ...]:
        """Every mix of groups that makes a crew of this size; pools in order of group."""
        if (robots, size) not in self._crews:
            self._crews[robots, size] = self._mixed(robots, size)
        return self._crews[robots, size]

    def _mixed(self, robots: tuple[str, ...], size: int) -> tuple[tuple[Pool, ...], ...]:
        groups: dict[int, list[str]] = {}
        for name in robots:
            groups.setdefault(self._group_of[name], []).append(name)
        members = [tuple(names) for _, names in sorted(groups.items())]
        found = []
        for counts in _splits([len(names) for names in members], size):
            found.append(tuple(Pool(names, n) for names, n in zip(members, counts, strict=True) if n))
            if len(found) >= MAX_CREWS:
                break
        return tuple(found)

    def _groups(self) -> dict[str, int]:
        told: dict[str, set[str]] = {name: set() for name in self._robots}
        for fact in self._problem.state.facts:
            if fact.predicate in self._own and fact.arguments[0] in told:
                told[fact.arguments[0]].add(str(fact))
        numbers: dict[object, int] = {}
        return {
            name: numbers.setdefault((robot.type, robot.overrides, frozenset(told[name])), len(numbers))
            for name, robot in self._robots.items()
        }


def own_predicates(scenario: Scenario) -> frozenset[str]:
    """Predicates about a robot itself, other than where it is, on which some skill depends (what it
    holds).
    """
    return frozenset(
        literal.atom.predicate
        for skill in scenario.skills
        for literal in skill.preconditions
        if literal.atom.arguments[:1] == (SELF,) and literal.atom.predicate != "at"
    )


def _splits(limits: Sequence[int], total: int) -> Iterator[tuple[int, ...]]:
    """All ways to write `total` as a sum with one bounded part per limit."""
    if not limits:
        if total == 0:
            yield ()
        return
    for part in range(min(limits[0], total), -1, -1):
        for rest in _splits(limits[1:], total - part):
            yield (part, *rest)
