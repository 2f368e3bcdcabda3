"""Options and parameters about models as settings."""

from __future__ import annotations

import pytest

from comuros.core.errors import SettingsError
from comuros.llm.settings import Limits, Prices
from comuros.nodes.model_choice import interpreter_settings, limits_of

SMALL, LARGE = "http://127.0.0.1:8093/v1", "http://127.0.0.1:8094/v1"


def test_no_model_is_controlled_english_alone() -> None:
    settings = interpreter_settings("none", "")
    assert settings.controlled_english
    assert settings.models == ()


def test_several_models_are_asked_in_the_order_given() -> None:
    settings = interpreter_settings(
        f"{SMALL}, {LARGE}", "tiny, huge", budget="calls=3 money=0.5", prices="0, 2/8", steps=2
    )
    assert [(m.base_url, m.model) for m in settings.models] == [(SMALL, "tiny"), (LARGE, "huge")]
    assert [m.per_mission.calls for m in settings.models] == [3, 3]
    assert settings.models[1].per_mission.money == 0.5
    assert settings.models[1].prices == Prices(2.0, 8.0)
    assert settings.two_steps


def test_a_budget_keeps_what_it_does_not_name() -> None:
    usual = Limits(calls=12, tokens=60_000, seconds=120.0)
    assert limits_of("tokens=500, seconds=2.5", usual) == Limits(12, 500, 2.5, 0.0)
    assert limits_of("", usual) == usual


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"llm": SMALL, "model": ""}, "one model for each address"),
        ({"llm": SMALL, "model": "a, b"}, "one model for each address"),
        ({"llm": SMALL, "model": "a", "budget": "cals=3"}, "'cals=3'"),
        ({"llm": SMALL, "model": "a", "budget": "calls=many"}, "'calls=many'"),
        ({"llm": SMALL, "model": "a", "hourly_budget": "calls=-1"}, "'calls=-1'"),
        ({"llm": SMALL, "model": "a", "prices": "cheap"}, "'cheap'"),
        ({"llm": SMALL, "model": "a", "prices": "1, 2"}, "one for each of 1 models"),
        ({"llm": SMALL, "model": "a", "steps": 3}, "expected 1 or 2"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(facts: dict[str, object], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        interpreter_settings(**facts)  # type: ignore[arg-type]
