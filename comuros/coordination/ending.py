"""How a mission comes to its end: everything cancelled, everybody at rest, one clear outcome."""

from __future__ import annotations

from comuros.coordination.belief import Belief
from comuros.coordination.mission_run import MissionRun
from comuros.core.command import CancelTask, Command, EndMission
from comuros.core.mission import MissionOutcome, MissionState
from comuros.core.task_status import TaskStatus


def begin_ending(run: MissionRun, belief: Belief, outcome: MissionOutcome, reason: str) -> list[Command]:
    """The mission's outcome is decided; it is over when every robot has let go."""
    run.outcome, run.reason = outcome, reason
    run.state = MissionState.ENDING
    run.dirty = True
    return list(_cancel_everything(run, belief))


def _cancel_everything(run: MissionRun, belief: Belief) -> list[CancelTask]:
    """Take every given task back. A robot that cannot be reached counts as having let go."""
    cancels: list[CancelTask] = []
    for task in run.given_tasks():
        for robot, status in sorted(task.robots.items()):
            if status.is_final:
                continue
            if robot in belief.unreachable:
                task.robots[robot] = TaskStatus.CANCELLED
            else:
                cancels.append(CancelTask(run.id, task.task.id, robot, run.reason))
    return cancels


def robot_lost(run: MissionRun, robot: str) -> None:
    """A robot cannot be reached: do not wait for it to let go of anything."""
    run.letting_go.pop(robot, None)
    if run.state is MissionState.ENDING:
        for task in run.given_tasks():
            if robot in task.robots:
                task.robots[robot] = TaskStatus.CANCELLED


def is_at_rest(run: MissionRun) -> bool:
    """Whether no robot is on a task of this mission any more."""
    return not run.given_tasks() and not run.letting_go


def end_mission(run: MissionRun, outcome: MissionOutcome, reason: str, now_s: float) -> list[Command]:
    """Close the record; returns the last state and the outcome."""
    run.state, run.outcome, run.reason = MissionState.DONE, outcome, reason
    run.dirty = False
    makespan_s = now_s - run.started_s if run.plan and not run.preview else 0.0
    return [
        run.shown(),
        EndMission(run.id, outcome, reason, makespan_s, run.revision),
    ]


def end_finished(run: MissionRun, now_s: float) -> list[Command]:
    """All work is done: the mission succeeded, unless a clause asked for something that never came true."""
    assert run.monitor is not None
    assert run.specification is not None
    owed = run.monitor.owed_at_end()
    if not owed:
        return end_mission(run, MissionOutcome.SUCCEEDED, "every node of the tree is satisfied", now_s)
    words = {clause.id: clause.words or clause.formula for clause in run.specification.clauses}
    missing = "; ".join(words.get(entry, entry) for entry in owed)
    return end_mission(run, MissionOutcome.FAILED, f"not satisfied at the end: {missing}", now_s)
