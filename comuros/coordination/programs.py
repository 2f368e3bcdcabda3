"""Programs by a model: a task goes out once its program is there, or once it is known that there is none."""

from __future__ import annotations

from dataclasses import replace

from comuros.coordination.detection import on_task_report
from comuros.coordination.situation import Situation
from comuros.core.command import CancelTask, Command, ComposeProgram, StartTask
from comuros.core.event import Event, EventKind, ProgramComposed, TaskReported
from comuros.core.task import FormulaGoal
from comuros.core.task_status import Cause, TaskStatus


def withhold(situation: Situation, commands: list[Command]) -> list[Command]:
    """The commands with every start that has no program yet put off until a model has written one."""
    if not situation.settings.programs_by_model:
        return commands
    passed: list[Command] = []
    for command in commands:
        if isinstance(command, StartTask) and _wants_program(situation, command):
            situation.missions[command.mission_id].withheld[command.robot] = command
            team = command.coalition if command.task.robots > 1 else (command.robot,)
            passed.append(
                ComposeProgram(command.mission_id, command.revision, command.task, command.robot, team)
            )
        elif isinstance(command, CancelTask):
            passed += _cancelled(situation, command)
        else:
            passed.append(command)
    return passed


def on_composed(situation: Situation, event: Event) -> list[Command]:
    """A program, or none: the task goes out where its robot still waits for it."""
    answer = event.body
    assert isinstance(answer, ProgramComposed)
    run = situation.missions.get(event.mission_id)
    waiting = run.withheld.get(answer.robot) if run is not None else None
    if run is None or waiting is None or not _answers(answer, waiting):
        return []
    del run.withheld[answer.robot]
    run.composed.add(_key(waiting))
    task = run.tasks[answer.task_id]
    on_it = task.robots.get(answer.robot)
    if on_it is None or on_it.is_final or task.revision != waiting.revision:
        return []
    return [replace(waiting, program=answer.program)]


def _wants_program(situation: Situation, command: StartTask) -> bool:
    person = situation.scenario.robot(command.robot).is_human
    answered = _key(command) in situation.missions[command.mission_id].composed
    return not (command.program or person or answered or isinstance(command.task.work, FormulaGoal))


def _key(command: StartTask) -> tuple[str, str, int]:
    return command.robot, command.task.id, command.revision


def _answers(answer: ProgramComposed, waiting: StartTask) -> bool:
    return (answer.task_id, answer.revision) == (waiting.task.id, waiting.revision)


def _cancelled(situation: Situation, command: CancelTask) -> list[Command]:
    """A task that has not gone out yet is taken back on the spot."""
    run = situation.missions[command.mission_id]
    waiting = run.withheld.get(command.robot)
    if waiting is None or waiting.task.id != command.task_id:
        return [command]
    del run.withheld[command.robot]
    report = TaskReported(
        command.task_id, command.robot, waiting.revision, TaskStatus.CANCELLED, stage="cancelled",
        cause=Cause.CANCELLED, message=command.reason,
    )  # fmt: skip
    event = Event(
        EventKind.TASK_REPORTED, command.robot, situation.now_s, (command.task_id, command.robot),
        mission_id=run.id, body=report,
    )  # fmt: skip
    return withhold(situation, on_task_report(situation, event))
