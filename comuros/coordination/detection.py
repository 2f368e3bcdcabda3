"""Whatever a detector or a failing task says: believed, judged for the active mission, answered."""

from __future__ import annotations

from dataclasses import replace

from comuros.coordination import leaf_watch, task_reports
from comuros.coordination.charging import expected_charging, is_expected
from comuros.coordination.clauses import newly_broken
from comuros.coordination.ending import begin_ending, robot_lost
from comuros.coordination.errands import expected_of_people
from comuros.coordination.mission_run import MissionRun
from comuros.coordination.planning import replan
from comuros.coordination.repair import take_back_failed_work
from comuros.coordination.situation import Situation
from comuros.core.command import Command, PublishVerdict
from comuros.core.event import Event, EventKind, ObjectSeen, TaskReported
from comuros.core.mission import MissionOutcome, MissionState
from comuros.core.robot import RobotStatus
from comuros.core.task import Goal, Task
from comuros.core.verdict import Response, Verdict
from comuros.monitoring.relevance import MissionView, judge

_REPLANNING_RESPONSES = (Response.RETRY, Response.REPAIR, Response.REALLOCATE)


def on_detected(situation: Situation, event: Event) -> list[Command]:
    """Judge an event for the active mission and act on the verdict."""
    run = situation.active
    if not is_expected(run, event):
        _believe(situation, event)
    if run is None or run.tree is None:
        return []
    if event.kind is EventKind.TASK_OVERRUN:
        run.overruns[event.subjects[0]] += 1
    expected = expected_of_people(run, event) or expected_charging(run, event)
    verdict = expected or judge(event, _view(situation, run, event))
    return [PublishVerdict(verdict), *_respond(situation, run, verdict)]


def on_task_report(situation: Situation, event: Event) -> list[Command]:
    """A robot's word on its task; a failure is judged like anything detected."""
    run = situation.missions.get(event.mission_id)
    report = event.body
    assert isinstance(report, TaskReported)
    if run is None or run.is_over:
        return []
    failure = task_reports.apply(run, situation.belief, event, report, situation.scenario)
    return on_detected(situation, failure) if failure else []


def on_robot_report(situation: Situation, event: Event) -> list[Command]:
    """Where a robot is and what it holds."""
    assert isinstance(event.body, RobotStatus)
    situation.belief.robot_reported(event.body)
    return [*_watch_leaves(situation, event.body), *watch_clauses(situation)]


def _watch_leaves(situation: Situation, status: RobotStatus) -> list[Command]:
    """A robot that enters a zone may break the formula of the leaf it serves."""
    run = situation.active
    if run is None:
        return []
    failures = [
        leaf_watch.failed_event(run, failure, situation.now_s) for failure in leaf_watch.entered(run, status)
    ]
    return [command for failure in failures for command in on_detected(situation, failure)]


def on_object_seen(situation: Situation, event: Event) -> list[Command]:
    """Where an object is."""
    assert isinstance(event.body, ObjectSeen)
    situation.belief.object_seen(event.body)
    return watch_clauses(situation)


def watch_clauses(situation: Situation) -> list[Command]:
    """A broken promise ends the mission."""
    run = situation.active
    broken = newly_broken(run, situation.belief) if run else ""
    if run is None or not broken:
        return []
    return begin_ending(run, situation.belief, MissionOutcome.FAILED, f"{broken!r} was broken")


def _believe(situation: Situation, event: Event) -> None:
    belief = situation.belief
    if isinstance(event.body, ObjectSeen):
        belief.object_seen(event.body)
    if event.kind in (EventKind.ROBOT_SILENT, EventKind.BATTERY_LOW):
        belief.unavailable[event.subjects[0]] = event.evidence
    if event.kind is EventKind.ROBOT_SILENT:
        belief.unreachable.add(event.subjects[0])
        for run in situation.missions.values():
            robot_lost(run, event.subjects[0])
    elif event.kind is EventKind.ROBOT_BACK:
        belief.unavailable.pop(event.subjects[0], None)
        belief.unreachable.discard(event.subjects[0])
        for run in situation.missions.values():
            # What is being planned without it would be planned for a team that is no more.
            run.replan_again = run.replan_again or bool(run.awaited_revision)


def _view(situation: Situation, run: MissionRun, event: Event) -> MissionView:
    """The mission as it is judged. What was seen undoes only goals that do not hold as it is seen; of one in
    parts, what ends it.
    """
    view = run.view(max_attempts=situation.settings.max_attempts)
    if not isinstance(event.body, ObjectSeen):
        return view
    state, parts = situation.belief.state, run.goal_of_part()
    ended = {parts.get(task.id) for task in view.done_tasks if isinstance(task.work, Goal)}

    def is_undone(task: Task) -> bool:
        if isinstance(task.work, Goal):
            return bool(state.unmet(task.work.literals))
        return task.id not in parts or parts[task.id] not in ended

    return replace(view, done_tasks=tuple(task for task in view.done_tasks if is_undone(task)))


def _respond(situation: Situation, run: MissionRun, verdict: Verdict) -> list[Command]:
    if verdict.response not in _REPLANNING_RESPONSES or run.plan is None:
        return []
    if run.state is MissionState.ENDING:
        return []
    cancels = take_back_failed_work(run, situation.belief, verdict)
    if run.state is MissionState.PAUSED:
        return list(cancels)
    return [*cancels, *replan(situation, run, verdict.reason)]
