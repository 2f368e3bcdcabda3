"""Missions that do not go as planned, rehearsed: was the response the expected one, and the end right?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comuros.core.literal import parse_literal
from comuros.core.mission import MissionOutcome, MissionState
from comuros.core.verdict import Response
from comuros.evaluation.cases import ReplanningCase
from comuros.rehearsal import Rehearsal
from comuros.scenario import load_scenario

_LIMIT_S = 600.0
_FIRST = "m1"


@dataclass(frozen=True, slots=True)
class ReplanningScore:
    """What one rehearsal came to. `responses` are those of relevant verdicts, in order, each once."""

    case: ReplanningCase
    responses: tuple[str, ...]
    ended: str
    missing: tuple[str, ...]
    plans: int
    simulated_s: float

    @property
    def response_right(self) -> bool:
        """Whether one of the expected responses was seen."""
        return any(response in self.case.responses for response in self.responses)

    @property
    def end_right(self) -> bool:
        """Whether the mission ended as it should, with what should hold."""
        return self.ended == self.case.ends and not self.missing

    @property
    def is_right(self) -> bool:
        """Both."""
        return self.response_right and self.end_right

    @property
    def fault(self) -> str:
        """What is wrong, in words."""
        parts = []
        if not self.response_right:
            seen = ", ".join(self.responses) or "none"
            parts.append(f"responses: {seen}; expected one of {', '.join(self.case.responses)}")
        if self.ended != self.case.ends:
            parts.append(f"ended {self.ended or 'nothing'}, expected {self.case.ends}")
        if self.missing:
            parts.append(f"does not hold: {', '.join(self.missing)}")
        return "; ".join(parts)


def rehearse(case: ReplanningCase, *, seed: int = 0) -> ReplanningScore:
    """Run one case to its end on virtual time.

    Raises:
        ScenarioError: its scenario cannot be loaded.
        InputError: its scenario has no world.
    """
    rehearsal = Rehearsal(load_scenario(case.scenario), faults=case.faults, seed=seed)
    try:
        rehearsal.say(case.say, mission_id=_FIRST)
        for change in sorted(case.changes, key=lambda c: c.at_s):
            rehearsal.run(until=lambda at_s=change.at_s: rehearsal.now_s >= at_s, limit_s=_LIMIT_S)  # type: ignore[misc]
            if change.kill:
                rehearsal.kill(change.kill)
            if change.say:
                rehearsal.say(change.say)
        rehearsal.run(until=lambda: _is_over(rehearsal), limit_s=_LIMIT_S)
        return _scored(case, rehearsal)
    finally:
        rehearsal.close()


_AT_REST = (MissionState.ASKING, MissionState.PAUSED)


def _is_over(rehearsal: Rehearsal) -> bool:
    """Every mission has ended, or waits for a person."""
    missions = rehearsal.control.coordinator.missions.values()
    return all(run.is_over or run.state in _AT_REST for run in missions)


def _scored(case: ReplanningCase, rehearsal: Rehearsal) -> ReplanningScore:
    account = rehearsal.account
    return ReplanningScore(
        case=case,
        responses=tuple(dict.fromkeys(_responses(rehearsal))),
        ended=_ended(rehearsal),
        missing=tuple(text for text in case.holds if not _holds(text, rehearsal)),
        plans=len(account.plans),
        simulated_s=rehearsal.now_s,
    )


def _responses(rehearsal: Rehearsal) -> Iterator[str]:
    """Those of relevant verdicts; a change of mind that was taken into the mission is `reinterpret`."""
    yield from (verdict.response.value for verdict in rehearsal.account.verdicts if verdict.relevant)
    ends = [end.outcome for end in rehearsal.account.ended.values()]
    if MissionOutcome.MERGED in ends:
        yield Response.REINTERPRET.value
    states = [run.state for run in rehearsal.control.coordinator.missions.values()]
    if MissionState.ASKING in states:
        yield Response.ASK.value
    if MissionState.PAUSED in states:
        yield Response.STOP.value


def _ended(rehearsal: Rehearsal) -> str:
    """How the first mission ended, or what it waits for."""
    end = rehearsal.account.ended.get(_FIRST)
    return end.outcome.value if end else rehearsal.control.coordinator.missions[_FIRST].state.value


def _holds(text: str, rehearsal: Rehearsal) -> bool:
    """Whether a literal is true at the end: objects where the world has them, the rest as believed."""
    literal = parse_literal(text)
    atom = literal.atom
    if atom.predicate == "on" and atom.arguments[0] in rehearsal.simulation.object_poses:
        return (rehearsal.simulation.location(atom.arguments[0]) == atom.arguments[1]) is literal.positive
    return rehearsal.control.coordinator.belief.state.holds(literal)
