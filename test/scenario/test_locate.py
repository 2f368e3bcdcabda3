"""Scenario files are found by name and by path, in a checkout and in an installation."""

from __future__ import annotations

from pathlib import Path

import pytest

from comuros.scenario import data_folder, find_scenario, list_scenarios, locate


def test_a_name_and_a_path_find_the_same_file() -> None:
    by_name = find_scenario("warehouse")
    assert find_scenario(by_name) == by_name
    assert find_scenario(str(by_name)) == by_name
    assert (data_folder() / "sim_worlds" / "warehouse.sdf").is_file()


def test_an_installed_package_finds_its_share_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages = tmp_path / "lib" / "python3.12" / "site-packages"
    scenarios = tmp_path / "share" / "comuros" / "config" / "scenarios"
    packages.mkdir(parents=True)
    scenarios.mkdir(parents=True)
    (scenarios / "mine.yaml").write_text("")
    monkeypatch.setattr(locate, "_CHECKOUT", packages)
    monkeypatch.setattr("sys.prefix", str(tmp_path / "elsewhere"))
    assert list_scenarios() == ("mine",)
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    assert find_scenario("mine") == scenarios / "mine.yaml"


def test_without_any_data_there_are_no_scenarios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locate, "_CHECKOUT", tmp_path / "nowhere")
    monkeypatch.setattr("sys.prefix", str(tmp_path / "elsewhere"))
    assert list_scenarios() == ()
