"""A robot's agent reports for work once its sensors were heard; clocks are virtual."""

from __future__ import annotations

from comuros.nodes.settling import Settling

BOX, CUP, BATTERY = "gripper/box/state", "gripper/cup/state", "battery_state"


class Team:
    """One robot's settling, with `settle_s` 2 and `settle_at_most_s` 10."""

    def __init__(self, *published: str, awaited: tuple[str, ...] = (BOX, CUP, BATTERY)) -> None:
        self.published = set(published)
        self.settling = Settling(awaited, has_publisher=self.published.__contains__)
        self.steady_s = 100.0
        self.stamp_s = 0.0

    def drives(self, seconds: float, *, speed: float = 1.0) -> None:
        """Odometry comes for so many real seconds."""
        for _ in range(round(seconds * 10)):
            self.settling.posed(self.stamp_s, steady_s=self.steady_s)
            self.steady_s += 0.1
            self.stamp_s += 0.1 * speed
        self.settling.posed(self.stamp_s, steady_s=self.steady_s)

    def reports(self) -> bool:
        return self.settling.is_over(self.steady_s, settle_s=2.0, at_most_s=10.0)


def test_it_reports_at_once_when_every_topic_and_the_pose_were_heard() -> None:
    team = Team(BOX, CUP, BATTERY)
    for topic in (BOX, CUP, BATTERY):
        team.settling.heard(topic)
    assert not team.reports(), "nobody knows where it is"
    team.drives(0.0)
    assert team.reports()


def test_one_silent_gripper_that_is_published_keeps_it_silent_until_the_bound() -> None:
    team = Team(BOX, CUP, BATTERY)
    team.drives(1.0)
    team.settling.heard(CUP)
    team.settling.heard(BATTERY)
    team.drives(8.8)
    assert not team.reports()
    team.drives(0.3)
    assert team.reports()
    assert team.settling.silent == (BOX,)


def test_a_topic_heard_late_ends_the_waiting() -> None:
    team = Team(BOX, CUP, BATTERY)
    team.drives(5.0)
    team.settling.heard(BATTERY)
    team.settling.heard(CUP)
    assert not team.reports()
    team.settling.heard(BOX)
    assert team.reports()
    assert team.settling.silent == ()


def test_what_nobody_publishes_is_waited_for_only_until_it_would_be_discovered() -> None:
    team = Team()
    team.drives(1.8)
    assert not team.reports()
    team.published.add(BOX)
    team.drives(2.0)
    assert not team.reports(), "a publisher was found meanwhile"
    team.settling.heard(BOX)
    assert team.reports()


def test_a_fast_simulation_does_not_shorten_the_waiting_nor_a_slow_one_lengthen_the_wrong_clock() -> None:
    fast = Team()
    fast.drives(1.8, speed=20.0)
    assert not fast.reports()
    fast.drives(0.4, speed=20.0)
    assert fast.reports()
    slow = Team(BOX)
    slow.drives(15.0, speed=0.5)
    assert not slow.reports()
    slow.drives(5.2, speed=0.5)
    assert slow.reports()


def test_a_robot_with_nothing_to_wait_for_reports_with_its_first_pose_and_never_takes_it_back() -> None:
    team = Team(awaited=())
    assert not team.reports()
    team.drives(0.0)
    assert team.reports()
    team.stamp_s = -50.0
    team.drives(0.0)
    assert team.reports()
