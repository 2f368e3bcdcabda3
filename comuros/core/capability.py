"""Capabilities of robots and what skills require of them, with the numbers of every shortfall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

CapabilityValue = bool | float | frozenset[str]


@dataclass(frozen=True, slots=True)
class Capability:
    """A typed, unit-bearing fact about a robot; the unit is the end of the name (`payload_kg`)."""

    name: str
    value: CapabilityValue


class Comparison(Enum):
    """How a required amount is compared with what a robot has."""

    AT_LEAST = ">="
    IS = "is"
    HAS = "has"


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a skill needs, such as payload_kg >= mass_kg of its object.

    `amount` is a constant, or the name of a property of the object bound to `property_of`.
    `shared` sums the capability over a coalition (two movers carry together).
    """

    capability: str
    comparison: Comparison
    amount: CapabilityValue | str
    property_of: str = ""
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A requirement that robots do not meet, with both numbers."""

    capability: str
    needed: str
    available: str
    robots: tuple[str, ...]

    def __str__(self) -> str:
        who = " and ".join(robot.replace("_", " ") for robot in self.robots)
        verb = "has" if len(self.robots) == 1 else "together have"
        return f"needs {self.capability} {self.needed}, {who} {verb} {self.available}"


def combined_value(
    capability: str, capabilities: Sequence[Mapping[str, CapabilityValue]], *, shared: bool
) -> CapabilityValue | None:
    """What a group offers: the sum if shared, else the least of it (numbers), all of (booleans), the
    intersection (sets).

    Returns None where a member lacks the capability and it is not shared.
    """
    values = [owned[capability] for owned in capabilities if capability in owned]
    if not values or (len(values) < len(capabilities) and not shared):
        return None
    if all(isinstance(value, bool) for value in values):
        return all(values)
    if all(isinstance(value, frozenset) for value in values):
        return frozenset.intersection(*(value for value in values if isinstance(value, frozenset)))
    numbers = [float(value) for value in values if isinstance(value, (int, float))]
    return sum(numbers) if shared else min(numbers)


def satisfies(offered: CapabilityValue | None, comparison: Comparison, needed: CapabilityValue | str) -> bool:
    """Whether an offered value meets a needed one; a missing capability meets nothing."""
    if offered is None:
        return False
    if comparison is Comparison.AT_LEAST:
        return isinstance(offered, (int, float)) and float(offered) >= float(needed)  # type: ignore[arg-type]
    if comparison is Comparison.HAS:
        return isinstance(offered, frozenset) and needed in offered
    return offered == needed
