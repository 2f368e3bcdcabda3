"""Readings of a node's clock in seconds."""

from __future__ import annotations

from rclpy.node import Node

_S_PER_NS = 1e-9


def now_s(node: Node) -> float:
    """The node's time: simulated where `use_sim_time` is set, else the system's."""
    return float(node.get_clock().now().nanoseconds) * _S_PER_NS
