"""What a robot's battery holds and what travelling, working and charging do to it.

Planner and validator share it. Energies are in watt-hours, powers in watts.
"""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillModel

SECONDS_PER_HOUR = 3600.0
DEFAULT_RESERVE = 0.1
CHARGER = "charger"


@dataclass(frozen=True, slots=True)
class EnergyModel:
    """A battery. Waiting takes nothing from it; `reserve_wh` is what must always be left for that and for
    getting to a charger. `charge_w` 0 means that the robot cannot charge by itself.
    """

    battery_wh: float
    travel_wh_per_m: float
    travel_w: float
    work_w: float
    charge_w: float
    reserve_wh: float

    def travel_wh(self, metres: float, seconds: float) -> float:
        """What a way takes."""
        return self.travel_wh_per_m * metres + self.travel_w * seconds / SECONDS_PER_HOUR

    def work_wh(self, seconds: float, metres: float) -> float:
        """What a task takes in which the robot also travels these metres."""
        return self.work_w * seconds / SECONDS_PER_HOUR + self.travel_wh_per_m * metres

    def charge_s(self, energy_wh: float) -> float:
        """Seconds at a charger for that much."""
        return energy_wh * SECONDS_PER_HOUR / self.charge_w


def energy_model(robot: Robot) -> EnergyModel | None:
    """The battery of a robot that states `battery_wh`; None for one whose battery nobody speaks of.

    Read are the capabilities `battery_wh`, `travel_wh_per_m`, `travel_w`, `work_w`, `charge_w` and
    `battery_reserve`, a share of the battery.
    """
    battery_wh = robot.number("battery_wh", 0.0)
    if battery_wh <= 0.0:
        return None
    return EnergyModel(
        battery_wh=battery_wh,
        travel_wh_per_m=robot.number("travel_wh_per_m", 0.0),
        travel_w=robot.number("travel_w", 0.0),
        work_w=robot.number("work_w", 0.0),
        charge_w=robot.number("charge_w", 0.0),
        reserve_wh=battery_wh * robot.number("battery_reserve", DEFAULT_RESERVE),
    )


def charging_skill(robot: Robot, scenario: Scenario) -> SkillModel | None:
    """The robot's skill with which it charges: the first whose one argument must be a charger; None where it
    has none.
    """
    mine = (skill for skill in scenario.skills if skill.name in robot.type.skills)
    return next((skill for skill in mine if _needs_a_charger(skill)), None)


def _needs_a_charger(skill: SkillModel) -> bool:
    place = tuple(parameter.name for parameter in skill.parameters)
    return len(place) == 1 and any(
        literal.positive and (literal.atom.predicate, literal.atom.arguments) == (CHARGER, place)
        for literal in skill.preconditions
    )
