"""Leave for skill calls: a robot waits at a barrier that a person opens. Silence is a no."""

from __future__ import annotations

from comuros.coordination.mission_run import MissionRun
from comuros.coordination.requests import Approval
from comuros.coordination.situation import Situation
from comuros.core.command import AbortBarrier, AskHuman, CloseRequest, Command, ReleaseBarrier, RequestKind
from comuros.core.event import BarrierReady, HumanAnswered
from comuros.core.scenario import Scenario

YES, NO = "yes", "no"


def await_approval(
    situation: Situation, run: MissionRun, ready: BarrierReady, *, task_id: str, coalition: tuple[str, ...]
) -> list[Command]:
    """Ask once everybody who makes the call stands ready; a decision already made is said again."""
    entry = run.approvals.setdefault(
        ready.barrier_id, Approval("", ready.barrier_id, coalition, task_id, ready.call)
    )
    entry.ready.add(ready.robot)
    if entry.approved is not None:
        return [_decision(entry, situation.now_s)]
    if entry.asked or not entry.ready >= set(entry.coalition):
        return []
    entry.asked = True
    run.requests_made += 1
    entry.request_id = f"{run.id}/a{run.requests_made}"
    entry.deadline_s = situation.now_s + situation.settings.answer_timeout_s
    question = f"{_said(entry, situation.scenario)} Is that allowed?"
    return [AskHuman(run.id, entry.request_id, question, (YES, NO), entry.deadline_s, RequestKind.APPROVAL)]


def decide(situation: Situation, answer: HumanAnswered) -> list[Command] | None:
    """A person's decision; None where the answer is for no approval that is waited for."""
    for run in situation.missions.values():
        for entry in _open(run):
            if entry.request_id == answer.request_id:
                said_yes = answer.answer.strip().lower() == YES
                return [_decided(entry, situation.now_s, approved=said_yes, reason="a person said no")]
    return None


def expire_approvals(situation: Situation) -> list[Command]:
    """Approvals past their deadline are refused; those nobody needs any more are closed."""
    commands: list[Command] = []
    for run in situation.missions.values():
        for entry in _open(run):
            task = run.tasks.get(entry.task_id)
            if run.is_over or task is None or not task.is_given:
                entry.approved = False
                commands.append(CloseRequest(run.id, entry.request_id, "the call is not waited for any more"))
            elif situation.now_s >= entry.deadline_s:
                reason = f"nobody answered within {situation.settings.answer_timeout_s:g} s"
                commands.append(CloseRequest(run.id, entry.request_id, reason))
                commands.append(_decided(entry, situation.now_s, approved=False, reason=reason))
    return commands


def _open(run: MissionRun) -> list[Approval]:
    return [entry for entry in run.approvals.values() if entry.asked and entry.approved is None]


def _decided(entry: Approval, now_s: float, *, approved: bool, reason: str) -> Command:
    entry.approved, entry.reason = approved, "" if approved else reason
    return _decision(entry, now_s)


def _decision(entry: Approval, now_s: float) -> Command:
    if entry.approved:
        return ReleaseBarrier(entry.barrier_id, entry.coalition, now_s)
    return AbortBarrier(entry.barrier_id, entry.coalition, entry.reason)


def _said(entry: Approval, scenario: Scenario) -> str:
    """Who wants to do what, in words where the skill has any."""
    who = " and ".join(name.replace("_", " ") for name in entry.coalition)
    verb = "wants" if len(entry.coalition) == 1 else "want"
    name, _, inner = entry.call.rstrip(")").partition("(")
    skill = next((known for known in scenario.skills if known.name == name), None)
    words = tuple(part.strip().replace("_", " ") for part in inner.split(",") if part.strip())
    known = skill is not None and skill.english and len(skill.parameters) == len(words)
    what = skill.english.format(*words) if skill is not None and known else entry.call
    return f"{who} {verb} to {what}."
