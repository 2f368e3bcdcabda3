"""One goal on its way to an action server: sent, asked after where the server is silent, sent again where it
never got it. Used by `goal_calls` and `fleet`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from action_msgs.msg import GoalStatus
from rclpy.action import ActionClient
from rclpy.action.client import ClientGoalHandle
from rclpy.node import Node
from unique_identifier_msgs.msg import UUID

from comuros.nodes.managed_node import timed_on

_ANSWER_PATIENCE_S = 3.0
_SILENCE_PATIENCE_S = 10.0
_LONGEST_PATIENCE_S = 60.0


@dataclass(slots=True, eq=False)
class _Sending:
    """A goal under an id of its own. `handle` is None until the server has accepted it; `quiet_since_s` is
    steady time, None as long as no tick has found it quiet.
    """

    goal_id: UUID
    handle: Any = None
    quiet_since_s: float | None = None
    patience_s: float = _ANSWER_PATIENCE_S

    def heard(self) -> None:
        """The server said something of it."""
        self.quiet_since_s = None
        if self.handle is not None:
            self.patience_s = _SILENCE_PATIENCE_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What is called with what becomes of a goal: `feedback` with messages under way, then one of the rest.
    `result` gets the server's answer (status and result); `refused` means that it did not accept the goal,
    `withdrawn` that the goal was cancelled before any server had it, `forgotten` that the server had it and
    knows nothing of it any more: it was started anew, or its result came too late to be asked for.
    """

    feedback: Callable[[Any], None]
    result: Callable[[Any], None]
    refused: Callable[[], None]
    withdrawn: Callable[[], None]
    forgotten: Callable[[], None]


class GoalDelivery:
    """DDS drops an answer where the server has not discovered the client yet. A server that is silent for
    `_ANSWER_PATIENCE_S` after a goal, or `_SILENCE_PATIENCE_S` in mid-goal, is asked for the result: one that
    never got the goal says so, and it is sent again, under a new id. An earlier sending that turns out
    accepted after all is cancelled, and nothing it says counts: servers hold on to work that a goal sent
    again is for too.
    """

    def __init__(self, client: ActionClient, goal: Any, hearing: Hearing, *, node: Node | None) -> None:
        """Callbacks are watched on `node`, where there is one; nothing is sent before `send`."""
        self._client = client
        self._goal = goal
        self._hearing = hearing
        self._node = node
        self._sending: _Sending | None = None
        self._cancelled = False
        self._over = False

    @property
    def is_sent(self) -> bool:
        """Whether a server may have it."""
        return self._sending is not None

    def send(self) -> None:
        """Send it, unless no server is ready or it was sent before."""
        if self._sending is None and self._client.server_is_ready():
            self._send()

    def cancel(self) -> None:
        """Have it cancelled; `withdrawn` at once where it was not sent yet."""
        self._cancelled = True
        if self._sending is None:
            self._end(self._hearing.withdrawn)
        elif self._sending.handle is not None:
            self._sending.handle.cancel_goal_async()

    def give_up(self) -> None:
        """Hear no more of it; a server that has it shall let go of it."""
        self._over = True
        if self._sending is not None and self._sending.handle is not None:
            self._sending.handle.cancel_goal_async()

    def tick(self, now_s: float) -> None:
        """Send it as soon as there is a server, ask after it where that is silent. `now_s` is steady time."""
        sending = self._sending
        if self._over or not self._client.server_is_ready():
            return
        if sending is None:
            self._send()
        elif sending.quiet_since_s is None:
            sending.quiet_since_s = now_s
        elif now_s - sending.quiet_since_s > sending.patience_s:
            sending.quiet_since_s = now_s
            sending.patience_s = min(2.0 * sending.patience_s, _LONGEST_PATIENCE_S)
            self._ask_after(sending)

    def ask_now(self) -> None:
        """Ask after it: there is reason to believe that its server was started anew."""
        if self._sending is not None and not self._over:
            self._ask_after(self._sending)

    def _send(self) -> None:
        sending = self._sending = _Sending(UUID(uuid=list(uuid4().bytes)))
        future = self._client.send_goal_async(
            self._goal,
            feedback_callback=self._watched(lambda message: self._under_way(sending, message.feedback)),
            goal_uuid=sending.goal_id,
        )
        future.add_done_callback(self._watched(lambda done: self._answered(sending, done.result())))

    def _answered(self, sending: _Sending, handle: Any) -> None:
        if self._over or sending is not self._sending:
            if handle.accepted:
                handle.cancel_goal_async()
            return
        if not handle.accepted:
            self._end(self._hearing.refused)
            return
        sending.handle = handle
        sending.heard()
        self._await_result(sending)
        if self._cancelled:
            handle.cancel_goal_async()

    def _ask_after(self, sending: _Sending) -> None:
        handle = self._await_result(sending)
        if self._cancelled:
            handle.cancel_goal_async()

    def _await_result(self, sending: _Sending) -> Any:
        """Ask for the result; the handle it was asked with."""
        accepted = sending.handle is not None
        handle = sending.handle or ClientGoalHandle(self._client, sending.goal_id, None)

        def on_answer(done: Any) -> None:
            if sending is self._sending and not self._over:
                self._found_out(sending, done.result(), accepted=accepted)

        handle.get_result_async().add_done_callback(self._watched(on_answer))
        return handle

    def _found_out(self, sending: _Sending, answer: Any, *, accepted: bool) -> None:
        """`accepted` says whether the server had accepted the goal when it was asked."""
        if answer.status != GoalStatus.STATUS_UNKNOWN:
            self._end(lambda: self._hearing.result(answer))
        elif accepted:
            self._end(self._hearing.forgotten)
        elif sending.handle is not None:
            return  # it came to the server after the question
        elif self._cancelled:
            self._end(self._hearing.withdrawn)
        else:
            self._send()

    def _under_way(self, sending: _Sending, feedback: Any) -> None:
        if sending is self._sending and not self._over:
            sending.heard()
            self._hearing.feedback(feedback)

    def _end(self, say: Callable[[], None]) -> None:
        if not self._over:
            self._over = True
            say()

    def _watched(self, callback: Callable[[Any], None]) -> Callable[[Any], None]:
        return timed_on(self._node, callback) if self._node is not None else callback
