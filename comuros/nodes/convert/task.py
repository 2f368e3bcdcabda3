"""Tasks and what they ask for: a skill call, a goal, a formula."""

from __future__ import annotations

from comuros.core.errors import InputError
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall, SkillModel
from comuros.core.task import Eligibility, FormulaGoal, Goal, Task, Work
from comuros.nodes.convert.literal import literal_from_ros, literal_to_ros
from comuros.nodes.convert.skill_call import arguments_from_ros, arguments_to_ros
from comuros_msgs.msg import Task as TaskMessage
from comuros_msgs.msg import Work as WorkMessage


def work_from_ros(message: WorkMessage) -> Work:
    """What is asked for.

    Raises:
        InputError: the message has an unknown kind, or asks for nothing.
    """
    if message.kind == WorkMessage.SKILL and message.skill:
        return SkillCall(message.skill, arguments_from_ros(message.arguments))
    if message.kind == WorkMessage.GOAL and message.goal:
        return Goal(tuple(literal_from_ros(literal) for literal in message.goal))
    if message.kind == WorkMessage.FORMULA and message.formula:
        return FormulaGoal(message.formula)
    raise InputError(
        f"work of kind {message.kind} asks for nothing; expected 0 with a skill, 1 with a goal "
        "or 2 with a formula"
    )


def work_to_ros(work: Work, *, scenario: Scenario | None = None) -> WorkMessage:
    """The work as a message; the scenario, where given, adds the names of arguments."""
    if isinstance(work, SkillCall):
        arguments = arguments_to_ros(work, _model(work.skill, scenario))
        return WorkMessage(kind=WorkMessage.SKILL, skill=work.skill, arguments=arguments)
    if isinstance(work, Goal):
        return WorkMessage(kind=WorkMessage.GOAL, goal=[literal_to_ros(literal) for literal in work.literals])
    return WorkMessage(kind=WorkMessage.FORMULA, formula=work.formula)


def task_from_ros(message: TaskMessage) -> Task:
    """The task.

    Raises:
        InputError: it has no id, or asks for nothing.
    """
    if not message.id:
        raise InputError("a task has no id; expected an identifier that is unique in its tree")
    return Task(
        id=message.id,
        label=message.label or message.id,
        work=work_from_ros(message.work),
        robots=int(message.robots),
        eligibility=Eligibility(tuple(message.only), tuple(message.never), tuple(message.types)),
        deadline_s=float(message.deadline_s) or None,
        words=message.words,
    )


def task_to_ros(task: Task, *, scenario: Scenario | None = None) -> TaskMessage:
    """The task as a message."""
    return TaskMessage(
        id=task.id,
        label=task.label,
        words=task.words,
        work=work_to_ros(task.work, scenario=scenario),
        robots=task.robots,
        only=list(task.eligibility.only),
        never=list(task.eligibility.never),
        types=list(task.eligibility.types),
        deadline_s=float(task.deadline_s or 0.0),
    )


def _model(name: str, scenario: Scenario | None) -> SkillModel | None:
    skills = scenario.skills if scenario else ()
    return next((skill for skill in skills if skill.name == name), None)
