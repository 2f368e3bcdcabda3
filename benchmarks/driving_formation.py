"""Formation cases: what a team carries, where to, and how far its shape was bent on the way."""

from __future__ import annotations

import math

from driving_cases import Case
from driving_rig import Rig
from driving_worlds import robot_type, world
from shapely.geometry import box

from comuros.core.geometry import Pose
from comuros.core.place import ObjectKind
from comuros.core.robot import Locomotion
from comuros.core.scenario import Fault
from comuros.scenario import load_scenario


def aisle(
    seed: int,
    *,
    locomotion: Locomotion = Locomotion.DIFFERENTIAL,
    members: int = 2,
    faults: tuple[Fault, ...] = (),
) -> Rig:
    """An L-shaped aisle, 2.4 m wide (wider for three): the load has to be turned inside it to come around the
    corner.
    """
    width_m = 2.4 if members == 2 else 3.4
    walls = [box(2.6, width_m, 9.0, 5.6), box(9.0 + width_m, 0.0, 12.6, 8.0), box(2.6, 8.0, 12.6, 8.4)]
    store = Pose(4.5, width_m / 2)
    size_m = (1.6, 0.5, 0.4) if members == 2 else (1.2, 1.2, 0.3)
    kind = ObjectKind("crate", 50.0, size_m, carriers=members, is_surface=True)
    robots = {f"r{i}": (robot_type(locomotion), Pose(0.8, 3.0 + 1.0 * i)) for i in range(members)}
    loaded = world(
        size_m=(14, 10),
        places={"store": store, "dock": Pose(9.0 + width_m / 2, 6.0, 0.0, math.pi / 2)},
        robots=robots,
        walls=walls,
        objects={"crate": (kind, "store", Pose(store.x_m, store.y_m, size_m[2] / 2))},
    )
    rig = Rig(loaded, faults=faults, seed=seed, start_jitter_m=0.1)
    carry_together(rig, tuple(robots), "crate", "store", "dock")
    return rig


def warehouse(seed: int) -> Rig:
    """The two movers of the warehouse bring the long crate to the dock, from start poses up to 0.3 m off."""
    rig = Rig(load_scenario("warehouse"), seed=seed, start_jitter_m=0.3)
    carry_together(rig, ("mover_1", "mover_2"), "long_crate", "storage", "dock")
    return rig


def carry_together(rig: Rig, team: tuple[str, ...], thing: str, start: str, goal: str) -> None:
    """Queue lifting, carrying and lowering for every member."""
    for name in team:
        rig.do(name, ("go_to", start), ("lift", thing, start), coalition=team)
        rig.do(name, ("carry_to", thing, goal), ("lower", thing, goal), coalition=team)


def worst_deviation_m(rig: Rig, *, limit_s: float) -> float:
    """Run to the end; the greatest change of any two carriers' distance while they carried, in metres."""
    worst_m = 0.0

    def watch() -> bool:
        nonlocal worst_m
        for thing in rig.world.cargo.things.values():
            if thing.is_carried and thing.kind.carriers > 1:
                poses = [rig.world.poses[name] for name in thing.held_by]
                now = [a.planar_distance_m(b) for i, a in enumerate(poses) for b in poses[i + 1 :]]
                worst_m = max(worst_m, *(abs(d - s) for d, s in zip(now, thing.separation_m, strict=True)))
        return rig.is_idle

    rig.run(limit_s=limit_s, until=watch)
    return worst_m


FORMATIONS = (
    Case("two on wheels carry around a corner", aisle, 150.0),
    Case(
        "two omni carry around a corner",
        lambda seed: aisle(seed, locomotion=Locomotion.OMNIDIRECTIONAL),
        150.0,
    ),
    Case("three on wheels carry in formation", lambda seed: aisle(seed, members=3), 180.0),
    Case("the warehouse's crate to the dock", warehouse, 150.0),
)
