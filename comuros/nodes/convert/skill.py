"""Skill models, as robots announce them."""

from __future__ import annotations

from comuros.core.predicate import Sort
from comuros.core.skill import DurationModel, Parameter, SkillModel
from comuros.nodes.convert.choice import choice_from_ros
from comuros.nodes.convert.literal import literal_from_ros, literal_to_ros
from comuros.nodes.convert.requirement import requirement_from_ros, requirement_to_ros
from comuros_msgs.msg import Argument, SkillDescription


def skill_from_ros(message: SkillDescription) -> SkillModel:
    """The skill model."""
    return SkillModel(
        name=message.name,
        parameters=tuple(_parameter(argument) for argument in message.parameters),
        preconditions=tuple(literal_from_ros(each) for each in message.preconditions),
        effects=tuple(literal_from_ros(each) for each in message.effects),
        duration=DurationModel(
            message.fixed_s, f"?{message.travels_to}" if message.travels_to else "", message.speed_factor
        ),
        requires=tuple(requirement_from_ros(each) for each in message.requires),
        action=message.action,
        needs_approval=message.needs_approval,
        team=message.team,
        synonyms=tuple(message.synonyms),
        english=message.english,
    )


def skill_to_ros(skill: SkillModel) -> SkillDescription:
    """The skill model as a message."""
    return SkillDescription(
        name=skill.name,
        action=skill.action,
        english=skill.english,
        synonyms=list(skill.synonyms),
        parameters=[Argument(name=p.name.lstrip("?"), sort=p.sort.value) for p in skill.parameters],
        preconditions=[literal_to_ros(each) for each in skill.preconditions],
        effects=[literal_to_ros(each) for each in skill.effects],
        requires=[requirement_to_ros(each) for each in skill.requires],
        fixed_s=float(skill.duration.fixed_s),
        travels_to=skill.duration.travels_to.lstrip("?"),
        speed_factor=float(skill.duration.speed_factor),
        needs_approval=skill.needs_approval,
        team=skill.team,
    )


def _parameter(argument: Argument) -> Parameter:
    return Parameter(
        f"?{argument.name}", choice_from_ros(Sort, argument.sort, field=f"sort of {argument.name}")
    )
