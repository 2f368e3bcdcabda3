"""A whole team with one robot's agent in one process, for tests with several teams. ROS arguments lead it.

python -m support.whole_team --ros-args -r __ns:=/east -r /clock:=/east/clock -p robot:=drone
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from comuros.nodes.event_monitor import EventMonitor
from comuros.nodes.managed_node import ManagedNode
from comuros.nodes.robot_agent import RobotAgent
from comuros.nodes.runner import run_nodes
from comuros.nodes.simulator import make_nodes as make_simulator
from comuros.nodes.stopper import Stopper
from comuros.nodes.task_manager import TaskManager


def make_nodes() -> Sequence[ManagedNode]:
    """Simulator, skill servers, task manager, monitor, stopper, and one agent."""
    return (*make_simulator(), TaskManager(), EventMonitor(), Stopper(), RobotAgent())


if __name__ == "__main__":
    run_nodes(make_nodes, sys.argv)
