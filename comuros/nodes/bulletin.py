"""What the task manager shows the world: tree, plan, state, verdicts, events, questions. It remembers
enough to fill the messages.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rclpy.node import Node

from comuros.core.command import AskHuman, EndMission, PublishPlan, PublishState, PublishTree, PublishVerdict
from comuros.core.event import Event
from comuros.core.mission import MissionState
from comuros.core.scenario import Scenario
from comuros.nodes import qos
from comuros.nodes.convert.event import event_to_ros
from comuros.nodes.convert.human_request import human_request_to_ros
from comuros.nodes.convert.mission_state import mission_state_to_ros
from comuros.nodes.convert.plan import published_plan_to_ros
from comuros.nodes.convert.tree import published_tree_to_ros
from comuros.nodes.convert.verdict import verdict_to_ros
from comuros_msgs import msg


@dataclass(slots=True)
class MissionRecord:
    """What was shown of one mission so far; `began_s` is when its first plan was accepted."""

    mission_id: str
    text: str
    tree: PublishTree | None = None
    plan: PublishPlan | None = None
    state: PublishState | None = None
    began_s: float | None = None
    lower_bound_s: float = 0.0
    verdict_id: str = ""
    requests: dict[str, AskHuman] = field(default_factory=dict)


class Bulletin:
    """Publishers of the task manager. The only publisher of `verdicts`."""

    def __init__(self, node: Node, scenario: Scenario) -> None:
        self._scenario = scenario
        self._tree = node.create_publisher(msg.TaskTree, "mission/tree", qos.MISSION)
        self._plan = node.create_publisher(msg.Plan, "mission/plan", qos.MISSION)
        self._state = node.create_publisher(msg.MissionState, "mission/state", qos.MISSION)
        self._verdicts = node.create_publisher(msg.Verdict, "verdicts", qos.VERDICTS)
        self._events = node.create_publisher(msg.Event, "events", qos.EVENTS)
        self._requests = node.create_publisher(msg.HumanRequest, "human_request", qos.HUMAN_REQUEST)
        self._records: dict[str, MissionRecord] = {}

    def opened(self, mission_id: str, text: str) -> MissionRecord:
        """A mission begins."""
        self._records[mission_id] = MissionRecord(mission_id, text)
        return self._records[mission_id]

    def record(self, mission_id: str) -> MissionRecord:
        """What was shown of a mission."""
        return self._records.get(mission_id) or self.opened(mission_id, "")

    def show_tree(self, command: PublishTree, *, now_s: float) -> None:
        """A mission has a (new) tree."""
        record = self.record(command.mission_id)
        record.tree = command
        self._tree.publish(
            published_tree_to_ros(command, instruction=record.text, time_s=now_s, scenario=self._scenario)
        )

    def show_plan(self, command: PublishPlan, *, now_s: float) -> None:
        """A plan was accepted."""
        record = self.record(command.plan.mission_id)
        if record.began_s is None:
            record.began_s = now_s
            record.lower_bound_s = command.plan.certificate.lower_bound_s
        verdict_id = record.verdict_id if command.plan.revision > 1 else ""
        record.plan = command
        self._plan.publish(
            published_plan_to_ros(command, origin_s=record.began_s, time_s=now_s, verdict_id=verdict_id)
        )

    def show_state(self, command: PublishState, *, now_s: float) -> None:
        """A mission's state changed; that it is done is shown with its outcome, by `show_end`."""
        record = self.record(command.mission_id)
        record.state = command
        if command.state is not MissionState.DONE:
            self._state.publish(
                mission_state_to_ros(
                    command, instruction=record.text, time_s=now_s, makespan_s=self._elapsed_s(record, now_s)
                )
            )

    def show_end(self, command: EndMission, *, now_s: float) -> None:
        """A mission is over."""
        record = self.record(command.mission_id)
        state = record.state or PublishState(command.mission_id, MissionState.DONE, (), 0, 0.0)
        self._state.publish(mission_state_to_ros(state, instruction=record.text, time_s=now_s, ended=command))
        for asked in list(record.requests.values()):
            self.close_request(asked.request_id, now_s=now_s)

    def show_verdict(self, command: PublishVerdict, *, now_s: float) -> None:
        """An event was judged."""
        record = self.record(command.verdict.mission_id)
        if command.verdict.relevant:
            record.verdict_id = command.verdict.id
        revision = record.plan.plan.revision if record.plan else 0
        self._verdicts.publish(verdict_to_ros(command.verdict, time_s=now_s, revision=revision))

    def show_event(self, event: Event) -> None:
        """Something the manager itself observed."""
        self._events.publish(event_to_ros(event))

    def ask(self, command: AskHuman, *, now_s: float) -> None:
        """A person is asked."""
        self.record(command.mission_id).requests[command.request_id] = command
        self._requests.publish(human_request_to_ros(command, time_s=now_s))

    def close_request(self, request_id: str, *, now_s: float) -> None:
        """A request was answered, or nobody waits for the answer any more; one that is closed stays so."""
        for record in self._records.values():
            asked = record.requests.pop(request_id, None)
            if asked is not None:
                self._requests.publish(human_request_to_ros(asked, time_s=now_s, closed=True))

    def open_request(self, request_id: str) -> AskHuman | None:
        """The request of that id that still waits."""
        found = (record.requests.get(request_id) for record in self._records.values())
        return next((asked for asked in found if asked is not None), None)

    def _elapsed_s(self, record: MissionRecord, now_s: float) -> float:
        return 0.0 if record.began_s is None else now_s - record.began_s
