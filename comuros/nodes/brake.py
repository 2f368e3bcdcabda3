"""Zero velocities until the robot stands. The robot agent presses it, so that stopping does not hang on a
skill server.
"""

from __future__ import annotations

from geometry_msgs.msg import Twist
from rclpy.timer import Timer

from comuros.core.velocity import STILL
from comuros.nodes import qos
from comuros.nodes.convert.velocity import velocity_to_ros
from comuros.nodes.managed_node import ManagedNode
from comuros.nodes.own_senses import OwnSenses
from comuros.nodes.team_names import TeamNames

_PERIOD_S = 0.05
_AT_LEAST = 10
_AT_MOST = 100


class Brake:
    """While pressed, publishes zero velocity on `cmd_vel` until odometry shows that the robot stands."""

    def __init__(self, node: ManagedNode, names: TeamNames, senses: OwnSenses) -> None:
        self._senses = senses
        self._publisher = node.create_publisher(Twist, names.own("cmd_vel"), qos.CMD_VEL)
        self._node = node
        self._published = 0
        self._timer: Timer | None = None

    def press(self) -> None:
        """Stop the robot now."""
        self._published = 0
        self._brake()
        if self._timer is None:
            self._timer = self._node.create_timer(_PERIOD_S, self._hold, clock=self._node.steady_clock)

    def release(self) -> None:
        """Leave the robot to its skills again."""
        if self._timer is not None:
            self._node.destroy_timer(self._timer)
            self._timer = None

    def _hold(self) -> None:
        standing = self._published >= _AT_LEAST and self._senses.is_still
        if standing or self._published >= _AT_MOST:
            self.release()
        else:
            self._brake()

    def _brake(self) -> None:
        self._published += 1
        self._publisher.publish(velocity_to_ros(STILL))
