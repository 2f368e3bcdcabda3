"""What Gazebo calls a world: `gazebo.launch.py` spawns robots into it by that name."""

from __future__ import annotations

from pathlib import Path

from comuros.core.errors import InputError
from comuros.scenario.problem_log import ProblemLog
from comuros.scenario.sdf_document import read_sdf


def gazebo_world_name(file: Path) -> str:
    """The name of the world in an SDF file.

    Raises:
        InputError: the file cannot be read or holds no named world.
    """
    log = ProblemLog()
    root = read_sdf(file, log)
    world = root.first("world") if root is not None else None
    if world is None or not world.name:
        raise InputError(f"{file} holds no named <world>; expected an SDF world file")
    return world.name
