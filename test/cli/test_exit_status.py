"""Exit statuses are the same numbers wherever they apply."""

from __future__ import annotations

import pytest

from comuros.cli.exit_status import ExitStatus, of_outcome, of_planning
from comuros.core.mission import MissionOutcome
from comuros.core.plan import PlanningStatus


@pytest.mark.parametrize(
    ("outcome", "number"),
    [
        (MissionOutcome.SUCCEEDED, 0),
        (MissionOutcome.PREVIEWED, 0),
        (MissionOutcome.INFEASIBLE, 3),
        (MissionOutcome.NOT_UNDERSTOOD, 4),
        (MissionOutcome.TIMED_OUT, 5),
        (MissionOutcome.CANCELLED, 1),
        (MissionOutcome.STOPPED, 1),
        (MissionOutcome.FAILED, 1),
    ],
)
def test_every_outcome_has_its_number(outcome: MissionOutcome, number: int) -> None:
    assert of_outcome(outcome) == number


def test_unsupported_is_a_failure_and_never_infeasible() -> None:
    assert of_planning(PlanningStatus.UNSUPPORTED) is ExitStatus.FAILED
    assert of_planning(PlanningStatus.INFEASIBLE) is ExitStatus.INFEASIBLE
