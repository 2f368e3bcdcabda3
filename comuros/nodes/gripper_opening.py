"""Opens all grippers of a team at the start: Gazebo begins with its detachable joints attached. Skill servers
do it where they are asked to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rclpy.node import Node
from rclpy.publisher import Publisher
from std_msgs.msg import Empty, String

from comuros.nodes import qos
from comuros.nodes.sensed_world import DETACHED

# A detach is heard only when robot and bridge are there, and a state is published only when it changes.
_TRIES = 10

Grip = tuple[str, str]


class GripperOpening:
    """Sends `<robot>/gripper/<object>/detach` at every `tick` to who listens, until the state says so or the
    tries are used up.
    """

    def __init__(self, node: Node, grips: Iterable[Grip]) -> None:
        """`grips` are pairs of robot and object."""
        self._publishers: dict[Grip, Publisher] = {}
        self._tries: dict[Grip, int] = {}
        for robot, thing in grips:
            topic = f"{robot}/gripper/{thing}"
            self._publishers[robot, thing] = node.create_publisher(Empty, f"{topic}/detach", qos.GRIPPER)
            self._tries[robot, thing] = 0
            node.create_subscription(String, f"{topic}/state", self._listener((robot, thing)), qos.GRIPPER)

    @property
    def waiting(self) -> tuple[Grip, ...]:
        """Grips that are not known to be open yet, in the order given."""
        return tuple(self._tries)

    def tick(self) -> None:
        """Called about once a second."""
        for grip in list(self._tries):
            publisher = self._publishers[grip]
            if publisher.get_subscription_count() == 0:
                continue
            publisher.publish(Empty())
            self._tries[grip] += 1
            if self._tries[grip] >= _TRIES:
                del self._tries[grip]

    def _listener(self, grip: Grip) -> Callable[[String], None]:
        def on_state(message: String) -> None:
            if message.data == DETACHED:
                self._tries.pop(grip, None)

        return on_state
