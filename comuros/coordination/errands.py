"""What people are at, as the rest of the room needs to know it: a person who was asked moves things, and that
is no accident.
"""

from __future__ import annotations

from comuros.coordination.mission_run import MissionRun
from comuros.coordination.requests import ErrandStage
from comuros.core.event import Event, EventKind
from comuros.core.verdict import Response, Verdict
from comuros.monitoring.relevance import names_in


def expected_of_people(run: MissionRun, event: Event) -> Verdict | None:
    """The verdict on an object that moves because a person was asked to move it; None for all else."""
    if event.kind not in (EventKind.OBJECT_MOVED, EventKind.OBJECT_DROPPED):
        return None
    thing = event.subjects[0]
    for person, errand in run.errands.items():
        if errand.stage is not ErrandStage.WAITING and thing in names_in(errand.command.task):
            reason = f"{person} was asked to move {thing}"
            return Verdict(event.id, run.id, relevant=False, response=Response.IGNORE, reason=reason)
    return None
