"""Runs one node as a process: start, spin, and a clean end on Ctrl-C or SIGTERM. Every executable's `main`
calls it.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from typing import NoReturn

import rclpy
from rclpy.executors import Executor, ExternalShutdownException, SingleThreadedExecutor
from rclpy.signals import SignalHandlerOptions

from comuros.core.errors import ComurosError
from comuros.nodes.managed_node import ManagedNode
from comuros.nodes.watchdog import Watchdog

_FAILED = 1
_LOOK_FOR_SIGNALS_S = 0.2
# Long enough for the last words (cancels, zero velocities) to leave the process.
_FAREWELL_S = 0.3


def run_nodes(make: Callable[[], Sequence[ManagedNode]], args: list[str] | None = None) -> NoReturn:
    """Run the nodes on one single-threaded executor until Ctrl-C or SIGTERM, then end the process: status 0,
    or 1 and one sentence where a node refused.
    """
    _leave(_spin(make, args))


def _spin(make: Callable[[], Sequence[ManagedNode]], args: list[str] | None) -> int:
    """rclpy's own handlers would make the context invalid before a node can say anything. Here nodes are
    deactivated first: a robot agent still cancels its skill and brakes.
    """
    rclpy.init(args=args, signal_handler_options=SignalHandlerOptions.NO)
    signals = _Signals()
    nodes: Sequence[ManagedNode] = ()
    watchdog: Watchdog | None = None
    executor = thrifty_executor()
    try:
        nodes = make()
        watchdog = Watchdog(nodes)
        watchdog.start()
        for node in nodes:
            executor.add_node(node)
            node.start()
        while not signals.came and rclpy.ok():
            executor.spin_once(timeout_sec=_LOOK_FOR_SIGNALS_S)
        _say_farewell(nodes, executor)
        for node in nodes:
            node.get_logger().info(node.callbacks.in_words())
    except ComurosError as error:
        sys.stderr.write(f"{error}\n")
        return _FAILED
    except ExternalShutdownException:
        return 0
    finally:
        # A second Ctrl-C (launch and terminals like to send two) shall not interrupt the cleaning up;
        # SIGTERM may.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if watchdog is not None:
            watchdog.stop()
        for node in nodes:
            node.destroy_node()
        executor.shutdown(timeout_sec=1.0)
        rclpy.try_shutdown()
    return 0


def _leave(status: int) -> NoReturn:
    """End the process without Python's own taking apart. Everything of ROS has been given back by now; what
    is left would wait for a solver's thread, and cost ten processes that end at once more than the 5 s
    after which launch loses patience.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def thrifty_executor() -> Executor:
    """An executor with one thread that wakes only for what happened, where this rclpy has it: a node at rest
    costs a quarter of what it does where a wait set is built anew in every round.
    """
    try:
        from rclpy.experimental import EventsExecutor
    except ImportError:
        return SingleThreadedExecutor()
    return EventsExecutor()


class _Signals:
    """Takes Ctrl-C and SIGTERM over; `came` is seen by the loop, which is the only one to act on it."""

    def __init__(self) -> None:
        self.came = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._take)

    def _take(self, number: int, frame: object) -> None:
        self.came = True


def _say_farewell(nodes: Sequence[ManagedNode], executor: Executor) -> None:
    for node in nodes:
        if node.is_active:
            node.trigger_deactivate()
    end_s = time.monotonic() + _FAREWELL_S
    while time.monotonic() < end_s and rclpy.ok():
        executor.spin_once(timeout_sec=0.05)
