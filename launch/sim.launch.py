"""The embedded world and everything that works in it, in one command.

ros2 launch comuros sim.launch.py scenario:=food_court speed:=5
"""

from launch.actions import OpaqueFunction

from comuros.nodes.launching.arguments import COMMON, SIMULATOR, declared
from comuros.nodes.launching.team import embedded_world, team
from launch import LaunchDescription


def generate_launch_description() -> LaunchDescription:
    """What `ros2 launch` reads."""
    actions = [OpaqueFunction(function=embedded_world), OpaqueFunction(function=team)]
    return LaunchDescription([*declared((*COMMON, *SIMULATOR)), *actions])
