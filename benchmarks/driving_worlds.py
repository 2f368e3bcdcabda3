"""Small worlds made for driving: open floors, corridors, doorways, with as many robots and places as asked
for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from shapely.geometry import Polygon, box

from comuros.core.capability import Capability
from comuros.core.geometry import Pose
from comuros.core.literal import Atom, Literal
from comuros.core.place import ObjectKind, Place, WorldObject
from comuros.core.predicate import Predicate, Sort
from comuros.core.robot import Locomotion, Robot, RobotType
from comuros.core.scenario import Scenario
from comuros.core.skill import SELF, DurationModel, Parameter, SkillModel
from comuros.scenario import LoadedScenario, Obstacle, Roadmap, WorldGeometry

HOLDING = Literal(Atom("holding", (SELF, "?object")))
NOT_HOLDING = Literal(Atom("holding", (SELF, "?object")), positive=False)
SKILLS = (
    SkillModel("go_to", (Parameter("?place", Sort.PLACE),), (), (), DurationModel(0.0, "?place")),
    SkillModel("wait", (), (), (), DurationModel(3.0)),
    SkillModel("charge", (Parameter("?place", Sort.PLACE),), (), (), DurationModel(5.0)),
    SkillModel(
        "pick",
        (Parameter("?object", Sort.OBJECT), Parameter("?from", Sort.PLACE)),
        (),
        (HOLDING,),
        DurationModel(3.0),
    ),
    SkillModel(
        "place",
        (Parameter("?object", Sort.OBJECT), Parameter("?to", Sort.PLACE)),
        (),
        (NOT_HOLDING, Literal(Atom("on", ("?object", "?to")))),
        DurationModel(3.0),
    ),
    SkillModel(
        "give",
        (Parameter("?object", Sort.OBJECT), Parameter("?taker", Sort.ROBOT)),
        (),
        (NOT_HOLDING,),
        DurationModel(3.0),
    ),
    SkillModel(
        "take",
        (Parameter("?object", Sort.OBJECT), Parameter("?giver", Sort.ROBOT)),
        (),
        (HOLDING,),
        DurationModel(3.0),
    ),
    SkillModel(
        "lift",
        (Parameter("?object", Sort.OBJECT), Parameter("?from", Sort.PLACE)),
        (),
        (HOLDING,),
        DurationModel(3.0),
        team=True,
    ),
    SkillModel(
        "carry_to",
        (Parameter("?object", Sort.OBJECT), Parameter("?place", Sort.PLACE)),
        (),
        (),
        DurationModel(0.0, "?place", 0.5),
        team=True,
    ),
    SkillModel(
        "lower",
        (Parameter("?object", Sort.OBJECT), Parameter("?place", Sort.PLACE)),
        (),
        (NOT_HOLDING, Literal(Atom("on", ("?object", "?place")))),
        DurationModel(3.0),
        team=True,
    ),
)


def robot_type(
    locomotion: Locomotion = Locomotion.DIFFERENTIAL, *, radius_m: float = 0.3, speed_mps: float = 0.7
) -> RobotType:
    """A robot type with every skill of these worlds."""
    capabilities = (Capability("speed_mps", speed_mps), Capability("reach_m", 1.2))
    return RobotType(
        locomotion.value, locomotion, radius_m, capabilities, tuple(skill.name for skill in SKILLS)
    )


def world(
    *,
    size_m: tuple[float, float],
    places: Mapping[str, Pose],
    robots: Mapping[str, tuple[RobotType, Pose]],
    walls: Sequence[Polygon] = (),
    objects: Mapping[str, tuple[ObjectKind, str, Pose]] | None = None,
    place_kinds: Mapping[str, str] | None = None,
    tables: Sequence[tuple[Polygon, float]] = (),
) -> LoadedScenario:
    """A walled room with these places, robots (type and start pose), inner walls, tables (outline, height in
    metres) and objects (kind, location, pose).

    Every robot also has a place of its own name with `_start`, where it stands.
    """
    objects = objects or {}
    starts = {f"{name}_start": pose for name, (_, pose) in robots.items()}
    all_places = _places({**places, **starts}, place_kinds or {})
    scenario = Scenario(
        name="driving",
        title="A world made for driving",
        world_file="",
        places=all_places,
        object_kinds=tuple(kind for kind, _, _ in objects.values()),
        objects=tuple(WorldObject(name, kind, location) for name, (kind, location, _) in objects.items()),
        robots=tuple(Robot(name, kind, f"{name}_start") for name, (kind, _) in robots.items()),
        predicates=(Predicate("holding", (Sort.ROBOT, Sort.OBJECT)),),
        skills=SKILLS,
        methods=(),
    )
    geometry = WorldGeometry(
        file=Path("driving"),
        bounds=(0.0, 0.0, *size_m),
        obstacles=_obstacles(size_m, walls, tables),
        zones=(),
        places=all_places,
        object_poses={name: pose for name, (_, _, pose) in objects.items()},
        start_poses={name: pose for name, (_, pose) in robots.items()},
    )
    return LoadedScenario(Path("driving"), scenario, Roadmap(geometry, scenario), geometry)


def _places(poses: Mapping[str, Pose], kinds: Mapping[str, str]) -> tuple[Place, ...]:
    return tuple(Place(name, pose, kind=kinds.get(name, "place")) for name, pose in poses.items())


def _obstacles(
    size_m: tuple[float, float], walls: Sequence[Polygon], tables: Sequence[tuple[Polygon, float]]
) -> tuple[Obstacle, ...]:
    return (
        *_outer_walls(*size_m),
        *(Obstacle(f"wall_{i}", wall, 2.5) for i, wall in enumerate(walls)),
        *(Obstacle(f"table_{i}", top, height_m) for i, (top, height_m) in enumerate(tables)),
    )


def _outer_walls(width_m: float, depth_m: float) -> tuple[Obstacle, ...]:
    thick = 0.2
    sides = (
        box(-thick, -thick, width_m + thick, 0.0),
        box(-thick, depth_m, width_m + thick, depth_m + thick),
        box(-thick, 0.0, 0.0, depth_m),
        box(width_m, 0.0, width_m + thick, depth_m),
    )
    return tuple(Obstacle("outer_wall", side, 2.5) for side in sides)
