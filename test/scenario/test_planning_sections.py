"""What a scenario file says to the planner is read, checked with everything else, and kept by plans."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from comuros.core.literal import parse_literal
from comuros.core.objective import Objective
from comuros.core.plan import PlanningStatus
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import RobotStatus
from comuros.core.task import Goal, Task
from comuros.core.tree import Branch, Relation, checked_tree
from comuros.planning import interleaved, solve, validate, why_not
from comuros.scenario import LoadedScenario, check_scenario, load_scenario

CONFIG = Path(__file__).parents[2] / "config"
ANNEX = """\
scenario: annex
title: A ward and its annex, joined by one lift
skills: skills.yaml
places:
  kitchen: {kind: counter}
  ward: {kind: counter}
  lift: {kind: waypoint}
  annex: {kind: counter}
  dock_1: {kind: charger}
  dock_2: {kind: charger}
distances:
  - [dock_1, kitchen, 5]
  - [dock_2, kitchen, 8]
  - [kitchen, ward, 20]
  - [kitchen, lift, 20]
  - [lift, annex, 20]
object_kinds:
  meal: {mass_kg: 1.2}
  blood: {mass_kg: 0.2}
objects:
  lunch: {kind: meal, at: kitchen}
  soup: {kind: meal, at: kitchen}
  sample: {kind: blood, at: kitchen}
robots:
  nina:
    type: courier
    start: dock_1
    capabilities: {capacity: 2, battery_wh: 40, travel_wh_per_m: 0.5, charge_w: 1800}
  otto: {type: courier, start: dock_2}
facts: [charger(dock_1), charger(dock_2)]
resources:
  lift: {capacity: 1, places: [lift]}
rules:
  - {words: Blood is for Otto only., only: [otto], when: {objects: [blood]}}
  - {words: Rather not Otto for meals., avoid: [otto], cost_s: 30, when: {skills: [pick], objects: [meal]}}
  - {words: The annex opens after two minutes., not_before_s: 120, when: {places: [annex]}}
  - {words: Never leave the ward.}
