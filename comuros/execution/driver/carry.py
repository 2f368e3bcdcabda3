"""The team skill of carrying: every member follows its own place in one moving shape, paced by whoever is
slowest.
"""

from __future__ import annotations

import math

from comuros.core.geometry import Pose, wrapped_angle_rad
from comuros.core.robot import Locomotion
from comuros.core.task_status import Cause
from comuros.core.velocity import STILL, Velocity
from comuros.execution.driver.avoidance import free_share
from comuros.execution.driver.formation_path import FormationPath
from comuros.execution.driver.formation_start import FormationStart
from comuros.execution.driver.moment import Act, Moment, SkillRun
from comuros.execution.driver.steering import brake_speed_mps, turn_towards

STUCK_AFTER_S = 25.0
END_TOLERANCE_M = 0.06
_LOOKAHEAD_M = 0.2
_FIRST_STEP_M = 0.06
_ALIGN_WITHIN_S = 4.0
_MISALIGNED_RAD = 0.35
_MOVES_M = 0.05
_SPEED_SHARE = 1.1


class Carry:
    """Takes the object bound to `?object` to the place the skill travels to, together with the coalition."""

    may_lose: tuple[str, ...] = ()

    def __init__(self, run: SkillRun) -> None:
        self._run = run
        self._object = run.argument("?object")
        self._start = FormationStart(run)
        self._come_m = dict.fromkeys(run.coalition, 0.0)
        self._advanced_s: float | None = None
        self._waiting_since_s: float | None = None
        self._best_m = -1.0

    def step(self, moment: Moment) -> Act:
        """One tick further: gather, plan, then move in formation."""
        me = self._run.body.name
        if self._object not in moment.sense.attached:
            return Act(cause=Cause.PRECONDITION, message=f"{me} does not hold {self._object}")
        missing = [name for name in self._run.coalition if name != me and name not in moment.sense.others]
        if missing:
            return Act(cause=Cause.PEER_LOST, message=f"{missing[0]} is nowhere to be seen")
        if self._start.path is None:
            return self._start.step(moment)
        return self._move(moment, self._start.path)

    def _move(self, moment: Moment, path: FormationPath) -> Act:
        poses = {**moment.sense.others, self._run.body.name: moment.sense.pose}
        for name in self._run.coalition:
            self._come_m[name] = path.travelled_m(name, poses[name], since_m=self._come_m[name])
        together_m = min(self._come_m.values())
        if self._advanced_s is None or together_m > self._best_m + 0.03:
            self._best_m, self._advanced_s = together_m, moment.now_s
        progress = min(0.99, together_m / max(path.length_m, 0.01))
        if self._is_there(poses, path):
            return Act(progress=1.0, done=True)
        if moment.now_s - self._advanced_s > STUCK_AFTER_S:
            return Act(cause=Cause.BLOCKED, message=f"the formation has not moved for {STUCK_AFTER_S:.0f} s")
        return Act(self._velocity(moment, poses, path, together_m), progress=progress)

    def _is_there(self, poses: dict[str, Pose], path: FormationPath) -> bool:
        """Whether this robot is at its end and the others about at theirs: each sees the shape a little
        differently.
        """
        for name in self._run.coalition:
            x, y = path.carrier(name, path.length_m)
            off_m = math.hypot(x - poses[name].x_m, y - poses[name].y_m)
            if off_m > (END_TOLERANCE_M if name == self._run.body.name else 2.5 * END_TOLERANCE_M):
                return False
        return min(self._come_m.values()) > path.length_m - 3 * END_TOLERANCE_M

    def _velocity(
        self, moment: Moment, poses: dict[str, Pose], path: FormationPath, together_m: float
    ) -> Velocity:
        body, own = self._run.body, moment.sense.pose
        ahead_m = min(_LOOKAHEAD_M, _FIRST_STEP_M + 2.0 * together_m)
        target_m = min(path.length_m, together_m + ahead_m)
        waiting = self._waits(moment, poses, path, target_m)
        x, y = path.carrier(body.name, target_m)
        away_m = math.hypot(x - own.x_m, y - own.y_m)
        speed = self._pace_mps(moment, path.length_m - together_m) * min(1.6, away_m / _LOOKAHEAD_M)
        if away_m < 0.01:
            return STILL
        wanted = ((x - own.x_m) / away_m * speed, (y - own.y_m) / away_m * speed)
        if body.turns_to_move:
            return self._wheeled(wanted, own, moment, waiting=waiting)
        share = 0.0 if waiting else free_share(wanted, body=body, moment=moment, ignore=self._run.coalition)
        cos, sin = math.cos(own.yaw_rad), math.sin(own.yaw_rad)
        vx, vy = wanted[0] * share, wanted[1] * share
        return Velocity(vx * cos + vy * sin, vy * cos - vx * sin)

    def _waits(self, moment: Moment, poses: dict[str, Pose], path: FormationPath, target_m: float) -> bool:
        """Whether somebody still has to turn first; not for ever, since views may differ a little."""
        names = self._run.coalition
        if not any(self._is_misaligned(name, poses[name], path.carrier(name, target_m)) for name in names):
            self._waiting_since_s = None
            return False
        if self._waiting_since_s is None:
            self._waiting_since_s = moment.now_s
        return moment.now_s - self._waiting_since_s < _ALIGN_WITHIN_S

    def _wheeled(self, wanted: tuple[float, float], own: Pose, moment: Moment, *, waiting: bool) -> Velocity:
        error = wrapped_angle_rad(math.atan2(wanted[1], wanted[0]) - own.yaw_rad)
        forward = 1.0 if abs(error) <= math.pi / 2 else -1.0
        if forward < 0.0:
            error = wrapped_angle_rad(error - math.pi)
        turn = turn_towards(self._run.body, error)
        if waiting:
            return Velocity(yaw_radps=turn) if abs(error) > 0.03 else STILL
        along = forward * math.hypot(*wanted) * max(0.0, math.cos(error))
        heading = (along * math.cos(own.yaw_rad), along * math.sin(own.yaw_rad))
        share = free_share(heading, body=self._run.body, moment=moment, ignore=self._run.coalition)
        return Velocity(x_mps=along * share, yaw_radps=turn)

    def _pace_mps(self, moment: Moment, left_m: float) -> float:
        run = self._run
        slowest = min(run.body.loaded.scenario.robot(name).speed_mps for name in run.coalition)
        top = _SPEED_SHARE * slowest * min(1.0, run.model.duration.speed_factor)
        return max(0.05, min(top, 0.7 * brake_speed_mps(run.body, left_m)))

    def _is_misaligned(self, name: str, pose: Pose, target: tuple[float, float]) -> bool:
        kind = self._run.body.loaded.scenario.robot(name).type.locomotion
        dx, dy = target[0] - pose.x_m, target[1] - pose.y_m
        if kind is not Locomotion.DIFFERENTIAL or math.hypot(dx, dy) < _MOVES_M:
            return False
        error = abs(wrapped_angle_rad(math.atan2(dy, dx) - pose.yaw_rad))
        return min(error, math.pi - error) > _MISALIGNED_RAD
