"""Goals that take several of three or four unlike robots: hand-overs by surfaces and from hand to hand, doors
that others open, keys that have to be brought. Each with the fewest steps that reach it.

The tests prove the counts by an exhaustive search; `benchmarks/planning.py handover` runs the same cases.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from comuros.core.capability import Capability
from comuros.core.literal import Atom, Literal
from comuros.core.predicate import Predicate, Sort
from comuros.core.robot import Locomotion, Robot, RobotType
from comuros.core.scenario import Scenario
from comuros.core.world_state import WorldState
from comuros.planning.handover.grounding import Step, covered
from support.small_building import (
    CUP,
    METHODS,
    PREDICATES,
    SKILLS,
    GridTravel,
    WorldObject,
    atom,
    scenario,
    skill,
)


@dataclass(frozen=True, slots=True)
class HandOverCase:
    """A goal, who is there, and the number of steps (travel, calls) of a shortest plan."""

    family: str
    world: Scenario
    ways: GridTravel
    target: str
    steps: int

    def __str__(self) -> str:
        return f"{self.family}: {self.target}"


class Building(GridTravel):
    """Places that only some types reach, and rooms that nobody drives into: `pass_door` leads there, out of
    them one drives.
    """

    rooms: frozenset[str] = frozenset()

    def distance_m(self, robot: Robot, start: str, goal: str) -> float | None:
        """Metres; None into a room from elsewhere."""
        if goal in self.rooms and start != goal:
            return None
        return super().distance_m(robot, start, goal)


OWN_PREDICATES = (
    Predicate("open", (Sort.PLACE,)),
    Predicate("beside", (Sort.PLACE, Sort.PLACE)),
    Predicate("locked", (Sort.PLACE, Sort.PLACE)),
    Predicate("leads", (Sort.PLACE, Sort.PLACE, Sort.PLACE)),
    Predicate("fits", (Sort.OBJECT, Sort.PLACE)),
)
OWN_SKILLS = (
    skill("give", "?object:object ?taker:robot ?at:place", "holding(?self, ?object);at(?self, ?at)",
          "!holding(?self, ?object)", 6),
    skill("take", "?object:object ?giver:robot ?at:place",
          "holding(?giver, ?object);!holding(?self, _);at(?giver, ?at);at(?self, ?at)",
          "holding(?self, ?object);!holding(?giver, ?object)", 6),
    skill("open", "?door:place ?from:place", "beside(?door, ?from);!holding(?self, _);at(?self, ?from)",
          "open(?door)", 4),
    skill("unlock", "?door:place ?from:place ?key:object",
          "locked(?door, ?from);fits(?key, ?door);holding(?self, ?key);at(?self, ?from)", "open(?door)", 5),
    skill("pass_door", "?door:place ?from:place ?to:place",
          "leads(?door, ?from, ?to);open(?door);at(?self, ?from)", "at(?self, ?to)", 3),
)  # fmt: skip
HANDS = ("go_to", "pick", "place", "give", "take")


def robot_type(name: str, speed_mps: float, *skills: str) -> RobotType:
    """A type with these skills."""
    return RobotType(
        name,
        Locomotion.DIFFERENTIAL,
        0.3,
        (
            Capability("speed_mps", speed_mps),
            Capability("payload_kg", 5.0),
            Capability("sensors", frozenset({"camera"})),
        ),
        skills,
    )


ARM = robot_type("arm", 0.5, *HANDS)
DOG = robot_type("dog", 1.5, "go_to", "place", "give", "take", "pass_door")
PORTER = robot_type("porter", 1.0, *HANDS, "pass_door")
WARDEN = robot_type("warden", 0.8, "go_to", "open", "unlock", "give", "take")
SCRUBBER = robot_type("scrubber", 0.6, "go_to", "clean", "pass_door")
DRONE = robot_type("drone", 2.0, "go_to", "inspect", "pass_door")

PLACES = {
    "bench": (0.0, 0.0), "hatch": (5.0, 0.0), "hall": (12.0, 0.0), "depot": (20.0, 0.0), "gate": (12.0, 8.0),
    "roof": (20.0, 8.0), "ward": (12.0, 12.0), "vault": (16.0, 12.0), "store": (0.0, 8.0),
    "front": (12.0, 10.0), "inner": (14.0, 12.0), "side": (2.0, 8.0),
}  # fmt: skip
DRIVERS = ("dog", "porter", "warden", "scrubber", "drone")
REACH = {
    "bench": ("arm",),
    "hatch": ("arm", "dog", "warden"),
    "hall": DRIVERS,
    "gate": DRIVERS,
    "depot": ("porter", "drone", "scrubber"),
    "roof": ("drone",),
    "front": (),
    "inner": (),
    "side": (),
}
ROOMS = frozenset({"ward", "vault", "store"})
DOORS = tuple(
    atom(text)
    for text in (
        "beside(front, gate)", "leads(front, gate, ward)",
        "beside(inner, ward)", "beside(inner, hall)", "leads(inner, ward, vault)",
        "beside(side, hatch)", "beside(side, hall)", "leads(side, hall, store)",
        "fits(key, front)", "fits(badge, inner)",
    )
)  # fmt: skip


CREW = {
    "arm": Robot("arm", ARM, "bench"),
    "dog": Robot("dog", DOG, "hall"),
    "porter": Robot("porter", PORTER, "depot"),
    "warden": Robot("warden", WARDEN, "hall"),
    "scrubber": Robot("scrubber", SCRUBBER, "hall"),
    "drone": Robot("drone", DRONE, "roof"),
}


def building(names: str, things: dict[str, str], locked: tuple[str, ...]) -> tuple[Scenario, GridTravel]:
    """These robots and things (name: place) in a building with three rooms behind doors, some locked."""
    robots = tuple(CREW[name] for name in names.split())
    world = replace(
        scenario(robots, PLACES),
        objects=tuple(WorldObject(name, CUP, at) for name, at in things.items()),
        predicates=(*PREDICATES, *OWN_PREDICATES),
        skills=(*SKILLS, *OWN_SKILLS),
        methods=METHODS,
        initial_facts=tuple(
            Atom("locked", fact.arguments)
            if fact.predicate == "beside" and fact.arguments[0] in locked
            else fact
            for fact in DOORS
        ),
    )
    ways = Building(PLACES, REACH)
    ways.rooms = ROOMS
    return world, ways


def row(robots: int, **cups: int) -> tuple[Scenario, GridTravel]:
    """A row of places; each robot reaches two of its own and one shared with the next; no two drive alike."""
    positions = {f"z{n}": (10.0 * n, 0.0) for n in range(2 * robots + 1)}
    types = [robot_type(f"carrier{n}", 0.5 + 0.5 * n, "go_to", "pick", "place") for n in range(robots)]
    reach = {
        f"z{p}": tuple(t.name for n, t in enumerate(types) if 2 * n <= p <= 2 * n + 2)
        for p in range(2 * robots + 1)
    }
    team = tuple(Robot(f"r{n}", types[n], f"z{2 * n + 1}") for n in range(robots))
    things = tuple(WorldObject(name, CUP, f"z{at}") for name, at in cups.items())
    return replace(scenario(team, positions), objects=things), GridTravel(positions, reach)


def surface_case(robots: int, target: str, steps: int, **cups: int) -> HandOverCase:
    """One of `row`."""
    world, ways = row(robots, **cups)
    return HandOverCase("surfaces", world, ways, target, steps)


def building_case(
    family: str, names: str, target: str, steps: int, *, locked: tuple[str, ...] = (), **things: str
) -> HandOverCase:
    """One of `building`."""
    world, ways = building(names, things, locked)
    return HandOverCase(family, world, ways, target, steps)


CASES = (
    surface_case(3, "on(cup, z6)", 12, cup=0),
    surface_case(3, "on(cup, z1)", 11, cup=5),
    surface_case(3, "on(cup, z4); on(mug, z1)", 12, cup=1, mug=3),
    surface_case(3, "on(cup, z5); on(mug, z2)", 13, cup=2, mug=5),
    surface_case(4, "on(cup, z8)", 16, cup=0),
    surface_case(4, "on(cup, z2)", 11, cup=7),
    building_case("hands", "arm dog porter", "on(sample, depot)", 9, sample="bench"),
    building_case("hands", "arm dog porter", "on(sample, bench)", 8, sample="depot"),
    building_case(
        "hands", "arm dog porter", "on(sample, hatch); on(tool, bench)", 10, sample="bench", tool="hall"
    ),
    building_case("hands", "arm dog porter", "holding(porter, sample); at(porter, gate)", 7, sample="bench"),
    building_case("hands", "arm dog drone", "on(sample, gate); inspected(roof)", 7, sample="bench"),
    building_case("hands", "arm dog porter drone", "on(sample, depot); inspected(roof)", 10, sample="bench"),
    building_case("doors", "warden scrubber drone", "clean(ward); inspected(ward)", 8),
    building_case("doors", "warden porter drone", "on(parcel, ward); inspected(ward)", 9, parcel="depot"),
    building_case("doors", "warden porter scrubber", "on(parcel, store); clean(ward)", 10, parcel="hall"),
    building_case("doors", "warden porter scrubber", "on(parcel, vault); clean(vault)", 12, parcel="depot"),
    building_case("doors", "warden porter drone", "on(parcel, hall); inspected(vault)", 13, parcel="store"),
    building_case("doors", "warden scrubber drone", "inspected(store); clean(ward)", 9),
    building_case("doors", "arm dog warden scrubber", "on(sample, ward); clean(ward)", 12, sample="bench"),
    building_case("keys", "arm warden scrubber", "clean(ward)", 9, locked=("front",), key="bench"),
    building_case("keys", "warden porter drone", "inspected(vault)", 11, locked=("inner",), badge="depot"),
    building_case(
        "keys", "arm dog warden", "on(sample, ward)", 14, locked=("front",), key="bench", sample="bench"
    ),
    building_case(
        "keys", "arm warden porter", "on(parcel, ward)", 11, locked=("front",), key="bench", parcel="hall"
    ),
    building_case(
        "keys",
        "arm warden porter scrubber",
        "clean(vault)",
        15,
        locked=("front", "inner"),
        key="bench",
        badge="depot",
    ),
)


def fewest_steps(steps: Sequence[Step], state: WorldState, goal: Iterable[Literal]) -> int:
    """Breadth-first search over all states: the number of steps of a shortest plan.

    Atoms that some step changes are bits; the others are true or false for good.
    """
    goal = tuple(goal)
    facts = state.facts | {atom for step in steps for atom in step.adds}
    bit = {atom: 1 << number for number, atom in enumerate(sorted(facts))}

    def bits(atoms: Iterable[Atom]) -> int:
        return sum(bit[found] for found in atoms if found in bit)

    def asked(literals: Sequence[Literal]) -> tuple[int, int]:
        true = {literal.atom for literal in literals if literal.positive}
        assert true <= facts, f"never true: {true - facts}"
        false = {found for literal in literals if not literal.positive for found in covered(literal, facts)}
        return bits(true), bits(false)

    moves = [(*asked(step.needs), bits(step.deletes), bits(step.adds)) for step in steps]
    wanted, unwanted = asked(goal)
    begin = bits(state.facts)
    queue, seen = deque([(begin, 0)]), {begin}
    while queue:
        here, depth = queue.popleft()
        if here & wanted == wanted and not here & unwanted:
            return depth
        for needed, forbidden, lost, won in moves:
            if here & needed == needed and not here & forbidden:
                onward = here & ~lost | won
                if onward not in seen:
                    seen.add(onward)
                    queue.append((onward, depth + 1))
    raise AssertionError("no plan reaches the goal")
