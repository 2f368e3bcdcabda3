"""Several robot agents in one process, each a node in its robot's namespace on a common executor: how the
stop benchmark gets fifty robots onto a small machine. Arguments before `--ros-args` are names of robots.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from comuros.nodes.managed_node import ManagedNode
from comuros.nodes.robot_agent import RobotAgent
from comuros.nodes.runner import run_nodes


def main() -> None:
    """Run the agents of the robots named."""
    names = sys.argv[1 : sys.argv.index("--ros-args")]

    def make_nodes() -> Sequence[ManagedNode]:
        return [RobotAgent(namespace=f"/{name}") for name in names]

    run_nodes(make_nodes, sys.argv)


if __name__ == "__main__":
    main()
