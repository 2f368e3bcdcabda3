"""How a formation begins: every member shows that it is ready, then all plan the same way from the same
picture.

Members see nothing of each other but poses. So each raises its end a little: an object held by several rises
only when all have, and its height tells everyone that everyone has begun while all still stand where they
stood.
"""

from __future__ import annotations

import math

from comuros.core.geometry import Pose, wrapped_angle_rad
from comuros.core.gripper import GripperPosition
from comuros.core.task_status import Cause
from comuros.execution.driver.clearance import clearance_field
from comuros.execution.driver.formation_path import FormationPath
from comuros.execution.driver.formation_planner import FormationPlanner
from comuros.execution.driver.formation_shape import Configuration, FormationShape, formation_shape
from comuros.execution.driver.moment import Act, Moment, SkillRun
from comuros.execution.driver.outline import in_frame_of
from comuros.execution.driver.surfaces import origin_m, table_at

_SIGNAL_M = 0.04
_SEEN_SHARE = 0.7
_PEERS_WITHIN_S = 30.0
_MOVE_AFTER_S = 1.0
_HOVER_M = 0.12
_EXPANSIONS_PER_TICK = 1500


class FormationStart:
    """Gathers and plans; `path` is there once the formation may move."""

    def __init__(self, run: SkillRun) -> None:
        self._run = run
        self._object = run.argument("?object")
        self._goal = run.body.loaded.scenario.place(run.argument(run.model.duration.travels_to)).pose
        self._since_s: float | None = None
        self._from_z_m = 0.0
        self._raise_m = 0.0
        self._offsets: dict[str, tuple[float, float]] = {}
        self._planner: FormationPlanner | None = None
        self._planned_s = 0.0
        self.path: FormationPath | None = None

    def step(self, moment: Moment) -> Act:
        """One tick of it. Nothing moves but the gripper."""
        load = moment.sense.objects[self._object]
        if self._since_s is None:
            self._since_s = moment.now_s
            self._show_ready(load)
        gripper = self._run.hand.step(moment.now_s)
        if self._planner is None:
            if load.z_m - self._from_z_m < _SEEN_SHARE * self._raise_m:
                late = moment.now_s - self._since_s > _PEERS_WITHIN_S
                cause = Cause.PEER_LOST if late else Cause.NONE
                return Act(
                    gripper=gripper, cause=cause, message=f"somebody did not begin to carry {self._object}"
                )
            self._begin(moment, load)
        return self._plan(moment, gripper)

    def _show_ready(self, load: Pose) -> None:
        loaded = self._run.body.loaded
        table = table_at(loaded, self._goal)
        bottom_m = load.z_m - origin_m(loaded, self._object)
        self._from_z_m = load.z_m
        self._raise_m = max(_SIGNAL_M, (table[1] if table else 0.0) + _HOVER_M - bottom_m)
        held = self._run.hand.target
        raised = GripperPosition(held.x_m, held.y_m, held.z_m + self._raise_m)
        self._run.hand.move_through([raised])
        self._run.hand.carrying = raised

    def _begin(self, moment: Moment, load: Pose) -> None:
        """Take the picture everyone takes: where the load and its carriers are before anybody moves."""
        run, loaded = self._run, self._run.body.loaded
        poses = {**moment.sense.others, run.body.name: moment.sense.pose}
        for name in run.coalition:
            x, y, _ = in_frame_of(load, poses[name])
            self._offsets[name] = (x, y)
        bottom_m = self._from_z_m + self._raise_m - origin_m(loaded, self._object)
        shape = formation_shape(
            loaded.scenario.object(self._object).kind.size_m,
            [(*self._offsets[name], run.body.radius_of(name)) for name in run.coalition],
            ground=run.body.clearance,
            overhead=clearance_field(loaded.world, above_m=round(bottom_m, 1)),
        )
        start: Configuration = (load.x_m, load.y_m, load.yaw_rad)
        self._planned_s = moment.now_s
        self._planner = FormationPlanner(shape, start, _goals(self._goal, shape), bounds=loaded.world.bounds)

    def _plan(self, moment: Moment, gripper: GripperPosition) -> Act:
        assert self._planner is not None
        self._planner.advance(_EXPANSIONS_PER_TICK)
        if self._planner.is_hopeless:
            place = self._run.argument(self._run.model.duration.travels_to)
            words = f"no way for {self._object} and its carriers to {place}"
            return Act(gripper=gripper, cause=Cause.UNREACHABLE, message=words)
        settled = self._run.hand.is_done(moment.now_s) and moment.now_s - self._planned_s >= _MOVE_AFTER_S
        if self._planner.path is not None and settled:
            self.path = FormationPath(self._planner.path, self._offsets)
        return Act(gripper=gripper)


def _goals(goal: Pose, shape: FormationShape) -> list[Configuration]:
    """The place's heading, either way round; where neither has room, any heading that has."""
    turns = [math.radians(15 * index) for index in range(24)]
    every = [(goal.x_m, goal.y_m, wrapped_angle_rad(goal.yaw_rad + turn)) for turn in turns]
    free = [each for each in every if shape.is_free(each)]
    preferred = [each for each in (every[0], every[12]) if each in free]
    return preferred or free
