"""Where each robot goes in a plan, leg by leg and task by task. The checks of this room read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comuros.core.geometry import Pose
from comuros.core.plan import Assignment, ChargingStop, Plan
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario, TravelModel


@dataclass(frozen=True, slots=True)
class Visit:
    """A task of a robot, with the place it comes from, when it can leave there, and where it charges."""

    robot: Robot
    entry: Assignment
    origin: str
    pose: Pose | None
    free_s: float
    stops: tuple[ChargingStop, ...]
    is_running: bool


def visits(plan: Plan, problem: PlanningProblem, scenario: Scenario, robot: str) -> Iterator[Visit]:
    """A robot's tasks in order."""
    status = next((known for known in problem.team if known.robot == robot), None)
    place, pose = (status.place, status.pose) if status is not None else ("", None)
    free_s = problem.now_s
    running = {entry.task_id for entry in problem.running} - set(plan.aborted)
    for entry in plan.of_robot(robot):
        stops = tuple(s for s in plan.stops if (s.robot, s.before_task) == (robot, entry.task_id))
        body = scenario.robot(robot)
        yield Visit(body, entry, place, pose, free_s, stops, entry.task_id in running)
        place, pose, free_s = entry.end or entry.start or place, None, entry.end_s


def leg(
    travel: TravelModel, robot: Robot, origin: str, pose: Pose | None, goal: str
) -> tuple[float, float] | None:
    """Seconds and metres of a way; from a pose only where the travel model knows such ways, else 0."""
    if not goal or origin == goal:
        return 0.0, 0.0
    if origin:
        seconds, metres = travel.duration_s(robot, origin, goal), travel.distance_m(robot, origin, goal)
        return None if seconds is None or metres is None else (seconds, metres)
    seconds_of = getattr(travel, "duration_from_pose_s", None)
    metres_of = getattr(travel, "distance_from_pose_m", None)
    if pose is None or seconds_of is None or metres_of is None:
        return 0.0, 0.0
    seconds, metres = seconds_of(robot, pose, goal), metres_of(robot, pose, goal)
    return None if seconds is None or metres is None else (seconds, metres)
