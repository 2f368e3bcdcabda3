"""What any leaf compiles to, once, for planner, simulator and monitor alike: start, end, cost, duration,
conditions, effects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comuros.core.composition import compose
from comuros.core.keep_out import KeepOut, has_conditions, travel_in
from comuros.core.literal import ANYTHING, Literal
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.skill import SkillCall
from comuros.core.task import Task
from comuros.core.world_state import WorldState

# What asking a person costs where the scenario does not say, as seconds of work.
ASKING_COST_S = 20.0


@dataclass(frozen=True, slots=True)
class TaskModel:
    """One way to do a task with robots of one type (`robot_types` has one name per member of a coalition).

    `start` is where work begins after the approach, "" where it begins wherever the robot stands;
    `duration_s` and `cost` (metres travelled while working) leave the approach out; a person's count what
    asking costs, a second as a metre. `approach_calls` of `calls` are that approach. With `as_planned` robots
    make these very calls and keep out of the zones of `keep_out` meanwhile, in place of composing their own.
    """

    task_id: str
    robot_types: tuple[str, ...]
    start: str
    end: str
    duration_s: float
    cost: float
    calls: tuple[SkillCall, ...]
    approach_calls: int
    preconditions: tuple[Literal, ...]
    effects: tuple[Literal, ...]
    as_planned: bool = False
    keep_out: tuple[KeepOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Uncompilable:
    """Why these robots cannot do a task from the expected state."""

    task_id: str
    robots: tuple[str, ...]
    reason: str


def compile_task(
    task: Task, *, robots: Sequence[Robot], state: WorldState, scenario: Scenario, travel: TravelModel
) -> TaskModel | Uncompilable:
    """The task model of a skill call or goal for these robots, from the state expected when the task starts.

    Durations assume the robots already stand at `start`; the planner adds the sequence-dependent way there. A
    robot whose ways depend on what it holds, and that holds something, begins with the way itself.
    """
    composition = compose(task.work, robots=robots, state=state, scenario=scenario)
    if not composition.ok:
        return Uncompilable(task.id, tuple(robot.name for robot in robots), composition.reason)
    return compile_calls(
        task, composition.calls, robots=robots, state=state, scenario=scenario, travel=travel
    )


def compile_calls(
    task: Task,
    calls: tuple[SkillCall, ...],
    *,
    robots: Sequence[Robot],
    state: WorldState,
    scenario: Scenario,
    travel: TravelModel,
) -> TaskModel | Uncompilable:
    """The task model of calls that can be made from the state: composed ones, or those of a plan."""
    names = tuple(robot.name for robot in robots)
    approach = 1 if calls and _is_approach(calls[0], scenario) else 0
    if approach and any(_carries_under_rules(robot, state, travel) for robot in robots):
        approach = 0
    start = _destination(calls[0], scenario) if approach else ""
    timed = _time_calls(calls[approach:], robots, start, state, scenario, travel)
    if isinstance(timed, str):
        return Uncompilable(task.id, names, timed)
    duration_s, distance_m, end = timed
    asking_s = max(_asking_cost_s(robot) for robot in robots)
    return TaskModel(
        task_id=task.id,
        robot_types=tuple(robot.type.name for robot in robots),
        start=start,
        end=end,
        duration_s=duration_s + asking_s,
        cost=distance_m + asking_s,
        calls=calls,
        approach_calls=approach,
        preconditions=_ground_conditions(calls[approach:], robots, scenario),
        effects=_ground_effects(calls, robots, scenario),
    )


def call_duration_s(
    call: SkillCall, *, robot: Robot, place: str, scenario: Scenario, travel: TravelModel
) -> tuple[float, float] | None:
    """Expected seconds and metres of one call by a robot at `place`; None where there is no way."""
    model = scenario.skill(call.skill).duration
    if not model.travels_to or not place:
        return model.fixed_s, 0.0
    goal = _destination(call, scenario)
    distance_m = travel.distance_m(robot, place, goal)
    duration_s = travel.duration_s(robot, place, goal)
    if distance_m is None or duration_s is None:
        return None
    return model.fixed_s + duration_s / model.speed_factor, distance_m


def _is_approach(call: SkillCall, scenario: Scenario) -> bool:
    """Whether a call is mere travel, which a robot may do ahead: it needs nothing (carrying needs what is
    held).
    """
    skill = scenario.skill(call.skill)
    return bool(skill.duration.travels_to) and not skill.preconditions


def _carries_under_rules(robot: Robot, state: WorldState, travel: TravelModel) -> bool:
    """Whether a robot holds something that closes zones to it; where it is between places, the planner knows
    its way better.
    """
    held = any(state.matching("holding", robot.name, None))
    return held and has_conditions(travel, robot.name) and state.value("at", robot.name) is not None


def _asking_cost_s(robot: Robot) -> float:
    return robot.number("asking_cost_s", ASKING_COST_S) if robot.is_human else 0.0


def _destination(call: SkillCall, scenario: Scenario) -> str:
    skill = scenario.skill(call.skill)
    return skill.binding("", call.arguments)[skill.duration.travels_to]


def _time_calls(
    calls: Sequence[SkillCall],
    robots: Sequence[Robot],
    start: str,
    state: WorldState,
    scenario: Scenario,
    travel: TravelModel,
) -> tuple[float, float, str] | str:
    duration_s = distance_m = 0.0
    place = start or state.value("at", robots[0].name) or robots[0].start
    conditional = any(has_conditions(travel, robot.name) for robot in robots)
    for call in calls:
        timings = [
            call_duration_s(
                call, robot=r, place=place, scenario=scenario, travel=travel_in(travel, r.name, state)
            )
            for r in robots
        ]
        found = [timing for timing in timings if timing is not None]
        if len(found) < len(timings):
            return f"there is no way from {place} to {_destination(call, scenario)} for {robots[0].name}"
        duration_s += max(seconds for seconds, _ in found)
        distance_m += sum(metres for _, metres in found)
        place = _place_after(call, robots[0], scenario) or place
        if conditional:
            state = state.after(_ground_effects((call,), robots, scenario))
    return duration_s, distance_m, place


def _place_after(call: SkillCall, robot: Robot, scenario: Scenario) -> str:
    """Where a call leaves its robot, by travel or by what it brings about; "" where it does not move it."""
    skill = scenario.skill(call.skill)
    if skill.duration.travels_to:
        return _destination(call, scenario)
    effects = skill.ground_effects(skill.binding(robot.name, call.arguments))
    moved = (e.atom.arguments for e in effects if e.positive and e.atom.predicate == "at")
    return next((arguments[-1] for arguments in moved if arguments[0] == robot.name), "")


def _ground_conditions(
    calls: Sequence[SkillCall], robots: Sequence[Robot], scenario: Scenario
) -> tuple[Literal, ...]:
    """What must hold before the first call, leaving out what earlier calls bring about."""
    needed: dict[Literal, None] = {}
    made: set[Literal] = set()
    for call in calls:
        skill = scenario.skill(call.skill)
        for robot in robots:
            binding = skill.binding(robot.name, call.arguments)
            preconditions = skill.ground_preconditions(binding)
            needed.update(dict.fromkeys(p for p in preconditions if not _is_made(p, made)))
        made.update(_ground_effects((call,), robots, scenario))
    return tuple(needed)


def _is_made(precondition: Literal, made: set[Literal]) -> bool:
    """Whether earlier calls see to a precondition. One about anything (`_`) is theirs if they touched such
    an atom.
    """
    if ANYTHING not in precondition.atom.arguments:
        return precondition in made
    return any(precondition.atom.covers(literal.atom) for literal in made)


def _ground_effects(
    calls: Sequence[SkillCall], robots: Sequence[Robot], scenario: Scenario
) -> tuple[Literal, ...]:
    """The net effects of the calls in order: of two literals on one atom the later stands."""
    net: dict[str, Literal] = {}
    for call in calls:
        skill = scenario.skill(call.skill)
        for robot in robots:
            for effect in skill.ground_effects(skill.binding(robot.name, call.arguments)):
                key = str(effect.atom)
                net.pop(key, None)
                net[key] = effect
    return tuple(net.values())
