"""The virtual clock waits for busy robots, gives up on silent ones, and keeps to the speed asked for."""

from __future__ import annotations

import pytest

from comuros.core.errors import SettingsError
from comuros.sim import Pacing


def test_without_goals_and_without_a_speed_the_clock_never_waits() -> None:
    pacing = Pacing(speed=0.0)
    for _ in range(3):
        assert pacing.wait_s(0.0) == 0.0
        pacing.stepped(0.0)
    assert pacing.timeouts == 0


def test_the_clock_waits_for_every_robot_with_a_goal_to_acknowledge_the_last_step() -> None:
    pacing = Pacing(wall_timeout_s=1.0)
    pacing.goal_started("a")
    pacing.goal_started("b")
    pacing.stepped(10.0)
    assert pacing.awaited == ("a", "b")
    assert pacing.wait_s(10.25) == pytest.approx(0.75)
    pacing.acknowledged("a")
    assert pacing.wait_s(10.25) > 0.0
    pacing.acknowledged("b")
    assert pacing.wait_s(10.25) == 0.0


def test_a_robot_that_stays_silent_is_waited_for_only_so_long_and_is_counted() -> None:
    pacing = Pacing(wall_timeout_s=1.0)
    pacing.goal_started("a")
    pacing.stepped(0.0)
    assert pacing.wait_s(1.0) == 0.0
    pacing.stepped(1.0)
    assert pacing.timeouts == 1
    assert pacing.late == {"a": 1}


def test_a_goal_that_begins_between_steps_is_awaited_from_the_next_step_on() -> None:
    pacing = Pacing()
    pacing.stepped(0.0)
    pacing.goal_started("a")
    assert pacing.wait_s(0.0) == 0.0


def test_a_robot_is_awaited_until_its_last_goal_ends() -> None:
    pacing = Pacing()
    pacing.goal_started("a")
    pacing.goal_started("a")
    pacing.stepped(0.0)
    pacing.goal_ended("a")
    assert pacing.awaited == ("a",)
    pacing.goal_ended("a")
    assert pacing.awaited == ()
    assert pacing.wait_s(0.0) == 0.0


def test_real_time_is_speed_one_and_ten_steps_at_twice_the_speed_take_half_as_long() -> None:
    for speed, expected_s in ((1.0, 0.5), (2.0, 0.25)):
        pacing, now_s = Pacing(dt_s=0.05, speed=speed), 100.0
        pacing.stepped(now_s)
        for _ in range(10):
            now_s += pacing.wait_s(now_s)
            pacing.stepped(now_s)
        assert now_s - 100.0 == pytest.approx(expected_s)


def test_after_a_long_pause_the_clock_does_not_race_to_catch_up() -> None:
    pacing = Pacing(dt_s=0.1, speed=1.0)
    pacing.stepped(0.0)
    pacing.stepped(60.0)
    assert pacing.wait_s(60.0) == pytest.approx(0.1)


def steps_in(pacing: Pacing, wall_s: float, *, start_s: float) -> int:
    """How often the clock steps in so many real seconds where robots answer at once."""
    steps, now_s, end_s = 0, start_s, start_s + wall_s
    while True:
        for robot in pacing.awaited:
            pacing.acknowledged(robot)
        now_s += pacing.wait_s(now_s)
        if now_s > end_s:
            return steps
        pacing.stepped(now_s)
        steps += 1


def busy(robot: str = "a", **more: float) -> Pacing:
    pacing = Pacing(dt_s=0.1, speed=10.0, idle_speed=1.0, decision_s=0.5, **more)
    pacing.goal_started(robot)
    pacing.stepped(0.0)
    pacing.acknowledged(robot)
    return pacing


def test_while_no_robot_has_a_goal_the_clock_keeps_to_the_idle_speed() -> None:
    pacing = busy()
    assert steps_in(pacing, 1.0, start_s=0.0) == pytest.approx(100, abs=1)
    pacing.goal_ended("a", wall_s=1.0)
    assert steps_in(pacing, 10.0, start_s=1.0) == pytest.approx(100, abs=1)


def test_after_a_goal_has_ended_the_others_are_slowed_until_its_robot_has_the_next() -> None:
    pacing = busy()
    pacing.goal_started("b")
    pacing.goal_ended("a", wall_s=0.0)
    assert steps_in(pacing, 0.2, start_s=0.0) <= 3
    pacing.goal_started("a")
    assert steps_in(pacing, 0.2, start_s=0.2) == pytest.approx(20, abs=2)


def test_a_robot_that_gets_no_next_goal_slows_the_clock_only_for_so_long() -> None:
    pacing = busy()
    pacing.goal_started("b")
    pacing.goal_ended("a", wall_s=0.0)
    assert steps_in(pacing, 0.5, start_s=0.0) <= 6
    assert steps_in(pacing, 1.0, start_s=0.5) == pytest.approx(100, abs=11)


def test_while_somebody_thinks_the_clock_keeps_to_the_idle_speed() -> None:
    pacing = busy()
    pacing.thinks("m1", begins=True)
    assert steps_in(pacing, 1.0, start_s=0.0) <= 11
    pacing.thinks("m1", begins=False)
    assert steps_in(pacing, 1.0, start_s=1.0) == pytest.approx(100, abs=2)


def test_the_idle_speed_makes_no_clock_faster_that_is_to_be_slow() -> None:
    pacing = Pacing(dt_s=0.1, speed=0.5, idle_speed=1.0)
    pacing.stepped(0.0)
    assert pacing.wait_s(0.0) == pytest.approx(0.2)


@pytest.mark.parametrize(
    "wrong", [{"dt_s": 0.0}, {"speed": -1.0}, {"wall_timeout_s": 0.0}, {"decision_s": -1.0}]
)
def test_settings_out_of_range_are_refused_with_their_values(wrong: dict[str, float]) -> None:
    with pytest.raises(SettingsError, match="pacing needs dt_s > 0"):
        Pacing(**wrong)
