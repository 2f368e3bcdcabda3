"""The grasping skill: find the object, come within reach, take hold, draw it in, and see that it came
along.
"""

from __future__ import annotations

from comuros.core.geometry import Pose
from comuros.core.gripper import GripperPosition
from comuros.core.task_status import Cause
from comuros.execution.driver.moment import Act, Moment, SkillRun
from comuros.execution.driver.outline import gap_m, in_frame_of
from comuros.execution.driver.standing import poses_within_reach
from comuros.execution.driver.travel import Journey

ATTACH_WITHIN_S = 2.0
_STEP_UP_TO_M = 2.5
_REACH_MARGIN_M = 0.02
_LIFT_M = 0.12
_ASK_AGAIN_S = 0.5


class Pick:
    """Takes the object bound to `?object`."""

    may_lose: tuple[str, ...] = ()

    def __init__(self, run: SkillRun) -> None:
        self._run = run
        self._object = run.argument("?object")
        self._since_s: float | None = None
        self._journey: Journey | None = None
        self._asked_s: float | None = None
        self._first_asked_s = 0.0
        self._held = False
        self._reached_out = False

    def step(self, moment: Moment) -> Act:
        """One tick further: come near, reach out, attach, draw in."""
        pose = moment.sense.objects.get(self._object)
        if pose is None:
            return Act(cause=Cause.OBJECT_MISSING, message=f"{self._object} is nowhere to be seen")
        if self._held or self._object in moment.sense.attached:
            return self._draw_in(moment, pose)
        if self._journey is not None or not self._within_reach(pose, moment.sense.pose):
            return self._come_near(moment, pose)
        return self._take_hold(moment, pose)

    def _within_reach(self, pose: Pose, own: Pose) -> bool:
        size = self._run.body.loaded.scenario.object(self._object).kind.size_m
        reach_m = self._run.body.limits.reach_m - _REACH_MARGIN_M
        return gap_m(size, pose, x_m=own.x_m, y_m=own.y_m) <= reach_m

    def _come_near(self, moment: Moment, pose: Pose) -> Act:
        if self._journey is None:
            near = self._poses_near(moment, pose)
            if not near:
                away_m = pose.planar_distance_m(moment.sense.pose)
                return Act(
                    cause=Cause.OBJECT_MISSING, message=f"{self._object} is {away_m:.1f} m away, out of reach"
                )
            self._journey = Journey(near, body=self._run.body)
        leg = self._journey.step(moment)
        if leg.arrived:
            self._journey = None
            if not self._within_reach(pose, moment.sense.pose):
                return Act(cause=Cause.OBJECT_MISSING, message=f"{self._object} stays out of reach")
        return Act(leg.velocity, progress=0.2 * leg.progress, cause=leg.cause, message=leg.message)

    def _poses_near(self, moment: Moment, pose: Pose) -> list[Pose]:
        """Where to step to, if the object is near enough for a step; it is missing from here otherwise."""
        body = self._run.body
        if body.is_fixed or pose.planar_distance_m(moment.sense.pose) > _STEP_UP_TO_M:
            return []
        within_m = body.limits.reach_m - 2 * _REACH_MARGIN_M
        return poses_within_reach(
            pose, body=body, sense=moment.sense, within_m=within_m, walk_m=_STEP_UP_TO_M
        )

    def _take_hold(self, moment: Moment, pose: Pose) -> Act:
        hand = self._run.hand
        if not self._reached_out:
            self._reached_out = True
            self._since_s = moment.now_s
            x, y, _ = in_frame_of(moment.sense.pose, pose)
            hand.move_through([GripperPosition(x, y, hand.target.z_m)])
        gripper = hand.step(moment.now_s)
        if not hand.is_done(moment.now_s):
            return Act(gripper=gripper, progress=0.2)
        if self._asked_s is None:
            self._first_asked_s = moment.now_s
        if moment.now_s - self._first_asked_s > ATTACH_WITHIN_S:
            hand.move_through([hand.carrying])
            return Act(cause=Cause.GRASP_FAILED, message=f"no grip on {self._object}")
        attach: tuple[str, ...] = ()
        if self._asked_s is None or moment.now_s - self._asked_s >= _ASK_AGAIN_S:
            self._asked_s, attach = moment.now_s, (self._object,)
        return Act(attach=attach, gripper=gripper, progress=0.4)

    def _draw_in(self, moment: Moment, pose: Pose) -> Act:
        hand = self._run.hand
        if not self._held:
            self._held = True
            if self._since_s is None:
                self._since_s = moment.now_s
            x, y, _ = in_frame_of(moment.sense.pose, pose)
            raised = hand.target.z_m + _LIFT_M
            tucked = GripperPosition(hand.target.x_m - x, hand.target.y_m - y, raised)
            hand.move_through([GripperPosition(hand.target.x_m, hand.target.y_m, raised), tucked])
            hand.carrying = tucked
        gripper = hand.step(moment.now_s)
        assert self._since_s is not None
        passed_s, fixed_s = moment.now_s - self._since_s, self._run.model.duration.fixed_s
        if not hand.is_done(moment.now_s) or passed_s < fixed_s - 1e-9:
            return Act(gripper=gripper, progress=max(0.5, min(0.95, passed_s / max(fixed_s, 0.1))))
        if pose.planar_distance_m(moment.sense.pose) > self._run.body.limits.reach_m + 0.2:
            return Act(cause=Cause.GRASP_FAILED, message=f"{self._object} did not come along")
        return Act(gripper=gripper, progress=1.0, done=True)
