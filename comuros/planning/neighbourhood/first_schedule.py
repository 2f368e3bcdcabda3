"""A first schedule in little time: a few dispatched ones, the best of them settled by the model where that is
needed.
"""

from __future__ import annotations

from comuros.core.objective import Objective
from comuros.core.scenario import Scenario
from comuros.planning.instance import Instance
from comuros.planning.neighbourhood.dispatching import dispatched
from comuros.planning.neighbourhood.part import NOTHING
from comuros.planning.neighbourhood.part_search import Found, PartSearch
from comuros.planning.neighbourhood.shuffling import shuffled
from comuros.planning.timing import earliest, is_simple

URGENCIES = (0.5, 0.2, 0.8, 0.0, 1.0)
SETTLING_EFFORT = 5.0
TRIES_WHEN_LATE = 40


def schedule_in_time(
    instance: Instance, *, scenario: Scenario, objective: Objective, seed: int, time_limit_s: float
) -> Found | None:
    """A schedule in which nothing is late, dispatched; None where the few that are tried all are late, or get
    stuck.

    Equal instances and seeds give equal schedules, unless `time_limit_s` ends the settling of one. Whether a
    plan made of it keeps all else that may be asked is for the validator to say.
    """
    searching = PartSearch(instance, scenario, objective, seed)
    found = dispatched_first(searching, time_limit_s)
    if found is not None and found.late:
        again = shuffled(instance, scenario, seed=seed, goes_on=lambda tries: tries < TRIES_WHEN_LATE)
        found = settled(searching.judged(again, 0), searching, time_limit_s) if again is not None else None
    if found is None or found.late:
        return None
    return searching.judged(earliest(found.schedule, instance), found.value) if is_simple(instance) else found


def dispatched_first(searching: PartSearch, limit_s: float) -> Found | None:
    """The best of a few dispatched schedules, settled; it may be late. None where all get stuck."""
    instance = searching.instance
    tries = []
    for urgency in URGENCIES:
        schedule = dispatched(instance, searching.scenario, urgency=urgency)
        if schedule is not None:
            tries.append(searching.judged(schedule, schedule.makespan(instance)))
    if not tries:
        return None
    return settled(min(tries, key=lambda found: (found.late, found.value)), searching, limit_s)


def settled(best: Found, searching: PartSearch, limit_s: float) -> Found | None:
    """A dispatched schedule with all it leaves open: charging stops, shared resources, chains that begin
    together; None where that cannot be had.
    """
    instance = searching.instance
    if is_simple(instance) and not instance.batteries and searching.counts_time:
        return best
    outcome = searching.solved(
        best,
        NOTHING,
        effort=SETTLING_EFFORT,
        limit_s=limit_s,
        horizon=3 * best.schedule.makespan(instance),
    )
    return outcome.found
