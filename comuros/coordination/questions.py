"""Asking a person on behalf of a mission, and what becomes of the answer or of silence."""

from __future__ import annotations

from comuros.coordination import approvals, people
from comuros.coordination.conversation import interpret
from comuros.coordination.ending import begin_ending
from comuros.coordination.mission_run import MissionRun
from comuros.coordination.planning import replan
from comuros.coordination.situation import Situation
from comuros.core.command import Command
from comuros.core.event import Event, HumanAnswered
from comuros.core.mission import MissionOutcome, MissionState


def on_answer(situation: Situation, event: Event) -> list[Command]:
    """An answer to a question, an approval or a request for work that still stands; any other is ignored."""
    answer = event.body
    assert isinstance(answer, HumanAnswered)
    for taken in (approvals.decide(situation, answer), people.answered(situation, answer)):
        if taken is not None:
            return taken
    run = next((r for r in situation.missions.values() if r.request_id == answer.request_id), None)
    if run is None or run.state is not MissionState.ASKING:
        return []
    run.request_id = ""
    if run.tree is None:
        run.state = MissionState.INTERPRETING
        run.feedback.append(f"asked: {run.reason} answered: {answer.answer}")
        return [interpret(situation, run)]
    if answer.answer == "cancel":
        return begin_ending(run, situation.belief, MissionOutcome.CANCELLED, "cancelled by a person")
    return replan(situation, run, "a person said to go on")


def expire_questions(situation: Situation) -> list[Command]:
    """Missions whose question nobody answered in time come to their end."""
    commands: list[Command] = []
    for run in situation.missions.values():
        if run.state is MissionState.ASKING and situation.now_s >= run.request_deadline_s:
            commands += _unanswered(situation, run)
    return commands


def _unanswered(situation: Situation, run: MissionRun) -> list[Command]:
    outcome = MissionOutcome.FAILED if run.plan else MissionOutcome.NOT_UNDERSTOOD
    return begin_ending(run, situation.belief, outcome, f"nobody answered: {run.reason}")
