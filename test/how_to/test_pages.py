"""The how-to pages do what they say: their files are written, their package installed, their commands run."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from comuros.scenario import load_scenario
from comuros.scenario.adapter import ActionAdapter
from support.how_to import PAGES, blocks_of, commands_of, programs_of, run_python, write_files


def run_what_the_page_says(page: str, folder: Path, **environment: str) -> list[str]:
    said = []
    for command in commands_of(page):
        program, *rest = shlex.split(command)
        assert program == "comuros"
        said.append(run_python(folder, "-m", "comuros.cli.app", *rest, **environment))
    said += [run_python(folder, "-c", program, **environment) for program in programs_of(page)]
    return said


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's files, and its package installed in a folder of its own, as `pip install .` does it."""
    folder = tmp_path_factory.mktemp("garden")
    write_files("add_a_skill.md", folder)
    run_python(
        folder, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation",
        "--target", str(folder / "installed"), ".",
    )  # fmt: skip
    (folder / "garden_skills.py").unlink()
    return folder


def test_a_skill_is_one_entry_and_one_class(garden: Path) -> None:
    said = run_what_the_page_says("add_a_skill.md", garden, PYTHONPATH=str(garden / "installed"))
    assert "well-formed" in said[0]
    assert said[1].strip() == "succeeded"


def test_the_class_of_the_page_is_the_one_that_runs(garden: Path, tmp_path: Path) -> None:
    shutil.copytree(garden, tmp_path / "broken")
    garden = tmp_path / "broken"
    module = garden / "installed" / "garden_skills.py"
    broken = module.read_text().replace("if moment.sense.battery < 0.05:", "if True:")
    module.write_text(broken)
    program = programs_of("add_a_skill.md")[0].replace("limit_s=300", "limit_s=90")
    program = program.replace("print(", "print([v.reason for v in rehearsal.account.verdicts] or ")
    assert "battery at rosie" in run_python(garden, "-c", program, PYTHONPATH=str(garden / "installed"))


def test_a_skill_may_be_an_action_of_ones_own(tmp_path: Path) -> None:
    write_files("add_a_skill.md", tmp_path)
    garden = tmp_path
    (garden / "garden" / "skills.yaml").rename(garden / "garden" / "base.yaml")
    entry = (garden / "garden" / "by_action.yaml").read_text().replace("skills.yaml", "base.yaml")
    (garden / "garden" / "skills.yaml").write_text(entry)
    loaded = load_scenario(garden / "garden" / "scenarios" / "watering.yaml")
    assert loaded.scenario.skill("water").action == "garden/water"


def test_a_robot_is_one_file(tmp_path: Path) -> None:
    write_files("add_a_robot.md", tmp_path)
    said = run_what_the_page_says("add_a_robot.md", tmp_path)
    assert "well-formed" in said[0]
    assert said[1].strip() == "succeeded"


def test_the_adapters_of_the_page_are_read_as_they_stand(tmp_path: Path) -> None:
    write_files("add_a_robot.md", tmp_path)
    scenario = tmp_path / "mine" / "scenarios" / "market.yaml"
    scenario.write_text(scenario.read_text().replace("type: caddy", "type: scout"))
    adapters = load_scenario(scenario).adapters["caddy"]
    assert [adapter.skill for adapter in adapters] == ["go_to", "inspect"]
    assert all(isinstance(adapter, ActionAdapter) for adapter in adapters)


def test_every_page_has_something_that_is_run() -> None:
    pages = sorted(path.name for path in PAGES.glob("*.md"))
    assert pages
    assert [page for page in ("add_a_robot.md", "add_a_skill.md") if page not in pages] == []
    for page in ("add_a_robot.md", "add_a_skill.md"):
        assert any(not block.file for block in blocks_of(page)), page
