"""Static rules of the scenario on one way of doing a task: who must or must not, who had rather not, when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from comuros.core.assignment_rule import AssignmentRule
from comuros.core.scenario import Scenario
from comuros.planning.features.windows import earliest_tick, latest_tick
from comuros.planning.instance import Pool, Way
from comuros.planning.ticks import ticks_of


class RuleBook:
    """The rules of a scenario, read for ways that start at the earliest `now_s`."""

    def __init__(self, scenario: Scenario, now_s: float) -> None:
        self._rules = scenario.assignment_rules
        self._kinds = kinds_of(scenario) if self._rules else {}
        self._types = {robot.name: robot.type.name for robot in scenario.robots}
        self._now_s = now_s

    def applied(self, way: Way) -> tuple[Way | None, tuple[tuple[tuple[str, ...], str], ...]]:
        """The way as the rules leave it, None where too few robots are left; and (robots, words) of those
        forbidden.
        """
        model = way.model
        rules = [r for r in self._rules if model is not None and r.work.covers(model.calls, self._kinds)]
        refused = []
        for rule in rules:
            kept, out = self._split(way, rule)
            if out:
                refused.append((out, f"must not do it: {rule.words}"))
            if kept is None:
                return None, tuple(refused)
            way = self._timed(kept, rule)
        return way, tuple(refused)

    def _split(self, way: Way, rule: AssignmentRule) -> tuple[Way | None, tuple[str, ...]]:
        out = tuple(robot for robot in way.robots if rule.forbids(robot, self._types[robot]))
        pools = [
            Pool(tuple(r for r in pool.robots if r not in out), pool.count) if out else pool
            for pool in way.pools
        ]
        possible = all(len(pool.robots) >= pool.count for pool in pools)
        return (replace(way, pools=tuple(pools)) if possible else None), out

    def _timed(self, way: Way, rule: AssignmentRule) -> Way:
        penalties = dict(way.avoided)
        for robot in way.robots:
            seconds = rule.penalty_s(robot, self._types[robot])
            if seconds:
                penalties[robot] = penalties.get(robot, 0) + ticks_of(seconds)
        earliest, latest = way.earliest, way.latest
        if rule.not_before_s is not None:
            earliest = max(earliest, earliest_tick(rule.not_before_s, self._now_s))
        if rule.not_after_s is not None:
            tick = latest_tick(rule.not_after_s, self._now_s)
            latest = tick if latest is None else min(latest, tick)
        return replace(way, avoided=tuple(penalties.items()), earliest=earliest, latest=latest)


def kinds_of(scenario: Scenario) -> Mapping[str, str]:
    """Kinds of objects and places by name."""
    kinds = {place.name: place.kind for place in scenario.places}
    kinds.update((thing.name, thing.kind.name) for thing in scenario.objects)
    return kinds
