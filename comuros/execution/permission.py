"""What must be so before a running task makes a skill call: its coalition in step, a person's approval where
the skill asks for one. Used by the task run.
"""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.command import StartTask
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause
from comuros.execution.gates import Gates
from comuros.execution.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a call is not made now: `words` say what is waited for, or, with a `cause`, why it never will."""

    words: str
    cause: Cause = Cause.NONE


class Permission:
    """Counts the calls of one task that meet a barrier, and says what hinders the next one."""

    def __init__(self, command: StartTask, around: Surroundings, gates: Gates, *, in_step: bool) -> None:
        """`in_step` marks a task whose coalition makes every team call at the same time."""
        self._others = tuple(name for name in command.coalition if name != command.robot)
        self._around = around
        self._gates = gates
        self._in_step = in_step
        self._team_calls = 0
        self._approved_calls = 0
        self._refusals: dict[str, str] = {}

    def hindrance(self, call: SkillCall, now_s: float) -> Hindrance | None:
        """What keeps the robot from making this call now, None where nothing does."""
        skill = self._around.scenario.skill(call.skill)
        hindered = self._without_approval(call, now_s) if skill.needs_approval else None
        if hindered is None and skill.team and self._in_step:
            hindered = self._without_peers(self._gates.before_team_call(self._team_calls + 1), now_s)
        return hindered

    def over(self, call: SkillCall, *, succeeded: bool) -> None:
        """A call has ended by itself: leave given for it is used up. One that is only interrupted is not."""
        skill = self._around.scenario.skill(call.skill)
        self._approved_calls += skill.needs_approval
        self._team_calls += skill.team and succeeded

    def refused(self, barrier_id: str, reason: str) -> None:
        """A person, or whoever speaks for them, said no at this barrier."""
        self._refusals[barrier_id] = reason

    def holds_the_coalition(self, now_s: float) -> Hindrance | None:
        """What keeps a coalition whose calls are made from being done, None where nothing does."""
        return self._without_peers(self._gates.done, now_s, "done, holding until the coalition is")

    @property
    def waiting_words(self) -> str:
        """Whom the robot waits for at a barrier of its coalition."""
        return f"waiting for {', '.join(self._others)}" if self._others else "waiting for its turn"

    def _without_peers(self, gate: str, now_s: float, words: str = "") -> Hindrance | None:
        if self._gates.passes(gate, now_s):
            return None
        if self._gates.waited_s(gate, now_s) > self._around.patience.peers_s:
            return Hindrance(f"the coalition did not come to {gate}", Cause.PEER_LOST)
        return Hindrance(words or self.waiting_words)

    def _without_approval(self, call: SkillCall, now_s: float) -> Hindrance | None:
        gate = self._gates.before_approved_call(self._approved_calls + 1)
        if gate in self._refusals:
            return Hindrance(f"{call} was not approved: {self._refusals[gate]}", Cause.REFUSED)
        if self._gates.passes(gate, now_s, call=str(call)):
            return None
        patience_s = self._around.patience.approval_s
        if self._gates.waited_s(gate, now_s) > patience_s:
            return Hindrance(f"nobody approved {call} within {patience_s:g} s", Cause.REFUSED)
        return Hindrance(f"waiting for approval of {call}")
