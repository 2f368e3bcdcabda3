"""The team skill of lifting: every member goes to its own end of the object, all take hold at the same time,
then raise it.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import permutations

from comuros.core.geometry import Pose
from comuros.core.gripper import GripperPosition
from comuros.core.task_status import Cause
from comuros.execution.driver.moment import Act, Moment, SkillRun
from comuros.execution.driver.pick import ATTACH_WITHIN_S
from comuros.execution.driver.travel import Journey

LIFT_M = 0.3
_AT_END_M = 0.2
_PEERS_WITHIN_S = 30.0
_UP_AT_LEAST_M = 0.05
_UP_WITHIN_S = 10.0
_ASK_AGAIN_S = 0.5


class Lift:
    """Raises the object bound to `?object` together with the coalition."""

    may_lose: tuple[str, ...] = ()

    def __init__(self, run: SkillRun) -> None:
        self._run = run
        self._object = run.argument("?object")
        self._ends: dict[str, Pose] = {}
        self._journey: Journey | None = None
        self._there_s: float | None = None
        self._asked_s: float | None = None
        self._first_asked_s = 0.0
        self._raised_s: float | None = None
        self._from_z_m = 0.0

    def step(self, moment: Moment) -> Act:
        """One tick further: to the own end, hold, raise."""
        pose = moment.sense.objects.get(self._object)
        if pose is None:
            return Act(cause=Cause.OBJECT_MISSING, message=f"{self._object} is nowhere to be seen")
        if self._journey is None:
            self._ends = _assigned_ends(self._run, pose)
            self._from_z_m = pose.z_m
            self._journey = Journey([self._ends[self._run.body.name]], body=self._run.body)
        if self._there_s is None:
            leg = self._journey.step(moment)
            if leg.arrived:
                self._there_s = moment.now_s
            return Act(leg.velocity, progress=0.3 * leg.progress, cause=leg.cause, message=leg.message)
        if self._object not in moment.sense.attached:
            return self._take_hold(moment)
        return self._raise(moment, pose)

    def wind_down(self, moment: Moment) -> Act:
        """A lift that is cut short leaves the object where it lies: with one grip left on it nobody could
        lift it again.
        """
        return Act(detach=(self._object,), done=True)

    def _take_hold(self, moment: Moment) -> Act:
        assert self._there_s is not None
        late = self._not_there(moment)
        if late and self._asked_s is None:
            if moment.now_s - self._there_s > _PEERS_WITHIN_S:
                return Act(cause=Cause.PEER_LOST, message=f"{late} did not come to its end of {self._object}")
            return Act(progress=0.3)
        if self._asked_s is None:
            self._first_asked_s = moment.now_s
        if moment.now_s - self._first_asked_s > ATTACH_WITHIN_S:
            return Act(cause=Cause.GRASP_FAILED, message=f"no grip on {self._object}")
        if self._asked_s is None or moment.now_s - self._asked_s >= _ASK_AGAIN_S:
            self._asked_s = moment.now_s
            return Act(attach=(self._object,), progress=0.5)
        return Act(progress=0.5)

    def _raise(self, moment: Moment, pose: Pose) -> Act:
        hand = self._run.hand
        if self._raised_s is None:
            self._raised_s = moment.now_s
            up = GripperPosition(hand.target.x_m, hand.target.y_m, hand.target.z_m + LIFT_M)
            hand.carrying = up
            hand.move_through([up])
        gripper = hand.step(moment.now_s)
        passed_s, fixed_s = moment.now_s - self._raised_s, self._run.model.duration.fixed_s
        is_up = pose.z_m - self._from_z_m >= _UP_AT_LEAST_M
        if is_up and hand.is_done(moment.now_s) and passed_s >= fixed_s - 1e-9:
            return Act(gripper=gripper, progress=1.0, done=True)
        if not is_up and passed_s > _UP_WITHIN_S:
            return Act(
                cause=Cause.PEER_LOST, message=f"{self._object} does not rise: somebody has no hold of it"
            )
        return Act(gripper=gripper, progress=min(0.95, 0.5 + 0.45 * passed_s / max(fixed_s, 0.1)))

    def _not_there(self, moment: Moment) -> str:
        for name in self._run.coalition:
            if name != self._run.body.name:
                pose = moment.sense.others.get(name)
                if pose is None or pose.planar_distance_m(self._ends[name]) > _AT_END_M:
                    return name
        return ""


def _assigned_ends(run: SkillRun, pose: Pose) -> dict[str, Pose]:
    """Who takes which end: the assignment with the least way from where go_to leaves the members, the same
    for every member.
    """
    body, scenario = run.body, run.body.loaded.scenario
    thing, count, roadmap = scenario.object(run.argument("?object")), len(run.coalition), body.loaded.roadmap
    place = run.argument("?from") or thing.location
    length_m = max(thing.kind.size_m[:2])
    lying = (
        pose
        if thing.kind.size_m[0] >= thing.kind.size_m[1]
        else replace(pose, yaw_rad=pose.yaw_rad + math.pi / 2)
    )
    ends = [
        roadmap.grip_pose(body.robot, lying, length_m=length_m, member=index, members=count)
        for index in range(count)
    ]
    stands = [
        roadmap.approach_pose(scenario.robot(name), place, member=index, members=count)
        for index, name in enumerate(run.coalition)
    ]
    best = min(
        permutations(range(count)),
        key=lambda order: round(sum(stands[i].planar_distance_m(ends[k]) for i, k in enumerate(order)), 2),
    )
    return {name: ends[best[index]] for index, name in enumerate(run.coalition)}
