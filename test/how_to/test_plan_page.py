"""The page on what plans keep: its scenario is well-formed, and its program prints what it promises."""

from __future__ import annotations

import shlex
from pathlib import Path

from support.how_to import commands_of, programs_of, run_python, write_files

PAGE = "say_what_plans_keep.md"


def test_the_scenario_is_well_formed_and_the_program_plans_it(tmp_path: Path) -> None:
    write_files(PAGE, tmp_path)
    (command,) = commands_of(PAGE)
    assert "well-formed" in run_python(tmp_path, "-m", "comuros.cli.app", *shlex.split(command)[1:])
    said = run_python(tmp_path, "-c", programs_of(PAGE)[0])
    assert "bring_sample_put  otto" in said
    assert "nina charges at dock_1" in said
    assert "Blood is for Otto only." in said
