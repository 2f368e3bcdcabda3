"""Figures and reports of a small evaluation: what is counted, over what; no text escapes into the page."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from comuros.core.errors import InputError, ModelUnavailable
from comuros.evaluation.campaign import CampaignSettings, Results, evaluate
from comuros.evaluation.figures import Figure, figure_groups
from comuros.evaluation.report_html import as_html
from comuros.evaluation.report_json import as_json
from comuros.evaluation.set_file import read_set
from comuros.evaluation.shown import shown_interval, shown_total, shown_value
from comuros.evaluation.subject import ControlledEnglishSubject, ModelSubject
from comuros.llm.scripted_model import ScriptedModel
from comuros.llm.settings import LlmSettings, Prices


@pytest.fixture
def results(set_file: Path) -> Results:
    return evaluate(read_set(set_file), ControlledEnglishSubject())


def figures(results: Results, title: str) -> dict[str, Figure]:
    group = next(group for group in figure_groups(results) if group.title == title)
    return {figure.name: figure for figure in group.figures}


def test_rates_count_what_they_say(results: Results) -> None:
    canonical = figures(results, "canonical wordings")
    assert (canonical["wholly right"].hits, canonical["wholly right"].total) == (2, 2)
    assert canonical["infeasible proved"].total == 1
    assert canonical["executable"].total == 1
    paraphrases = figures(results, "paraphrases")
    assert (paraphrases["parse rate"].hits, paraphrases["parse rate"].total) == (1, 2)
    assert paraphrases["paraphrase agreement"].hits == 1
    assert paraphrases["wrong without a question"].hits == 0
    assert figures(results, "events")["distractors ignored"].hits == 1


def test_figures_are_shown_with_their_intervals(results: Results) -> None:
    right = figures(results, "canonical wordings")["wholly right"]
    assert shown_value(right) == "100.0 %"
    assert shown_interval(right) == "34.2 to 100.0 %"
    assert shown_total(right) == "2 of 2"
    recall = figures(results, "events")["recall"]
    assert (shown_value(recall), shown_interval(recall), shown_total(recall)) == ("-", "", "0 of 0")


def test_json_has_every_case_and_null_for_what_is_not_known(results: Results) -> None:
    found = json.loads(json.dumps(as_json(results), allow_nan=False))
    assert found["figures"]["events"]["recall"] == {
        "value": None,
        "low": None,
        "high": None,
        "n": 0,
        "hits": 0,
    }
    cases = {case["id"]: case for case in found["instructions"]}
    assert cases["tank"]["class"] == "infeasible"
    assert cases["two_fields_p1"]["right"] is False
    assert cases["two_fields_p1"]["paraphrase_of"] == "two_fields"


class Reader(HTMLParser):
    """Collects the tags that are open and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


def test_the_page_needs_nothing_else_and_texts_stay_texts(results: Results) -> None:
    page = as_html(results)
    reader = Reader()
    reader.feed(page)
    assert "&lt;b&gt;and&lt;/b&gt;" in page
    assert reader.tags.count("b") == 1, "the subject alone is bold"
    assert "link" not in reader.tags
    assert not re.search(r"(src|href)=|https?://", page)
    assert page.count('<tr class="asked">') == 1


def test_a_model_is_asked_anew_with_another_seed_each_time_and_paid_for(set_file: Path) -> None:
    model = ScriptedModel(["nonsense"] * 8)
    settings = LlmSettings("scripted", "http://127.0.0.1:1/v1", prices=Prices(1.0, 1.0))
    subject = ModelSubject(settings, cascade=False, client=model, seed=7)
    chosen = CampaignSettings(parts=("instructions",), only=("two_fields",), repeats=2)
    found = evaluate(read_set(set_file), subject, chosen)
    assert [request.seed for request in model.requests] == [7] * 4 + [8] * 4
    assert [score.run.model_calls for score in found.canonical] == [4, 4]
    assert all(score.run.usage.tokens > 0 for score in found.canonical)
    shown = figures(found, "canonical wordings")
    assert shown["model calls"].interval.value == 4.0
    assert not shown["tokens per success"].interval.is_known, "nothing succeeded"
    assert not any(score.is_wrong_silently for score in found.canonical)


def test_a_model_that_cannot_be_reached_is_an_answer_too(set_file: Path) -> None:
    model = ScriptedModel([ModelUnavailable("gone")] * 3)
    subject = ModelSubject(LlmSettings("s", "http://127.0.0.1:1/v1"), cascade=True, client=model)
    found = evaluate(read_set(set_file), subject, CampaignSettings(parts=("paraphrases",)))
    assert [score.is_right for score in found.paraphrases] == [False, True], "controlled English reads first"
    assert subject.name == "controlled English, then scripted"


def test_a_choice_that_leaves_nothing_is_refused(set_file: Path) -> None:
    with pytest.raises(InputError, match="no case of"):
        evaluate(read_set(set_file), ControlledEnglishSubject(), CampaignSettings(only=("nothing",)))
