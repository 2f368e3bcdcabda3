"""What people do to a mission under way: cancel it, stop every robot, go on."""

from __future__ import annotations

from comuros.coordination.ending import begin_ending
from comuros.coordination.mission_run import MissionRun
from comuros.coordination.planning import replan
from comuros.coordination.situation import Situation
from comuros.core.command import Command
from comuros.core.event import Event
from comuros.core.mission import MissionOutcome, MissionState

_HALTED = "the team is stopped: say 'go on', or let it move by `comuros resume`"


def is_held(situation: Situation, run: MissionRun) -> bool:
    """Whether nothing is given to robots because the whole team was stopped; the mission says so."""
    if situation.halted and run.reason != _HALTED:
        run.reason, run.dirty = _HALTED, True
    return situation.halted


def on_cancel(situation: Situation, event: Event) -> list[Command]:
    """Cancel the mission that is named, or else the active one."""
    run = situation.missions.get(event.mission_id) or situation.active
    if run is None or run.is_over:
        return []
    return begin_ending(run, situation.belief, MissionOutcome.CANCELLED, event.evidence or "cancelled")


def on_stop(situation: Situation, _event: Event) -> list[Command]:
    """Robots stop by themselves; the mission only takes note and waits to be resumed."""
    situation.halted = True
    run = situation.active
    if run is not None and run.plan is not None:
        run.state = MissionState.PAUSED
        run.dirty = True
    return []


def on_resume(situation: Situation, _event: Event) -> list[Command]:
    """Go on from where the stop found the mission, with the robots that were stopped."""
    situation.halted = False
    situation.belief.stop_is_over()
    run = situation.active
    if run is not None and run.reason == _HALTED:
        run.reason, run.dirty = "", True
    if run is None or run.state is not MissionState.PAUSED:
        return []
    return replan(situation, run, "resumed after a stop")
