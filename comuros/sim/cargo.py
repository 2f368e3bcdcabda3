"""All movable objects: what rests where, who holds what, what follows whom, what falls. The simulation steps
it after the robots.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from comuros.core.geometry import Pose, wrapped_angle_rad
from comuros.core.scenario import Scenario
from comuros.sim.body import Body
from comuros.sim.obstacle_index import ObstacleIndex
from comuros.sim.thing import Grip, Thing, placed_by_many, placed_by_one, separations_m

SEPARATION_TOLERANCE_M = 0.25
_STEP_UP_M = 0.15
_CONTACT_M = 0.05
_HANDS_IN_A_HAND_OVER = 2


class Cargo:
    """The objects of a world. Robots are handed in; obstacles serve as table tops."""

    def __init__(self, scenario: Scenario, poses: Mapping[str, Pose], obstacles: ObstacleIndex) -> None:
        self._obstacles = obstacles
        self.things = {
            o.name: Thing(o.name, o.kind, poses[o.name]) for o in scenario.objects if o.name in poses
        }
        for thing in sorted(self.things.values(), key=lambda each: each.pose.z_m):
            self._settle_at_start(thing)

    def attach(self, thing: Thing, body: Body, *, bodies: Mapping[str, Body]) -> bool:
        """Let a robot take hold of an object; refused where it is out of reach or held by enough others
        already. What one robot holds a second may take hold of: that is how things are handed over.
        """
        if body.name in thing.grips:
            return True
        out_of_reach = thing.gap_m(body.pose.x_m, body.pose.y_m) > body.limits.reach_m
        if out_of_reach or len(thing.grips) >= max(thing.kind.carriers, _HANDS_IN_A_HAND_OVER):
            return False
        if thing.is_carried:
            self._grip_anew(thing, bodies)
        thing.grips[body.name] = _grip(thing, body)
        if thing.is_carried:
            thing.separation_m = separations_m([bodies[name].pose for name in thing.held_by])
        return True

    def detach(self, thing: Thing, robot: str, *, bodies: Mapping[str, Body]) -> None:
        """Let a robot let go; with too few holders left the object comes down on the surface below."""
        if thing.grips.pop(robot, None) is None:
            return
        if thing.is_carried:
            self._grip_anew(thing, bodies)
        else:
            self.put_down(thing)

    def drop(self, thing: Thing) -> None:
        """Every holder loses the object, which falls."""
        thing.grips.clear()
        self.put_down(thing)

    def put_down(self, thing: Thing) -> None:
        """Rest the object on the highest surface below it: a table top, another object that is a surface, or
        the floor.
        """
        support, top_m = self._support_below(thing, limit_m=thing.bottom_m + _STEP_UP_M)
        thing.rests_on = support
        self._move(thing, Pose(thing.pose.x_m, thing.pose.y_m, top_m + thing.origin_m, thing.pose.yaw_rad))

    def relocate(self, thing: Thing, pose: Pose) -> None:
        """Put an object elsewhere, as somebody outside the team would; whoever held it does no more."""
        thing.grips.clear()
        limit_m = max(pose.z_m, 0.0) + _STEP_UP_M
        raised = Pose(pose.x_m, pose.y_m, limit_m + thing.origin_m, pose.yaw_rad)
        self._move(thing, raised)
        self.put_down(thing)

    def follow(self, bodies: Mapping[str, Body]) -> list[Thing]:
        """Carry every held object along with its holders; returns those that fell because carriers drew apart
        or together.
        """
        fallen = []
        for thing in self.things.values():
            if thing.is_carried:
                if self._drawn_apart(thing, bodies):
                    self.drop(thing)
                    fallen.append(thing)
                else:
                    thing.rests_on = ""
                    self._move(thing, held_pose(thing, bodies))
        return fallen

    def held_by(self, robot: str) -> tuple[str, ...]:
        """Objects this robot holds, sorted."""
        return tuple(sorted(name for name, thing in self.things.items() if robot in thing.grips))

    def _settle_at_start(self, thing: Thing) -> None:
        """Find out what an object rests on as the world file puts it, and where its origin is."""
        support, top_m = self._support_below(thing, limit_m=thing.pose.z_m + _CONTACT_M)
        thing.rests_on = support
        thing.origin_m = min(thing.kind.size_m[2], max(0.0, thing.pose.z_m - top_m))

    def _support_below(self, thing: Thing, *, limit_m: float) -> tuple[str, float]:
        x, y = thing.pose.x_m, thing.pose.y_m
        best, top_m = "", self._obstacles.top_below(x, y, limit_m=limit_m)[1]
        for other in self._possible_supports(thing):
            if top_m < other.top_m <= limit_m and other.covers(x, y):
                best, top_m = other.name, other.top_m
        return best, top_m

    def _possible_supports(self, thing: Thing) -> Iterable[Thing]:
        riders = {rider.name for rider in self._riders(thing)}
        return (
            o for o in self.things.values() if o is not thing and o.kind.is_surface and o.name not in riders
        )

    def _riders(self, thing: Thing) -> list[Thing]:
        riders = [other for other in self.things.values() if other.rests_on == thing.name]
        return riders + [further for rider in riders for further in self._riders(rider)]

    def _move(self, thing: Thing, pose: Pose) -> None:
        before = thing.pose
        if pose == before:
            return
        thing.pose = pose
        turn = pose.yaw_rad - before.yaw_rad
        cos, sin = math.cos(turn), math.sin(turn)
        for rider in self._riders(thing):
            dx, dy = rider.pose.x_m - before.x_m, rider.pose.y_m - before.y_m
            rider.pose = Pose(
                pose.x_m + dx * cos - dy * sin,
                pose.y_m + dx * sin + dy * cos,
                rider.pose.z_m + pose.z_m - before.z_m,
                wrapped_angle_rad(rider.pose.yaw_rad + turn),
            )

    @staticmethod
    def _grip_anew(thing: Thing, bodies: Mapping[str, Body]) -> None:
        """The holders of a carried object change: what counts is how each of them holds it now."""
        for name in thing.held_by:
            thing.grips[name] = _grip(thing, bodies[name])
        thing.separation_m = separations_m([bodies[name].pose for name in thing.held_by])

    @staticmethod
    def _drawn_apart(thing: Thing, bodies: Mapping[str, Body]) -> bool:
        now = separations_m([bodies[name].pose for name in thing.held_by])
        return any(
            abs(apart - at_attach) > SEPARATION_TOLERANCE_M
            for apart, at_attach in zip(now, thing.separation_m, strict=True)
        )


def _grip(thing: Thing, body: Body) -> Grip:
    point = thing.to_local(body.pose.x_m, body.pose.y_m)
    return Grip(*point, body.pose, thing.pose, body.gripper)


def held_pose(
    thing: Thing, bodies: Mapping[str, Body], *, mover: str = "", moved_to: Pose | None = None
) -> Pose:
    """Where a carried object is, from where its holders are; or would be, were `mover` at `moved_to`."""
    grips = [
        (
            thing.grips[name],
            moved_to if moved_to and name == mover else bodies[name].pose,
            bodies[name].gripper,
        )
        for name in thing.held_by
    ]
    if len(grips) == 1:
        return placed_by_one(*grips[0])
    return placed_by_many(grips)
