"""How much robots carry at once: places for objects (`capacity`) and the mass they bear (`payload_kg`).

A skill that ends with the robot holding something *takes*. For a robot with room for several objects,
`!holding(?self, _)` before such a skill asks for a free place, before any other skill for empty hands.
"""

from __future__ import annotations

from comuros.core.literal import ANYTHING, Literal
from comuros.core.robot import Robot
from comuros.core.skill import SELF, SkillModel
from comuros.core.world_state import WorldState

HOLDING = "holding"


def capacity_of(robot: Robot) -> int:
    """How many objects a robot can hold at once; 1 unless it states `capacity`."""
    return int(robot.number("capacity", 1.0))


def takes(skill: SkillModel) -> bool:
    """Whether the robot that runs a skill holds something more after it."""
    return any(
        effect.positive and effect.atom.predicate == HOLDING and effect.atom.arguments[:1] == (SELF,)
        for effect in skill.effects
    )


def held_by(robot: str, state: WorldState) -> tuple[str, ...]:
    """Objects a robot holds."""
    return tuple(fact.arguments[1] for fact in state.matching(HOLDING, robot, None))


def has_room(literal: Literal, skill: SkillModel, robot: Robot, state: WorldState) -> bool:
    """Whether `!holding(robot, _)` before a skill is met by a place still free."""
    asks = not literal.positive and literal.atom.predicate == HOLDING
    if not asks or literal.atom.arguments != (robot.name, ANYTHING) or not takes(skill):
        return False
    return len(held_by(robot.name, state)) < capacity_of(robot)
