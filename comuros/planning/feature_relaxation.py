"""Requirements of releases, rules, batteries, carrying and shared resources, in words and left out.

`conflicts` tries them after those of `relaxation`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from comuros.core.assignment_rule import AssignmentRule
from comuros.core.capability import Capability
from comuros.core.carrying import capacity_of
from comuros.core.energy import energy_model
from comuros.core.robot import Robot
from comuros.core.shared_resource import SharedResource
from comuros.planning.relaxation import Question, Relaxation, named, with_task

BOUNDLESS = 1e6


def feature_relaxations(question: Question) -> tuple[Relaxation, ...]:
    """Every such requirement that could be left out."""
    return (
        *_of_releases(question),
        *_of_room(question),
        *_of_resources(question),
        *_of_narrow_ways(question),
        *_of_batteries(question),
        *_of_rules(question),
    )


def _of_releases(question: Question) -> Iterator[Relaxation]:
    for task in question.problem.tree.tasks():
        if task.release_s is not None and task.release_s > question.problem.now_s:
            words = f"{named(task)} does not start before {task.release_s:g} s"
            yield Relaxation(words, with_task(task.id, lambda found: replace(found, release_s=None)))


def _of_rules(question: Question) -> Iterator[Relaxation]:
    for rule in question.scenario.assignment_rules:

        def without(asked: Question, dropped: AssignmentRule = rule) -> Question:
            kept = tuple(other for other in asked.scenario.assignment_rules if other != dropped)
            return replace(asked, scenario=replace(asked.scenario, assignment_rules=kept))

        if rule.only or rule.never or rule.not_before_s is not None or rule.not_after_s is not None:
            yield Relaxation(f"the rule: {rule.words}", without)


def _of_resources(question: Question) -> Iterator[Relaxation]:
    for resource in question.scenario.resources:

        def without(asked: Question, dropped: SharedResource = resource) -> Question:
            kept = tuple(other for other in asked.scenario.resources if other.name != dropped.name)
            return replace(asked, scenario=replace(asked.scenario, resources=kept))

        robots = "1 robot" if resource.capacity == 1 else f"{resource.capacity} robots"
        yield Relaxation(f"the {resource.name.replace('_', ' ')} takes {robots} at a time", without)


def _of_narrow_ways(question: Question) -> Iterator[Relaxation]:
    if question.narrow:
        words = "robots that cannot pass one another go through narrow ways one after the other"
        yield Relaxation(words, lambda asked: replace(asked, narrow=False))


def _of_batteries(question: Question) -> Iterator[Relaxation]:
    for status in question.problem.team:
        battery = energy_model(question.scenario.robot(status.robot))
        if battery is not None:
            have_wh = status.battery * battery.battery_wh
            words = (
                f"{status.robot.replace('_', ' ')} has {have_wh:g} Wh of {battery.battery_wh:g} Wh and keeps "
                f"{battery.reserve_wh:g} Wh in reserve"
            )
            yield Relaxation(words, _with_capability({status.robot}, ("battery_wh", 0.0)))


def _of_room(question: Question) -> Iterator[Relaxation]:
    """One for the whole team: what robots hold at once, and the mass of that together."""
    robots = [question.scenario.robot(status.robot) for status in question.problem.team]
    rooms = ", ".join(
        f"{robot.name.replace('_', ' ')} {capacity_of(robot)}" for robot in robots if _handles(robot)
    )
    if rooms:
        names = {robot.name for robot in robots}
        words = f"robots hold no more at once than they have room for ({rooms})"
        lifted = (("capacity", BOUNDLESS), ("payload_kg", BOUNDLESS))
        yield Relaxation(words, _with_capability(names, *lifted))


def _handles(robot: Robot) -> bool:
    return robot.number("payload_kg", 0.0) > 0.0


def _with_capability(robots: set[str], *capabilities: tuple[str, float]) -> Callable[[Question], Question]:
    def change(robot: Robot) -> Robot:
        if robot.name not in robots:
            return robot
        extra = tuple(Capability(n, v) for n, v in capabilities if n == "battery_wh" or _handles(robot))
        return replace(robot, overrides=(*robot.overrides, *extra))

    def without(question: Question) -> Question:
        changed = tuple(change(robot) for robot in question.scenario.robots)
        return replace(question, scenario=replace(question.scenario, robots=changed))

    return without
