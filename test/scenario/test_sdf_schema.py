"""The strict schema check finds what libsdformat lets pass."""

from __future__ import annotations

from pathlib import Path

import check_sdf_schema
import pytest

ROOT = Path(__file__).resolve().parents[2]
MODEL = """\
<sdf version="1.9">
  <model name="m">
    <link name="l">
      <pose>0 0 0 0 0 0</pose>
      <collision name="c"><geometry><sphere><radius>1</radius></sphere></geometry></collision>
    </link>
    <plugin name="gz::sim::systems::VelocityControl" filename="gz-sim-velocity-control-system">
      <topic>/model/m/cmd_vel</topic>
    </plugin>
  </model>
</sdf>
"""

pytestmark = pytest.mark.skipif(
    check_sdf_schema.schema_folder() is None,
    reason="the SDF schema is not installed: apt-get install sdformat-sdf",
)


def problems(folder: Path, old: str = "", new: str = "") -> list[tuple[int, str]]:
    file = folder / "model.sdf"
    assert not old or MODEL.count(old) == 1
    file.write_text(MODEL.replace(old, new) if old else MODEL)
    return [(problem.line, problem.message) for problem in check_sdf_schema.problems_of([file]).problems]


def test_all_worlds_and_models_have_only_what_the_schema_knows() -> None:
    files = sorted((ROOT / "sim_worlds").rglob("*.sdf"))
    assert len(files) > 5
    assert check_sdf_schema.problems_of(files).problems == ()


def test_a_model_with_a_system_and_its_parameters_is_right(tmp_path: Path) -> None:
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
        (
            "systems::VelocityControl",
            "systems::VelocityControls",
            7,
            "no Gazebo system known here; did you mean 'gz::sim::systems::VelocityControl'?",
        ),
        (
            "gz-sim-velocity-control-system",
            "gz-sim-velocity-system",
            7,
            "is in the file 'gz-sim-velocity-system'; expected 'gz-sim-velocity-control-system'",
        ),
        (
            "<topic>/model/m/cmd_vel</topic>",
            "<topics>x</topics>",
            8,
            "does not read <topics>; did you mean 'topic'?",
        ),
        (
            "VelocityControl",
            "DiffDrive",
            7,
            "gz::sim::systems::DiffDrive lacks <left_joint>",
        ),
        ('version="1.9"', 'version="1.4"', 1, 'expected <sdf version="1.9"> at the top'),
    ],
)
def test_what_the_schema_does_not_know_is_found(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    found = problems(tmp_path, old, new)
    assert any(message in text and line in (0, at) for at, text in found), found
