"""Two rooms and a corridor between them in which robots cannot pass one another, as a scenario on disk."""

from __future__ import annotations

from pathlib import Path

from support.tiny_scenario import CART_MODEL, FILES

# Rooms of 5 by 5 m, the corridor 6 m long; x from 0 to 16 m, y from 0 to 5 m.
_WALLS = {
    "south": (8.0, -0.1, 16.4, 0.2), "north": (8.0, 5.1, 16.4, 0.2),
    "west": (-0.1, 2.5, 0.2, 5.0), "east": (16.1, 2.5, 0.2, 5.0),
}  # fmt: skip
_PLACES = {
    "west_1": (1.2, 1.2), "west_2": (1.2, 3.8), "east_1": (14.8, 3.8), "east_2": (14.8, 1.2),
    "middle": (8.0, 2.5), "home_w": (3.0, 1.2), "home_e": (13.0, 1.2), "home_v": (3.0, 3.8),
}  # fmt: skip
_RUNNER = """robot_type: runner
locomotion: differential
radius_m: 0.3
model: cart
capabilities: {speed_mps: 0.8, payload_kg: 5, grippers: 1, flies: false}
skills: [go_to, pick, place, wait, charge]
"""
_SCENARIO = """scenario: corridor
title: Two rooms and a corridor
world: corridor.sdf
skills: skills.yaml
places:
{places}
robots:
{robots}
facts: [{facts}]
"""


def write_corridor(
    folder: Path,
    homes: dict[str, str],
    *,
    width_m: float = 1.1,
    chargers: tuple[str, ...] = (),
    **capabilities: float,
) -> Path:
    """Write a corridor of this width and robots by name with their homes; returns the scenario file. All
    robots have these capabilities.
    """
    places = "\n".join(f"  {name}: {{kind: waypoint}}" for name in _PLACES)
    overrides = ", ".join(f"{name}: {value:g}" for name, value in capabilities.items())
    robots = "\n".join(
        f"  {name}: {{type: runner, start: {home}, capabilities: {{{overrides}}}}}"
        for name, home in homes.items()
    )
    facts = ", ".join(f"charger({place})" for place in chargers)
    file = folder / "config/scenarios/corridor.yaml"
    texts = {
        folder / "sim_worlds/corridor.sdf": _world(width_m),
        folder / "config/robots/runner.yaml": _RUNNER,
        folder / CART_MODEL: FILES[CART_MODEL],
        file: _SCENARIO.format(places=places, robots=robots, facts=facts),
    }
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return file


def _world(width_m: float) -> str:
    thick = (5.0 - width_m) / 2
    beside = {"below": (8.0, thick / 2, 6.0, thick), "above": (8.0, 5.0 - thick / 2, 6.0, thick)}
    walls = "\n".join(
        f'<collision name="{name}"><pose>{x} {y} 1 0 0 0</pose>'
        f"<geometry><box><size>{length} {depth} 2</size></box></geometry></collision>"
        for name, (x, y, length, depth) in {**_WALLS, **beside}.items()
    )
    frames = "\n".join(
        f'    <frame name="{name}"><pose>{x} {y} 0 0 0 0</pose></frame>' for name, (x, y) in _PLACES.items()
    )
    return (
        f'<?xml version="1.0"?>\n<sdf version="1.9">\n  <world name="corridor">\n    <model name="walls">'
        f'<static>true</static><link name="link">{walls}</link></model>\n{frames}\n  </world>\n</sdf>\n'
    )
