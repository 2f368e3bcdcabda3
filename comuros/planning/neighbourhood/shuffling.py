"""Better first schedules: the line of a dispatcher is shuffled a little, again and again. Quick, and blind to
what only the model knows.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from comuros.core.scenario import Scenario
from comuros.planning.features.penalties import penalty_of
from comuros.planning.instance import Instance
from comuros.planning.neighbourhood.dispatching import dispatched
from comuros.planning.neighbourhood.lateness import lateness_of
from comuros.planning.schedule import Schedule

SHIFT_TICKS = 100.0
MOST_URGENCY = 0.25


def shuffled(
    instance: Instance, scenario: Scenario, *, seed: int, goes_on: Callable[[int], bool]
) -> Schedule | None:
    """The best schedule of many tries: least late, then soonest done; None where every try got stuck.

    `goes_on` is asked with the number of tries made, before each. Equal seeds and tries give equal schedules.
    """
    dice = random.Random(seed)  # noqa: S311 - reproducible search, no secrets
    best: tuple[tuple[int, int], Schedule] | None = None
    tries = 0
    while goes_on(tries):
        tries += 1
        urgency = dice.uniform(0.0, MOST_URGENCY)
        shifts = {task_id: dice.uniform(0.0, SHIFT_TICKS) for task_id in instance.open_tasks}
        schedule = dispatched(instance, scenario, urgency=urgency, shifts=shifts)
        if schedule is None:
            continue
        value = schedule.makespan(instance) + penalty_of(schedule.entries, instance)
        worth = lateness_of(schedule, instance), value
        if best is None or worth < best[0]:
            best = worth, schedule
    return best[1] if best is not None else None
