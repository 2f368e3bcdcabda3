"""Runs one node as a process: start, spin, and a clean end on Ctrl-C or SIGTERM. Every executable's `main`
calls it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import rclpy
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor

from comuros.core.errors import ComurosError
from comuros.nodes.managed_node import ManagedNode

_FAILED = 1


def run_nodes(make: Callable[[], Sequence[ManagedNode]], args: list[str] | None = None) -> int:
    """Run the nodes on one single-threaded executor until the context is shut down; returns the exit
    status.
    """
    rclpy.init(args=args)
    nodes: Sequence[ManagedNode] = ()
    executor = SingleThreadedExecutor()
    try:
        nodes = make()
        for node in nodes:
            executor.add_node(node)
            node.start()
        executor.spin()
    except ComurosError as error:
        sys.stderr.write(f"{error}\n")
        return _FAILED
    except (KeyboardInterrupt, ExternalShutdownException):
        return 0
    finally:
        for node in nodes:
            node.destroy_node()
        executor.shutdown(timeout_sec=1.0)
        rclpy.try_shutdown()
    return 0
