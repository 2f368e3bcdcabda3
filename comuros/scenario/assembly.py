"""Puts draft, vocabulary, robot types and world together into a scenario and its geometry. Used by
`loader`.
"""

from __future__ import annotations

from collections.abc import Mapping

from shapely.geometry import Point

from comuros.core.geometry import Pose
from comuros.core.literal import Atom
from comuros.core.place import ObjectKind, Place, WorldObject
from comuros.core.robot import Robot, RobotType
from comuros.core.scenario import Scenario
from comuros.scenario.person import person
from comuros.scenario.scenario_draft import ObjectDraft, PlaceDraft, RobotDraft, ScenarioDraft
from comuros.scenario.sdf_world import SdfModel, SdfWorld
from comuros.scenario.vocabulary import Vocabulary
from comuros.scenario.world_geometry import Obstacle, WorldGeometry, Zone

DEFAULT_RADIUS_M = 0.5
# What is lower is a marking on the floor: robots drive over it.
_STEP_M = 0.02


def assemble_scenario(
    draft: ScenarioDraft,
    vocabulary: Vocabulary,
    robot_types: Mapping[str, RobotType],
    world: SdfWorld | None,
) -> Scenario:
    """The scenario of a draft in which every name was found to exist."""
    models = {model.name: model for model in world.models} if world else {}
    zones = _zones(draft, models)
    kinds = {kind.name: kind for kind in (_sized(k.kind, draft.objects, models) for k in draft.kinds)}
    return Scenario(
        name=draft.name,
        title=draft.title,
        world_file=str(world.file) if world else "",
        places=tuple(_place(place, world, zones) for place in draft.places),
        object_kinds=tuple(kinds.values()),
        objects=tuple(WorldObject(o.name, kinds[o.kind], o.at, o.synonyms) for o in draft.objects),
        robots=tuple(_robot(robot, robot_types, vocabulary) for robot in draft.robots),
        predicates=vocabulary.predicates,
        skills=vocabulary.skills,
        methods=vocabulary.methods,
        initial_facts=(*(fact.atom for fact in draft.facts), *_implied_facts(draft, kinds, vocabulary)),
        rules=draft.rules,
        faults=tuple(fault.fault for fault in draft.faults),
        default_instruction=draft.default_instruction,
        missions=draft.missions,
        assignment_rules=tuple(entry.rule for entry in draft.planning.rules),
        resources=tuple(entry.resource for entry in draft.planning.resources),
        objective=draft.planning.objective,
        disturbance_price_s=draft.planning.disturbance_price_s,
        abort_price_s=draft.planning.abort_price_s,
    )


def assemble_geometry(draft: ScenarioDraft, scenario: Scenario, world: SdfWorld) -> WorldGeometry:
    """The geometry of a scenario's world."""
    models = {model.name: model for model in world.models}
    frames = {frame.name: frame.pose for frame in world.frames}
    obstacles = tuple(part for model in world.models if model.static for part in _obstacles(model))
    return WorldGeometry(
        file=world.file,
        bounds=_bounds(obstacles, list(frames.values())),
        obstacles=obstacles,
        zones=_zones(draft, models),
        places=scenario.places,
        object_poses={thing.name: models[thing.name].pose for thing in scenario.objects},
        start_poses={
            robot.name: frames[robot.frame] if robot.frame else scenario.place(robot.start).pose
            for robot in draft.robots
        },
    )


def _implied_facts(
    draft: ScenarioDraft, kinds: Mapping[str, ObjectKind], vocabulary: Vocabulary
) -> list[Atom]:
    """Facts the file states in its own keys: what is a surface, and where each robot is at home."""
    facts = [Atom("surface", (thing.name,)) for thing in draft.objects if kinds[thing.kind].is_surface]
    facts += [Atom("home", (robot.name, robot.start)) for robot in draft.robots]
    declared = {predicate.name for predicate in vocabulary.predicates}
    return [fact for fact in facts if fact.predicate in declared]


def _zones(draft: ScenarioDraft, models: Mapping[str, SdfModel]) -> tuple[Zone, ...]:
    areas = [(place.name, models[place.area]) for place in draft.places if place.area]
    return tuple(Zone(name, (*model.marks, *model.solids)[0].footprint) for name, model in areas)


def _place(draft: PlaceDraft, world: SdfWorld | None, zones: tuple[Zone, ...]) -> Place:
    frames = {frame.name: frame.pose for frame in world.frames} if world else {}
    area = next((zone.area for zone in zones if zone.name == draft.name), None)
    pose = Pose(area.centroid.x, area.centroid.y) if area else frames.get(draft.frame, Pose(0.0, 0.0))
    point = Point(pose.x_m, pose.y_m)
    return Place(
        name=draft.name,
        pose=pose,
        kind=draft.kind,
        approach=tuple(frames[name] for name in draft.approach),
        zones=tuple(zone.name for zone in zones if zone.area.covers(point)),
        synonyms=draft.synonyms,
        radius_m=draft.radius_m or DEFAULT_RADIUS_M,
    )


def _sized(kind: ObjectKind, objects: tuple[ObjectDraft, ...], models: Mapping[str, SdfModel]) -> ObjectKind:
    size_m = next((models[o.name].size_m for o in objects if o.kind == kind.name and o.name in models), None)
    if size_m is None:
        return kind
    return ObjectKind(kind.name, kind.mass_kg, size_m, kind.carriers, kind.is_surface, kind.synonyms)


def _robot(draft: RobotDraft, types: Mapping[str, RobotType], vocabulary: Vocabulary) -> Robot:
    if draft.is_human:
        known = [skill.name for skill in vocabulary.skills]
        return person(draft, skills=known, capabilities=vocabulary.capabilities)
    return Robot(draft.name, types[draft.type], draft.start, draft.overrides, draft.synonyms)


def _obstacles(model: SdfModel) -> list[Obstacle]:
    return [
        Obstacle(model.name, part.footprint, part.top_m, max(part.bottom_m, 0.0))
        for part in model.solids
        if part.top_m > _STEP_M
    ]


def _bounds(obstacles: tuple[Obstacle, ...], frames: list[Pose]) -> tuple[float, float, float, float]:
    corners = [part.footprint.bounds for part in obstacles]
    corners += [(pose.x_m, pose.y_m, pose.x_m, pose.y_m) for pose in frames]
    if not corners:
        return (0.0, 0.0, 1.0, 1.0)
    west, south, east, north = zip(*corners, strict=True)
    return (min(west), min(south), max(east), max(north))
