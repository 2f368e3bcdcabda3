"""What a scenario file says to the planner, with lines, before it is compared with anything."""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.assignment_rule import AssignmentRule
from comuros.core.objective import Objective
from comuros.core.scenario import DEFAULT_ABORT_PRICE_S
from comuros.core.shared_resource import SharedResource


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule about who does what and when."""

    line: int
    rule: AssignmentRule


@dataclass(frozen=True, slots=True)
class ResourceDraft:
    """A shared resource."""

    line: int
    resource: SharedResource


@dataclass(frozen=True, slots=True)
class PlanningDraft:
    """Everything of the file that only planning reads."""

    rules: tuple[RuleDraft, ...] = ()
    resources: tuple[ResourceDraft, ...] = ()
    objective: Objective = Objective.MAKESPAN_THEN_TRAVEL
    disturbance_price_s: float = 0.0
    abort_price_s: float = DEFAULT_ABORT_PRICE_S
