"""Skill calls with their arguments, and the goals of `ExecuteSkill`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comuros.core.errors import InputError
from comuros.core.keep_out import UNBOUNDED, Bounds
from comuros.core.skill import SkillCall, SkillModel
from comuros_msgs.action import ExecuteSkill
from comuros_msgs.msg import Argument


@dataclass(frozen=True, slots=True)
class SkillGoal:
    """One call of a skill, who runs it together, what it is for ("" for nothing), where it must not lead."""

    call_id: str
    call: SkillCall
    coalition: tuple[str, ...] = ()
    mission_id: str = ""
    task_id: str = ""
    bounds: Bounds = UNBOUNDED


def arguments_from_ros(messages: Sequence[Argument]) -> tuple[str, ...]:
    """The values, in order."""
    return tuple(message.value for message in messages)


def arguments_to_ros(call: SkillCall, skill: SkillModel | None) -> list[Argument]:
    """Arguments with the names and sorts of the skill's parameters; bare values where the skill is not
    known.
    """
    if skill is None or len(skill.parameters) != len(call.arguments):
        return [Argument(value=value) for value in call.arguments]
    return [
        Argument(name=parameter.name.lstrip("?"), sort=parameter.sort.value, value=value)
        for parameter, value in zip(skill.parameters, call.arguments, strict=True)
    ]


def skill_goal_from_ros(message: ExecuteSkill.Goal) -> SkillGoal:
    """The goal.

    Raises:
        InputError: the goal names no skill.
    """
    if not message.skill:
        raise InputError("a skill goal has no skill; expected a name such as 'pick'")
    call = SkillCall(message.skill, arguments_from_ros(message.arguments))
    bounds = Bounds(tuple(message.closed_zones), tuple(message.no_stopping))
    coalition = tuple(message.coalition)
    return SkillGoal(message.call_id, call, coalition, message.mission_id, message.task_id, bounds)


def skill_goal_to_ros(goal: SkillGoal, *, skill: SkillModel | None) -> ExecuteSkill.Goal:
    """The goal as a message."""
    return ExecuteSkill.Goal(
        call_id=goal.call_id,
        skill=goal.call.skill,
        arguments=arguments_to_ros(goal.call, skill),
        coalition=list(goal.coalition),
        mission_id=goal.mission_id,
        task_id=goal.task_id,
        closed_zones=list(goal.bounds.closed),
        no_stopping=list(goal.bounds.no_stopping),
    )
