"""Watching what a person forbade: the clauses of a mission read the world as it is believed. Pure."""

from __future__ import annotations

from comuros.coordination.belief import Belief
from comuros.coordination.mission_run import MissionRun
from comuros.core.mission import MissionState


def newly_broken(run: MissionRun, belief: Belief) -> str:
    """The words of a clause that the latest change of the world broke, "" where none was.

    One step per change: the same world seen twice is one instant.
    """
    if run.monitor is None or run.specification is None or not run.specification.clauses:
        return ""
    world = belief.propositions()
    if world == run.seen_world or run.state not in (MissionState.EXECUTING, MissionState.REPLANNING):
        return ""
    run.seen_world = world
    broken = run.monitor.observe(world)
    words = {clause.id: clause.words or clause.formula for clause in run.specification.clauses}
    return words[broken[0]] if broken else ""
