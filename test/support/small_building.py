"""A small team in a small building, with a distance table instead of a world.

Planning tests build their problems from it.
"""

from __future__ import annotations

from dataclasses import replace

from comuros.core.capability import Capability, Comparison, Requirement
from comuros.core.geometry import Pose
from comuros.core.literal import Atom, Literal, parse_literal
from comuros.core.place import ObjectKind, Place, WorldObject
from comuros.core.planning_problem import PlanningProblem
from comuros.core.predicate import Predicate, Sort
from comuros.core.robot import Locomotion, Robot, RobotStatus, RobotType
from comuros.core.scenario import Scenario
from comuros.core.skill import DurationModel, Method, Parameter, SkillCall, SkillModel
from comuros.core.task import Eligibility, Goal, Task
from comuros.core.tree import Branch, Node, Relation, checked_tree

PREDICATES = (
    Predicate("at", (Sort.ROBOT, Sort.PLACE), functional=True),
    Predicate("on", (Sort.OBJECT, Sort.LOCATION), functional=True),
    Predicate("holding", (Sort.ROBOT, Sort.OBJECT)),
    Predicate("clean", (Sort.PLACE,)),
    Predicate("inspected", (Sort.PLACE,)),
)


class GridTravel:
    """Places on a line or plane: Manhattan distances in metres; `islands` are places only some types
    reach.
    """

    def __init__(
        self, positions: dict[str, tuple[float, float]], islands: dict[str, tuple[str, ...]] | None = None
    ) -> None:
        self.positions = positions
        self.islands = islands or {}

    def distance_m(self, robot: Robot, start: str, goal: str) -> float | None:
        """Manhattan distance, None where an end is an island that this type does not reach."""
        for place in (start, goal):
            if place not in self.positions or robot.type.name not in self.islands.get(
                place, (robot.type.name,)
            ):
                return None
        (x, y), (u, v) = self.positions[start], self.positions[goal]
        return abs(x - u) + abs(y - v)

    def duration_s(self, robot: Robot, start: str, goal: str) -> float | None:
        """Time at the robot's speed."""
        metres = self.distance_m(robot, start, goal)
        return None if metres is None else metres / robot.speed_mps


def skill(name: str, parameters: str, before: str, after: str, seconds: float, **more: object) -> SkillModel:
    """A skill from short texts: parameters `?x:place`, literals separated by `;`."""
    typed = tuple(
        Parameter(text.split(":")[0], Sort(text.split(":")[1])) for text in parameters.split() if text
    )
    travels = "?place" if more.pop("travels", False) else ""
    return SkillModel(
        name=name,
        parameters=typed,
        preconditions=literals(before),
        effects=literals(after),
        duration=DurationModel(seconds, travels_to=travels),
        **more,  # type: ignore[arg-type]
    )


def literals(text: str) -> tuple[Literal, ...]:
    """Literals from a text in which `;` separates them."""
    return tuple(parse_literal(part) for part in text.split(";") if part.strip())


PAYLOAD = Requirement("payload_kg", Comparison.AT_LEAST, "mass_kg", property_of="?object")
SHARED_PAYLOAD = replace(PAYLOAD, shared=True)
CAMERA = Requirement("sensors", Comparison.HAS, "camera")

SKILLS = (
    skill("go_to", "?place:place", "", "at(?self, ?place)", 0, travels=True),
    skill("pick", "?object:object ?from:place", "on(?object, ?from);!holding(?self, _);at(?self, ?from)",
          "holding(?self, ?object);!on(?object, ?from)", 2, requires=(PAYLOAD,)),
    skill("place", "?object:object ?to:place", "holding(?self, ?object);at(?self, ?to)",
          "on(?object, ?to);!holding(?self, ?object)", 2),
    skill("lift", "?object:object ?from:place", "on(?object, ?from);!holding(?self, _);at(?self, ?from)",
          "holding(?self, ?object);!on(?object, ?from)", 3, requires=(SHARED_PAYLOAD,), team=True),
    skill("carry_to", "?object:object ?place:place", "holding(?self, ?object)", "at(?self, ?place)", 0,
          travels=True, team=True),
    skill("lower", "?object:object ?place:place", "holding(?self, ?object);at(?self, ?place)",
          "on(?object, ?place);!holding(?self, ?object)", 3, team=True),
    skill("inspect", "?place:place", "at(?self, ?place)", "inspected(?place)", 5, requires=(CAMERA,)),
    skill("clean", "?place:place", "at(?self, ?place)", "clean(?place)", 10),
    skill("wait", "", "", "", 4),
)  # fmt: skip

METHODS = (
    Method("drive", parse_literal("at(?self, ?place)"), (), (SkillCall("go_to", ("?place",)),)),
    Method("grasp", parse_literal("holding(?self, ?object)"), literals("on(?object, ?from)"),
           (SkillCall("pick", ("?object", "?from")),)),
    Method("put", parse_literal("on(?object, ?place)"), (), (SkillCall("place", ("?object", "?place")),)),
    Method("drive_together", parse_literal("at(?self, ?place)"), (), (SkillCall("go_to", ("?place",)),),
           team=True),
    Method("carry_together", parse_literal("on(?object, ?to)"), literals("on(?object, ?from)"),
           (SkillCall("lift", ("?object", "?from")), SkillCall("carry_to", ("?object", "?to")),
            SkillCall("lower", ("?object", "?to"))), team=True),
    Method("look", parse_literal("inspected(?place)"), (), (SkillCall("inspect", ("?place",)),)),
    Method("wipe", parse_literal("clean(?place)"), (), (SkillCall("clean", ("?place",)),)),
)  # fmt: skip

