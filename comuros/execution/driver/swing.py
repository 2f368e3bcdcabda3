"""How a robot that stands still "goes" to a place: it swings its gripper over it, as far as it reaches."""

from __future__ import annotations

import math

from comuros.core.gripper import GripperPosition
from comuros.core.task_status import Cause
from comuros.execution.driver.moment import Act, Moment, SkillRun
from comuros.execution.driver.outline import in_frame_of
from comuros.execution.driver.standing import object_named_by

DEFAULT_SWING_S = 2.0
_RAISED_M = 0.5


class Swing:
    """Moves the gripper over the place bound to the parameter the skill's duration model names."""

    may_lose: tuple[str, ...] = ()

    def __init__(self, run: SkillRun) -> None:
        self._run = run
        self._since_s: float | None = None

    def step(self, moment: Moment) -> Act:
        """One tick further: raise, swing, be there."""
        run = self._run
        if self._since_s is None:
            place = run.argument(run.model.duration.travels_to)
            thing = object_named_by(place, run.body.loaded.scenario)
            pose = moment.sense.objects.get(thing) if thing else run.body.loaded.scenario.place(place).pose
            if pose is None or pose.planar_distance_m(moment.sense.pose) > run.body.limits.reach_m:
                return Act(cause=Cause.UNREACHABLE, message=f"{place} is beyond the reach of {run.body.name}")
            self._since_s = moment.now_s
            x, y, _ = in_frame_of(moment.sense.pose, pose)
            here = run.hand.target
            height_m = max(here.z_m, _RAISED_M)
            over = GripperPosition(x, y, height_m)
            run.hand.move_through([GripperPosition(here.x_m, here.y_m, height_m), over])
            run.hand.carrying = over
        gripper = run.hand.step(moment.now_s)
        passed_s = moment.now_s - self._since_s
        swing_s = run.body.robot.number("swing_s", DEFAULT_SWING_S)
        if run.hand.is_done(moment.now_s) and passed_s >= swing_s - 1e-9:
            return Act(gripper=gripper, progress=1.0, done=True)
        return Act(gripper=gripper, progress=min(0.95, passed_s / max(swing_s, math.ulp(1.0))))
