"""Where missions come in: the `instruction` topic and the actions `execute_mission` and `preview_mission`.
Part of the task manager.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

from rclpy.node import Node
from std_msgs.msg import String

from comuros.core.command import AskHuman, EndMission, PublishState
from comuros.core.errors import InputError
from comuros.core.event import Event, EventKind, InstructionGiven
from comuros.core.mission import MissionOutcome, NodeState
from comuros.core.scenario import Scenario
from comuros.core.tree import TaskTree
from comuros.nodes import qos
from comuros.nodes.bulletin import Bulletin, MissionRecord
from comuros.nodes.convert.plan import published_plan_to_ros
from comuros.nodes.convert.tree import published_tree_to_ros, tree_from_ros
from comuros.nodes.goal_server import GoalEnd, GoalServer, OpenGoal
from comuros_msgs.action import ExecuteMission, PreviewMission
from comuros_msgs.msg import Question

_ENDS = {
    MissionOutcome.SUCCEEDED: GoalEnd.SUCCEEDED,
    MissionOutcome.PREVIEWED: GoalEnd.SUCCEEDED,
    MissionOutcome.ANSWERED: GoalEnd.SUCCEEDED,
    MissionOutcome.MERGED: GoalEnd.SUCCEEDED,
    MissionOutcome.CANCELLED: GoalEnd.CANCELLED,
}
_AT_WORK = (NodeState.TRAVELLING, NodeState.ACTIVE)

Observe = Callable[[Event], None]


class MissionDesk:
    """Turns what comes in into events, and how missions go and end into feedback and results."""

    def __init__(self, node: Node, bulletin: Bulletin, scenario: Scenario, observe: Observe) -> None:
        self._bulletin = bulletin
        self._scenario = scenario
        self._observe = observe
        self._numbers = itertools.count(1)
        self._executions: dict[str, OpenGoal] = {}
        self._previews: dict[str, OpenGoal] = {}
        self._missions_of: dict[str, str] = {}
        self._planned: dict[str, TaskTree] = {}
        node.create_subscription(String, "instruction", self._on_instruction, qos.INSTRUCTION)
        self._servers = (
            GoalServer(node, ExecuteMission, "execute_mission", begin=self._execute, cancel=self._cancel),
            GoalServer(node, PreviewMission, "preview_mission", begin=self._preview, cancel=self._cancel),
        )

    def destroy(self) -> None:
        """Take no more missions."""
        for server in self._servers:
            server.destroy()

    def progressed(self, state: PublishState) -> None:
        """Pass a mission's state on to whoever asked for it."""
        execution = self._executions.get(state.mission_id)
        if execution is not None:
            execution.feedback(_feedback(state))
        preview = self._previews.get(state.mission_id)
        if preview is not None:
            preview.feedback(PreviewMission.Feedback(state=state.state.value, note=state.note))

    def asked(self, question: AskHuman) -> None:
        """A preview asks nobody: it ends with the question."""
        if question.mission_id in self._previews:
            self._give_up(question.mission_id, question.question)

    def ended(self, end: EndMission) -> None:
        """Pass a mission's outcome on to whoever asked for it."""
        record = self._bulletin.record(end.mission_id)
        execution = self._executions.pop(end.mission_id, None)
        if execution is not None:
            execution.finish(_ENDS.get(end.outcome, GoalEnd.ABORTED), _result(end, record))
        preview = self._previews.pop(end.mission_id, None)
        if preview is not None:
            preview.finish(_ENDS.get(end.outcome, GoalEnd.ABORTED), self._preview_result(end, record))

    def _on_instruction(self, message: String) -> None:
        if message.data.strip():
            self._open(InstructionGiven(message.data.strip()), source="topic instruction")

    def _execute(self, goal: OpenGoal) -> None:
        request = goal.request
        try:
            given = self._given(request, preview_id=request.preview_id)
        except InputError as error:
            outcome = MissionOutcome.NOT_UNDERSTOOD.value
            goal.finish(GoalEnd.ABORTED, ExecuteMission.Result(outcome=outcome, reason=str(error)))
            return
        self._missions_of[goal.id] = mission_id = self._next_id()
        self._executions[mission_id] = goal
        self._open(given, source=request.source or "action execute_mission", mission_id=mission_id)

    def _preview(self, goal: OpenGoal) -> None:
        request = goal.request
        try:
            given = self._given(request, preview_id="")
        except InputError as error:
            outcome = MissionOutcome.NOT_UNDERSTOOD.value
            goal.finish(GoalEnd.ABORTED, PreviewMission.Result(outcome=outcome, reason=str(error)))
            return
        self._missions_of[goal.id] = mission_id = self._next_id()
        self._previews[mission_id] = goal
        given = InstructionGiven(given.text, given.tree, preview=True)
        self._open(given, source=request.source or "action preview_mission", mission_id=mission_id)

    def _given(self, request: ExecuteMission.Goal, *, preview_id: str) -> InstructionGiven:
        if preview_id:
            if preview_id not in self._planned:
                known = ", ".join(self._planned) or "none"
                raise InputError(f"there is no preview {preview_id!r}; known are: {known}")
            return InstructionGiven(request.text, self._planned[preview_id])
        if request.tree.nodes:
            return InstructionGiven(request.text, tree_from_ros(request.tree))
        if not request.text.strip():
            raise InputError("the goal has no text, no tree and no preview; expected one of them")
        return InstructionGiven(request.text.strip())

    def _cancel(self, goal: OpenGoal) -> None:
        self._observe(
            Event(
                EventKind.MISSION_CANCELLED,
                "action",
                0.0,
                evidence="cancelled by whoever asked for it",
                mission_id=self._missions_of[goal.id],
            )
        )

    def _open(self, given: InstructionGiven, *, source: str, mission_id: str = "") -> None:
        mission_id = mission_id or self._next_id()
        self._bulletin.opened(mission_id, given.text)
        event = Event(
            EventKind.INSTRUCTION_GIVEN,
            source,
            0.0,
            evidence=given.text or "a task tree",
            mission_id=mission_id,
            body=given,
        )
        self._observe(event)

    def _next_id(self) -> str:
        return f"m{next(self._numbers)}"

    def _give_up(self, mission_id: str, question: str) -> None:
        preview = self._previews.pop(mission_id)
        outcome = MissionOutcome.NOT_UNDERSTOOD.value
        result = PreviewMission.Result(outcome=outcome, reason=question, questions=[Question(text=question)])
        preview.finish(GoalEnd.ABORTED, result)
        self._observe(
            Event(EventKind.MISSION_CANCELLED, "preview", 0.0, evidence=question, mission_id=mission_id)
        )

    def _preview_result(self, end: EndMission, record: MissionRecord) -> PreviewMission.Result:
        result = PreviewMission.Result(outcome=end.outcome.value, reason=end.reason)
        if record.tree is not None:
            result.tree = published_tree_to_ros(
                record.tree, instruction=record.text, time_s=0.0, scenario=self._scenario
            )
        if record.tree is not None and record.plan is not None:
            result.preview_id = end.mission_id
            result.plan = published_plan_to_ros(record.plan, origin_s=0.0, time_s=0.0)
            self._planned[end.mission_id] = record.tree.tree
        if end.outcome is MissionOutcome.INFEASIBLE:
            result.conflict = end.reason.split("; ")
        return result


def _feedback(state: PublishState) -> ExecuteMission.Feedback:
    return ExecuteMission.Feedback(
        mission_id=state.mission_id,
        state=state.state.value,
        progress=float(state.progress),
        revision=state.revision,
        active_tasks=[node.node_id for node in state.nodes if node.state in _AT_WORK],
        note=state.note,
    )


def _result(end: EndMission, record: MissionRecord) -> ExecuteMission.Result:
    return ExecuteMission.Result(
        mission_id=end.mission_id,
        outcome=end.outcome.value,
        reason=end.reason,
        makespan_s=float(end.makespan_s),
        lower_bound_s=float(record.lower_bound_s),
        revisions=end.revisions,
    )
