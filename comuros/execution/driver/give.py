"""The giver's half of a hand-over: holds an object out to another robot, lets go once that robot has it."""

from __future__ import annotations

from comuros.core.geometry import Pose
from comuros.core.gripper import GRIPPER_REST, GripperPosition
from comuros.core.task_status import Cause
from comuros.execution.driver.moment import Act, Moment, SkillRun
from comuros.execution.driver.outline import in_frame_of
from comuros.execution.driver.reach import hand_over_point, within_hand_over_reach

PEER_WITHIN_S = 45.0
_RELEASE_WITHIN_S = 2.0
_AIM_AGAIN_M = 0.1


class Give:
    """Holds the object bound to `?object` out to the robot bound to `?taker`.

    Hold is kept until the taker's gripper is seen to have it: an object is never held by nobody.
    """

    def __init__(self, run: SkillRun) -> None:
        self._run = run
        self._object = run.argument("?object")
        self._taker = run.argument("?taker")
        self.may_lose: tuple[str, ...] = (self._object,)
        self._since_s: float | None = None
        self._aimed_at: Pose | None = None
        self._let_go_s: float | None = None
        self._drawn_back = False

    def step(self, moment: Moment) -> Act:
        """One tick further: hold out, wait for the taker, let go, draw back."""
        if self._since_s is None:
            self._since_s = moment.now_s
        gripper = self._run.hand.step(moment.now_s)
        if self._let_go_s is None:
            return self._hold_out(moment, gripper)
        if self._object in moment.sense.attached:
            if moment.now_s - self._let_go_s > _RELEASE_WITHIN_S:
                return Act(cause=Cause.SKILL_FAILED, message=f"{self._object} does not come off the gripper")
            return Act(detach=(self._object,), gripper=gripper, progress=0.8)
        return self._draw_back(moment, gripper)

    def _hold_out(self, moment: Moment, gripper: GripperPosition) -> Act:
        assert self._since_s is not None
        me, other = self._run.body.name, moment.sense.others.get(self._taker)
        if self._object not in moment.sense.attached:
            return Act(cause=Cause.OBJECT_MISSING, message=f"{me} does not hold {self._object}")
        if moment.now_s - self._since_s > PEER_WITHIN_S:
            return Act(cause=Cause.PEER_LOST, message=f"{self._taker} did not take {self._object} from {me}")
        if other is None or not within_hand_over_reach(self._run.body, self._taker, moment.sense.pose, other):
            return Act(gripper=gripper, progress=0.1)
        taken = self._taker in moment.sense.holders.get(self._object, ())
        if not taken:
            self._aim(moment, other)
        elif self._run.hand.is_done(moment.now_s):
            self._let_go_s = moment.now_s
            return Act(detach=(self._object,), gripper=gripper, progress=0.8)
        return Act(gripper=gripper, progress=0.5)

    def _aim(self, moment: Moment, other: Pose) -> None:
        """Move the gripper so that the object is where both reach it; again where the taker has moved."""
        if self._aimed_at is not None and self._aimed_at.planar_distance_m(other) < _AIM_AGAIN_M:
            return
        self._aimed_at = other
        own, hand = moment.sense.pose, self._run.hand
        target = hand_over_point(self._run.body, self._taker, own, other)
        x, y, _ = in_frame_of(own, target)
        held_x, held_y, _ = in_frame_of(own, moment.sense.objects[self._object])
        now = hand.target
        hand.move_through([GripperPosition(now.x_m + x - held_x, now.y_m + y - held_y, now.z_m)])

    def _draw_back(self, moment: Moment, gripper: GripperPosition) -> Act:
        assert self._since_s is not None
        hand = self._run.hand
        if not self._drawn_back:
            self._drawn_back = True
            hand.carrying = (
                hand.carrying if moment.sense.attached or self._run.body.is_fixed else GRIPPER_REST
            )
            hand.move_through([hand.carrying])
            return Act(gripper=hand.step(moment.now_s), progress=0.9)
        if self._taker not in moment.sense.holders.get(self._object, ()):
            return Act(cause=Cause.OBJECT_DROPPED, message=f"{self._object} fell between two grippers")
        passed_s = moment.now_s - self._since_s
        if not hand.is_done(moment.now_s) or passed_s < self._run.model.duration.fixed_s - 1e-9:
            return Act(gripper=gripper, progress=0.95)
        return Act(gripper=gripper, progress=1.0, done=True)
