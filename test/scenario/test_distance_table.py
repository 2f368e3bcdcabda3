"""A scenario may have a table of distances in place of a world: it can be planned, not simulated."""

from __future__ import annotations

from pathlib import Path

import pytest

from comuros.core.errors import InputError
from comuros.core.geometry import Pose
from comuros.core.place import spot_of
from comuros.scenario import LoadedScenario, check_scenario, load_scenario
from support.tiny_scenario import SCENARIO, write_scenario

TABLE = """\
distances:
  - [home_1, home_2, 2]
  - [home_2, table_a, 3]
  - [table_a, table_b, 4]
  - [home_1, table_a, 9]
"""


@pytest.fixture
def tabled(tmp_path: Path) -> LoadedScenario:
    file = write_scenario(tmp_path, file=SCENARIO, old="world: tiny.sdf\n", new=TABLE)
    text = file.read_text().replace(", area: corner_floor", "").replace(", frame: crane_base", "")
    file.write_text(text.replace(", approach: [b_south]", ""))
    return load_scenario(file)


def test_distances_are_the_shortest_over_the_table(tabled: LoadedScenario) -> None:
    cart = tabled.scenario.robot("cart_1")
    assert tabled.travel.distance_m(cart, "home_1", "table_b") == 9.0
    assert tabled.travel.duration_s(cart, "home_1", "table_b") == 18.0
    assert tabled.travel.duration_s(cart, "home_1", "home_1") == 0.0
    assert tabled.travel.distance_m(cart, "home_1", "corner") is None


def test_a_fixed_robot_reaches_only_where_it_starts(tabled: LoadedScenario) -> None:
    crane = tabled.scenario.robot("crane")
    assert tabled.travel.distance_m(crane, "table_a", "table_a") == 0.0
    assert tabled.travel.distance_m(crane, "table_a", "table_b") is None


def test_a_spot_is_where_its_thing_started(tabled: LoadedScenario) -> None:
    cart = tabled.scenario.robot("cart_1")
    told = tabled.travel.with_spot(spot_of("cup"), Pose(0, 0))
    assert told.distance_m(cart, spot_of("cup"), "table_b") == 4.0, "the cup is on the tray on table a"
    assert told.distance_m(cart, spot_of("cart_2"), "table_a") == 3.0


def test_there_is_no_geometry_to_simulate(tabled: LoadedScenario) -> None:
    assert tabled.scenario.world_file == ""
    with pytest.raises(InputError, match="can be planned, not simulated"):
        _ = tabled.world
    with pytest.raises(InputError, match="distance table"):
        _ = tabled.roadmap


def test_wrong_entries_of_a_table_are_problems(tmp_path: Path) -> None:
    wrong = TABLE.replace("home_1, home_2, 2", "home_1, home_7, 2").replace("table_b, 4", "table_b, -4")
    wrong = wrong.replace("[home_1, table_a, 9]", "[home_1, table_a]")
    file = write_scenario(tmp_path, file=SCENARIO, old="world: tiny.sdf\n", new=wrong)
    messages = "\n".join(problem.message for problem in check_scenario(file))
    assert "a distance is 'home_7', which is not a place" in messages
    assert "a distance is -4; expected more than 0" in messages
    assert "a distance has 2 parts; expected [place, place, metres]" in messages
