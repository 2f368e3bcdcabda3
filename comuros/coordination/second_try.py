"""A mission without a plan tries again by itself when the world has changed: whoever is asked need not be the
one who says so. Called by the coordinator on every advance.
"""

from __future__ import annotations

from comuros.coordination.mission_run import MissionRun
from comuros.coordination.planning import WORLD_HAS_CHANGED, replan
from comuros.coordination.situation import Situation
from comuros.core.command import CloseRequest, Command
from comuros.core.mission import MissionState


def try_again(situation: Situation, run: MissionRun) -> list[Command]:
    """Plan anew where no plan was found, once robots have let go of what they held, or things have moved."""
    if run.plan_at_rest and run.state is MissionState.REPLANNING and not run.letting_go:
        run.plan_at_rest = False
        return replan(situation, run, run.replan_reason)
    if run.state is not MissionState.ASKING or run.no_plan_with is None:
        return []
    if run.no_plan_with == situation.belief.arrangement():
        return []
    closed = CloseRequest(run.id, run.request_id, WORLD_HAS_CHANGED)
    run.request_id = ""
    return [closed, *replan(situation, run, WORLD_HAS_CHANGED)]
