"""What a driver promises its holder: behaviours by name, timed skills, charging, and rest when stopped."""

from __future__ import annotations

import pytest
from driving_cases import crowd
from driving_rig import Rig
from driving_worlds import robot_type, world

from comuros.core.geometry import Pose
from comuros.core.robot_port import SkillReport
from comuros.core.scenario import Fault, FaultKind
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause, TaskStatus
from comuros.core.velocity import STILL, Velocity
from comuros.execution.driver import Driver, Sense
from comuros.execution.driver.moment import Act, Moment, SkillRun


def a_rig(*faults: Fault, start: Pose = Pose(2, 2)) -> Rig:  # noqa: B008 - immutable
    return Rig(
        world(
            size_m=(8, 6),
            places={"charger": Pose(2, 2), "shelf": Pose(6, 4)},
            robots={"robot": (robot_type(), start)},
            place_kinds={"charger": "charger"},
        ),
        faults=faults,
    )


class Spin:
    """A behaviour a user might register: turn once around."""

    may_lose: tuple[str, ...] = ()

    def __init__(self, run: SkillRun) -> None:
        self.words = f"{run.body.name} runs {run.call} as member {run.member}"
        self._ticks = 0

    def step(self, moment: Moment) -> Act:
        self._ticks += 1
        done = self._ticks > 4
        return Act(Velocity(yaw_radps=1.0), progress=self._ticks / 5, done=done)


def test_a_registered_behaviour_takes_the_place_of_the_skills_own() -> None:
    loaded = a_rig().loaded
    driver = Driver(loaded.scenario.robot("robot"), loaded, behaviours={"wait": Spin})
    reports: list[SkillReport] = []
    driver.start("1", SkillCall("wait", ()), coalition=("robot",), on_report=reports.append)
    sense = Sense(Pose(2, 2), {}, {})
    turns = [driver.tick(0.05 * tick, sense).velocity.yaw_radps for tick in range(6)]
    assert turns == [1.0, 1.0, 1.0, 1.0, 0.0, 0.0]
    assert reports[-1].status is TaskStatus.SUCCEEDED


def test_a_timed_skill_takes_its_time_and_reports_how_far_it_is() -> None:
    rig = a_rig()
    rig.do("robot", ("wait",))
    assert rig.run(limit_s=10.0) == pytest.approx(3.05, abs=0.06)
    assert [round(report.progress, 1) for report in rig.reports] == [0.0, 0.2, 0.3, 0.5, 0.7, 0.8, 1.0]


def test_an_idle_driver_commands_rest() -> None:
    rig = a_rig()
    driver = rig.drivers["robot"]
    assert not driver.is_busy
    assert driver.tick(0.0, Sense(Pose(2, 2), {}, {})).velocity == STILL


def test_charging_ends_when_the_battery_is_full() -> None:
    rig = a_rig(Fault(FaultKind.BATTERY_LOW, "robot", 0.0, detail="0.9"))
    rig.do("robot", ("wait",), ("charge", "charger"))
    passed_s = rig.run(limit_s=120.0)
    assert rig.outcomes()["robot"] == ("succeeded", "succeeded")
    assert rig.world.battery["robot"] >= 0.98
    assert 30.0 < passed_s < 90.0


def test_charging_away_from_a_charger_is_noticed() -> None:
    rig = a_rig(Fault(FaultKind.BATTERY_LOW, "robot", 0.0, detail="0.5"), start=Pose(6, 4))
    rig.do("robot", ("wait",), ("charge", "shelf"))
    rig.run(limit_s=60.0)
    assert rig.ended["robot"][-1].cause is Cause.SKILL_FAILED
    assert "is this a charging place?" in rig.ended["robot"][-1].message


def test_thirty_robots_told_to_stop_are_at_rest_within_their_braking_time_and_none_collides() -> None:
    rig = crowd(0, count=30)
    rig.run(limit_s=4.0)
    fastest_mps = max(velocity.speed_mps for velocity in rig.world.velocities.values())
    assert fastest_mps > 0.6
    for name, driver in rig.drivers.items():
        driver.cancel(rig.under_way[name])
    rig.run(limit_s=fastest_mps / 1.0 + 2 * rig.dt_s, until=lambda: False)
    assert all(velocity.is_still() for velocity in rig.world.velocities.values())
    rig.run(limit_s=5.0)
    statuses = [reports[-1].status for reports in rig.ended.values()]
    assert statuses.count(TaskStatus.CANCELLED) >= 28
    assert set(statuses) <= {TaskStatus.CANCELLED, TaskStatus.SUCCEEDED}
    assert not rig.world.collisions
