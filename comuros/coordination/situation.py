"""All that the coordinator knows at one moment: scenario, settings, belief, missions, time. The modules of
this room read and change it; nobody else does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from comuros.coordination.belief import Belief
from comuros.coordination.mission_run import MissionRun
from comuros.core.scenario import Scenario


@dataclass(frozen=True, slots=True)
class CoordinatorSettings:
    """Limits and patience. Times in seconds of the mission clock."""

    plan_time_limit_s: float = 5.0
    replan_time_limit_s: float = 1.0
    max_attempts: int = 3
    max_interpretations: int = 3
    answer_timeout_s: float = 120.0
    team_wait_s: float = 20.0
    meet_within_s: float = 120.0
    seed: int = 0
    programs_by_model: bool = False


@dataclass(slots=True)
class Situation:
    """Missions by id in the order in which they were given; `now_s`, mission-clock time, never goes back.
    `halted` from a stop or pause of the whole team until it is taken back.
    """

    scenario: Scenario
    settings: CoordinatorSettings
    belief: Belief
    missions: dict[str, MissionRun] = field(default_factory=dict)
    now_s: float = 0.0
    halted: bool = False

    @property
    def active(self) -> MissionRun | None:
        """The mission being carried out: the oldest that is not over."""
        return next((run for run in self.missions.values() if not run.is_over), None)
