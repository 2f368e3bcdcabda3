"""Putting a question to a person: the mission waits for the answer. Used by whoever has a question."""

from __future__ import annotations

from comuros.coordination.mission_run import MissionRun
from comuros.coordination.situation import Situation
from comuros.core.command import AskHuman, Command
from comuros.core.mission import MissionState


def ask(situation: Situation, run: MissionRun, question: str, choices: tuple[str, ...]) -> list[Command]:
    """Ask; the mission waits until the answer or the settings' deadline."""
    run.state = MissionState.ASKING
    run.dirty = True
    run.questions_asked += 1
    run.request_id = f"{run.id}/q{run.questions_asked}"
    run.reason = question
    run.request_deadline_s = situation.now_s + situation.settings.answer_timeout_s
    return [AskHuman(run.id, run.request_id, question, choices, run.request_deadline_s)]
