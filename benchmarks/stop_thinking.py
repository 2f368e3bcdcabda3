"""A task manager that thinks while robots are stopped: a model call that never returns, a replan that runs.
The stop benchmark sees to it that both are under way when it presses stop.
"""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from rclpy.node import Node
from std_msgs.msg import String
from stop_lanes import SCOUTS, scouts_instruction

from comuros.nodes import qos
from comuros_msgs.msg import MissionState
from comuros_msgs.srv import InjectFault

REPLAN_LIMIT_S = 8.0
_LOOK_S = 0.1
_NOT_UNDERSTOOD = "Would you be so kind as to have the hall in good order before our guests arrive, take {}?"


class SilentModel:
    """An HTTP server on loopback that takes requests and never answers. `taken` counts them all, `pending`
    those whose senders still wait.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.taken = self.pending = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                outer._count(taken=1, pending=1)
                try:
                    while not (outer._over.wait(_LOOK_S) or _has_gone(self.connection)):
                        pass
                finally:
                    outer._count(pending=-1)

            def log_request(self, code: object = "-", size: object = "-") -> None:
                """Nothing to say."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _count(self, *, taken: int = 0, pending: int = 0) -> None:
        with self._lock:
            self.taken += taken
            self.pending += pending

    @property
    def url(self) -> str:
        """The base URL for the parameter `llm`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        """Let everybody go."""
        self._over.set()
        self._server.shutdown()
        self._server.server_close()


def _has_gone(connection: socket.socket) -> bool:
    """Whether the other side has closed: with its request read, only then is there something to read."""
    readable, _, _ = select.select([connection], [], [], 0.0)
    return bool(readable) and not connection.recv(1, socket.MSG_PEEK)


class Thinking:
    """Keeps the task manager of a bench busy through the topics and services people use."""

    def __init__(
        self,
        node: Node,
        until: Callable[[Callable[[], object], str], object],
        *,
        replan_limit_s: float = REPLAN_LIMIT_S,
    ) -> None:
        """The best order of the posts is not proved within `replan_limit_s` (real seconds): a replan lasts
        that long.
        """
        self._limit_s = replan_limit_s
        self.model = SilentModel()
        self._until = until
        self._states: dict[str, str] = {}
        self._revisions: dict[str, int] = {}
        self._revision = 0
        self._mission = ""
        self._takes = 0
        self.replans_s: list[float] = []
        self._said = node.create_publisher(String, "instruction", qos.INSTRUCTION)
        self._fault = node.create_client(InjectFault, "simulator/fault")
        node.create_subscription(MissionState, "mission/state", self._on_state, qos.MISSION)

    @property
    def parameters(self) -> dict[str, object]:
        """Parameters of the task manager."""
        return {
            "llm": self.model.url,
            "llm_model": "silent",
            "replan_time_limit_s": self._limit_s,
            "plan_time_limit_s": self._limit_s,
            "use_sim_time": True,
        }

    def begin(self) -> None:
        """Have the scouts look at everything."""
        self._until(lambda: self._said.get_subscription_count() > 0, "a task manager that listens")
        self._said.publish(String(data=scouts_instruction()))
        self._until(lambda: "executing" in self._states.values(), "mission of the scouts")
        self._mission = next(name for name, state in self._states.items() if state == "executing")

    def start_thinking(self) -> None:
        """Returns with a model call pending and a replan begun."""
        self._until(lambda: self._states[self._mission] == "executing", "executing scouts")
        self._takes += 1
        self._revision = self._revisions[self._mission]
        taken = self.model.taken
        self._said.publish(String(data=_NOT_UNDERSTOOD.format(self._takes)))
        self._until(lambda: self.model.taken > taken and self.model.pending, "a pending model call")
        fault = InjectFault.Request(kind="skill_fails", subject=SCOUTS[0], during_skill="", progress=0.0)
        self._until(self._fault.service_is_ready, "a simulator that takes faults")
        answer = self._fault.call_async(fault)
        self._until(answer.done, "answer of the simulator")
        if not answer.result().accepted:
            raise RuntimeError(answer.result().message)
        self._until(lambda: self.is_replanning, "a replan")  # it is let run on when stop is pressed

    def has_resumed(self) -> None:
        """Returns once the scouts' plan after a stop is there, and takes note of how long it took."""
        began = time.monotonic()
        self._until(lambda: self.has_replanned, "executing scouts")
        self.replans_s.append(time.monotonic() - began)

    @property
    def is_replanning(self) -> bool:
        """Whether the scouts' plan is being made anew."""
        return self._states[self._mission] == "replanning"

    @property
    def has_replanned(self) -> bool:
        """Whether a plan made since `start_thinking` is being carried out."""
        is_newer = self._revisions[self._mission] > self._revision
        return is_newer and self._states[self._mission] == "executing"

    def close(self) -> None:
        """Let the model calls go."""
        self.model.close()

    def _on_state(self, message: MissionState) -> None:
        self._states[message.mission_id] = message.state
        self._revisions[message.mission_id] = message.revision
