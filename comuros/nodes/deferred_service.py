"""Services whose answer takes a while. No executor thread waits, and no coroutine polls: the answer is sent
when it is known.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rclpy.node import Node


class Answer:
    """The answer one caller waits for. `send` may be called at any time, once."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self._deliver: Callable[[Any], None] | None = None
        self._is_sent = False

    def send(self) -> None:
        """Send `response` as it stands; only the first call counts."""
        if self._is_sent:
            return
        self._is_sent = True
        if self._deliver is not None:
            self._deliver(self.response)

    def deliver_with(self, deliver: Callable[[Any], None]) -> None:
        """Called by the service once it knows how to reach the caller."""
        self._deliver = deliver
        if self._is_sent:
            deliver(self.response)


class DeferredService:
    """A ROS service whose callback gets an `Answer` to keep.

    rclpy sends whatever a callback returns as soon as it returns. Here the callback's return value goes
    nowhere; the caller's address is kept with its answer. Needs a single-threaded executor.
    """

    def __init__(
        self, node: Node, service: type, name: str, on_request: Callable[[Any, Answer], None]
    ) -> None:
        self._on_request = on_request
        self._latest: Answer | None = None
        self._service = node.create_service(service, name, self._call)
        self._send = self._service.send_response
        self._service.send_response = self._keep

    def _call(self, request: Any, response: Any) -> Any:
        self._latest = Answer(response)
        self._on_request(request, self._latest)
        return response

    def _keep(self, response: Any, header: Any) -> None:
        answer, self._latest = self._latest, None
        if answer is not None:
            answer.deliver_with(lambda known: self._send(known, header))
