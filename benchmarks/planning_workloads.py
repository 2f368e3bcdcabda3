"""Problems that the planning benchmarks are about, by seed: independent tasks, and tasks with everything that
may be asked of them.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from comuros.core.capability import Capability
from comuros.core.geometry import Pose
from comuros.core.literal import parse_literal
from comuros.core.place import Place
from comuros.core.planning_problem import PlanningProblem
from comuros.core.predicate import Predicate, Sort
from comuros.core.robot import Locomotion, Robot, RobotStatus, RobotType
from comuros.core.scenario import Scenario
from comuros.core.skill import DurationModel, Method, Parameter, SkillCall, SkillModel
from comuros.core.task import Task
from comuros.core.tree import Branch, Node, Relation, checked_tree


class Square:
    """Manhattan ways between random points; robots of one type travel alike."""

    robots_alike = True

    def __init__(self, points: dict[str, tuple[float, float]]) -> None:
        self.points = points

    def distance_m(self, robot: Robot, start: str, goal: str) -> float:
        """Metres between two places."""
        (x, y), (u, v) = self.points[start], self.points[goal]
        return abs(x - u) + abs(y - v)

    def metres(self, robot: int, start: str, goal: str) -> float:
        """The same for a robot by number, at 1 m/s also the seconds."""
        (x, y), (u, v) = self.points[start], self.points[goal]
        return abs(x - u) + abs(y - v)

    def duration_s(self, robot: Robot, start: str, goal: str) -> float:
        """Seconds at the robot's speed."""
        return self.distance_m(robot, start, goal) / robot.speed_mps


@dataclass(frozen=True, slots=True)
class Workload:
    """A planning problem of independent tasks."""

    problem: PlanningProblem
    scenario: Scenario
    travel: Square


def workload(robots: int, tasks: int, places: int, *, seed: int, time_limit_s: float) -> Workload:
    """Tasks of 60 to 160 s at random places, robots of two speeds at random starts."""
    dice = random.Random(seed)
    side_m = 10.0 * places**0.5
    points = {f"p{n}": (dice.uniform(0, side_m), dice.uniform(0, side_m)) for n in range(places)}
    go = SkillModel("go_to", (Parameter("?place", Sort.PLACE),), (), (parse_literal("at(?self, ?place)"),),
                    DurationModel(0.0, travels_to="?place"))  # fmt: skip
    serve = tuple(
        SkillModel(f"serve{n}", (Parameter("?place", Sort.PLACE), Parameter("?order", Sort.TEXT)),
                   (parse_literal("at(?self, ?place)"),), (), DurationModel(60.0 + 20.0 * n))
        for n in range(6)
    )  # fmt: skip
    names = tuple(skill.name for skill in (go, *serve))
    types = [
        RobotType(f"k{n}", Locomotion.DIFFERENTIAL, 0.3, (Capability("speed_mps", speed),), names)
        for n, speed in enumerate((1.0, 1.5))
    ]
    team = tuple(Robot(f"r{n}", types[n % 2], dice.choice(list(points))) for n in range(robots))
    world = Scenario(
        name="square", title="", world_file="",
        places=tuple(Place(name, Pose(x, y)) for name, (x, y) in points.items()),
        object_kinds=(), objects=(), robots=team,
        predicates=(Predicate("at", (Sort.ROBOT, Sort.PLACE), functional=True),),
        skills=(go, *serve),
        methods=(
            Method("drive", parse_literal("at(?self, ?place)"), (), (SkillCall("go_to", ("?place",)),)),
        ),
    )  # fmt: skip
    leaves = tuple(
        Task(f"t{n}", "", SkillCall(f"serve{dice.randrange(6)}", (dice.choice(list(points)), f"o{n}")))
        for n in range(tasks)
    )
    statuses = tuple(RobotStatus(r.name, world.place(r.start).pose, r.start, 1.0) for r in team)
    tree = checked_tree(Branch("root", Relation.PARALLEL, leaves))
    problem = PlanningProblem(
        "bench", 1, tree, world.initial_state(), statuses, time_limit_s=time_limit_s, seed=seed
    )
    return Workload(problem, world, Square(points))


def featured_workload(
    robots: int, tasks: int, places: int, *, seed: int, time_limit_s: float, battery_wh: float = 0.0
) -> Workload:
    """So many tasks, half of them for one robot, the rest for two in one role or in two at once, many in
    sequences; some not before a release time, some due by a deadline that a plan made blindly meets with a
    tenth to spare. With `battery_wh` robots have to charge every now and then; every start is a charger.
    """
    plain = workload(robots, tasks, places, seed=seed, time_limit_s=time_limit_s)
    dice = random.Random(seed + 1)
    world = _with_teams(plain.scenario)
    world = _with_batteries(world, battery_wh) if battery_wh else world
    left = list(plain.problem.tree.tasks())
    units: list[Node] = []
    while left:
        units.append(_unit(left, dice, f"u{len(units)}"))
    blind = _Blindly(world, plain.travel, dice)
    root = Branch("root", Relation.PARALLEL, tuple(blind.timed(unit) for unit in units))
    tree = checked_tree(root)
    team = tuple(replace(status, battery=1.0) for status in plain.problem.team)
    problem = replace(plain.problem, tree=tree, team=team, state=world.initial_state())
    return Workload(problem, world, plain.travel)


