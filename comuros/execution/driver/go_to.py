"""The travelling skill: to the pose from which this robot works at a place, or beside an object that lies on
the floor.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from shapely.geometry import Polygon

from comuros.core.errors import InputError
from comuros.core.geometry import Pose
from comuros.core.task_status import Cause
from comuros.execution.driver.moment import Act, Moment, SkillRun
from comuros.execution.driver.outline import outline_of
from comuros.execution.driver.reach import reach_m
from comuros.execution.driver.standing import object_named_by, poses_for_work_on, poses_within_reach
from comuros.execution.driver.travel import Journey

_HAND_OVER_SHARE = 0.8


class GoTo:
    """Travels to the place bound to the parameter the skill's duration model names."""

    may_lose: tuple[str, ...] = ()

    def __init__(self, run: SkillRun) -> None:
        self._run = run
        self._journey: Journey | None = None

    def step(self, moment: Moment) -> Act:
        """One tick further on the way."""
        if self._journey is None:
            goals = self._goals(moment)
            if not goals:
                place = self._run.argument(self._run.model.duration.travels_to)
                return Act(cause=Cause.UNREACHABLE, message=f"nowhere to stand at {place!r}")
            factor = self._run.model.duration.speed_factor
            self._journey = Journey(
                goals, body=self._run.body, speed_factor=factor, soft=_large_objects(self._run, moment)
            )
        leg = self._journey.step(moment)
        return Act(
            leg.velocity, progress=leg.progress, done=leg.arrived, cause=leg.cause, message=leg.message
        )

    def _goals(self, moment: Moment) -> Sequence[Pose]:
        run, body = self._run, self._run.body
        place = run.argument(run.model.duration.travels_to)
        beside = object_named_by(place, body.loaded.scenario)
        if beside:
            poses = self._near_holder(beside, moment) or poses_for_work_on(
                beside, body=body, sense=moment.sense, member=run.member, members=len(run.coalition)
            )
            return body.loaded.roadmap.stopping_outside(body.robot, poses)
        roadmap, robot = body.loaded.roadmap, body.robot
        try:
            first = roadmap.approach_pose(robot, place, member=run.member, members=len(run.coalition))
        except InputError:
            return []
        spare = roadmap.approach_poses(robot, place) if len(run.coalition) == 1 else ()
        return [first, *(pose for pose in spare if pose.planar_distance_m(first) > body.radius_m)]

    def _near_holder(self, thing: str, moment: Moment) -> list[Pose]:
        """Where to stand to take an object out of the hand of who picked it up; none where nobody did."""
        body = self._run.body
        holders = moment.sense.holders.get(thing, ())
        others = [name for name in holders if name != body.name and name in moment.sense.others]
        if not others or body.name in holders:
            return []
        within_m = _HAND_OVER_SHARE * (body.limits.reach_m + reach_m(body, others[0]))
        return poses_within_reach(
            moment.sense.others[others[0]],
            body=body,
            sense=moment.sense,
            within_m=within_m,
            walk_m=math.inf,
        )


def _large_objects(run: SkillRun, moment: Moment) -> list[Polygon]:
    """Outlines of objects too big to carry alone, better driven around; those this robot carries aside."""
    scenario = run.body.loaded.scenario
    return [
        outline_of(scenario.object(name).kind.size_m, pose)
        for name, pose in sorted(moment.sense.objects.items())
        if name not in moment.sense.attached
        and any(each.name == name and each.kind.carriers > 1 for each in scenario.objects)
    ]
