"""From an instruction to a tree the mission adopts: proposals are examined, and sent back with the reason."""

from __future__ import annotations

from comuros.coordination.asking import ask
from comuros.coordination.conversation import interpret
from comuros.coordination.edits import shown_tree
from comuros.coordination.ending import end_mission
from comuros.coordination.examination import Proposal, examine, take_proposal
from comuros.coordination.follow_up import FOLLOW_UPS, on_edit_examined, on_follow_up, send_back
from comuros.coordination.mission_run import MissionRun
from comuros.coordination.situation import Situation
from comuros.core.command import Command
from comuros.core.event import Event, InstructionGiven, Interpreted, TreeExamined
from comuros.core.instruction import Instruction, Interpretation, InterpretationStatus
from comuros.core.mission import MissionOutcome, MissionState
from comuros.spec.hltlf import specification


def on_instruction(situation: Situation, event: Event) -> list[Command]:
    """A new mission: have its words interpreted, or take the tree that came instead of words."""
    given = event.body
    assert isinstance(given, InstructionGiven)
    mission_id = event.mission_id or f"m{len(situation.missions) + 1}"
    instruction = Instruction(f"i_{mission_id}", given.text, event.source, event.time_s)
    run = MissionRun(mission_id, instruction, preview=given.preview)
    situation.missions[mission_id] = run
    if given.tree is not None:
        return [*examine(run, Proposal(given.tree))]
    return [interpret(situation, run)]


def on_interpreted(situation: Situation, event: Event) -> list[Command]:
    """An interpreter's answer: a tree, a question, or why there is neither."""
    run = situation.missions.get(event.mission_id)
    answer = event.body
    assert isinstance(answer, Interpreted)
    if run is None or run.state is not MissionState.INTERPRETING:
        return []
    found = answer.interpretation
    if found.status is InterpretationStatus.UNDERSTOOD and found.tree is not None:
        return [*examine(run, Proposal(found.tree), found.formulas)]
    if found.status is InterpretationStatus.QUESTION:
        return _ask_back(situation, run, found)
    if found.status in FOLLOW_UPS:
        return on_follow_up(situation, run, found)
    return end_mission(run, MissionOutcome.NOT_UNDERSTOOD, found.reason, situation.now_s)


def on_tree_examined(situation: Situation, event: Event) -> list[Command]:
    """What became of a proposal: it is adopted, changes the mission under way, or goes back with the why."""
    run = situation.missions.get(event.mission_id)
    answer = event.body
    assert isinstance(answer, TreeExamined)
    proposal = take_proposal(run, answer)
    if run is None or proposal is None:
        return []
    if proposal.changes:
        return on_edit_examined(situation, run, proposal, answer.faults)
    if answer.faults:
        return send_back(situation, run, "; ".join(answer.faults))
    spec = specification(proposal.tree)
    run.adopt_tree(proposal.tree, spec)
    run.state = MissionState.PLANNING
    if situation.active is not run and situation.active is not None:
        run.reason = waiting_behind(situation.active.id)
        run.dirty = True
    return [shown_tree(run.id, proposal.tree, spec)]


def waiting_behind(mission_id: str) -> str:
    """What whoever gave an instruction is told while another mission is under way."""
    return f"queued behind mission {mission_id}; say 'also …' to add work to that mission"


def _ask_back(situation: Situation, run: MissionRun, found: Interpretation) -> list[Command]:
    question = " ".join(question.text for question in found.questions)
    choices = found.questions[0].choices if len(found.questions) == 1 else ()
    return ask(situation, run, question, choices)
