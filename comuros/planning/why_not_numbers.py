"""The numbers behind `why_not`: what a plan with the other robot costs more, or what makes it impossible."""

from __future__ import annotations

from dataclasses import replace

from comuros.core.plan import Plan
from comuros.core.scenario import Scenario
from comuros.core.task import Task
from comuros.planning.bounds import earliest_start
from comuros.planning.conflicts import minimal_core
from comuros.planning.cp_search import SolverSettings
from comuros.planning.features.energy import UNITS_PER_WH
from comuros.planning.features.rules import kinds_of
from comuros.planning.instance import Instance, Pool, Way
from comuros.planning.relaxation import Question, with_task
from comuros.planning.ticks import seconds_of


def compared(plan: Plan, rival: Plan, task: Task, robot: str, scenario: Scenario, instance: Instance) -> str:
    """One sentence on the best plan with the robot on the task, beside the plan there is."""
    who, mine, best = robot.replace("_", " "), rival.certificate, plan.certificate
    doing = f"with {who} on {task.id}"
    more_s = mine.penalty_s - best.penalty_s
    why = f": {words}" if (words := _given_up(instance, scenario, task, robot)) else ""
    penalties = f"{mine.penalty_s:g} s of penalties instead of {best.penalty_s:g} s{why}"
    if mine.makespan_s > best.makespan_s + 1e-6:
        also = f", with {penalties}" if more_s > 1e-6 else ""
        return (
            f"{doing} the mission would end at {mine.makespan_s:g} s instead of {best.makespan_s:g} s{also}"
        )
    if more_s > 1e-6:
        return f"{doing} the mission would end at {mine.makespan_s:g} s, but with {penalties}"
    if mine.total_travel_m > best.total_travel_m + 0.01:
        return (
            f"{doing} the robots would travel {mine.total_travel_m:.1f} m instead of "
            f"{best.total_travel_m:.1f} m, ending no earlier"
        )
    for ours, theirs in zip(best.criteria, mine.criteria, strict=False):
        if theirs.value > ours.value + 1e-6:
            return f"{doing} the {ours.criterion} would be {theirs.value:g} instead of {ours.value:g}"
    return (
        f"{who} would do {task.id} just as well ({mine.makespan_s:g} s, {mine.total_travel_m:.1f} m); "
        "the choice was free"
    )


def what_forbids(
    question: Question, instance: Instance, task: Task, robot: str, settings: SolverSettings
) -> str:
    """Why no plan has the robot on the task, with the nearest number."""
    who = robot.replace("_", " ")
    ways = [_alone(way, robot) for way in instance.ways.get(task.id, ()) if robot in way.robots]
    found = _too_late(question, instance, task, who, ways) or _too_hungry(instance, task, robot, ways)
    if found:
        return found
    if task.robots > 1:
        return f"with {who} on {task.id} the other requirements could not all be met"
    forced = with_task(task.id, lambda t: replace(t, eligibility=replace(t.eligibility, only=(robot,))))
    core = minimal_core(forced(question), settings).requirements
    words = [part.words for part in core if not part.words.endswith(f"is only for {who}")]
    return f"with {who} on {task.id} these could not all be met: {'; '.join(words)}"


def _alone(way: Way, robot: str) -> Way:
    """The way of a one-robot task if this robot does it."""
    return way if way.size > 1 else replace(way, pools=(Pool((robot,), 1),))


def _too_late(question: Question, instance: Instance, task: Task, who: str, ways: list[Way]) -> str:
    ends = []
    for way in ways:
        limits = [limit for limit in (instance.deadlines.get(task.id), way.latest) if limit is not None]
        end = earliest_start(instance, way) + way.ticks
        if not limits or end <= min(limits):
            return ""
        ends.append((end, min(limits)))
    if not ends:
        return ""
    end, limit = min(ends)
    now_s = question.problem.now_s
    return (
        f"{who} would end {task.id} at {now_s + seconds_of(end):g} s at the earliest; "
        f"it must be done by {now_s + seconds_of(limit):g} s"
    )


def _too_hungry(instance: Instance, task: Task, robot: str, ways: list[Way]) -> str:
    """Where even going there first and at once takes more than the battery has to give."""
    battery, who = instance.batteries.get(robot), robot.replace("_", " ")
    if battery is None or battery.chargers or not ways:
        return ""
    needs = []
    for way in ways:
        leg = instance.approach.first_leg(robot, way.start)
        if leg is not None:
            needs.append(battery.travel(leg.ticks, leg.cm) + battery.work(way.ticks, way.cost_cm))
    have = battery.level - battery.reserve
    if not needs or min(needs) <= have:
        return ""
    return (
        f"{task.id} takes {who} {min(needs) / UNITS_PER_WH:.1f} Wh; it has {have / UNITS_PER_WH:.1f} Wh "
        "above its reserve and nowhere to charge"
    )


def _given_up(instance: Instance, scenario: Scenario, task: Task, robot: str) -> str:
    """The preferences that the robot on the task gives up, and the disturbance, in words."""
    kinds, types = kinds_of(scenario), scenario.robot(robot).type.name
    calls = [way.model.calls for way in instance.ways.get(task.id, ()) if way.model and robot in way.robots]
    words = [
        rule.words
        for rule in scenario.assignment_rules
        if rule.penalty_s(robot, types) and any(rule.work.covers(found, kinds) for found in calls)
    ]
    kept = instance.kept.get(task.id)
    if kept is not None and robot not in kept.robots:
        others = " and ".join(name.replace("_", " ") for name in kept.robots)
        words.append(f"{others} had it in the plan before, {seconds_of(kept.price):g} s to change that")
    if any(way.goes_on and robot not in way.robots for way in instance.ways.get(task.id, ())):
        words.append("it is under way with others, who would have to stop")
    return "; ".join(words)
