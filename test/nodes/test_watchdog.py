"""The watchdog: a node whose callback blocks is named on `/diagnostics` while it does."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import rclpy
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.executors import SingleThreadedExecutor

from comuros.nodes import qos
from comuros.nodes.managed_node import ManagedNode
from comuros.nodes.watchdog import Watchdog

PATIENCE_ROUNDS = 600


class Blocking(ManagedNode):
    """Its callback ends when it is told to."""

    def __init__(self) -> None:
        super().__init__("blocking", namespace="/east")
        self.go_on = threading.Event()
        self.every(0.01, self.wait_for_something, steady=True)

    def wait_for_something(self) -> None:
        self.go_on.wait(60.0)


class Lively(ManagedNode):
    def __init__(self) -> None:
        super().__init__("lively")


@pytest.fixture
def ros(ros_domain_id: int, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ROS_LOG_DIR", str(tmp_path))
    rclpy.init(domain_id=ros_domain_id)
    yield
    rclpy.try_shutdown()


class Heard:
    """The latest status of every node, from the topic."""

    def __init__(self, node: ManagedNode) -> None:
        self.statuses: dict[str, DiagnosticStatus] = {}
        node.create_subscription(DiagnosticArray, "/diagnostics", self._keep, qos.DIAGNOSTICS)
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(node)

    def until_level(self, name: str, level: bytes) -> DiagnosticStatus:
        for _ in range(PATIENCE_ROUNDS):
            self._executor.spin_once(timeout_sec=0.1)
            if name in self.statuses and self.statuses[name].level == level:
                return self.statuses[name]
        pytest.fail(f"heard {self.statuses}")

    def _keep(self, message: DiagnosticArray) -> None:
        self.statuses.update({status.name: status for status in message.status})


def test_a_node_whose_callback_blocks_is_named_while_it_does(ros: None) -> None:
    blocking, lively = Blocking(), Lively()
    blocking.set_parameters([rclpy.Parameter("callback_bound_s", value=0.05)])
    heard = Heard(lively)
    watchdog = Watchdog([blocking, lively])
    executor = SingleThreadedExecutor()
    executor.add_node(blocking)
    blocking.start()
    spinning = threading.Thread(target=executor.spin, daemon=True)
    watchdog.start()
    spinning.start()
    try:
        status = heard.until_level("east/blocking: callbacks", DiagnosticStatus.WARN)
        assert "Blocking.wait_for_something has been blocking the executor for" in status.message
        assert heard.statuses["lively: callbacks"].level == DiagnosticStatus.OK
        blocking.go_on.set()
        heard.until_level("east/blocking: callbacks", DiagnosticStatus.OK)
    finally:
        blocking.go_on.set()
        watchdog.stop()
        executor.shutdown()
        spinning.join()
        for node in (blocking, lively):
            node.destroy_node()


def test_what_a_report_has_told_the_next_one_does_not_tell_again(
    ros: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = Lively()
    heard = Heard(node)
    watchdog = Watchdog([node])
    times = iter([0.0, 2.0])
    with monkeypatch.context() as patched:
        patched.setattr("comuros.nodes.callback_watch.time.monotonic", lambda: next(times))
        node.callbacks.timed(lambda: None)()
    watchdog.report()
    told = heard.until_level("lively: callbacks", DiagnosticStatus.WARN)
    assert "blocked the executor for 2.00 s" in told.message
    watchdog.report()
    told = heard.until_level("lively: callbacks", DiagnosticStatus.OK)
    values = {pair.key: pair.value for pair in told.values}
    assert values["longest callback ever (s)"] == "2.0000"
    watchdog.stop()
    node.destroy_node()
