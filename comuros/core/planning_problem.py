"""What planning is asked: the tree, the world and team as they stand, what is done and running, and what is
ruled out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from comuros.core.geometry import Pose
from comuros.core.objective import Objective
from comuros.core.plan import Plan
from comuros.core.robot import RobotStatus
from comuros.core.tree import TaskTree
from comuros.core.world_state import WorldState


@dataclass(frozen=True, slots=True)
class RunningTask:
    """A task under way; `remaining_s` is the expected rest of it.

    Its robots go on with it in any new plan (frozen), unless `abort_price_s` is given: then a plan may have
    them stop now and the task done anew, by anybody, where that ends more than so many seconds earlier.
    A task under way that nobody shall do any more is among `abandoned` instead.
    """

    task_id: str
    robots: tuple[str, ...]
    remaining_s: float
    abort_price_s: float | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A robot that shall not get a task again in this mission, and why."""

    task_id: str
    robot: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanningProblem:
    """Everything a planner needs besides the scenario. Times are seconds from `now_s`, mission time.

    `team` lists only robots that can be planned for; `done` and `abandoned` are task ids that need no plan.
    `committed` are tasks given but not begun, with their robots, who keep them where a plan allows it.
    `spots` are places that came into being where objects lie on the floor, as (name, pose) pairs.
    `disturbance_price_s` is paid for every task that robots other than those of `previous` get; it and the
    objective are the scenario's where they are None.
    """

    mission_id: str
    revision: int
    tree: TaskTree
    state: WorldState
    team: tuple[RobotStatus, ...]
    now_s: float = 0.0
    done: tuple[str, ...] = ()
    abandoned: tuple[str, ...] = ()
    running: tuple[RunningTask, ...] = ()
    committed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    spots: tuple[tuple[str, Pose], ...] = ()
    previous: Plan | None = None
    objective: Objective | None = None
    time_limit_s: float = 5.0
    seed: int = 0
    disturbance_price_s: float | None = None

    def with_tree(self, tree: TaskTree) -> PlanningProblem:
        """The problem for another tree, with what is known of the tasks that both have."""
        kept = {task.id for task in tree.tasks()} & {task.id for task in self.tree.tasks()}
        previous = self.previous
        if previous is not None:
            left = tuple(entry for entry in previous.assignments if entry.task_id in kept)
            previous = replace(previous, assignments=left)
        return replace(
            self,
            tree=tree,
            done=tuple(task_id for task_id in self.done if task_id in kept),
            abandoned=tuple(task_id for task_id in self.abandoned if task_id in kept),
            running=tuple(entry for entry in self.running if entry.task_id in kept),
            committed=tuple(entry for entry in self.committed if entry[0] in kept),
            excluded=tuple(entry for entry in self.excluded if entry.task_id in kept),
            previous=previous,
        )
