"""Robots and robot types as the scenario declares them, and what is known of a robot while it works."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from comuros.core.capability import Capability, CapabilityValue
from comuros.core.geometry import Pose


class Locomotion(Enum):
    """How a robot moves: on wheels (differential), sideways too (omni), through the air, or not at all."""

    DIFFERENTIAL = "differential"
    OMNIDIRECTIONAL = "omnidirectional"
    FLYING = "flying"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class RobotType:
    """What robots of one kind share. `skills` are names of skill models; speeds live in the capabilities."""

    name: str
    locomotion: Locomotion
    radius_m: float
    capabilities: tuple[Capability, ...]
    skills: tuple[str, ...]
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Robot:
    """A member of the team. `start` is a place; `overrides` replace capabilities of the type for this robot.

    `is_human` marks a person as a teammate: asked, never commanded.
    """

    name: str
    type: RobotType
    start: str
    overrides: tuple[Capability, ...] = ()
    synonyms: tuple[str, ...] = ()
    is_human: bool = False

    def capabilities(self) -> dict[str, CapabilityValue]:
        """Capability values by name, the robot's own before its type's."""
        return {fact.name: fact.value for fact in (*self.type.capabilities, *self.overrides)}

    def number(self, capability: str, default: float) -> float:
        """A numeric capability, or the default where the robot does not state it."""
        value = self.capabilities().get(capability, default)
        return float(value) if isinstance(value, (int, float)) else default

    @property
    def speed_mps(self) -> float:
        """Cruise speed in metres per second; 0 for a fixed robot."""
        return 0.0 if self.type.locomotion is Locomotion.FIXED else self.number("speed_mps", 0.5)


@dataclass(frozen=True, slots=True)
class RobotStatus:
    """What was last heard of a robot. `battery` is 0..1; `place` is "" between places; `time_s` is when it
    was heard.
    """

    robot: str
    pose: Pose
    place: str
    battery: float
    holding: tuple[str, ...] = ()
    task: str = ""
    stage: str = ""
    available: bool = True
    time_s: float = 0.0
    zones: tuple[str, ...] = ()
