"""Problems of a scenario that show in another file, or on another line, than the one that causes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from comuros.scenario import check_scenario
from support.tiny_scenario import CART, CRANE, SCENARIO, SKILLS, WORLD, line_of, write_scenario

# (file, text, replaced by, file of the problem, text on its line, part of the message)
ELSEWHERE = [
    (SCENARIO, "world: tiny.sdf\n", "", SCENARIO, "scenario: tiny", "neither of world and distances given"),
    (
        SCENARIO,
        "world: tiny.sdf\n",
        "world: tiny.sdf\ndistances: []\n",
        SCENARIO,
        "scenario: tiny",
        "both of world and distances",
    ),
    (
        SCENARIO,
        ", is_surface: true",
        "",
        SCENARIO,
        "cup: {kind: cup",
        "'cup' lies on 'tray', but nothing can",
    ),
    (
        SCENARIO,
        "{mass_kg: 0.2}",
        "{mass_kg: 0.3}",
        SCENARIO,
        "cup: {kind: cup",
        "has 0.3 kg here and 0.2 kg in the world file",
    ),
    (
        SCENARIO,
        "at: table_a}",
        "at: table_b}",
        SCENARIO,
        "tray: {kind",
        "said to be at 'table_b', but in the world it lies at 'table_a' (2.00, 4.00",
    ),
    (
        SCENARIO,
        "  tray: {kind: tray, at: table_a}",
        "  tray: {kind: cup, at: table_a}",
        SCENARIO,
        "tray: {kind",
        "is not as large as 'cup'",
    ),
    (
        SCENARIO,
        "at_s: 5, detail: table_b",
        "at_s: 5",
        SCENARIO,
        "  - {kind: object_moved",
        "detail of a fault is '(nothing)'",
    ),
    (
        WORLD,
        '<model name="cup">',
        '<model name="cap">',
        SCENARIO,
        "cup: {kind: cup",
        "object 'cup' is 'cup', which is not a movable model",
    ),
    (
        WORLD,
        '<model name="cup">',
        '<model name="cap">',
        WORLD,
        '<model name="cup">',
        "the movable model 'cap' is no object of the scenario",
    ),
    (
        WORLD,
        "<pose>2 4 0.87 0 0 0</pose>",
        "<pose>2 4 1.2 0 0 0</pose>",
        SCENARIO,
        "cup: {kind: cup",
        "said to lie on 'tray', but in the world it does not",
    ),
    (
        WORLD,
        "<pose>2 4 0.81 0 0 0</pose>",
        "<pose>4 4 0.81 0 0 0</pose>",
        SCENARIO,
        "tray: {kind",
        "in the world it lies at no place (4.00, 4.00",
    ),
    (
        WORLD,
        '<frame name="home_1">',
        '<frame name="house">',
        SCENARIO,
        "home_1: {kind",
        "frame of place 'home_1' is 'home_1', which is not a frame of the world",
    ),
    (
        WORLD,
        '<frame name="home_1">',
        '<frame name="home_2">',
        WORLD,
        '<frame name="home_2">',
        "the name 'home_2' is used twice in 'world'",
    ),
    (
        WORLD,
        "<pose>1 1 0 0 0 0</pose>",
        "<pose>1 0.2 0 0 0 0</pose>",
        SCENARIO,
        "cart_1: {type",
        "robot 'cart_1' would stand in 'walls' at its start",
    ),
    (
        WORLD,
        "<pose>1 1 0 0 0 0</pose>",
        "<pose>2.6 1 0 0 0 0</pose>",
        SCENARIO,
        "cart_2: {type",
        "start 0.40 m apart; expected at least 0.60",
    ),
    (
        WORLD,
        "<pose>4 -0.1 1 0 0 0</pose>",
        "<pose>4 2.3 1 0 0 0</pose>",
        SCENARIO,
        "table_b: {kind",
        "place 'table_b' can be reached by no robot (tried: cart_1, cart_2, crane)",
    ),
    (
        WORLD,
        '<pose relative_to="table_b">',
        '<pose relative_to="b_south">',
        WORLD,
        '<frame name="b_south">',
        "in a circle: b_south → b_south",
    ),
    (WORLD, '<world name="tiny">', '<wold name="tiny">', WORLD, "</world>", "is not XML: mismatched tag"),
    (
        SKILLS,
        "has: gripper}",
        "has: claw}",
        CART,
        "skills: [go_to",
        "the skill 'pick' needs tools has claw, which 'cart' does not have",
    ),
    (SKILLS, "reach_m: number", "arm_m: number", CRANE, "capabilities:", "there is no capability 'reach_m'"),
    (CART, "radius_m: 0.3\n", "", CART, "robot_type", "the robot type lacks the key 'radius_m'"),
    (
        SKILLS,
        "    duration: {fixed_s: 4}\n",
        "",
        SKILLS,
        "parameters: {object",
        "skill 'pick' lacks the key 'duration'",
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "line_text", "message"),
    ELSEWHERE,
    ids=[case[5][:50] for case in ELSEWHERE],
)
def test_a_problem_that_another_line_causes_is_reported_where_it_shows(
    tmp_path: Path, file: str, old: str, new: str, where: str, line_text: str, message: str
) -> None:
    scenario = write_scenario(tmp_path, file=file, old=old, new=new)
    problems = check_scenario(scenario)
    found = [problem for problem in problems if message in problem.message]
    assert found, "\n".join(map(str, problems)) or "no problem was found"
    assert Path(found[0].file).relative_to(tmp_path).as_posix() == where
    moved = (
        (new.count("\n") - old.count("\n"))
        if where == file and line_of(where, line_text) > line_of(file, old)
        else 0
    )
    assert found[0].line == line_of(where, line_text) + moved
