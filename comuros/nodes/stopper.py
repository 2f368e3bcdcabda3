"""Stops, pauses and resumes the whole team: `stop`, `pause`, `resume_all`. No model, planner or task manager
is in the path.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nav_msgs.msg import Odometry
from rclpy.client import Client
from std_msgs.msg import String
from std_srvs.srv import Trigger

from comuros.core.event import Event, EventKind
from comuros.nodes import qos
from comuros.nodes.clocks import now_s
from comuros.nodes.convert.event import event_to_ros
from comuros.nodes.convert.odometry import odometry_from_ros
from comuros.nodes.deferred_service import Answer, DeferredService
from comuros.nodes.managed_node import ManagedNode
from comuros.nodes.own_senses import STILL_WITHIN
from comuros.nodes.parameters import ParameterSpec, number, text
from comuros.nodes.runner import run_nodes
from comuros.nodes.team_motion import MotionOrder, order_to_ros
from comuros.scenario import load_scenario
from comuros_msgs.msg import Event as EventMessage

PARAMETERS = (
    ParameterSpec("scenario", "food_court", "name of a scenario, or the path of a scenario file"),
    ParameterSpec(
        "rest_timeout_s", 5.0, "seconds within which every robot must stand still", minimum=0.1, live=True
    ),
)
_LOOK_S = 0.02
# Robots that hear the topic need no service call; one that stands by then is not asked twice.
_CALL_SERVICES_AFTER_S = 0.3
_KINDS = {
    MotionOrder.STOP: EventKind.STOP_PRESSED,
    MotionOrder.PAUSE: EventKind.STOP_PRESSED,
    MotionOrder.GO: EventKind.RESUMED,
}


@dataclass(slots=True)
class _Motion:
    """The latest odometry of a robot and when it came, in steady seconds."""

    message: Odometry
    heard_s: float


@dataclass(slots=True)
class _Halt:
    """A stop or pause that waits for the robots to stand. Times are steady seconds."""

    order: MotionOrder
    answer: Answer
    since_s: float
    called: bool = False


class Stopper(ManagedNode):
    """Gives the order on `team/motion`, then by service to whoever does not come to rest; answers at zero
    velocity.
    """

    def __init__(self) -> None:
        super().__init__("stopper", parameters=PARAMETERS)

    def set_up(self) -> None:
        """Listen to every robot's odometry and offer the services."""
        robots = load_scenario(text(self, "scenario")).scenario.robots
        self._robots = tuple(robot.name for robot in robots if not robot.is_human)
        self._motion: dict[str, _Motion] = {}
        self._halts: list[_Halt] = []
        self._order = self.create_publisher(String, "team/motion", qos.TEAM_MOTION)
        self._events = self.create_publisher(EventMessage, "events", qos.EVENTS)
        self._callers = {
            (order, robot): self.create_client(Trigger, f"{robot}/{order.value}")
            for order in (MotionOrder.STOP, MotionOrder.PAUSE)
            for robot in self._robots
        }
        for robot in self._robots:
            self.create_subscription(Odometry, f"{robot}/odom", self._listener(robot), qos.ODOMETRY)
        DeferredService(self, Trigger, "stop", self._halt_service(MotionOrder.STOP))
        DeferredService(self, Trigger, "pause", self._halt_service(MotionOrder.PAUSE))
        self.create_service(Trigger, "resume_all", self._resume)
        self.every(_LOOK_S, self._look, steady=True)

    def _listener(self, robot: str) -> Callable[[Odometry], None]:
        def on_odometry(message: Odometry) -> None:
            self._motion[robot] = _Motion(message, time.monotonic())

        return on_odometry

    def _halt_service(self, order: MotionOrder) -> Callable[[Trigger.Request, Answer], None]:
        def serve(_: Trigger.Request, answer: Answer) -> None:
            self._give(order)
            self._halts.append(_Halt(order, answer, time.monotonic()))

        return serve

    def _resume(self, _: Trigger.Request, response: Trigger.Response) -> Trigger.Response:
        self._give(MotionOrder.GO)
        response.success, response.message = True, f"{len(self._robots)} robots may move again"
        return response

    def _give(self, order: MotionOrder) -> None:
        event = Event(
            _KINDS[order], "stopper", now_s(self), self._robots, f"{order.value} for the whole team"
        )
        self._order.publish(order_to_ros(order))
        self._events.publish(event_to_ros(event))

    def _look(self) -> None:
        """See who stands, and answer where all do or the time is up."""
        for halt in list(self._halts):
            moving = self._not_at_rest(halt.since_s)
            waited_s = time.monotonic() - halt.since_s
            if not moving or waited_s > number(self, "rest_timeout_s"):
                self._halts.remove(halt)
                self._answer(halt, moving, waited_s)
            elif not halt.called and waited_s > _CALL_SERVICES_AFTER_S:
                halt.called = True
                self._call(halt.order, moving)

    def _not_at_rest(self, since_s: float) -> list[str]:
        """Robots that have not been heard standing still since then; of one never heard nobody knows."""
        return [robot for robot in self._robots if not self._rests(robot, since_s)]

    def _rests(self, robot: str, since_s: float) -> bool:
        motion = self._motion.get(robot)
        if motion is None or motion.heard_s < since_s:
            return False
        return odometry_from_ros(motion.message)[1].is_still(tolerance=STILL_WITHIN)

    def _call(self, order: MotionOrder, robots: Sequence[str]) -> None:
        for robot in robots:
            client: Client = self._callers[order, robot]
            if client.service_is_ready():
                client.call_async(Trigger.Request())

    def _answer(self, halt: _Halt, moving: Sequence[str], waited_s: float) -> None:
        response = halt.answer.response
        response.success = not moving
        response.message = f"{len(self._robots) - len(moving)} robots at rest after {waited_s:.3f} s"
        unheard = [robot for robot in moving if robot not in self._motion]
        seen = [robot for robot in moving if robot in self._motion]
        if seen:
            response.message += f"; not seen at rest: {', '.join(seen)}"
        if unheard:
            response.message += f"; never heard of: {', '.join(unheard)}"
        halt.answer.send()


def make_nodes() -> Sequence[ManagedNode]:
    """The stopper alone."""
    return (Stopper(),)


def main() -> None:
    """Entry point of the executable `stopper`."""
    run_nodes(make_nodes, sys.argv)


if __name__ == "__main__":
    main()
