"""The placing skill: choose a free spot on the surface, reach over it, let go, and see that the object lies
there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from shapely.geometry import Point

from comuros.core.geometry import Pose
from comuros.core.gripper import GRIPPER_REST, GripperPosition
from comuros.core.task_status import Cause
from comuros.execution.driver.moment import Act, Moment, SkillRun
from comuros.execution.driver.outline import in_frame_of, outline_of
from comuros.execution.driver.standing import object_named_by, poses_within_reach
from comuros.execution.driver.surfaces import is_free, origin_m, table_at, top_m
from comuros.execution.driver.travel import Journey

NEAR_ENOUGH_M = 0.3
_RELEASE_WITHIN_S = 2.0
_HOVER_M = 0.08
_STEP_UP_TO_M = 2.5
_STEP_MARGIN_M = 0.1
_RINGS_M = (0.0, 0.15, 0.3, 0.45, 0.6, 0.8)


class PutDown:
    """Puts the object bound to `?object` on what is bound to `?to` (a place or an object)."""

    def __init__(self, run: SkillRun) -> None:
        self._run = run
        self._object = run.argument("?object")
        self._to = _put_on(run)
        self.may_lose: tuple[str, ...] = (self._object,)
        self._since_s: float | None = None
        self._target: Pose | None = None
        self._let_go_s: float | None = None
        self._drawn_back = False
        self._journey: Journey | None = None
        self._stepped = False

    def step(self, moment: Moment) -> Act:
        """One tick further: reach over the spot, let go, draw back."""
        pose = moment.sense.objects.get(self._object)
        if self._since_s is None:
            self._since_s = moment.now_s
        if self._target is None:
            if self._object not in moment.sense.attached or pose is None:
                return Act(
                    cause=Cause.OBJECT_MISSING, message=f"{self._run.body.name} does not hold {self._object}"
                )
            if self._journey is not None:
                return self._step_nearer(moment)
            answer = self._reach_over(moment, pose)
            if answer is not None:
                return answer
        gripper = self._run.hand.step(moment.now_s)
        progress = min(0.9, (moment.now_s - self._since_s) / max(self._run.model.duration.fixed_s, 0.1))
        if not self._run.hand.is_done(moment.now_s):
            return self._unless_dropped(moment, Act(gripper=gripper, progress=progress))
        return self._let_go(moment, pose, gripper, progress)

    def _look_for_a_step_nearer(self, moment: Moment) -> Act:
        """Where the surface is just out of reach, step up to it once."""
        body, middle = self._run.body, _middle_of(self._run, self._to, moment)
        if middle is not None and not self._stepped and not body.is_fixed:
            self._stepped = True
            within_m = body.limits.reach_m - _STEP_MARGIN_M
            near = poses_within_reach(
                middle, body=body, sense=moment.sense, within_m=within_m, walk_m=_STEP_UP_TO_M
            )
            if near:
                self._journey = Journey(near, body=body)
                return Act()
        return Act(cause=Cause.UNREACHABLE, message=f"no free spot on {self._to} within reach")

    def _step_nearer(self, moment: Moment) -> Act:
        assert self._journey is not None
        if self._object not in moment.sense.attached:
            return Act(cause=Cause.OBJECT_DROPPED, message=f"{self._object} fell on the way to {self._to}")
        leg = self._journey.step(moment)
        if leg.arrived:
            self._journey, self._since_s = None, moment.now_s
        return Act(leg.velocity, cause=leg.cause, message=leg.message)

    def _unless_dropped(self, moment: Moment, act: Act) -> Act:
        if self._let_go_s is None and self._object not in moment.sense.attached:
            return Act(
                cause=Cause.OBJECT_DROPPED, message=f"{self._object} fell before it was over {self._to}"
            )
        return act

    def _reach_over(self, moment: Moment, pose: Pose) -> Act | None:
        """Queue the gripper's way over the spot; an answer only where that cannot be."""
        target = _free_spot(self._run, self._to, self._object, moment)
        if target is None:
            return self._look_for_a_step_nearer(moment)
        self._target = target
        hand, now = self._run.hand, self._run.hand.target
        x, y, z = in_frame_of(moment.sense.pose, target)
        held_x, held_y, held_z = in_frame_of(moment.sense.pose, pose)
        over = GripperPosition(
            now.x_m + x - held_x, now.y_m + y - held_y, now.z_m + max(0.0, z - held_z) + _HOVER_M
        )
        down = GripperPosition(over.x_m, over.y_m, now.z_m + z - held_z + 0.01)
        hand.move_through([GripperPosition(now.x_m, now.y_m, over.z_m), over, down])
        return None

    def _let_go(self, moment: Moment, pose: Pose | None, gripper: GripperPosition, progress: float) -> Act:
        assert self._target is not None
        assert self._since_s is not None
        if self._let_go_s is None:
            self._let_go_s = moment.now_s
            return Act(detach=(self._object,), gripper=gripper, progress=progress)
        if self._object in moment.sense.attached:
            if moment.now_s - self._let_go_s > _RELEASE_WITHIN_S:
                return Act(cause=Cause.SKILL_FAILED, message=f"{self._object} does not come off the gripper")
            return Act(detach=(self._object,), gripper=gripper, progress=progress)
        if not self._drawn_back:
            self._drawn_back = True
            back = GRIPPER_REST if not moment.sense.attached else self._run.hand.carrying
            self._run.hand.move_through(
                [GripperPosition(gripper.x_m, gripper.y_m, gripper.z_m + _HOVER_M), back]
            )
            self._run.hand.carrying = back
            return Act(gripper=self._run.hand.step(moment.now_s), progress=progress)
        if moment.now_s - self._since_s < self._run.model.duration.fixed_s - 1e-9:
            return Act(gripper=gripper, progress=progress)
        if pose is None or pose.planar_distance_m(self._target) > NEAR_ENOUGH_M:
            return Act(cause=Cause.OBJECT_DROPPED, message=f"{self._object} does not lie where it was put")
        return Act(gripper=gripper, progress=1.0, done=True)


