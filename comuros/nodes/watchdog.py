"""Tells on `/diagnostics` how long the callbacks of a process' nodes take, from a thread of its own: an
executor that is blocked is named while it is.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue

from comuros.nodes import qos
from comuros.nodes.callback_watch import Taken
from comuros.nodes.clocks import now_s
from comuros.nodes.convert.header import header_to_ros
from comuros.nodes.managed_node import CALLBACK_BOUND, ManagedNode
from comuros.nodes.parameters import number

_EVERY_S = 1.0


class Watchdog:
    """One for the nodes of a process, none of which may be destroyed before `stop`. `run_nodes` has one.

    The status of a node is a warning where a callback took longer than the node's parameter
    `callback_bound_s`, or has been running that long.
    """

    def __init__(self, nodes: Sequence[ManagedNode]) -> None:
        """Make the publisher, on the first of the nodes; there has to be one."""
        self._nodes = tuple(nodes)
        self._publisher = nodes[0].create_publisher(DiagnosticArray, "/diagnostics", qos.DIAGNOSTICS)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="comuros-watchdog", daemon=True)

    def start(self) -> None:
        """Report once a second (real time) from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Report no more; returns when nothing of ROS is used any longer."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def report(self) -> None:
        """Report now, on what happened since the last report."""
        stamp = header_to_ros(now_s(self._nodes[0]))
        self._publisher.publish(DiagnosticArray(header=stamp, status=[_status(node) for node in self._nodes]))

    def _run(self) -> None:
        while not self._over.wait(_EVERY_S):
            if self._nodes[0].context.ok():
                self.report()


def _status(node: ManagedNode) -> DiagnosticStatus:
    watch = node.callbacks
    lately = watch.lately()
    is_long = lately.wall_s > number(node, CALLBACK_BOUND.name)
    values = {
        "longest callback since the last report (s)": f"{lately.wall_s:.4f}",
        "of it on a processor (s)": "unknown" if lately.is_running else f"{lately.cpu_s:.4f}",
        "99 of 100 callbacks within (s)": f"{watch.share_within_s(0.99):.4f}",
        "longest callback ever (s)": f"{watch.longest.wall_s:.4f}",
        "callbacks": str(watch.count),
    }
    return DiagnosticStatus(
        name=f"{node.get_fully_qualified_name().strip('/')}: callbacks",
        level=DiagnosticStatus.WARN if is_long else DiagnosticStatus.OK,
        message=_said(lately) if is_long else "no callback waits",
        values=[KeyValue(key=key, value=value) for key, value in values.items()],
    )


def _said(taken: Taken) -> str:
    if taken.is_running:
        return f"{taken.what} has been blocking the executor for {taken.wall_s:.2f} s"
    return f"{taken.what} blocked the executor for {taken.wall_s:.2f} s"
