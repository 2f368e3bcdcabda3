"""The allocation problem in numbers: ways of doing each task, when and where robots are free, what may
not overlap.

Candidates make it; the CP-SAT model, the heuristics, bounds and certificates read it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from comuros.core.task_model import TaskModel
from comuros.planning.approach import Approach
from comuros.planning.features.demands import Battery, Carrier, Crossings, Kept
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
    hand). `goes_on` marks the way of a task under way that simply goes on from now. `penalty` and those of
    single robots (`avoided`) are ticks; work this way starts at `earliest` and ends by `latest`, ticks from
    now.
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
    goes_on: bool = False
    penalty: int = 0
    avoided: tuple[tuple[str, int], ...] = ()
    earliest: int = 0
    latest: int | None = None

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

    `apart` are pairs of tasks that may not overlap in time (same object or same spot). `batteries` and
    `carriers` are of the robots that could run out of energy or of hands; `kept` are the robots that tasks
    had in the previous plan, with the price of giving them to others.
    """

    network: TaskNetwork
    ways: dict[str, tuple[Way, ...]]
    frozen: tuple[Frozen, ...]
    apart: tuple[tuple[str, str], ...]
    deadlines: dict[str, int]
    approach: Approach
    releases: dict[str, int] = field(default_factory=dict)
    batteries: dict[str, Battery] = field(default_factory=dict)
    carriers: dict[str, Carrier] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    crossings: Crossings | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing but time and travel has to be looked at."""
        extra = (self.releases, self.batteries, self.carriers, self.kept, self.crossings)
        return not any(extra) and not any(
            way.goes_on or way.penalty or way.avoided or way.earliest or way.latest is not None
            for ways in self.ways.values()
            for way in ways
        )

    @property
    def open_tasks(self) -> tuple[str, ...]:
        """Ids of the tasks whose robots and times are to be found, left to right."""
        return tuple(task.id for task in self.network.tasks if task.id in self.ways)

    def frozen_task(self, task_id: str) -> Frozen | None:
        """The frozen task with this id, None where it is open."""
        return next((entry for entry in self.frozen if entry.task_id == task_id), None)
