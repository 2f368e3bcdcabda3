"""Labelled events against the judgement of relevance that missions use."""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.errors import InputError
from comuros.core.event import Event, EventKind, TaskReported
from comuros.core.scenario import Scenario
from comuros.core.task import Task
from comuros.core.task_status import Cause, TaskStatus
from comuros.core.verdict import Verdict
from comuros.evaluation.cases import EventCase
from comuros.evaluation.works import parse_work
from comuros.monitoring.relevance import MissionView, judge

_OF_TASKS = frozenset((EventKind.TASK_FAILED, EventKind.TASK_OVERRUN))


@dataclass(frozen=True, slots=True)
class EventScore:
    """The verdict on one event, held against its label."""

    case: EventCase
    verdict: Verdict

    @property
    def relevance_right(self) -> bool:
        """Whether it was rightly told apart from a distractor."""
        return self.verdict.relevant is self.case.relevant

    @property
    def response_right(self) -> bool:
        """Whether the response is one of the expected ones."""
        return self.verdict.response.value in self.case.responses


def score_event(case: EventCase, scenario: Scenario) -> EventScore:
    """Judge one event.

    Raises:
        InputError: the label names an unknown kind, cause or work.
    """
    tasks = {
        entry.does: Task(f"t{number}", entry.does, parse_work(entry.does, scenario))
        for number, entry in enumerate(case.mission, start=1)
    }
    return EventScore(case, judge(_event(case, tasks), _view(case, tasks)))


def _view(case: EventCase, tasks: dict[str, Task]) -> MissionView:
    states = {tasks[entry.does].id: entry for entry in case.mission}
    subject = tasks[case.subject].id if case.subject in tasks else ""
    return MissionView(
        mission_id="m1",
        open_tasks=tuple(task for task in tasks.values() if states[task.id].state != "done"),
        done_tasks=tuple(task for task in tasks.values() if states[task.id].state == "done"),
        robots_of={task_id: entry.robots for task_id, entry in states.items() if entry.state != "done"},
        working={r: task_id for task_id, e in states.items() if e.state == "working" for r in e.robots},
        attempts={(subject, case.robot): case.attempts} if case.robot else {},
        overruns={subject: case.overruns},
        waiting=case.waiting,
        max_attempts=3,
    )


def _event(case: EventCase, tasks: dict[str, Task]) -> Event:
    kind = _kind(case)
    if kind not in _OF_TASKS:
        return Event(kind, "evaluation", 0.0, (case.subject,), id=case.id)
    if case.subject not in tasks:
        raise InputError(f"{case.id}: {case.subject!r} is no task of its mission; expected one of {[*tasks]}")
    task_id = tasks[case.subject].id
    body = None
    if kind is EventKind.TASK_FAILED:
        body = TaskReported(task_id, case.robot, 1, TaskStatus.FAILED, cause=_cause(case))
    return Event(kind, "evaluation", 0.0, (task_id,), id=case.id, body=body)


def _kind(case: EventCase) -> EventKind:
    kinds = {kind.value: kind for kind in EventKind}
    if case.kind not in kinds:
        raise InputError(f"{case.id}: {case.kind!r} is no kind of event; expected one of {', '.join(kinds)}")
    return kinds[case.kind]


def _cause(case: EventCase) -> Cause:
    causes = {cause.value: cause for cause in Cause}
    if case.cause not in causes:
        raise InputError(f"{case.id}: {case.cause!r} is no cause; expected one of {', '.join(causes)}")
    return causes[case.cause]
