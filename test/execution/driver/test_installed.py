"""Behaviours of other packages: found by the name of their skill, refused where they are wrong."""

from __future__ import annotations

from importlib.metadata import EntryPoint, EntryPoints

import pytest

from comuros.core.errors import SettingsError
from comuros.execution.driver import installed
from comuros.execution.driver.installed import GROUP, installed_behaviours
from comuros.execution.driver.timed import Timed

TIMED = "comuros.execution.driver.timed:Timed"


def registered(monkeypatch: pytest.MonkeyPatch, **skills: str) -> None:
    entries = EntryPoints(EntryPoint(name.rstrip("_"), value, GROUP) for name, value in skills.items())
    monkeypatch.setattr(installed, "entry_points", lambda group: entries.select(group=group))


def test_a_class_is_found_by_its_skill_and_others_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    registered(monkeypatch, water=TIMED, dig="no.such.package:Dig")
    assert installed_behaviours(["water", "go_to"]) == {"water": Timed}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("no.such.package:Water", "cannot be loaded from 'no.such.package:Water'"),
        ("comuros.execution.driver.timed:Tamed", "has no attribute 'Tamed'"),
        ("comuros.execution.driver.installed:GROUP", "is no class"),
    ],
)
def test_what_is_registered_wrongly_is_named(
    monkeypatch: pytest.MonkeyPatch, value: str, message: str
) -> None:
    registered(monkeypatch, water=value)
    with pytest.raises(SettingsError, match=message):
        installed_behaviours(["water"])


def test_two_packages_with_one_skill_are_a_conflict(monkeypatch: pytest.MonkeyPatch) -> None:
    registered(monkeypatch, water=TIMED, water_=TIMED)
    with pytest.raises(SettingsError, match="two installed packages register the skill 'water'"):
        installed_behaviours(["water"])
