"""The set that ships: as large and varied as promised, its labels fit, controlled English has it right."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import yaml

from comuros.evaluation.campaign import CampaignSettings, check_labels, evaluate
from comuros.evaluation.events import score_event
from comuros.evaluation.set_file import find_set, read_set
from comuros.evaluation.subject import ControlledEnglishSubject
from comuros.scenario import check_scenario, data_folder, load_scenario

loaded = cache(load_scenario)
SHIPPED = read_set(find_set("shipped"))
READER = ControlledEnglishSubject()
EVAL = data_folder() / "config" / "eval"


def test_it_has_22_scenarios_of_2_to_20_robots_with_three_instructions_each() -> None:
    per_scenario = Counter(case.scenario for case in SHIPPED.instructions)
    assert len(per_scenario) == 22
    assert set(per_scenario.values()) == {3}
    sizes = {len(loaded(name).scenario.robots) for name in per_scenario}
    assert (min(sizes), max(sizes)) == (2, 20)


def test_every_scenario_of_the_folder_is_well_formed_and_used() -> None:
    files = sorted((EVAL / "scenarios").glob("*.yaml"))
    assert {file.name for file in files} == {c.scenario.rsplit("/", 1)[-1] for c in SHIPPED.instructions}
    assert [problem for file in files for problem in check_scenario(file)] == []


def test_it_covers_all_classes_and_says_why_the_infeasible_ones_are() -> None:
    classes = Counter(case.expected_class for case in SHIPPED.instructions)
    assert set(classes) == {"independent", "sequential", "coordinated", "mixed", "infeasible"}
    assert classes["infeasible"] >= 12
    assert min(classes.values()) >= 8
    assert all(case.because for case in SHIPPED.instructions if not case.is_feasible)


def test_at_least_twenty_instructions_have_five_paraphrases_that_differ() -> None:
    wordings: dict[str, set[str]] = defaultdict(set)
    for case in SHIPPED.paraphrases:
        wordings[case.paraphrase_of].add(case.say)
    assert len(wordings) >= 20
    assert {len(texts) for texts in wordings.values()} == {5}
    canonical = {case.id: case.say for case in SHIPPED.instructions}
    assert all(canonical[case_id] not in texts for case_id, texts in wordings.items())


def test_it_has_twenty_changes_and_forty_events_half_of_them_distractors() -> None:
    assert len(SHIPPED.replanning) == 20
    assert Counter(case.relevant for case in SHIPPED.events) == {True: 20, False: 20}


def test_labels_fit_their_scenarios() -> None:
    check_labels(SHIPPED)


def test_injections_come_by_every_channel_and_name_things_that_exist() -> None:
    attempts = yaml.safe_load((EVAL / "injections.yaml").read_text(encoding="utf-8"))["injections"]
    assert len({attempt["id"] for attempt in attempts}) == 20
    channels = {attempt["channel"] for attempt in attempts}
    assert channels == {"object_name", "camera_text", "robot_message", "chat"}
    for attempt in attempts:
        scenario = loaded(attempt["scenario"]).scenario
        exists = scenario.sort_of(attempt["carrier"]) is not None
        assert exists or attempt["channel"] == "chat", attempt["id"]


@pytest.mark.parametrize("case", SHIPPED.events, ids=lambda case: case.id)
def test_the_judgement_of_relevance_is_right_about_every_labelled_event(case) -> None:  # type: ignore[no-untyped-def]
    found = score_event(case, loaded(case.scenario).scenario)
    assert (found.relevance_right, found.response_right) == (True, True), found.verdict.reason


@pytest.mark.parametrize(
    "scenario", sorted({case.scenario for case in SHIPPED.instructions}), ids=lambda s: Path(s).stem
)
def test_controlled_english_has_every_canonical_wording_right(scenario: str) -> None:
    instructions = tuple(case for case in SHIPPED.instructions if case.scenario == scenario)
    part = replace(SHIPPED, instructions=instructions, paraphrases=(), events=(), replanning=())
    found = evaluate(part, READER, CampaignSettings(parts=("instructions",)))
    assert [f"{s.case.id}: {s.fault}" for s in found.canonical if not s.is_right] == []
    assert len(found.canonical) == 3