planning: {objective: "makespan, then balanced load", disturbance_price_s: 12, abort_price_s: 45}
"""


def written(folder: Path, *, old: str = "", new: str = "") -> Path:
    (folder / "scenarios").mkdir()
    shutil.copytree(CONFIG / "robots", folder / "robots")
    shutil.copy(CONFIG / "skills.yaml", folder / "skills.yaml")
    assert not old or ANNEX.count(old) == 1
    file = folder / "scenarios" / "annex.yaml"
    file.write_text(ANNEX.replace(old, new) if old else ANNEX, encoding="utf-8")
    return file


def brought(loaded: LoadedScenario, **targets: str) -> PlanningProblem:
    scenario = loaded.scenario
    tasks = tuple(Task(f"bring_{thing}", "", Goal((parse_literal(f"on({thing}, {place})"),)))
                  for thing, place in targets.items())  # fmt: skip
    team = tuple(RobotStatus(r.name, scenario.place(r.start).pose, r.start, 1.0) for r in scenario.robots)
    tree = checked_tree(Branch("root", Relation.PARALLEL, tasks))
    return PlanningProblem("m", 1, tree, scenario.initial_state(), team)


def test_every_section_is_read(tmp_path: Path) -> None:
    scenario = load_scenario(written(tmp_path)).scenario
    assert [rule.words for rule in scenario.assignment_rules] == [
        "Blood is for Otto only.", "Rather not Otto for meals.", "The annex opens after two minutes."
    ]  # fmt: skip
    assert len(scenario.rules) == 4
    assert [(r.name, r.capacity, r.places) for r in scenario.resources] == [("lift", 1, ("lift",))]
    assert scenario.objective is Objective.MAKESPAN_THEN_BALANCE
    assert scenario.disturbance_price_s == 12.0
    assert scenario.abort_price_s == 45.0


def test_a_plan_keeps_everything_the_file_says(tmp_path: Path) -> None:
    loaded = load_scenario(written(tmp_path))
    asked = interleaved(
        brought(loaded, lunch="annex", soup="annex", sample="annex"), scenario=loaded.scenario
    )
    outcome = solve(asked, scenario=loaded.scenario, travel=loaded.travel)
    assert outcome.status is PlanningStatus.SOLVED, outcome.reason
    plan = outcome.plan
    assert validate(plan, asked, scenario=loaded.scenario, travel=loaded.travel) == ()
    assert {robot for task in ("lunch", "soup") for robot in plan.assignment(f"bring_{task}_put").robots} == {
        "nina"
    }
    by_otto = [entry.task_id for entry in plan.of_robot("otto")]
    assert any(task.startswith("bring_sample") for task in by_otto)
    assert all(entry.start_s >= 120.0 for entry in plan.assignments if entry.end == "annex")
    assert plan.certificate.objective == "makespan, then balanced load"
    reason = why_not(plan, asked, by_otto[0], "nina", scenario=loaded.scenario, travel=loaded.travel)
    assert "Blood is for Otto only." in reason


WRONG = [
    ("only: [otto]", "only: [oto]", "only of a rule is 'oto'", "did you mean 'otto'?"),
    ("{objects: [blood]}", "{objects: [bloood]}", "an object of a rule is 'bloood'", "'blood'"),
    ("{places: [annex]}}", "{places: [anex]}}", "a place of a rule is 'anex'", "'annex'"),
    ("skills: [pick]", "skills: [pik]", "a skill of a rule is 'pik'", "'pick'"),
    ("avoid: [otto], cost_s: 30", "avoid: [otto]", "'avoid' and 'cost_s' of a rule go together", ""),
    ("cost_s: 30", "cost_s: 0", "cost_s of a rule is 0; expected more than 0", ""),
    ("not_before_s: 120", "not_before_s: soon", "not_before_s of a rule is text ('soon')", ""),
    ("not_before_s: 120", "not_before_s: 120, not_after_s: 60", "not_after_s of a rule is 60", "120"),
    ("only: [otto], when", "when", "a rule with 'when' or 'cost_s' needs one of only", ""),
    ("{objects: [blood]}", "{object: [blood]}", "when of a rule has no key 'object'", "'objects'"),
    ("capacity: 1, places: [lift]", "capacity: 1.5, places: [lift]", "of resource 'lift' is 1.5", ""),
    ("capacity: 1, places: [lift]", "capacity: 0, places: [lift]", "expected at least 1", ""),
    ("places: [lift]", "places: [lft]", "a place of resource 'lift' is 'lft'", "did you mean 'lift'?"),
    ("places: [lift]", "places: []", "resource 'lift' has no places", ""),
    ('"makespan, then balanced load"', "fastest", "'fastest' is no objective", "makespan"),
    ("disturbance_price_s: 12", "disturbance_price_s: -1", "disturbance_price_s of planning is -1", ""),
    ("abort_price_s: 45", "abort_price_s: never", "abort_price_s of planning is text ('never')", ""),
    ("capacity: 2,", "capacity: 1.5,", "capacity of robot 'nina' is 1.5", "a whole number"),
    ("charge_w: 1800", "battery_reserve: 1", "battery_reserve of robot 'nina' is 1", "below 1"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message", "hint"), WRONG, ids=[case[1][:40] for case in WRONG])
def test_a_mistake_is_reported_with_its_line(
    tmp_path: Path, old: str, new: str, message: str, hint: str
) -> None:
    problems = check_scenario(written(tmp_path, old=old, new=new))
    found = [problem for problem in problems if message in problem.message]
    assert found, "\n".join(map(str, problems)) or "no problem was found"
    assert hint in found[0].message
    near = ANNEX[: ANNEX.index(old)].count("\n") + 1
    assert abs(found[0].line - near) <= 3


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    file = written(tmp_path)
    text = ANNEX
    for old, new, *_ in (WRONG[0], WRONG[5], WRONG[12], WRONG[14]):
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    assert len(check_scenario(file)) == 4
