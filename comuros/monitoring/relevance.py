"""Does an event matter to a mission, and what is to be done? Pure judgement; the coordinator carries it out.

An event matters when its subjects bear on what is still owed: tasks not yet done, robots that hold them,
objects they need, or effects achieved earlier that the rest still needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from comuros.core.event import Event, EventKind, TaskReported
from comuros.core.task import FormulaGoal, Goal, Task
from comuros.core.task_status import Cause
from comuros.core.verdict import Response, Verdict

_TRANSIENT = frozenset(
    {
        Cause.GRASP_FAILED,
        Cause.SKILL_FAILED,
        Cause.OBJECT_DROPPED,
        Cause.OBJECT_MISSING,
        Cause.BLOCKED,
        Cause.TIMEOUT,
        Cause.PRECONDITION,
        Cause.PEER_LOST,
        Cause.CANCELLED,
    }
)


@dataclass(frozen=True, slots=True)
class MissionView:
    """What the judgement needs to know of a mission.

    `open_tasks` are tasks not yet done, `done_tasks` those that are; `robots_of` are the robots the plan
    gives a task, `working` the task each robot is on now; `attempts` counts failures per (task, robot),
    `overruns` per task; `waiting` means that the mission stands still until something changes.
    """

    mission_id: str
    open_tasks: tuple[Task, ...]
    done_tasks: tuple[Task, ...] = ()
    robots_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    working: Mapping[str, str] = field(default_factory=dict)
    attempts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    overruns: Mapping[str, int] = field(default_factory=dict)
    waiting: bool = False
    max_attempts: int = 2


def judge(event: Event, view: MissionView) -> Verdict:
    """The verdict on one event for one mission."""
    if event.kind is EventKind.TASK_FAILED:
        return _judge_failure(event, view)
    if event.kind is EventKind.TASK_OVERRUN:
        return _judge_overrun(event, view)
    if event.kind in (EventKind.ROBOT_SILENT, EventKind.BATTERY_LOW):
        return _judge_robot_lost(event, view)
    if event.kind is EventKind.ROBOT_BACK:
        return _judge_robot_back(event, view)
    if event.kind in (EventKind.OBJECT_DROPPED, EventKind.OBJECT_MOVED):
        return _judge_object(event, view)
    return _verdict(event, view, Response.IGNORE, f"{event.kind.value} changes nothing for this mission")


def names_in(task: Task) -> frozenset[str]:
    """Every name of a robot, place or object that the work of a task mentions."""
    work = task.work
    if isinstance(work, Goal):
        return frozenset(name for literal in work.literals for name in literal.atom.arguments)
    if isinstance(work, FormulaGoal):
        words = "".join(letter if letter.isalnum() or letter == "_" else " " for letter in work.formula)
        return frozenset(words.split())
    return frozenset(work.arguments)


def _judge_failure(event: Event, view: MissionView) -> Verdict:
    report = event.body
    task = _task(view.open_tasks, event.subjects[0])
    if task is None or not isinstance(report, TaskReported):
        return _verdict(event, view, Response.IGNORE, "the task is not owed any more")
    if report.cause is Cause.STOPPED:
        return _verdict(event, view, Response.RETRY, f"{task.label}: {report.robot} was stopped", (task.id,))
    tries = view.attempts.get((task.id, report.robot), 0)
    cause = report.cause.value.replace("_", " ")
    if report.cause in _TRANSIENT and tries < view.max_attempts:
        reason = f"{task.label}: {cause} at {report.robot}, attempt {tries} of {view.max_attempts}"
        return _verdict(event, view, Response.RETRY, reason, (task.id,))
    reason = f"{task.label}: {cause} at {report.robot}, so another robot shall do it"
    return _verdict(event, view, Response.REALLOCATE, reason, (task.id,), (report.robot,))


def _judge_overrun(event: Event, view: MissionView) -> Verdict:
    task = _task(view.open_tasks, event.subjects[0])
    if task is None:
        return _verdict(event, view, Response.IGNORE, "the task is not owed any more")
    if task.id not in view.working.values():
        return _verdict(event, view, Response.IGNORE, f"nobody works on {task.label} now")
    excluded = view.robots_of.get(task.id, ())
    if view.overruns.get(task.id, 0) <= 1:
        return _verdict(event, view, Response.REPAIR, f"{task.label} is late: the rest is planned anew")
    return _verdict(
        event, view, Response.REALLOCATE, f"{task.label} is late again: taken away", (task.id,), excluded
    )


def _judge_robot_lost(event: Event, view: MissionView) -> Verdict:
    robot = event.subjects[0]
    theirs = tuple(task.id for task in view.open_tasks if robot in view.robots_of.get(task.id, ()))
    if not theirs:
        return _verdict(event, view, Response.IGNORE, f"{robot} has no open task in this mission")
    what = "is silent" if event.kind is EventKind.ROBOT_SILENT else "runs out of battery"
    return _verdict(
        event, view, Response.REALLOCATE, f"{robot} {what} with {len(theirs)} open task(s)", theirs
    )


def _judge_robot_back(event: Event, view: MissionView) -> Verdict:
    robot = event.subjects[0]
    if view.waiting:
        return _verdict(event, view, Response.REPAIR, f"{robot} is back and the mission waits for a robot")
    return _verdict(event, view, Response.IGNORE, f"the plan does without {robot}")


def _judge_object(event: Event, view: MissionView) -> Verdict:
    thing = event.subjects[0]
    needing = tuple(task.id for task in view.open_tasks if thing in names_in(task))
    if needing:
        return _verdict(
            event, view, Response.REPAIR, f"{thing} is needed by {len(needing)} open task(s)", needing
        )
    undone = tuple(task.id for task in view.done_tasks if thing in names_in(task))
    if undone:
        return _verdict(event, view, Response.REPAIR, f"{thing} was where the mission wanted it", undone)
    return _verdict(event, view, Response.IGNORE, f"no task of this mission needs {thing}")


def _task(tasks: tuple[Task, ...], task_id: str) -> Task | None:
    return next((task for task in tasks if task.id == task_id), None)


def _verdict(
    event: Event,
    view: MissionView,
    response: Response,
    reason: str,
    tasks: tuple[str, ...] = (),
    excluded: tuple[str, ...] = (),
) -> Verdict:
    relevant = response is not Response.IGNORE
    return Verdict(event.id, view.mission_id, relevant, response, reason, tasks, f"v_{event.id}", excluded)
