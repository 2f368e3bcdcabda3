"""Plans with their certificate, what planning can answer, and how two revisions of a plan differ."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from comuros.core.keep_out import KeepOut
from comuros.core.skill import SkillCall


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who does a task and when, in seconds of mission time.

    Robots leave for the task at `departure_s`, stand at its start from `arrival_s` at the latest, work from
    `start_s` to `end_s`. Where `calls` are given (a formula leaf), each robot makes them in this order, and
    keeps out of the zones of `keep_out` meanwhile.
    """

    task_id: str
    robots: tuple[str, ...]
    departure_s: float
    start_s: float
    end_s: float
    start: str = ""
    end: str = ""
    travel_m: float = 0.0
    calls: tuple[SkillCall, ...] = ()
    keep_out: tuple[KeepOut, ...] = ()


@dataclass(frozen=True, slots=True)
class ChargingStop:
    """A robot charges at a place on its way to a task, in seconds of mission time and watt-hours."""

    robot: str
    place: str
    before_task: str
    start_s: float
    end_s: float
    from_wh: float
    to_wh: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A robot uses a shared resource, or a way too narrow for two, from `start_s` to `end_s`: on its way to
    `before_task`, or, `at_work`, while it does that task.

    It sets out (or begins its work) `lead_s` before, not earlier. On a way through a shared resource it
    counts as a user from leaving to arriving, on a narrow way only while it is there.
    """

    resource: str
    robot: str
    before_task: str
    start_s: float
    end_s: float
    lead_s: float = 0.0
    at_work: bool = False


@dataclass(frozen=True, slots=True)
class CriterionValue:
    """A criterion of the objective with its value in the plan and a bound that no plan falls below.

    The first one includes the plan's penalties, the later ones bound plans as good by the earlier ones.
    """

    criterion: str
    value: float
    lower_bound: float


@dataclass(frozen=True, slots=True)
class Certificate:
    """How good a plan is: no plan has a makespan plus `penalty_s` below `lower_bound_s`. `gap` is relative to
    that sum, 0 is proved optimal.

    `penalty_s` is what preferences given up and work disturbed cost; `method` says in words how the plan and
    its bound were found, where that was not one model as a whole.
    """

    makespan_s: float
    lower_bound_s: float
    total_travel_m: float
    wall_s: float
    objective: str = "makespan, then total travel"
    penalty_s: float = 0.0
    criteria: tuple[CriterionValue, ...] = ()
    method: str = ""

    @property
    def gap(self) -> float:
        """Relative gap in 0..1."""
        reached_s = self.makespan_s + self.penalty_s
        return 0.0 if reached_s <= 0 else max(0.0, 1.0 - self.lower_bound_s / reached_s)

    @property
    def is_optimal(self) -> bool:
        """Whether the makespan is proved to be the least possible."""
        return self.gap < 1e-6


@dataclass(frozen=True, slots=True)
class Plan:
    """Assignment, schedule and certificate, with a revision number that counts from 1 within a mission.

    `not_chosen` are tasks of `any` branches that will not be started. `order` lists precedence edges
    (before, after) that execution must keep, those implied by the schedule of a robot left out. `aborted` are
    tasks under way that their robots stop now, and that are done anew. `keep_out` are the zones its ways
    avoid; the robots must avoid them as well.
    """

    mission_id: str
    revision: int
    assignments: tuple[Assignment, ...]
    certificate: Certificate
    order: tuple[tuple[str, str], ...] = ()
    not_chosen: tuple[str, ...] = ()
    stops: tuple[ChargingStop, ...] = ()
    passages: tuple[Passage, ...] = ()
    aborted: tuple[str, ...] = ()
    keep_out: tuple[KeepOut, ...] = ()

    def assignment(self, task_id: str) -> Assignment | None:
        """The assignment of a task, None where it is not part of this plan."""
        return next((entry for entry in self.assignments if entry.task_id == task_id), None)

    def of_robot(self, robot: str) -> tuple[Assignment, ...]:
        """A robot's assignments in order of start."""
        mine = (entry for entry in self.assignments if robot in entry.robots)
        return tuple(sorted(mine, key=lambda entry: (entry.start_s, entry.task_id)))


class PlanningStatus(Enum):
    """What planning answers. `INFEASIBLE` is proved and never confused with `TIMED_OUT`."""

    SOLVED = "solved"
    INFEASIBLE = "infeasible"
    TIMED_OUT = "timed_out"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Requirements that cannot all be met, each in words; leaving out any one of them would help."""

    requirements: tuple[str, ...]

    def __str__(self) -> str:
        return "; ".join(self.requirements)


@dataclass(frozen=True, slots=True)
class PlanningOutcome:
    """The answer of planning: a plan (also with `TIMED_OUT`, where one was found), or why there is none."""

    status: PlanningStatus
    plan: Plan | None = None
    conflict: Conflict | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """How a plan revision differs from the one before, as task ids; `undisturbed` are robots whose current
    work goes on.
    """

    kept: tuple[str, ...]
    moved: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    disturbed: tuple[str, ...]
    undisturbed: tuple[str, ...]

    @property
    def undisturbed_share(self) -> float:
        """Share of the robots whose current work goes on, in 0..1; 1 where no robot worked."""
        total = len(self.disturbed) + len(self.undisturbed)
        return 1.0 if total == 0 else len(self.undisturbed) / total


def diff_plans(
    old: Plan, new: Plan, *, done: Collection[str], working: Collection[str], disturbed: Collection[str]
) -> PlanDiff:
    """Compare two revisions. Tasks `done` in between are no change.

    `working` are the robots that were on a task, `disturbed` those of them that were told to let go of it.
    """
    before = {entry.task_id: entry.robots for entry in old.assignments if entry.task_id not in done}
    after = {entry.task_id: entry.robots for entry in new.assignments}
    shared = sorted(before.keys() & after.keys())
    return PlanDiff(
        kept=tuple(task for task in shared if before[task] == after[task]),
        moved=tuple(task for task in shared if before[task] != after[task]),
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        disturbed=tuple(sorted(disturbed)),
        undisturbed=tuple(sorted(set(working) - set(disturbed))),
    )
