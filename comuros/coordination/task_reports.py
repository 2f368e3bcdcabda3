"""What a robot's report of a task changes in the record of its mission. Pure; called by the coordinator."""

from __future__ import annotations

from comuros.coordination import leaf_watch
from comuros.coordination.belief import Belief
from comuros.coordination.mission_run import MissionRun, TaskRun, together_groups
from comuros.core.event import Event, EventKind, TaskReported
from comuros.core.mission import NodeState
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.task import FormulaGoal, Goal
from comuros.core.task_status import Cause, TaskStatus


def apply(
    run: MissionRun, belief: Belief, event: Event, report: TaskReported, scenario: Scenario
) -> Event | None:
    """Fold a report in. Returns a `TASK_FAILED` event to be judged where the task failed
    while it was owed.
    """
    if report.status.is_final and run.letting_go.get(report.robot) == report.task_id:
        del run.letting_go[report.robot]
        return None
    task = run.tasks.get(report.task_id)
    if task is None or report.robot not in task.robots or report.revision != task.revision:
        return None
    if task.robots[report.robot].is_final:
        return None
    broken = leaf_watch.reported(run, belief, task, report, scenario)
    if broken is not None and report.status is TaskStatus.SUCCEEDED:
        report = broken
    task.robots[report.robot] = report.status
    task.progress, task.stage = max(task.progress, report.progress), report.stage
    done = report.status is TaskStatus.SUCCEEDED
    task.checkpoints[report.robot] = "" if done else report.checkpoint
    run.dirty = True
    if broken is not None and not report.status.is_final and run.outcome is None:
        return _failed(run, event, broken)
    if report.status is TaskStatus.RUNNING:
        _begin(run, belief, task, event.time_s)
    elif report.status is TaskStatus.SUCCEEDED:
        _finish(run, belief, task, event.time_s, scenario)
    elif report.status in (TaskStatus.FAILED, TaskStatus.CANCELLED) and run.outcome is None:
        return _failed(run, event, report)
    return None


def _begin(run: MissionRun, belief: Belief, task: TaskRun, now_s: float) -> None:
    """Work has begun: the group that starts together starts in one instant."""
    if task.started:
        return
    group = [run.tasks[task_id] for task_id in _group(run, task)]
    for member in group:
        member.started, member.started_s, member.state = True, now_s, NodeState.ACTIVE
    if run.monitor is not None:
        run.monitor.step(started=[member.task.id for member in group], facts=belief.propositions())


def _finish(run: MissionRun, belief: Belief, task: TaskRun, now_s: float, scenario: Scenario) -> None:
    """Done when every robot of the task is; tasks of one `together` node are done in the same instant."""
    entry = run.plan.assignment(task.task.id) if run.plan else None
    robots = entry.robots if entry else tuple(task.robots)
    if any(task.robots.get(robot) is not TaskStatus.SUCCEEDED for robot in robots):
        return
    _begin(run, belief, task, now_s)
    task.progress = 1.0
    _believe_effects(task, belief, scenario, entry.calls if entry else ())
    group = [run.tasks[task_id] for task_id in _group(run, task)]
    if any(member.progress < 1.0 for member in group):
        return
    already = [member.task.id for member in group if run.monitor and run.monitor.is_accepted(member.task.id)]
    for member in group:
        member.state = NodeState.DONE
    if run.monitor is not None:
        run.monitor.step(
            done=[member.task.id for member in group if member.task.id not in already],
            facts=belief.propositions(),
        )


def _believe_effects(task: TaskRun, belief: Belief, scenario: Scenario, calls: tuple[SkillCall, ...]) -> None:
    """What the work was for is true; of calls that came with the plan, all that they change."""
    work = task.task.work
    if isinstance(work, FormulaGoal):
        for call in calls:
            skill = scenario.skill(call.skill)
            for robot in sorted(task.robots):
                belief.achieved(skill.ground_effects(skill.binding(robot, call.arguments)))
    elif isinstance(work, Goal):
        belief.achieved(work.literals)
    elif isinstance(work, SkillCall):
        skill = scenario.skill(work.skill)
        for robot in sorted(task.robots):
            belief.achieved(skill.ground_effects(skill.binding(robot, work.arguments)))


def _failed(run: MissionRun, event: Event, report: TaskReported) -> Event:
    if report.cause is not Cause.STOPPED:
        run.attempts[report.task_id, report.robot] += 1
    run.disturbed_since_plan.add(report.robot)
    evidence = f"{report.cause.value}: {report.message}" if report.message else report.cause.value
    return Event(
        EventKind.TASK_FAILED,
        event.source,
        event.time_s,
        (report.task_id, report.robot),
        evidence,
        mission_id=run.id,
        id=event.id,
        body=report,
    )


def _group(run: MissionRun, task: TaskRun) -> tuple[str, ...]:
    assert run.tree is not None
    return together_groups(run.tree)[task.task.id]
