"""What a group of robots offers, and by how much it falls short."""

from __future__ import annotations

import pytest

from comuros.core.capability import CapabilityValue, Comparison, Shortfall, combined_value, satisfies

CAMERA = frozenset({"camera"})
BOTH = frozenset({"camera", "lidar"})


@pytest.mark.parametrize(
    ("values", "shared", "expected"),
    [
        ([{"payload_kg": 10.0}, {"payload_kg": 15.0}], True, 25.0),
        ([{"payload_kg": 10.0}, {"payload_kg": 15.0}], False, 10.0),
        ([{"payload_kg": 10.0}, {}], True, 10.0),
        ([{"payload_kg": 10.0}, {}], False, None),
        ([{"flies": True}, {"flies": False}], False, False),
        ([{"sensors": BOTH}, {"sensors": CAMERA}], False, CAMERA),
        ([{}], True, None),
    ],
)  # fmt: skip
def test_a_group_offers(
    values: list[dict[str, CapabilityValue]], shared: bool, expected: CapabilityValue | None
) -> None:
    (name,) = {key for value in values for key in value} or {"payload_kg"}
    assert combined_value(name, values, shared=shared) == expected


@pytest.mark.parametrize(
    ("offered", "comparison", "needed", "met"),
    [
        (20.0, Comparison.AT_LEAST, 20.0, True),
        (19.9, Comparison.AT_LEAST, 20.0, False),
        (None, Comparison.AT_LEAST, 0.0, False),
        (True, Comparison.IS, True, True),
        (frozenset({"camera"}), Comparison.HAS, "camera", True),
        (frozenset({"camera"}), Comparison.HAS, "lidar", False),
    ],
)
def test_a_requirement_is_met(
    offered: CapabilityValue | None, comparison: Comparison, needed: float | str, met: bool
) -> None:
    assert satisfies(offered, comparison, needed) is met


def test_a_shortfall_gives_both_numbers_and_the_robots() -> None:
    text = str(Shortfall("payload_kg", ">= 40", "30", ("mover_1", "mover_2")))
    assert text == "needs payload_kg >= 40, mover 1 and mover 2 together have 30"
