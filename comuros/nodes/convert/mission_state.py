"""Where missions stand."""

from __future__ import annotations

from comuros.core.command import EndMission, NodeProgress, PublishState
from comuros.core.mission import MissionOutcome, MissionState, NodeState
from comuros.nodes.convert.choice import choice_from_ros
from comuros.nodes.convert.header import header_to_ros
from comuros_msgs.msg import MissionState as MissionStateMessage
from comuros_msgs.msg import NodeProgress as NodeProgressMessage


def mission_state_from_ros(message: MissionStateMessage) -> PublishState:
    """Where the mission stands.

    Raises:
        InputError: an unknown state.
    """
    return PublishState(
        mission_id=message.mission_id,
        state=choice_from_ros(MissionState, message.state, field="state of a mission"),
        nodes=tuple(_progress(node) for node in message.nodes),
        revision=int(message.revision),
        progress=message.progress,
        note=message.reason,
    )


def mission_outcome_from_ros(message: MissionStateMessage) -> EndMission | None:
    """How the mission ended, None while it is under way.

    Raises:
        InputError: an unknown outcome.
    """
    if not message.outcome:
        return None
    outcome = choice_from_ros(MissionOutcome, message.outcome, field="outcome of a mission")
    return EndMission(message.mission_id, outcome, message.reason, message.makespan_s, int(message.revision))


def mission_state_to_ros(
    state: PublishState,
    *,
    instruction: str,
    time_s: float,
    makespan_s: float = 0.0,
    ended: EndMission | None = None,
) -> MissionStateMessage:
    """The message on `mission/state`; `ended` fills in how the mission ended."""
    message = MissionStateMessage(
        header=header_to_ros(time_s),
        mission_id=state.mission_id,
        instruction=instruction,
        state=state.state.value,
        reason=state.note,
        revision=state.revision,
        progress=float(state.progress),
        makespan_s=float(makespan_s),
        nodes=[_progress_to_ros(node) for node in state.nodes],
    )
    if ended is not None:
        message.state = MissionState.DONE.value
        message.outcome, message.reason = ended.outcome.value, ended.reason
        message.makespan_s, message.revision = float(ended.makespan_s), ended.revisions
    return message


def _progress(message: NodeProgressMessage) -> NodeProgress:
    state = choice_from_ros(NodeState, message.state, field=f"state of node {message.node_id!r}")
    return NodeProgress(message.node_id, state, message.progress, tuple(message.robots), message.stage)


def _progress_to_ros(progress: NodeProgress) -> NodeProgressMessage:
    return NodeProgressMessage(
        node_id=progress.node_id,
        state=progress.state.value,
        progress=float(progress.progress),
        robots=list(progress.robots),
        stage=progress.stage,
    )
