"""The allocation problem in numbers: ways of doing each task, when and where robots are free, what may
not overlap.

Candidates make it; the CP-SAT model, the heuristics, bounds and certificates read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from comuros.core.task_model import TaskModel
from comuros.planning.approach import Approach
from comuros.planning.network import TaskNetwork


@dataclass(frozen=True, slots=True)
class Pool:
    """`count` of these interchangeable robots take part."""

    robots: tuple[str, ...]
    count: int


class Turn(Enum):
    """Whether a way fits a robot's first task only, later ones only, or any.

    It matters to robots that hold something now: their first task begins with that in hand.
    """

    ANY = "any"
    FIRST = "first"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of doing a task: who (some of each pool), where from and to, and for how many ticks.

    `model` is that of the representatives, the first robots of each pool. `linked` are earlier tasks
    whose robots must be the same, because they leave behind something only their robot has (an object in
    hand).
    """

    task_id: str
    pools: tuple[Pool, ...]
    start: str
    end: str
    ticks: int
    cost_cm: int
    model: TaskModel | None = None
    linked: tuple[str, ...] = ()
    turn: Turn = Turn.ANY

    @property
    def robots(self) -> tuple[str, ...]:
        """Everyone who may take part."""
        return tuple(robot for pool in self.pools for robot in pool.robots)

    @property
    def size(self) -> int:
        """How many robots take part."""
        return sum(pool.count for pool in self.pools)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A task under way: robots and times are given (ticks from now; `start` is at most 0)."""

    task_id: str
    robots: tuple[str, ...]
    start: int
    end: int
    place: str
    began_at: str = ""


@dataclass(frozen=True, slots=True)
class Instance:
    """What a solver needs.

    `apart` are pairs of tasks that may not overlap in time (same object or same spot).
    """

    network: TaskNetwork
    ways: dict[str, tuple[Way, ...]]
    frozen: tuple[Frozen, ...]
    apart: tuple[tuple[str, str], ...]
    deadlines: dict[str, int]
    approach: Approach

    @property
    def open_tasks(self) -> tuple[str, ...]:
        """Ids of the tasks whose robots and times are to be found, left to right."""
        return tuple(task.id for task in self.network.tasks if task.id in self.ways)

    def frozen_task(self, task_id: str) -> Frozen | None:
        """The frozen task with this id, None where it is open."""
        return next((entry for entry in self.frozen if entry.task_id == task_id), None)
