"""The team skill of setting down: every member lowers its end and lets go."""

from __future__ import annotations

from comuros.core.geometry import Pose
from comuros.core.gripper import GRIPPER_REST, GripperPosition
from comuros.core.task_status import Cause
from comuros.execution.driver.moment import Act, Moment, SkillRun
from comuros.execution.driver.surfaces import origin_m, table_at

_RELEASE_WITHIN_S = 2.0
_NEAR_M = 0.5


class Lower:
    """Sets down the object bound to `?object` where the coalition stands."""

    def __init__(self, run: SkillRun) -> None:
        self._run = run
        self._object = run.argument("?object")
        self.may_lose: tuple[str, ...] = (self._object,)
        self._since_s: float | None = None
        self._let_go_s: float | None = None

    def step(self, moment: Moment) -> Act:
        """One tick further: down, let go, see where it lies."""
        pose = moment.sense.objects.get(self._object)
        if self._since_s is None:
            if pose is None or self._object not in moment.sense.attached:
                return Act(
                    cause=Cause.OBJECT_MISSING, message=f"{self._run.body.name} does not hold {self._object}"
                )
            self._since_s = moment.now_s
            self._queue_down(pose)
        gripper = self._run.hand.step(moment.now_s)
        passed_s, fixed_s = moment.now_s - self._since_s, self._run.model.duration.fixed_s
        progress = min(0.9, passed_s / max(fixed_s, 0.1))
        if not self._run.hand.is_done(moment.now_s):
            return Act(gripper=gripper, progress=progress)
        if self._let_go_s is None:
            self._let_go_s = moment.now_s
            return Act(detach=(self._object,), gripper=gripper, progress=progress)
        if self._object in moment.sense.attached:
            if moment.now_s - self._let_go_s > _RELEASE_WITHIN_S:
                return Act(cause=Cause.SKILL_FAILED, message=f"{self._object} does not come off the gripper")
            return Act(detach=(self._object,), gripper=gripper, progress=progress)
        if passed_s < fixed_s - 1e-9:
            return Act(gripper=gripper, progress=progress)
        return self._checked(pose, gripper)

    def _queue_down(self, pose: Pose) -> None:
        hand, loaded = self._run.hand, self._run.body.loaded
        table = table_at(loaded, pose)
        bottom_m = pose.z_m - origin_m(loaded, self._object)
        down_m = max(0.0, bottom_m - (table[1] if table else 0.0) - 0.01)
        hand.carrying = GRIPPER_REST
        hand.move_through([GripperPosition(hand.target.x_m, hand.target.y_m, hand.target.z_m - down_m)])

    def _checked(self, pose: Pose | None, gripper: GripperPosition) -> Act:
        place = self._run.argument("?place") or self._run.argument("?to")
        scenario = self._run.body.loaded.scenario
        goal = scenario.place(place).pose if any(each.name == place for each in scenario.places) else pose
        if pose is None or goal is None or pose.planar_distance_m(goal) > _NEAR_M:
            return Act(cause=Cause.OBJECT_DROPPED, message=f"{self._object} does not lie at {place}")
        self._run.hand.move_through([GRIPPER_REST])
        return Act(gripper=gripper, progress=1.0, done=True)
