"""Random faults by seed: a script of faults, the same for the same seed. Sweeps and rehearsals hand it to a
simulation.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from comuros.core.errors import SettingsError
from comuros.core.scenario import Fault, FaultKind, Scenario

_KINDS = (
    FaultKind.DROP,
    FaultKind.SKILL_FAILS,
    FaultKind.ROBOT_SLOW,
    FaultKind.OBJECT_MOVED,
    FaultKind.PLACE_BLOCKED,
)


def random_faults(
    scenario: Scenario, *, seed: int, count: int, horizon_s: float, kinds: Sequence[FaultKind] = _KINDS
) -> tuple[Fault, ...]:
    """`count` faults at times spread evenly at random over the horizon, in order of time.

    Raises:
        SettingsError: a negative count, a horizon that is not positive, or no kinds to choose from.
    """
    if count < 0 or horizon_s <= 0.0 or not kinds:
        raise SettingsError(
            f"random faults need count >= 0, horizon_s > 0 and kinds, got {count}, {horizon_s}, {kinds}"
        )
    chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
    times = sorted(round(chance.uniform(0.0, horizon_s), 2) for _ in range(count))
    drawn = (_fault(chance.choice(list(kinds)), at_s, scenario, chance) for at_s in times)
    return tuple(fault for fault in drawn if fault is not None)


def _fault(kind: FaultKind, at_s: float, scenario: Scenario, chance: random.Random) -> Fault | None:
    robots = [robot.name for robot in scenario.robots if not robot.is_human]
    objects = [each.name for each in scenario.objects if each.kind.carriers == 1]
    places = [place.name for place in scenario.places]
    if kind is FaultKind.OBJECT_MOVED:
        return Fault(kind, chance.choice(objects), at_s, detail=chance.choice(places)) if objects else None
    if kind is FaultKind.PLACE_BLOCKED:
        return (
            Fault(kind, chance.choice(places), at_s, detail=str(chance.choice((20, 40, 60))))
            if places
            else None
        )
    if not robots:
        return None
    details = {FaultKind.ROBOT_STOPS: "30", FaultKind.ROBOT_SLOW: "0.5", FaultKind.BATTERY_LOW: "0.1"}
    return Fault(kind, chance.choice(robots), at_s, detail=details.get(kind, ""))
