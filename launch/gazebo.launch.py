"""A scenario in Gazebo: server, robots, bridge, skill servers, and the team.

It needs ros_gz_sim and ros_gz_bridge.

ros2 launch comuros gazebo.launch.py scenario:=warehouse headless:=false
"""

from launch.actions import OpaqueFunction

from comuros.nodes.launching.arguments import COMMON, declared
from comuros.nodes.launching.gazebo import gazebo_world
from comuros.nodes.launching.team import team
from launch import LaunchDescription


def generate_launch_description() -> LaunchDescription:
    """What `ros2 launch` reads."""
    actions = [OpaqueFunction(function=gazebo_world), OpaqueFunction(function=team)]
    return LaunchDescription([*declared(COMMON), *actions])
