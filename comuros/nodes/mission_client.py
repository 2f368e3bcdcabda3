"""A client of a running system: says instructions, sees what happens, stops the robots. For the command
line and the console.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any

import rclpy
from rclpy.action import ActionClient
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from rclpy.node import Node
from std_msgs.msg import String
from std_srvs.srv import Trigger

from comuros.core.command import AskHuman, RequestKind
from comuros.core.errors import InputError
from comuros.core.scenario import Fault
from comuros.nodes import qos
from comuros.nodes.convert.event import event_from_ros
from comuros.nodes.convert.fault import fault_to_ros
from comuros.nodes.convert.human_request import human_request_from_ros
from comuros.nodes.convert.mission_state import mission_outcome_from_ros, mission_state_from_ros
from comuros.nodes.convert.plan import published_plan_from_ros
from comuros.nodes.convert.robot_state import robot_status_from_ros
from comuros.nodes.convert.time import time_from_ros
from comuros.nodes.convert.tree import published_tree_from_ros
from comuros.nodes.convert.verdict import verdict_from_ros
from comuros.nodes.mission_seen import QuestionSeen, Seen, StateSeen, TreeSeen
from comuros_msgs import msg
from comuros_msgs.action import ExecuteMission, PreviewMission
from comuros_msgs.srv import AnswerHuman, Approve, InjectFault, WhyNot

_CONVERT: dict[str, tuple[type, Any, Callable[[Any], Seen]]] = {
    "mission/tree": (
        msg.TaskTree,
        qos.MISSION,
        lambda m: TreeSeen(published_tree_from_ros(m), m.instruction),
    ),
    "mission/plan": (msg.Plan, qos.MISSION, published_plan_from_ros),
    "mission/state": (msg.MissionState, qos.MISSION, lambda m: _state_seen(m)),
    "events": (msg.Event, qos.EVENTS, event_from_ros),
    "verdicts": (msg.Verdict, qos.VERDICTS, verdict_from_ros),
    "human_request": (
        msg.HumanRequest,
        qos.HUMAN_REQUEST,
        lambda m: QuestionSeen(human_request_from_ros(m), m.closed),
    ),
}


_ORDERS = ("stop", "pause", "resume")


class MissionClient:
    """A node on a thread of its own. Methods may be called from any thread; those that wait say so, and for
    how long.

    It joins the domain of its environment (`ROS_DOMAIN_ID`), or the one given.
    """

    def __init__(
        self, robots: Iterable[str], *, domain: int | None = None, name: str = "mission_client"
    ) -> None:
        self._context = rclpy.Context()
        self._context.init(domain_id=domain)
        self._node = Node(name, context=self._context, enable_rosout=False)
        self._executor = SingleThreadedExecutor(context=self._context)
        self._executor.add_node(self._node)
        self._seen: SimpleQueue[Seen] = SimpleQueue()
        self.robots = tuple(robots)
        self._heard: set[str] = set()
        self._subscribe()
        self._instruction = self._node.create_publisher(String, "instruction", qos.INSTRUCTION)
        self._actions = {
            action: ActionClient(self._node, action, name)
            for action, name in ((ExecuteMission, "execute_mission"), (PreviewMission, "preview_mission"))
        }
        self._services = {
            name: self._node.create_client(kind, name)
            for name, kind in (
                ("stop", Trigger),
                ("pause", Trigger),
                ("resume_all", Trigger),
                ("answer_human", AnswerHuman),
                ("approve", Approve),
                ("why_not", WhyNot),
                ("simulator/fault", InjectFault),
                *((f"{robot}/{order}", Trigger) for robot in self.robots for order in _ORDERS),
            )
        }
        self._thread = threading.Thread(target=self._spin, name="mission-client", daemon=True)
        self._thread.start()

    def __enter__(self) -> MissionClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the system. Nothing else may be called afterwards."""
        self._executor.shutdown(timeout_sec=1.0)
        self._thread.join(timeout=2.0)
        for client in self._actions.values():
            client.destroy()
        self._node.destroy_node()
        self._context.try_shutdown()
        self._context.destroy()
        # The DDS participant, and with it the ports of the domain, lasts as long as anything refers to it.
        del self._node, self._executor, self._instruction, self._actions, self._services
        gc.collect()

    def seen(self) -> list[Seen]:
        """What was seen since the last call, in order of arrival."""
        found: list[Seen] = []
        while True:
            try:
                found.append(self._seen.get_nowait())
            except Empty:  # noqa: PERF203 - how a queue says that it is empty
                return found

    def missing(self) -> tuple[str, ...]:
        """What a mission still lacks: robots not heard of yet, and the task manager."""
        silent = tuple(robot for robot in self.robots if robot not in self._heard)
        listening = self._instruction.get_subscription_count() > 0
        states = self._node.count_publishers("mission/state") > 0
        return silent if listening and states else (*silent, "task_manager")

    def wait_until_complete(
        self, *, timeout_s: float, poll: Callable[[], None] = lambda: None
    ) -> tuple[str, ...]:
        """Wait until nothing is missing; returns what still is. `poll` is called ten times a second and may
        raise.
        """
        deadline_s = time.monotonic() + timeout_s
        while self.missing() and time.monotonic() < deadline_s:
            poll()
            time.sleep(0.1)
        return self.missing()

    def say(self, text: str) -> None:
        """Publish an instruction."""
        self._instruction.publish(String(data=text))

    def trigger(self, name: str, *, timeout_s: float) -> tuple[bool, str]:
        """Call `stop`, `pause` or `resume_all`, or `<robot>/stop`, `/pause` or `/resume`, and wait for the
        answer; (False, reason) where none comes.
        """
        answer = self.call(name, Trigger.Request(), timeout_s=timeout_s)
        return (answer.success, answer.message) if answer else (False, f"service {name} did not answer")

    def inject(self, fault: Fault, *, timeout_s: float = 5.0) -> None:
        """Make the embedded simulator do something bad; times count from now.

        Raises:
            InputError: it refused, or there is no simulator.
        """
        answer = self.call("simulator/fault", fault_to_ros(fault, now_s=0.0), timeout_s=timeout_s)
        if answer is None or not answer.accepted:
            reason = answer.message if answer else "no simulator answers"
            raise InputError(f"the fault was not accepted: {reason}")

    def answer(self, request_id: str, answer: str, *, timeout_s: float = 5.0) -> tuple[bool, str]:
        """Answer a question."""
        request = AnswerHuman.Request(request_id=request_id, answer=answer, answered_by="a person")
        found = self.call("answer_human", request, timeout_s=timeout_s)
        return (found.accepted, found.message) if found else (False, "the task manager did not answer")

    def approve(self, request_id: str, *, approved: bool, timeout_s: float = 5.0) -> tuple[bool, str]:
        """Allow or refuse a skill call that waits for approval."""
        request = Approve.Request(request_id=request_id, approved=approved, decided_by="a person")
        found = self.call("approve", request, timeout_s=timeout_s)
        return (found.accepted, found.message) if found else (False, "the task manager did not answer")

    def respond(self, asked: AskHuman, answer: str) -> tuple[bool, str]:
        """Answer whatever was asked by the service that takes such answers."""
        if asked.kind is RequestKind.APPROVAL:
            return self.approve(asked.request_id, approved=answer == "yes")
        return self.answer(asked.request_id, answer)

    def call(self, name: str, request: Any, *, timeout_s: float) -> Any:
        """Call one of the services this client knows and wait; None where no answer comes in time."""
        client = self._services[name]
        deadline_s = time.monotonic() + timeout_s
        if not client.wait_for_service(timeout_sec=timeout_s):
            return None
        return self._wait(client.call_async(request), deadline_s)

    def start_mission(self, goal: ExecuteMission.Goal, *, timeout_s: float) -> Any:
        """Send an `ExecuteMission` goal; returns its handle, or None where nobody accepts it in time."""
        return self._send(ExecuteMission, goal, timeout_s)

    def preview(self, goal: PreviewMission.Goal, *, timeout_s: float) -> Any:
        """Plan without moving anything; returns the result, or None where none comes in time."""
        deadline_s = time.monotonic() + timeout_s
        handle = self._send(PreviewMission, goal, timeout_s)
        found = self._wait(handle.get_result_async(), deadline_s) if handle is not None else None
        return found.result if found is not None else None

    def result_of(self, handle: Any, *, timeout_s: float) -> Any:
        """Wait for the result of a mission's goal; None where none comes in time."""
        found = self._wait(handle.get_result_async(), time.monotonic() + timeout_s)
        return found.result if found is not None else None

    def _send(self, action: type, goal: Any, timeout_s: float) -> Any:
        client = self._actions[action]
        deadline_s = time.monotonic() + timeout_s
        if not client.wait_for_server(timeout_sec=timeout_s):
            return None
        handle = self._wait(client.send_goal_async(goal), deadline_s)
        return handle if handle is not None and handle.accepted else None

    def _wait(self, future: Any, deadline_s: float) -> Any:
        done = threading.Event()
        future.add_done_callback(lambda _: done.set())
        finished = done.wait(max(0.0, deadline_s - time.monotonic()))
        return future.result() if finished else None

    def _subscribe(self) -> None:
        for topic, (kind, profile, convert) in _CONVERT.items():
            self._node.create_subscription(kind, topic, self._listener(convert), profile)
        for robot in self.robots:
            self._node.create_subscription(msg.RobotState, f"{robot}/state", self._on_robot, qos.ROBOT_STATE)

    def _listener(self, convert: Callable[[Any], Seen]) -> Callable[[Any], None]:
        def on_message(message: Any) -> None:
            try:
                self._seen.put(convert(message))
            except InputError as error:
                self._node.get_logger().warning(str(error))

        return on_message

    def _on_robot(self, message: msg.RobotState) -> None:
        self._heard.add(message.robot)
        self._seen.put(robot_status_from_ros(message))

    def _spin(self) -> None:
        try:
            self._executor.spin()
        except ExternalShutdownException:
            return


def _state_seen(message: msg.MissionState) -> StateSeen:
    return StateSeen(
        mission_state_from_ros(message),
        message.instruction,
        time_from_ros(message.header.stamp),
        message.makespan_s,
        mission_outcome_from_ros(message),
    )
