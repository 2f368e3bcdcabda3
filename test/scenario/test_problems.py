"""Every kind of problem that a scenario's files can have is found: file, line, and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from comuros.core.errors import ScenarioError
from comuros.scenario import check_scenario, load_scenario
from support.tiny_scenario import CART, CART_MODEL, SCENARIO, SKILLS, WORLD, line_of, write_scenario

# (file, text, replaced by, part of the message). The problem is on the line of the text, in the same file.
SAME_LINE = [
    # The shape of a scenario file
    (SCENARIO, "title: A room", "titel: A room", "no key 'titel'; did you mean 'title'?"),
    (SCENARIO, "title: A room with two tables", "title: 5", "title is a number ('5'); expected text"),
    (SCENARIO, "{kind: cup, at: tray, synonyms: [mug]}", "{kind: cup}", "object 'cup' lacks the key 'at'"),
    (
        SCENARIO,
        "{mass_kg: 0.2}",
        "{mass_kg: heavy}",
        "mass_kg of object kind 'cup' is text ('heavy'); expected a number",
    ),
    (SCENARIO, "{mass_kg: 0.2}", "{mass_kg: 0}", "is 0; expected more than 0"),
    (SCENARIO, "{mass_kg: 0.2}", "{mass_kg: .nan}", "expected more than 0"),
    (
        SCENARIO,
        "{mass_kg: 0.2}",
        "{mass_kg: 0.2, carriers: 1.5}",
        "carriers of object kind 'cup' is 1.5; expected a whole",
    ),
    (SCENARIO, "is_surface: true", "is_surface: maybe", "is text ('maybe'); expected true or false"),
    (
        SCENARIO,
        "[first table]",
        "first table",
        "synonyms of place 'table_a' is text ('first table'); expected a list",
    ),
    (
        SCENARIO,
        "{kind: charger}\n  corner",
        "charger\n  corner",
        "place 'home_2' is text ('charger'); expected a mapping",
    ),
    (SCENARIO, "home_2: {kind: charger}", "home_1: {kind: charger}", "'home_1' is given twice in places"),
    (SCENARIO, "area: corner_floor", "radius_m: 1", "the kind 'zone' and the key 'area' go together"),
    (SCENARIO, "charger(home_1)", "charger home_1", "is not a literal"),
    (SCENARIO, "charger(home_1)", '"!charger(home_1)"', "is negative"),
    (SCENARIO, "kind: drop", "kind: drip", "'drip' is no kind of fault; did you mean 'drop'?"),
    (SCENARIO, "progress: 0.4", "progress: 4", "progress of a fault is 4; expected 0 to 1"),
    (SCENARIO, "at_s: 5", "at_s: 5, during_skill: pick", "exactly one of at_s and during_skill"),
    # Names and words
    (SCENARIO, "table_a: {kind", "table-a: {kind", "'table-a' cannot be a name"),
    (SCENARIO, "table_a: {kind", "spot_cup: {kind", "'spot_cup' cannot be a name"),
    (SCENARIO, "  cup: {kind", "  home_1: {kind", "'home_1' is taken by the place 'home_1' of line"),
    (
        SCENARIO,
        "[mug]",
        "[First  Table]",
        "'first table' means the object 'cup' and the place 'table_a' of line",
    ),
    (
        SCENARIO,
        "synonyms: [first table]",
        "synonyms: [table]",
        "'table' means the place 'table_a' and any table",
    ),
    (
        SCENARIO,
        "cart_1: {type: cart,",
        "cart_1: {type: cart, synonyms: [trolley],",
        "'trolley' means the robot 'cart_1' and any cart",
    ),
    # What is referred to
    (
        SCENARIO,
        "world: tiny.sdf",
        "world: tinny.sdf",
        "there is no world file 'tinny.sdf'; did you mean 'tiny.sdf'?",
    ),
    (
        SCENARIO,
        "{type: cart, start: home_1}",
        "{type: card, start: home_1}",
        "no robot type 'card'; did you mean 'cart'?",
    ),
    (
        SCENARIO,
        "{type: cart, start: home_1}",
        "{type: cart, start: home_3}",
        "start of robot 'cart_1' is 'home_3', which is not a place",
    ),
    (
        SCENARIO,
        "capabilities: {payload_kg: 1}",
        "capabilities: {payload: 1}",
        "no capability 'payload'; did you mean 'payload_kg'?",
    ),
    (
        SCENARIO,
        "frame: crane_base",
        "frame: crane_bass",
        "frame of robot 'crane' is 'crane_bass', which is not a frame of the world",
    ),
    (SCENARIO, "skills: [pick]", "skills: [pack]", "there is no skill 'pack'; did you mean 'pick'?"),
    (
        SCENARIO,
        "  cup: {kind: cup,",
        "  cup: {kind: cap,",
        "kind of object 'cup' is 'cap', which is not an object kind",
    ),
    (
        SCENARIO,
        "at: table_a}",
        "at: table_z}",
        "at of object 'tray' is 'table_z', which is not a place or an object",
    ),
    (SCENARIO, "at: table_a}", "at: cup}", "'tray' lies on itself, over 'cup'"),
    (
        SCENARIO,
        "charger(home_1)",
        "chargr(home_1)",
        "there is no predicate 'chargr'; did you mean 'charger'?",
    ),
    (SCENARIO, "charger(home_1)", "charger(home_1, home_2)", "has 2 arguments; charger takes 1"),
    (SCENARIO, "charger(home_1)", "charger(cup)", "the fact charger(cup) is 'cup', which is not a place"),
    (
        SCENARIO,
        "subject: cart_1",
        "subject: cart_9",
        "subject of the fault drop is 'cart_9', which is not one of the robots",
    ),
    (
        SCENARIO,
        "during_skill: go_to",
        "during_skill: goto",
        "during_skill of a fault is 'goto', which is not a skill",
    ),
    (SCENARIO, "detail: table_b", "detail: table_x", "detail of a fault is 'table_x', which is not a place"),
    (
        SCENARIO,
        "approach: [b_south]",
        "approach: [b_north]",
        "approach of place 'table_b' is 'b_north', which is not a frame",
    ),
    (
        SCENARIO,
        "area: corner_floor",
        "area: corner",
        "area of place 'corner' is 'corner', which is not a model of the world",
    ),
    # Robots
    (
        CART,
        "robot_type: cart",
        "robot_type: waggon",
        "robot_type is 'waggon'; expected 'cart', as the file is named",
    ),
    (
        CART,
        "locomotion: differential",
        "locomotion: diferential",
        "'diferential' is no locomotion; did you mean 'differential'?",
    ),
    (CART, "radius_m: 0.3", "radius_m: 0.2", "radius_m is 0.2, but the SDF model 'cart' reaches 0.28 m"),
    (CART, "model: cart", "model: kart", "there is no SDF model 'kart'; did you mean 'cart'?"),
    (
        CART,
        "skills: [go_to, pick]",
        "skills: [go_to, peck]",
        "there is no skill 'peck'; did you mean 'pick'?",
    ),
    (CART, "skills: [go_to, pick]", "skillz: [go_to, pick]", "no key 'skillz'; did you mean 'skills'?"),
    (
        CART,
        "flies: false",
        "flies: no_idea",
        "capability 'flies' is text ('no_idea'); expected true or false",
    ),
    (
        CART,
        "speed_mps: 0.5",
        "speed_mph: 0.5",
        "there is no capability 'speed_mph'; did you mean 'speed_mps'?",
    ),
    (CART, "skills: [go_to, pick]", "skills: [go_to, pick}", "is not YAML"),
    # The vocabulary
    (SKILLS, "on: {sorts: [object, location]", "on: {sorts: [object, spot]", "'spot' is no sort"),
    (SKILLS, '"{0} is at {1}"', '"{0} is at {2}"', "expected {0} to {1} for its arguments"),
    (SKILLS, '"go to {0}"', '"go to {place}"', "english of skill 'go_to' is 'go to {place}'"),
    (SKILLS, "flies: flag", "flies: bool", "'bool' is no kind of capability"),
    (SKILLS, "{travels_to: place,", "{travels_to: plaza,", "'plaza' is no place parameter of skill 'go_to'"),
    (
        SKILLS,
        "speed_factor: 1}",
        "speed_factor: 0}",
        "speed_factor of skill 'go_to' is 0; expected more than 0",
    ),
    (
        SKILLS,
        "duration: {fixed_s: 4}",
        "duration: {fixed_s: -4}",
        "fixed_s of skill 'pick' is -4; expected at least 0",
    ),
    (SKILLS, "at_least: mass_kg", "at_least: mass", "objects have no 'mass'; did you mean 'mass_kg'?"),
    (SKILLS, "of: object}", "of: from}", "'from' is no object parameter of skill 'pick'"),
    (SKILLS, "{capability: payload_kg,", "{capability: payload,", "there is no capability 'payload'"),
    (SKILLS, "has: gripper}", "at_least: 1}", "'at_least' does not fit a capability that is a set"),
    (SKILLS, "has: gripper}", "has: gripper, is: true}", "has 2 of at_least, is, has; expected one"),
    (
        SKILLS,
        '"on(?object, ?from)", "!holding',
        '"in(?object, ?from)", "!holding',
        "there is no predicate 'in'",
    ),
    (SKILLS, '"on(?object, ?from)", "!holding', '"on(?object)", "!holding', "has 1 arguments; on takes 2"),
    (
        SKILLS,
        '"on(?object, ?from)", "!holding',
        '"on(?objekt, ?from)", "!holding',
        "'?objekt' in on(?objekt, ?from)",
    ),
    (
        SKILLS,
        '"on(?object, ?from)", "!holding',
        '"on(?from, ?object)", "!holding',
        "is of sort place; expected object",
    ),
    (
        SKILLS,
        '["holding(?self, ?object)",',
        '["holding(?self, _)",',
        "'_' in holding(?self, _) in effects of skill 'pick'",
    ),
    (
        SKILLS,
        'steps: ["go_to(?place)"]',
        'steps: ["goto(?place)"]',
        "there is no skill 'goto' (method 'drive')",
    ),
    (SKILLS, 'steps: ["go_to(?place)"]', 'steps: ["go_to()"]', "has 0 arguments; go_to takes 1"),
    (
        SKILLS,
        'steps: ["go_to(?place)"]',
        'steps: ["go_to(?where)"]',
        "'?where' in go_to(?where) of method 'drive' is bound by nothing",
    ),
    (
        SKILLS,
        'steps: ["go_to(?place)"]',
        'steps: ["go_to(?self)"]',
        "?self in go_to(?self) of method 'drive' is of sort robot; expected place",
    ),
    (SKILLS, 'steps: ["go_to(?place)"]', 'steps: ["go"]', "expected a call such as go_to(?place)"),
    (
        SKILLS,
        'achieves: "at(?self, ?place)"',
        'achieves: "at(?self, table_a)"',
        "methods hold for any, expected a ?variable",
    ),
    (SKILLS, "name: grasp", "name: drive", "the method 'drive' is given twice"),
    (SKILLS, "name: grasp, ", "", "a method lacks the key 'name'"),
    # The world
    (
        WORLD,
        'attached_to="bench_a"',
        'attached_to="bench_c"',
        "there is no frame 'bench_c'; did you mean 'bench_",
    ),
    (WORLD, "<pose>1 1 0 0 0 0</pose>", "<pose>1 1 0</pose>", "the pose '1 1 0' is not six finite numbers"),
    (WORLD, "<pose>1 1 0 0 0 0</pose>", "<pose>1 nan 0 0 0 0</pose>", "is not six finite numbers"),
    (WORLD, "<size>0.4 0.3 0.02</size>", "<size>0.4 0.3</size>", "<box> lacks its sizes"),
    (
        WORLD,
        "<box><size>0.4 0.3 0.02</size></box>",
        "<mesh><uri>tray.stl</uri></mesh>",
        "<mesh> cannot be read as a collision",
    ),
    (WORLD, '<sdf version="1.9">', '<sdf version="1.9"><!ENTITY>', "is not XML"),
    (WORLD, '<?xml version="1.0"?>', '<!DOCTYPE sdf [<!ENTITY a "b">]>', "has a document type or entity"),
    (
        CART_MODEL,
        "<radius>0.28</radius>",
        "<radius>-0.28</radius>",
        "<cylinder> lacks its sizes, or they are not positive",
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"), SAME_LINE, ids=[case[2][:50] for case in SAME_LINE]
)
def test_a_problem_is_reported_on_its_own_line(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    scenario = write_scenario(tmp_path, file=file, old=old, new=new)
    problems = check_scenario(scenario)
    found = [problem for problem in problems if message in problem.message]
    assert found, "\n".join(map(str, problems)) or "no problem was found"
    last_line = line_of(file, old) + old.count("\n")
    assert (Path(found[0].file).relative_to(tmp_path).as_posix(), found[0].line) in [
        (file, line) for line in range(line_of(file, old), last_line + 1)
    ]


def test_all_problems_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    scenario = write_scenario(tmp_path, file=SCENARIO, old="start: home_1", new="start: home_9")
    robots = tmp_path / CART
    robots.write_text(robots.read_text().replace("go_to, pick", "go_two, pick"))
    skills = tmp_path / SKILLS
    skills.write_text(skills.read_text().replace("[robot, object]", "[robot, thing]"))
    with pytest.raises(ScenarioError) as error:
        load_scenario(scenario)
    text = str(error.value)
    assert all(wrong in text for wrong in ("home_9", "go_two", "'thing'"))
    assert all(problem.line > 0 for problem in error.value.problems)


def test_a_missing_file_is_one_problem_that_names_it(tmp_path: Path) -> None:
    scenario = write_scenario(tmp_path, file=SCENARIO, old="skills: skills.yaml", new="skills: words.yaml")
    assert any(
        "cannot be read" in p.message and p.file.endswith("words.yaml") for p in check_scenario(scenario)
    )
    scenario.write_text("")
    assert [problem.message for problem in check_scenario(scenario)] == ["is empty"]
    scenario.write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in check_scenario(scenario)[0].message


def test_an_unknown_scenario_name_suggests_the_closest() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'food_court'"):
        load_scenario("foodcourt")
    with pytest.raises(ScenarioError, match="there is no such file"):
        load_scenario("nowhere/at_all.yaml")


def test_the_tiny_scenario_itself_has_no_problems(tmp_path: Path) -> None:
    assert check_scenario(write_scenario(tmp_path)) == ()
