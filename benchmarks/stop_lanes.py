"""A hall with one lane to each of N robots, as a scenario on disk. The stop benchmark drives in it.

Beside the lanes two scouts have posts to look at: work for a task manager that plans while robots drive.
"""

from __future__ import annotations

import math
from pathlib import Path

LENGTH_M = 40.0
# At a place robots have poses of their own up to 0.9 m beside it: wide enough that a straight line to any of
# them passes whoever stands in the next lane, and that no time goes into looking for ways round.
LANE_M = 3.0
SPEED_MPS = 0.8
ACCELERATION_MPS2 = 1.0

_SKILLS = """
predicates:
  at: {sorts: [robot, place], functional: true}
  on: {sorts: [object, location], functional: true}
  holding: {sorts: [robot, object]}
  inspected: {sorts: [place]}
capabilities: {speed_mps: number, acceleration_mps2: number}
skills:
  go_to:
    parameters: {place: place}
    effects: ["at(?self, ?place)"]
    duration: {travels_to: place, speed_factor: 1}
    english: "go to {0}"
  inspect:
    parameters: {place: place}
    preconditions: ["at(?self, ?place)"]
    effects: ["inspected(?place)"]
    duration: {fixed_s: 2}
    synonyms: [look at]
    english: "look at {0}"
methods:
  - {name: drive, achieves: "at(?self, ?place)", steps: ["go_to(?place)"]}
  - {name: look, achieves: "inspected(?place)", steps: ["inspect(?place)"]}
"""
_POSTS = 24
_POSTS_WIDTH_M = 8.0
SCOUTS = ("scout_1", "scout_2")


def robot_type(name: str, *, skills: str) -> str:
    """The file of a robot type."""
    return f"""
robot_type: {name}
locomotion: differential
radius_m: 0.3
model: runner
capabilities: {{speed_mps: {SPEED_MPS}, acceleration_mps2: {ACCELERATION_MPS2}}}
skills: [{skills}]
"""


_MODEL = """<?xml version="1.0"?>
<sdf version="1.9"><model name="runner"><link name="base_link"><collision name="c"><geometry><cylinder>
<radius>0.28</radius><length>0.4</length></cylinder></geometry></collision></link></model></sdf>
"""


def write_lanes(folder: Path, *, robots: int) -> Path:
    """Write the scenario; returns its file. Robot `r7` drives between the places `west_7` and `east_7`, the
    scouts among the posts.
    """
    files = {
        "config/scenarios/lanes.yaml": _scenario(robots),
        "config/skills.yaml": _SKILLS,
        "config/robots/runner.yaml": robot_type("runner", skills="go_to"),
        "config/robots/scout.yaml": robot_type("scout", skills="go_to, inspect"),
        "sim_worlds/lanes.sdf": _world(robots),
        "sim_worlds/models/runner/model.sdf": _MODEL,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "config/scenarios/lanes.yaml"


def _scenario(robots: int) -> str:
    places = "".join(
        f"  west_{n}: {{kind: waypoint}}\n  east_{n}: {{kind: waypoint}}\n" for n in range(robots)
    )
    places += "".join(f"  post_{n}: {{kind: waypoint}}\n" for n in range(_POSTS))
    places += "".join(f"  {name}_dock: {{kind: waypoint}}\n" for name in SCOUTS)
    team = "".join(f"  r{n}: {{type: runner, start: west_{n}}}\n" for n in range(robots))
    team += "".join(f"  {name}: {{type: scout, start: {name}_dock}}\n" for name in SCOUTS)
    return (
        "scenario: lanes\ntitle: A lane to each robot\nworld: lanes.sdf\nskills: skills.yaml\n"
        f"default_instruction: r0 goes to east 0.\nplaces:\n{places}robots:\n{team}"
    )


def _world(robots: int) -> str:
    lanes_m = robots * LANE_M
    width_m = lanes_m + _POSTS_WIDTH_M
    walls = (
        (LENGTH_M / 2, -0.1, LENGTH_M, 0.2),
        (LENGTH_M / 2, width_m + 0.1, LENGTH_M, 0.2),
        (-0.1, width_m / 2, 0.2, width_m),
        (LENGTH_M + 0.1, width_m / 2, 0.2, width_m),
    )
    shapes = "".join(
        f'<collision name="w{n}"><pose>{x} {y} 1 0 0 0</pose>'
        f"<geometry><box><size>{dx} {dy} 2</size></box></geometry></collision>"
        for n, (x, y, dx, dy) in enumerate(walls)
    )
    frames = "".join(
        f'<frame name="west_{n}"><pose>1 {(n + 0.5) * LANE_M} 0 0 0 0</pose></frame>'
        f'<frame name="east_{n}"><pose>{LENGTH_M - 1} {(n + 0.5) * LANE_M} 0 0 0 0</pose></frame>\n'
        for n in range(robots)
    )
    beside = {f"post_{n}": _post_xy(n, lanes_m) for n in range(_POSTS)}
    beside |= {f"{name}_dock": (1, lanes_m + 3 + 3 * n) for n, name in enumerate(SCOUTS)}
    frames += "".join(
        f'<frame name="{name}"><pose>{x} {y} 0 0 0 0</pose></frame>\n' for name, (x, y) in beside.items()
    )
    return (
        '<?xml version="1.0"?>\n<sdf version="1.9"><world name="lanes"><model name="walls">'
        "<static>true</static>"
        f'<link name="link">{shapes}</link></model>\n{frames}</world></sdf>\n'
    )


def _post_xy(number: int, lanes_m: float) -> tuple[float, float]:
    """Spread evenly without a pattern, by the fractional parts of multiples of two irrational numbers: of
    posts in rows a solver proves the best order at once.
    """
    across, along = number * math.sqrt(2) % 1, number * math.sqrt(3) % 1
    return round(3 + 34 * across, 1), round(lanes_m + 1.5 + 5.5 * along, 1)


def scouts_instruction() -> str:
    """Everything the scouts can look at: more than a solver proves the best order of."""
    return "Look at " + ", ".join(f"post {n}" for n in range(_POSTS - 1)) + f" and post {_POSTS - 1}."
