"""The page on goals of several robots: a door is opened for another, and its program counts the steps."""

from __future__ import annotations

import shlex
from pathlib import Path

from support.how_to import commands_of, programs_of, run_python, write_files

PAGE = "goal_tasks.md"


def test_the_door_is_opened_and_the_steps_are_counted(tmp_path: Path) -> None:
    write_files(PAGE, tmp_path)
    check, instruction, tree = (
        run_python(tmp_path, "-m", "comuros.cli.app", *shlex.split(command)[1:])
        for command in commands_of(PAGE)
    )
    assert "well-formed" in check
    assert "wanda" in instruction
    assert "proved optimal" in instruction
    assert "wanda" in tree
    assert "7 steps, proved the fewest" in run_python(tmp_path, "-c", programs_of(PAGE)[0])
