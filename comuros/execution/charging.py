"""The charging stops that a plan has before a task. The task run makes their calls first."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from comuros.core.composition import compose
from comuros.core.energy import charging_skill, energy_model
from comuros.core.errors import ProgramError
from comuros.core.plan import ChargingStop
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.world_state import WorldState

# A battery reports in steps: what lacks less than this share is there.
_NEAR_ENOUGH = 0.005


class ChargingStops:
    """Which call comes next until the battery holds what the plan counts with.

    Only the level counts: a robot that arrives with less charges longer, one that holds enough goes past.
    """

    def __init__(self, stops: Sequence[ChargingStop], robot: Robot, scenario: Scenario) -> None:
        self._robot = robot
        self._scenario = scenario
        self._left = deque(stop for stop in stops if stop.robot == robot.name)
        self._skill = charging_skill(robot, scenario)

    def wants(self, battery: float | None) -> bool:
        """Whether there is still to charge with this share in the battery, None where nobody knows it."""
        while self._left and battery is not None and battery >= self._target(self._left[0]) - _NEAR_ENOUGH:
            self._left.popleft()
        return bool(self._left)

    def next_call(self, state: WorldState) -> SkillCall:
        """The next call towards the first stop that is left.

        Raises:
            ProgramError: the robot has no skill to charge with, or cannot get there.
        """
        stop = self._left[0]
        if self._skill is None:
            raise ProgramError(f"{self._robot.name} shall charge at {stop.place} and has no skill to charge")
        work = SkillCall(self._skill.name, (stop.place,))
        composition = compose(work, robots=(self._robot,), state=state, scenario=self._scenario)
        if not composition.ok:
            raise ProgramError(f"{self._robot.name} cannot charge at {stop.place}: {composition.reason}")
        return composition.calls[0]

    def made(self, call: SkillCall) -> None:
        """A call has succeeded; what ends charging by itself has filled the battery."""
        if self._skill is not None and call.skill == self._skill.name and self._left:
            self._left.popleft()

    def _target(self, stop: ChargingStop) -> float:
        model = energy_model(self._robot)
        return 1.0 if model is None else min(1.0, stop.to_wh / model.battery_wh)
