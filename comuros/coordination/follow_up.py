"""Instructions about a mission under way: a change of its tree, a question, stop, go on, cancel. The
instruction itself ends at once, or when its change is adopted.
"""

from __future__ import annotations

from dataclasses import replace

from comuros.coordination.conversation import changeable, interpret, shown_as
from comuros.coordination.edits import adopt_edit, edit_faults
from comuros.coordination.ending import begin_ending, end_mission
from comuros.coordination.examination import Proposal, examine
from comuros.coordination.mission_run import MissionRun
from comuros.coordination.pending_edit import PendingEdit
from comuros.coordination.planning import replan
from comuros.coordination.situation import Situation
from comuros.core.command import CancelTask, Command, LetTeamMove
from comuros.core.instruction import Interpretation, InterpretationStatus
from comuros.core.mission import MissionOutcome, MissionState, NodeState
from comuros.spec.hltlf import specification

FOLLOW_UPS = (
    InterpretationStatus.EDIT,
    InterpretationStatus.ANSWER,
    InterpretationStatus.STOP,
    InterpretationStatus.RESUME,
    InterpretationStatus.CANCEL,
)


def on_follow_up(situation: Situation, run: MissionRun, found: Interpretation) -> list[Command]:
    """Do what an instruction says about the mission under way. `run` is the instruction's own record."""
    if found.status is InterpretationStatus.ANSWER:
        return _answered(situation, run, found.reason)
    if found.status is InterpretationStatus.RESUME and situation.halted:
        return _let_move(situation, run)
    if found.status is InterpretationStatus.RESUME and changeable(situation, run) is None:
        return _answered(situation, run, "No mission is under way.")
    target = _as_read(situation, run, found.mission_id)
    if target is None:
        return _read_again(situation, run)
    if found.status is InterpretationStatus.EDIT:
        assert found.tree is not None
        return [*examine(run, Proposal(found.tree, target.id, found.reason))]
    if found.status is InterpretationStatus.CANCEL:
        cancelled = begin_ending(
            target, situation.belief, MissionOutcome.CANCELLED, f"cancelled: {run.instruction.text!r}"
        )
        return [*cancelled, *_answered(situation, run, f"Mission {target.id} is cancelled.")]
    if found.status is InterpretationStatus.STOP:
        stopped = f"Mission {target.id} is paused and its robots stop. Say 'go on' or 'cancel'."
        return [*_pause(situation, target), *_answered(situation, run, stopped)]
    return _resume(situation, run, target)


def on_edit_examined(
    situation: Situation, run: MissionRun, proposal: Proposal, faults: tuple[str, ...]
) -> list[Command]:
    """Check the change against what has happened; have it planned before anything of it is done."""
    target = _as_read(situation, run, proposal.changes)
    if target is None:
        return _read_again(situation, run)
    spec = specification(proposal.tree)
    faults = faults or edit_faults(target, proposal.tree, spec)
    if faults:
        return send_back(situation, run, "; ".join(faults))
    return _change(situation, run, target, PendingEdit(proposal.tree, spec, (run.id,), proposal.words))


def _as_read(situation: Situation, run: MissionRun, mission_id: str) -> MissionRun | None:
    """The mission that an instruction is about, None where it is no longer what the words were read
    against.
    """
    target = changeable(situation, run)
    if target is None or target.id != mission_id or shown_as(target) != run.read_against:
        return None
    return target


def _change(situation: Situation, run: MissionRun, target: MissionRun, edit: PendingEdit) -> list[Command]:
    earlier = target.edit
    run.merges_into, run.state = target.id, MissionState.PLANNING
    asked_by = (*(earlier.asked_by if earlier else ()), *edit.asked_by)
    said = "; ".join(part for part in (earlier.words if earlier else "", edit.words) if part)
    target.edit = replace(edit, asked_by=asked_by, words=said)
    if target.plan is None or target.state is MissionState.PAUSED:
        # Nothing moves by a plan now: the change is the mission from here on, and planned with the rest.
        target.replan_again = bool(target.awaited_revision)
        return adopt_edit(situation, target)
    target.request_id = ""
    return replan(situation, target, f"the mission was changed: {edit.words}")


def send_back(situation: Situation, run: MissionRun, reason: str) -> list[Command]:
    """Have the words interpreted once more with the reason; after the last try they cannot be carried out."""
    run.feedback.append(reason)
    if run.instruction.text and len(run.feedback) < situation.settings.max_interpretations:
        run.state = MissionState.INTERPRETING
        return [interpret(situation, run)]
    return end_mission(run, MissionOutcome.INFEASIBLE, reason, situation.now_s)


def _read_again(situation: Situation, run: MissionRun) -> list[Command]:
    """The mission went on while the words were read: read them against what it is now."""
    return send_back(situation, run, "the mission under way has changed meanwhile")


def _answered(situation: Situation, run: MissionRun, words: str) -> list[Command]:
    return end_mission(run, MissionOutcome.ANSWERED, words, situation.now_s)


def _pause(situation: Situation, target: MissionRun) -> list[Command]:
    """Every robot of the mission lets go of its task and keeps what it holds; nothing else is lost."""
    cancels: list[Command] = []
    for task in target.given_tasks():
        for robot, status in sorted(task.robots.items()):
            if not status.is_final and robot not in situation.belief.unreachable:
                target.letting_go[robot] = task.task.id
                target.disturbed_since_plan.add(robot)
                cancels.append(CancelTask(target.id, task.task.id, robot, "told to stop"))
        task.robots.clear()
        task.progress, task.stage, task.state = 0.0, "", NodeState.PENDING
    target.state, target.dirty = MissionState.PAUSED, True
    return cancels


def _let_move(situation: Situation, run: MissionRun) -> list[Command]:
    """'Go on' after the whole team was stopped takes the stop back; missions go on once robots may move."""
    active = changeable(situation, run)
    goes_on = f"mission {active.id} goes on" if active is not None else "no mission is under way"
    return [
        LetTeamMove(f"told to go on: {run.instruction.text!r}"),
        *_answered(situation, run, f"The stop is taken back: the robots may move again, and {goes_on}."),
    ]


def _resume(situation: Situation, run: MissionRun, target: MissionRun) -> list[Command]:
    if target.state not in (MissionState.PAUSED, MissionState.ASKING):
        return _answered(situation, run, f"Mission {target.id} is {target.state.value}; nothing is paused.")
    target.request_id = ""
    goes_on = replan(situation, target, "a person said to go on")
    return [*goes_on, *_answered(situation, run, f"Mission {target.id} goes on.")]
