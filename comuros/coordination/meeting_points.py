"""Whether robots that carry a plan out could end up waiting for one another for ever. Asked before anything
moves.
"""

from __future__ import annotations

from collections.abc import Container

from comuros.coordination.mission_run import together_groups
from comuros.core.itinerary import Itinerary, deadlock
from comuros.core.plan import Plan
from comuros.core.tree import TaskTree, task_edges


def standstill(tree: TaskTree, plan: Plan, *, done: Container[str] = (), begun: Container[str] = ()) -> str:
    """Why the plan would come to a standstill, "" where it cannot. Work that has `begun` waits no more for
    what comes before it, not even for what was undone since.

    Every group of tasks that are done together has a barrier at which it begins and one at which it ends. A
    robot meets those of its tasks in the order of the plan; a task's predecessors end before it begins.
    """
    groups = together_groups(tree)
    names = {task_id: members[0] for task_id, members in groups.items()}
    tours = [_tour(robot, plan, names, done) for robot in _robots(plan)]
    before = [
        (f"end of {names[earlier]}", f"start of {names[later]}")
        for earlier, later in sorted({*task_edges(tree), *_between_groups(plan, names)})
        if earlier not in done and later not in done and later not in begun
    ]
    spans = [Itinerary(name, (f"start of {name}", f"end of {name}")) for name in sorted({*names.values()})]
    circle = deadlock([*tours, *spans], before=before)
    return f"robots would wait for one another: {' before '.join(circle)}" if circle else ""


def _tour(robot: str, plan: Plan, names: dict[str, str], done: Container[str]) -> Itinerary:
    """The barriers one robot meets. Two tasks of one group at once are two barriers met twice."""
    met = [names[entry.task_id] for entry in plan.of_robot(robot) if entry.task_id not in done]
    return Itinerary(robot, tuple(point for name in met for point in (f"start of {name}", f"end of {name}")))


def _between_groups(plan: Plan, names: dict[str, str]) -> set[tuple[str, str]]:
    """Orders of the plan; parts of one group begin together whatever comes first in it."""
    return {(a, b) for a, b in plan.order if a in names and b in names and names[a] != names[b]}


def _robots(plan: Plan) -> list[str]:
    return sorted({robot for entry in plan.assignments for robot in entry.robots})
