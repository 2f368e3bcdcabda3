"""The team on real robots, each in its namespace: the team's nodes, and what serves the robots' skills.

ros2 launch comuros hardware.launch.py scenario:=/path/my_site.yaml
"""

from launch.actions import OpaqueFunction

from comuros.nodes.launching.arguments import HARDWARE, declared
from comuros.nodes.launching.team import drivers, team
from launch import LaunchDescription


def generate_launch_description() -> LaunchDescription:
    """What `ros2 launch` reads."""
    actions = [OpaqueFunction(function=drivers), OpaqueFunction(function=team)]
    return LaunchDescription([*declared(HARDWARE), *actions])
