"""Where robots cannot pass one another is read off the world, for the team at hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from comuros.core.geometry import Pose
from comuros.core.narrow_way import Crossing, joined, may_follow
from comuros.core.robot import Locomotion, Robot
from comuros.scenario import LoadedScenario, Roadmap, load_scenario
from comuros.scenario.narrow_ways import narrow_ways
from support.corridor import write_corridor

HOMES = {"ann": "home_w", "ben": "home_e"}


@pytest.fixture(scope="module")
def corridor(tmp_path_factory: pytest.TempPathFactory) -> Callable[[float], LoadedScenario]:
    def load(width_m: float) -> LoadedScenario:
        folder = tmp_path_factory.mktemp("corridor")
        return load_scenario(write_corridor(folder, HOMES, width_m=width_m))

    return load


@pytest.fixture(scope="module")
def narrow(corridor: Callable[[float], LoadedScenario]) -> LoadedScenario:
    return corridor(1.1)


def sized(robot: Robot, radius_m: float, **changes: object) -> Robot:
    return replace(robot, type=replace(robot.type, radius_m=radius_m, **changes))  # type: ignore[arg-type]


def of_team(loaded: LoadedScenario, robots: tuple[Robot, ...]) -> Roadmap:
    return Roadmap(loaded.world, replace(loaded.scenario, robots=robots))


def test_a_crossing_lasts_from_before_the_corridor_to_behind_it(narrow: LoadedScenario) -> None:
    ann = narrow.scenario.robot("ann")
    (crossing,) = narrow.roadmap.crossings_between(ann, "home_w", "east_1")
    whole_s = narrow.roadmap.duration_s(ann, "home_w", "east_1")
    assert whole_s is not None
    assert 1.0 < crossing.enter_s < 5.0
    assert 6.0 / 0.8 < crossing.leave_s - crossing.enter_s < whole_s
    assert crossing.way == "narrow way at (8.1, 2.5)"


def test_the_other_way_round_comes_in_where_this_one_goes_out(narrow: LoadedScenario) -> None:
    ann, ben = narrow.scenario.robots
    (there,) = narrow.roadmap.crossings_between(ann, "west_1", "east_1")
    (back,) = narrow.roadmap.crossings_between(ben, "east_2", "west_2")
    assert there.mouths == back.mouths[::-1]
    assert not may_follow(there, back)
    (after,) = narrow.roadmap.crossings_between(ben, "west_2", "east_2")
    assert may_follow(there, after)


def test_a_robot_that_stops_inside_has_no_way_out(narrow: LoadedScenario) -> None:
    ann = narrow.scenario.robot("ann")
    (into,) = narrow.roadmap.crossings_between(ann, "west_1", "middle")
    (out,) = narrow.roadmap.crossings_from_pose(ann, Pose(8.0, 2.5), "west_1")
    assert into.mouths[1] == 0 == out.mouths[0]
    assert out.enter_s == 0.0
    assert narrow.roadmap.crossing_at(ann, "middle", 9.0) == Crossing(into.way, into.room_m, 0.0, 9.0)
    assert narrow.roadmap.crossing_at(ann, "west_1", 9.0) is None
    (whole,) = joined([into, out.later(20.0)])
    assert whole.mouths == (into.mouths[0], out.mouths[1])


def test_how_wide_is_wide_enough_depends_on_the_two(corridor: Callable[[float], LoadedScenario]) -> None:
    loaded = corridor(1.5)
    ann, ben = loaded.scenario.robots
    large, small = sized(ann, 0.5), (sized(ben, 0.25), sized(replace(ben, name="cid"), 0.25))
    (crossing,) = of_team(loaded, (large, *small)).crossings_between(small[0], "west_1", "east_1")
    assert crossing.is_tight_for(large, small[0])
    assert not crossing.is_tight_for(*small)


@pytest.mark.parametrize("width_m", [1.9, 3.0])
def test_two_robots_pass_in_a_wide_corridor(
    corridor: Callable[[float], LoadedScenario], width_m: float
) -> None:
    assert not corridor(width_m).roadmap.has_narrow_ways()


def test_only_robots_that_drive_are_in_one_anothers_way(narrow: LoadedScenario) -> None:
    ann, ben = narrow.scenario.robots
    for locomotion in (Locomotion.FLYING, Locomotion.FIXED):
        assert not of_team(narrow, (ann, sized(ben, 0.3, locomotion=locomotion))).has_narrow_ways()
    assert not of_team(narrow, (ann,)).has_narrow_ways()


def test_a_person_crosses_without_reservation(narrow: LoadedScenario) -> None:
    person = replace(narrow.scenario.robot("ann"), is_human=True)
    assert narrow.roadmap.crossings_between(person, "west_1", "east_1") == ()
    assert narrow.roadmap.crossings_from_pose(person, Pose(8.0, 2.5), "east_1") == ()
    assert narrow.roadmap.crossing_at(person, "middle", 5.0) is None


def test_a_world_without_room_for_two_anywhere_is_one_narrow_way(narrow: LoadedScenario) -> None:
    robots = tuple(sized(robot, 3.0) for robot in narrow.scenario.robots)
    small = (*robots, sized(replace(robots[0], name="cid"), 0.2))
    assert len(narrow_ways(narrow.roadmap.ground_grid(), small).names) == 1
