"""How a battery drains by time and distance and fills at a charging place. Shares of a full charge, 0 to
1.
"""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.energy import energy_model
from comuros.core.robot import Locomotion, Robot
from comuros.core.scenario import Scenario

CHARGER_KIND = "charger"
CHARGER_FACT = "charger"


def charging_places(scenario: Scenario) -> tuple[str, ...]:
    """Places at which robots charge: of kind `charger`, or with the fact `charger(place)` from the start."""
    stated = {fact.arguments[0] for fact in scenario.initial_facts if fact.predicate == CHARGER_FACT}
    return tuple(p.name for p in scenario.places if p.kind == CHARGER_KIND or p.name in stated)


@dataclass(frozen=True, slots=True)
class BatteryModel:
    """Seconds a full battery lasts at rest, metres it lasts on the move, seconds it takes to fill."""

    life_s: float
    range_m: float
    charge_s: float

    def after(self, level: float, *, dt_s: float, distance_m: float, charging: bool) -> float:
        """The level after a step."""
        change = dt_s / self.charge_s if charging else -dt_s / self.life_s - distance_m / self.range_m
        return max(0.0, min(1.0, level + change))


def battery_model(robot: Robot) -> BatteryModel:
    """From the capabilities `battery_life_s`, `battery_range_m` and `charge_time_s`, else from what the
    planner counts with where the robot states `battery_wh`, or usual values for its kind.
    """
    flying = robot.type.locomotion is Locomotion.FLYING
    range_m, charge_s = 6000.0 if flying else 12000.0, 600.0
    energy = energy_model(robot)
    if energy is not None and energy.travel_wh_per_m > 0:
        range_m = energy.battery_wh / energy.travel_wh_per_m
    if energy is not None and energy.charge_w > 0:
        charge_s = energy.charge_s(energy.battery_wh)
    return BatteryModel(
        life_s=robot.number("battery_life_s", 3600.0 if flying else 14400.0),
        range_m=robot.number("battery_range_m", range_m),
        charge_s=robot.number("charge_time_s", charge_s),
    )
