"""People as teammates: the plan gives them tasks like anybody, but they are asked, not commanded. What they
say is compared with what is seen; silence and "no" hand the task to somebody else.
"""

from __future__ import annotations

from comuros.coordination.barriers import HOLD_STAGE
from comuros.coordination.detection import on_task_report
from comuros.coordination.mission_run import MissionRun
from comuros.coordination.requests import Errand, ErrandStage
from comuros.coordination.situation import Situation
from comuros.coordination.wording import asked_of_a_person
from comuros.core.command import (
    AbortBarrier,
    AskHuman,
    CancelTask,
    CloseRequest,
    Command,
    ReleaseBarrier,
    RequestKind,
    StartTask,
)
from comuros.core.event import Event, EventKind, HumanAnswered, TaskReported
from comuros.core.literal import Literal
from comuros.core.robot import Robot
from comuros.core.skill import SkillCall
from comuros.core.task import Goal, Task
from comuros.core.task_status import Cause, TaskStatus

DONE, ON_MY_WAY, CANNOT = "done", "on my way", "cannot"

_SEEN = frozenset({"on", "holding"})
_CHECKING_S = 8.0


def route(situation: Situation, commands: list[Command]) -> list[Command]:
    """The commands with what concerns people turned into requests; what people need not be told is left
    out.
    """
    routed: list[Command] = []
    for command in commands:
        if isinstance(command, StartTask) and _is_person(situation, command.robot):
            routed += _give(situation, command)
        elif isinstance(command, CancelTask) and _is_person(situation, command.robot):
            routed += _take_back(situation, command)
        elif isinstance(command, (ReleaseBarrier, AbortBarrier)):
            routed += [command, *_at_a_barrier(situation, command)]
        else:
            routed.append(command)
    return routed


def answered(situation: Situation, answer: HumanAnswered) -> list[Command] | None:
    """What a person says of their task; None where the answer is for no task they have."""
    for run in situation.missions.values():
        for person, errand in run.errands.items():
            if errand.request_id == answer.request_id and errand.stage is not ErrandStage.HOLDING:
                return _heard(situation, run, person, answer.answer.strip().lower())
    return None


def look_after(situation: Situation) -> list[Command]:
    """What is seen, and what time alone brings: work seen done, deadlines passed."""
    commands: list[Command] = []
    for run in situation.missions.values():
        for person, errand in list(run.errands.items()):
            commands += _looked_after(situation, run, person, errand)
    return commands


def _give(situation: Situation, command: StartTask) -> list[Command]:
    run = situation.missions[command.mission_id]
    run.errands[command.robot] = errand = Errand(command)
    if not command.barrier_id:
        return _ask(situation, run, errand)
    run.ready.setdefault(command.barrier_id, set()).add(command.robot)
    return _report(situation, run, errand, TaskStatus.WAITING, "will be asked when its turn comes")


def _take_back(situation: Situation, command: CancelTask) -> list[Command]:
    run = situation.missions[command.mission_id]
    errand = run.errands.pop(command.robot, None)
    if errand is None or errand.command.task.id != command.task_id:
        return []
    ended = _report(
        situation, run, errand, TaskStatus.CANCELLED, "cancelled", cause=Cause.CANCELLED,
        message=command.reason,
    )  # fmt: skip
    return [*_closed(run, errand, command.reason), *ended]


def _at_a_barrier(situation: Situation, command: ReleaseBarrier | AbortBarrier) -> list[Command]:
    """A barrier opens, or its coalition gives up: people who wait there are told."""
    commands: list[Command] = []
    for run in situation.missions.values():
        for person, errand in list(run.errands.items()):
            start = errand.command.barrier_id
            if not start or command.barrier_id not in (start, start + HOLD_STAGE):
                continue
            if isinstance(command, AbortBarrier):
                commands += _fail(situation, run, person, errand, Cause.PEER_LOST, command.reason)
            elif command.barrier_id == start and errand.stage is ErrandStage.WAITING:
                commands += _ask(situation, run, errand)
            elif command.barrier_id != start and errand.stage is ErrandStage.HOLDING:
                commands += _succeed(situation, run, person, errand)
    return commands


def _ask(situation: Situation, run: MissionRun, errand: Errand) -> list[Command]:
    person = situation.scenario.robot(errand.command.robot)
    task = errand.command.task
    run.requests_made += 1
    errand.request_id = f"{run.id}/p{run.requests_made}"
    errand.stage = ErrandStage.ASKED
    errand.until_s = situation.now_s + _answers_within_s(situation, person)
    question = asked_of_a_person(person, task, state=situation.belief.state, scenario=situation.scenario)
    request = AskHuman(
        run.id, errand.request_id, question, (DONE, ON_MY_WAY, CANNOT), errand.until_s,
        RequestKind.TASK, person.name, task,
    )  # fmt: skip
    return [request, *_report(situation, run, errand, TaskStatus.WAITING, f"asked {person.name}")]