ALL_SKILLS = tuple(s.name for s in SKILLS)
CARRIER = RobotType(
    "carrier", Locomotion.DIFFERENTIAL, 0.3,
    (Capability("speed_mps", 1.0), Capability("payload_kg", 15.0),
     Capability("sensors", frozenset({"lidar"}))),
    tuple(name for name in ALL_SKILLS if name != "clean"),
)  # fmt: skip
CLEANER = RobotType(
    "cleaner", Locomotion.DIFFERENTIAL, 0.3, (Capability("speed_mps", 0.5),), ("go_to", "clean", "wait")
)
SCOUT = RobotType(
    "scout", Locomotion.FLYING, 0.2,
    (Capability("speed_mps", 2.0), Capability("sensors", frozenset({"camera"}))),
    ("go_to", "inspect", "wait"),
)  # fmt: skip

POSITIONS = {
    "dock": (0.0, 0.0), "kitchen": (10.0, 0.0), "hall": (20.0, 0.0), "lab": (10.0, 10.0),
    "store": (0.0, 10.0), "roof": (20.0, 10.0),
}  # fmt: skip
ISLANDS = {"roof": ("scout",)}
CUP = ObjectKind("cup", 0.3, (0.1, 0.1, 0.1))
CRATE = ObjectKind("crate", 25.0, (1.0, 0.5, 0.5), carriers=2)
SAFE = ObjectKind("safe", 40.0, (1.0, 0.5, 0.5), carriers=2)


def scenario(
    robots: tuple[Robot, ...] = (), positions: dict[str, tuple[float, float]] = POSITIONS
) -> Scenario:
    """Two carriers, a cleaner and a scout in six places, unless other robots or places are given."""
    return Scenario(
        name="small",
        title="a small building",
        world_file="",
        places=tuple(Place(name, Pose(x, y)) for name, (x, y) in positions.items()),
        object_kinds=(CUP, CRATE, SAFE),
        objects=(
            WorldObject("cup", CUP, "kitchen"),
            WorldObject("mug", CUP, "store"),
            WorldObject("crate", CRATE, "store"),
            WorldObject("safe", SAFE, "lab"),
        ),
        robots=robots
        or (
            Robot("carrier_1", CARRIER, "dock"),
            Robot("carrier_2", CARRIER, "hall"),
            Robot("cleaner_1", CLEANER, "lab"),
            Robot("scout_1", SCOUT, "store"),
        ),
        predicates=PREDICATES,
        skills=SKILLS,
        methods=METHODS,
    )


def travel() -> GridTravel:
    """The distance table of the small building."""
    return GridTravel(POSITIONS, ISLANDS)


def team_of(world: Scenario) -> tuple[RobotStatus, ...]:
    """Every robot at its start place."""
    return tuple(RobotStatus(r.name, world.place(r.start).pose, r.start, 1.0) for r in world.robots)


def goal(
    task_id: str, text: str, *, robots: int = 1, deadline_s: float | None = None, **who: tuple[str, ...]
) -> Task:
    """A goal task from literals separated by `;`; eligibility by keyword."""
    return Task(task_id, text, Goal(literals(text)), robots, Eligibility(**who), deadline_s)


def call(task_id: str, skill_name: str, *arguments: str, robots: int = 1, **who: tuple[str, ...]) -> Task:
    """A skill-call task."""
    return Task(task_id, skill_name, SkillCall(skill_name, arguments), robots, Eligibility(**who))


def sequence(node_id: str, *children: Node) -> Branch:
    """Children one after the other."""
    return Branch(node_id, Relation.SEQUENCE, children)


def parallel(node_id: str, *children: Node) -> Branch:
    """Children in any order."""
    return Branch(node_id, Relation.PARALLEL, children)


def any_of(node_id: str, *children: Node) -> Branch:
    """One of the children."""
    return Branch(node_id, Relation.ANY, children)


def together(node_id: str, *children: Node) -> Branch:
    """Children in one interval, by different robots."""
    return Branch(node_id, Relation.TOGETHER, children)


def problem(root: Node, *, world: Scenario | None = None, **more: object) -> PlanningProblem:
    """A problem at mission start in the small building, other fields by keyword."""
    place = world or scenario()
    constraints = more.pop("constraints", ())
    tree = checked_tree(root, constraints=constraints)  # type: ignore[arg-type]
    fields = {"state": place.initial_state(), "team": team_of(place), **more}
    return PlanningProblem(mission_id="m1", revision=1, tree=tree, **fields)  # type: ignore[arg-type]


def atom(text: str) -> Atom:
    """A ground atom."""
    return parse_literal(text).atom