def _with_teams(world: Scenario) -> Scenario:
    """Every skill may be run by several robots in step."""
    skills = tuple(replace(skill, team=True) for skill in world.skills)
    teams = tuple(replace(method, name=f"{method.name}_as_team", team=True) for method in world.methods)
    return replace(world, skills=skills, methods=(*world.methods, *teams))


def _with_batteries(world: Scenario, battery_wh: float) -> Scenario:
    """Every start a charger for whoever comes."""
    cells = {"battery_wh": battery_wh, "travel_w": 60.0, "work_w": 60.0, "charge_w": 900.0}
    capabilities = tuple(Capability(name, value) for name, value in cells.items())
    types = {
        robot.type.name: replace(robot.type, capabilities=(*robot.type.capabilities, *capabilities))
        for robot in world.robots
    }
    chargers = tuple(dict.fromkeys(robot.start for robot in world.robots))
    facts = tuple(parse_literal(f"charger({place})").atom for place in chargers)
    return replace(
        world,
        robots=tuple(replace(robot, type=types[robot.type.name]) for robot in world.robots),
        predicates=(*world.predicates, Predicate("charger", (Sort.PLACE,))),
        initial_facts=(*world.initial_facts, *facts),
    )


def _unit(left: list[Task], dice: random.Random, name: str) -> Node:
    """The next piece of the tree, taken off the front of what is left."""
    if dice.random() < 0.25 and len(left) > 5:
        links = tuple(_link(left, dice, f"{name}_{number}") for number in range(dice.choice((2, 3))))
        return Branch(name, Relation.SEQUENCE, links)
    return _link(left, dice, name)


def _link(left: list[Task], dice: random.Random, name: str) -> Node:
    """One task for one robot, for two, or two tasks at once."""
    kind = dice.choices(("alone", "crew", "roles"), (5, 2, 2))[0]
    if kind == "crew":
        return replace(left.pop(0), robots=2)
    if kind == "roles" and len(left) > 1:
        return Branch(name, Relation.TOGETHER, (left.pop(0), left.pop(0)))
    return left.pop(0)


class _Blindly:
    """A plan made without any thought: every unit in turn goes to whoever can be there first. Its times
    become release times and deadlines, so there is always a plan.
    """

    def __init__(self, world: Scenario, travel: Square, dice: random.Random) -> None:
        self._free = {robot.name: (0.0, robot.start) for robot in world.robots}
        self._world = world
        self._travel = travel
        self._dice = dice

    def timed(self, unit: Node, after_s: float = 0.0) -> Node:
        """The unit with its times."""
        return self._timed(unit, after_s)[0]

    def _timed(self, unit: Node, after_s: float) -> tuple[Node, float]:
        if isinstance(unit, Branch) and unit.relation is Relation.SEQUENCE:
            children = []
            for child in unit.children:
                timed, after_s = self._timed(child, after_s)
                children.append(timed)
            return replace(unit, children=tuple(children)), after_s
        leaves = (
            [unit] if isinstance(unit, Task) else [leaf for leaf in unit.children if isinstance(leaf, Task)]
        )
        release_s = self._dice.uniform(0.0, 400.0) if self._dice.random() < 0.2 else None
        end_s = self._placed(leaves, max(after_s, release_s or 0.0))
        deadline_s = 1.1 * end_s + 30.0 if self._dice.random() < 0.35 else None
        given = [replace(leaf, release_s=release_s, deadline_s=deadline_s) for leaf in leaves]
        return (given[0] if isinstance(unit, Task) else replace(unit, children=tuple(given))), end_s

    def _placed(self, leaves: list[Task], after_s: float) -> float:
        """Give the robots that can be there first to each leaf; when all are done."""
        crews: list[tuple[Task, list[str]]] = []
        begin_s = after_s
        taken: set[str] = set()
        for leaf in leaves:
            there = sorted((self._arrives_s(name, leaf), name) for name in self._free if name not in taken)
            crew = [name for _, name in there[: leaf.robots]]
            begin_s = max(begin_s, there[leaf.robots - 1][0])
            taken.update(crew)
            crews.append((leaf, crew))
        end_s = begin_s + max(self._lasts_s(leaf) for leaf in leaves)
        for leaf, crew in crews:
            self._free.update({name: (end_s, _place_of(leaf)) for name in crew})
        return end_s

    def _arrives_s(self, name: str, leaf: Task) -> float:
        free_s, place = self._free[name]
        return free_s + self._travel.duration_s(self._world.robot(name), place, _place_of(leaf))

    def _lasts_s(self, leaf: Task) -> float:
        assert isinstance(leaf.work, SkillCall)
        return self._world.skill(leaf.work.skill).duration.fixed_s


def _place_of(leaf: Task) -> str:
    assert isinstance(leaf.work, SkillCall)
    return leaf.work.arguments[0]