def _heard(situation: Situation, run: MissionRun, person: str, answer: str) -> list[Command]:
    errand = run.errands[person]
    if answer == ON_MY_WAY:
        errand.stage = ErrandStage.AT_WORK
        errand.until_s = situation.now_s + _works_within_s(situation, run, errand)
        return _report(situation, run, errand, TaskStatus.RUNNING, f"{person} is on it")
    if answer == DONE:
        errand.stage = ErrandStage.VERIFYING
        errand.until_s = situation.now_s + _CHECKING_S
        began = _report(situation, run, errand, TaskStatus.RUNNING, f"{person} says it is done")
        return [*began, *_looked_after(situation, run, person, errand)]
    return _fail(situation, run, person, errand, Cause.REFUSED, f"{person} said {answer!r}")


def _looked_after(situation: Situation, run: MissionRun, person: str, errand: Errand) -> list[Command]:
    if errand.stage in (ErrandStage.WAITING, ErrandStage.HOLDING):
        return []
    unseen = _not_seen(situation, errand.command.task, person)
    verifiable = _verifiable(situation, errand.command.task, person)
    if not unseen and (verifiable or errand.stage is ErrandStage.VERIFYING):
        return _verified(situation, run, person, errand)
    if situation.now_s < errand.until_s:
        return []
    if errand.stage is ErrandStage.VERIFYING:
        said = f"{person} said it is done, but {unseen[0]} is not seen"
        return _fail(situation, run, person, errand, Cause.SKILL_FAILED, said)
    said = "did not answer" if errand.stage is ErrandStage.ASKED else "began and did not say it is done"
    return _fail(situation, run, person, errand, Cause.UNANSWERED, f"{person} {said} in time")


def _verified(situation: Situation, run: MissionRun, person: str, errand: Errand) -> list[Command]:
    if not errand.command.hold:
        return _succeed(situation, run, person, errand)
    errand.stage = ErrandStage.HOLDING
    run.ready.setdefault(errand.command.barrier_id + HOLD_STAGE, set()).add(person)
    return _report(situation, run, errand, TaskStatus.WAITING, "done, holding until the others are")


def _succeed(situation: Situation, run: MissionRun, person: str, errand: Errand) -> list[Command]:
    del run.errands[person]
    closed = _closed(run, errand, "done")
    return [*closed, *_report(situation, run, errand, TaskStatus.SUCCEEDED, "succeeded")]


def _fail(
    situation: Situation, run: MissionRun, person: str, errand: Errand, cause: Cause, message: str
) -> list[Command]:
    del run.errands[person]
    closed = _closed(run, errand, message)
    status = TaskStatus.CANCELLED if cause is Cause.PEER_LOST else TaskStatus.FAILED
    return [*closed, *_report(situation, run, errand, status, status.value, cause=cause, message=message)]


def _closed(run: MissionRun, errand: Errand, reason: str) -> list[Command]:
    return [CloseRequest(run.id, errand.request_id, reason)] if errand.request_id else []


def _report(
    situation: Situation,
    run: MissionRun,
    errand: Errand,
    status: TaskStatus,
    stage: str,
    *,
    cause: Cause = Cause.NONE,
    message: str = "",
) -> list[Command]:
    """Fold in what a person's agent would report if people had one."""
    given = errand.command
    progress = 1.0 if status is TaskStatus.SUCCEEDED else 0.0
    report = TaskReported(given.task.id, given.robot, given.revision, status, progress, stage, cause, message)
    event = Event(
        EventKind.TASK_REPORTED, given.robot, situation.now_s, (given.task.id, given.robot),
        mission_id=run.id, id=f"{errand.request_id or given.task.id}/{status.value}", body=report,
    )  # fmt: skip
    return route(situation, on_task_report(situation, event))


def _is_person(situation: Situation, name: str) -> bool:
    return situation.scenario.robot(name).is_human


def _answers_within_s(situation: Situation, person: Robot) -> float:
    return person.number("answers_within_s", situation.settings.answer_timeout_s)


def _works_within_s(situation: Situation, run: MissionRun, errand: Errand) -> float:
    """Twice the planned duration, and as long as people take to answer."""
    entry = run.plan.assignment(errand.command.task.id) if run.plan else None
    planned_s = entry.end_s - entry.start_s if entry else 0.0
    person = situation.scenario.robot(errand.command.robot)
    return 2.0 * planned_s + _answers_within_s(situation, person)


def _wanted(situation: Situation, task: Task, person: str) -> tuple[Literal, ...]:
    """What is to be seen when the task is done, as far as anybody looks at such things."""
    if isinstance(task.work, Goal):
        literals = task.work.literals
    elif isinstance(task.work, SkillCall):
        skill = situation.scenario.skill(task.work.skill)
        literals = skill.ground_effects(skill.binding(person, task.work.arguments))
    else:
        literals = ()
    watched = situation.belief.seen
    people = {robot.name for robot in situation.scenario.robots if robot.is_human}
    return tuple(
        literal
        for literal in literals
        if literal.atom.predicate in _SEEN
        and not people.intersection(literal.atom.arguments)
        and watched.intersection(literal.atom.arguments)
    )


def _not_seen(situation: Situation, task: Task, person: str) -> tuple[Literal, ...]:
    return situation.belief.state.unmet(_wanted(situation, task, person))


def _verifiable(situation: Situation, task: Task, person: str) -> bool:
    """Whether seeing alone settles it: every literal of a goal is watched."""
    if not isinstance(task.work, Goal):
        return False
    return len(_wanted(situation, task, person)) == len(task.work.literals)
