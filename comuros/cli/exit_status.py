"""Exit statuses, the same for every command."""

from __future__ import annotations

from enum import IntEnum

from comuros.core.mission import MissionOutcome
from comuros.core.plan import PlanningStatus


class ExitStatus(IntEnum):
    """What a command's exit status says."""

    SOLVED = 0
    FAILED = 1
    USAGE = 2
    INFEASIBLE = 3
    NOT_UNDERSTOOD = 4
    TIMED_OUT = 5


_OF_OUTCOME = {
    MissionOutcome.SUCCEEDED: ExitStatus.SOLVED,
    MissionOutcome.PREVIEWED: ExitStatus.SOLVED,
    MissionOutcome.ANSWERED: ExitStatus.SOLVED,
    MissionOutcome.MERGED: ExitStatus.SOLVED,
    MissionOutcome.INFEASIBLE: ExitStatus.INFEASIBLE,
    MissionOutcome.NOT_UNDERSTOOD: ExitStatus.NOT_UNDERSTOOD,
    MissionOutcome.TIMED_OUT: ExitStatus.TIMED_OUT,
}
_OF_PLANNING = {
    PlanningStatus.SOLVED: ExitStatus.SOLVED,
    PlanningStatus.INFEASIBLE: ExitStatus.INFEASIBLE,
    PlanningStatus.TIMED_OUT: ExitStatus.TIMED_OUT,
}


def of_outcome(outcome: MissionOutcome) -> ExitStatus:
    """The status for a mission that ended so; cancelled, stopped and failed missions are failures."""
    return _OF_OUTCOME.get(outcome, ExitStatus.FAILED)


def of_planning(status: PlanningStatus) -> ExitStatus:
    """The status for planning that ended so."""
    return _OF_PLANNING.get(status, ExitStatus.FAILED)
