"""The answer to a grid mission: status, figures, every robot's steps and who serves what.

The CLI prints it as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from comuros.core.plan import PlanningStatus
from comuros.planning.stap.cell_map import Cell

Walk = tuple[tuple[Cell, str], ...]


class HltlObjective(Enum):
    """What is minimised first: effort summed over the robots, or the steps until the last one has
    finished.
    """

    COST = "cost"
    MAKESPAN = "makespan"


@dataclass(frozen=True, slots=True)
class Served:
    """A leaf, or the numbered part of it, is served by a robot (index) over these steps, both included."""

    leaf: str
    robot: int
    first_step: int
    last_step: int
    part: str


@dataclass(frozen=True, slots=True)
class HltlAnswer:
    """`lower_bound` is of the objective asked for. Without a plan the figures are 0 and `reason` says why."""

    status: PlanningStatus
    objective: HltlObjective
    cost: int = 0
    horizon: int = 0
    lower_bound: int = 0
    wall_s: float = 0.0
    plan: tuple[Walk, ...] = ()
    serving: tuple[Served, ...] = ()
    warnings: tuple[str, ...] = ()
    reason: str = ""

    @property
    def gap(self) -> float:
        """Relative gap of the objective in 0..1; 0 is proved optimal."""
        value = self.cost if self.objective is HltlObjective.COST else self.horizon
        return 0.0 if value <= 0 else max(0.0, 1.0 - self.lower_bound / value)

    def to_json(self) -> dict[str, object]:
        """Plain JSON values.

        `plan` holds for each robot, in the order of the starts, its `[cell, action]` per step.
        """
        return {
            "status": self.status.value,
            "objective": self.objective.value,
            "cost": self.cost,
            "horizon": self.horizon,
            "lower_bound": self.lower_bound,
            "gap": round(self.gap, 6),
            "wall_s": round(self.wall_s, 6),
            "plan": [[[list(cell), action] for cell, action in walk] for walk in self.plan],
            "serving": [[s.leaf, s.robot, s.first_step, s.last_step] for s in self.serving],
            "parts": [s.part for s in self.serving],
            "warnings": list(self.warnings),
            "reason": self.reason,
        }
