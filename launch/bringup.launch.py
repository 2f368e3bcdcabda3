"""Everything but a simulator: task manager, stopper, and for each robot an agent and a monitor.

ros2 launch comuros bringup.launch.py scenario:=warehouse
"""

from launch.actions import OpaqueFunction

from comuros.nodes.launching.arguments import COMMON, declared
from comuros.nodes.launching.team import team
from launch import LaunchDescription


def generate_launch_description() -> LaunchDescription:
    """What `ros2 launch` reads."""
    return LaunchDescription([*declared(COMMON), OpaqueFunction(function=team)])