def _put_on(run: SkillRun) -> str:
    """What the object shall be on, by the effect `on(?object, ...)` of the skill."""
    for effect in run.model.effects:
        if effect.positive and effect.atom.predicate == "on":
            return run.argument(effect.atom.arguments[-1])
    return run.argument("?to")


def _free_spot(run: SkillRun, to: str, name: str, moment: Moment) -> Pose | None:
    """The pose for the object nearest to the middle of the surface that is free and within reach."""
    loaded, objects = run.body.loaded, moment.sense.objects
    size, lift_m = loaded.scenario.object(name).kind.size_m, origin_m(loaded, name)
    support = object_named_by(to, loaded.scenario)
    middle = _middle_of(run, to, moment)
    if middle is None:
        return None
    if support:
        kind = loaded.scenario.object(support).kind
        surface, height_m = outline_of(kind.size_m, middle), top_m(loaded, support, middle)
    else:
        radius_m = loaded.scenario.place(to).radius_m
        floor = Point(middle.x_m, middle.y_m).buffer(max(radius_m, 0.2)), 0.0
        surface, height_m = table_at(loaded, middle) or floor
    for spot in _spots(middle):
        outline = outline_of(size, spot)
        on_it = surface.covers(Point(spot.x_m, spot.y_m))
        reachable = spot.planar_distance_m(moment.sense.pose) <= run.body.limits.reach_m + max(size[:2]) / 2
        if on_it and reachable and is_free(loaded, outline, bottom_m=height_m, objects=objects, but=name):
            return Pose(spot.x_m, spot.y_m, height_m + lift_m, spot.yaw_rad)
    return None


def _middle_of(run: SkillRun, to: str, moment: Moment) -> Pose | None:
    """The middle of what something shall be put on; None for an object out of sight."""
    scenario = run.body.loaded.scenario
    support = object_named_by(to, scenario)
    return moment.sense.objects.get(support) if support else scenario.place(to).pose


def _spots(middle: Pose) -> Iterator[Pose]:
    """The middle first, then rings around it, in the surface's own frame."""
    yield middle
    for ring_m in _RINGS_M[1:]:
        for index in range(12):
            angle = middle.yaw_rad + 2 * math.pi * index / 12
            yield Pose(
                middle.x_m + ring_m * math.cos(angle),
                middle.y_m + ring_m * math.sin(angle),
                0.0,
                middle.yaw_rad,
            )
