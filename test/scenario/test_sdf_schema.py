"""The strict schema check finds what libsdformat lets pass."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODEL = """\
<sdf version="1.9">
  <model name="m">
    <link name="l">
      <pose>0 0 0 0 0 0</pose>
      <collision name="c"><geometry><sphere><radius>1</radius></sphere></geometry></collision>
    </link>
    <plugin name="p" filename="f"><whatever the="plugin">wants</whatever></plugin>
  </model>
</sdf>
"""


def load_check() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "check_sdf_schema", ROOT / "scripts" / "check_sdf_schema.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


CHECK = load_check()
pytestmark = pytest.mark.skipif(
    CHECK.schema_folder() is None, reason="the SDF schema is not installed: apt-get install sdformat-sdf"
)


def problems(folder: Path, old: str = "", new: str = "") -> list[tuple[int, str]]:
    file = folder / "model.sdf"
    assert not old or MODEL.count(old) == 1
    file.write_text(MODEL.replace(old, new) if old else MODEL)
    return [(problem.line, problem.message) for problem in CHECK.problems_of([file]).problems]


def test_all_worlds_and_models_have_only_what_the_schema_knows() -> None:
    files = sorted((ROOT / "sim_worlds").rglob("*.sdf"))
    assert len(files) > 5
    assert CHECK.problems_of(files).problems == ()


def test_a_model_with_plugin_data_of_its_own_is_right(tmp_path: Path) -> None:
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("<sphere>", "<shpere>", 0, "mismatched tag"),
        ("<radius>1</radius>", "<radios>1</radios>", 5, "<sphere> has no <radios>; did you mean 'radius'?"),
        (
            "<radius>1</radius>",
            "<radius>one</radius>",
            5,
            "<radius> is 'one'; expected a value of type double",
        ),
        (
            "<pose>0 0 0 0 0 0</pose>",
            "<pose>0 0 0</pose>",
            4,
            "<pose> is '0 0 0'; expected a value of type pose",
        ),
        (
            "<pose>",
            '<pose relativ_to="x">',
            4,
            "<pose> has no attribute 'relativ_to'; did you mean 'relative_to'?",
        ),
        ("<pose>", '<pose degrees="yes">', 4, "degrees of <pose> is 'yes'; expected bool"),
        ('<link name="l">', "<link>", 3, "<link> lacks the attribute 'name'"),
        ("<pose>0 0 0 0 0 0</pose>", "<pose/><pose/>", 3, "<link> has 2 <pose>; expected at most one"),
        ("<pose>0 0 0 0 0 0</pose>", "loose words", 3, "<link> has text 'loose words'"),
        ('version="1.9"', 'version="1.4"', 1, 'expected <sdf version="1.9"> at the top'),
    ],
)
def test_what_the_schema_does_not_know_is_found(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    found = problems(tmp_path, old, new)
    assert any(message in text and line in (0, at) for at, text in found), found
