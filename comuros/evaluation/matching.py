"""Which task of a tree is which task of a label, by their works: the ground of every other score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillModel
from comuros.core.symbolic import unmet_requirements
from comuros.core.task import Task
from comuros.core.tree import Branch, Node, Relation, TaskTree, task_edges, tasks_below
from comuros.evaluation.cases import ExpectedTask, InstructionCase
from comuros.evaluation.works import parse_work, robots_in, work_key

Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Item:
    """A task as labels see it: a leaf, or an `any` node of leaves, one of whose `works` is done. `name` is
    shared with the label's item where the two match.
    """

    name: str
    works: frozenset[str]
    count: int
    permitted: frozenset[str]
    leaves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Items of a label and of a tree under common names, with the order of each, transitively closed."""

    expected: tuple[Item, ...]
    found: tuple[Item, ...]
    expected_order: Pairs
    found_order: Pairs

    @property
    def tasks_right(self) -> bool:
        """Whether the tree has the tasks of the label, no more and no less, by as many robots."""
        return {(i.name, i.count) for i in self.expected} == {(i.name, i.count) for i in self.found}


def match_tree(tree: TaskTree, case: InstructionCase, scenario: Scenario) -> Match:
    """Match the tasks of a tree with those of a label."""
    expected = expected_items(case, scenario)
    free = list(expected)
    found = []
    for number, item in enumerate(_items(tree.root, scenario)):
        twin = next((e for e in free if e.works == item.works), None)
        if twin is not None:
            free.remove(twin)
        name = twin.name if twin is not None else f"extra_{number}"
        found.append(Item(name, item.works, item.count, item.permitted, item.leaves))
    names = {leaf: item.name for item in found for leaf in item.leaves}
    edges = {(names[a], names[b]) for a, b in task_edges(tree) if names[a] != names[b]}
    return Match(expected, tuple(found), expected_order(case, expected, scenario), closed(edges))


def expected_items(case: InstructionCase, scenario: Scenario) -> tuple[Item, ...]:
    """The label's tasks.

    Raises:
        InputError: a work does not fit the scenario.
    """
    return tuple(_expected(f"e{n}", task, scenario) for n, task in enumerate(case.tasks, start=1))


def expected_order(case: InstructionCase, items: Iterable[Item], scenario: Scenario) -> Pairs:
    """The label's order by item names, transitively closed.

    Raises:
        InputError: a pair names a work that no task of the label has.
    """
    names = {work: item.name for item in items for work in item.works}
    keys = [tuple(work_key(parse_work(text, scenario), scenario) for text in pair) for pair in case.order]
    return closed((names[before], names[after]) for before, after in keys)


def closed(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """Transitive closure."""
    found = set(pairs)
    for middle in sorted({name for pair in found for name in pair}):
        into = [a for a, b in found if b == middle]
        out_of = [b for a, b in found if a == middle]
        found.update((a, b) for a in into for b in out_of)
    return frozenset(found)


def _expected(name: str, task: ExpectedTask, scenario: Scenario) -> Item:
    works = frozenset(work_key(parse_work(text, scenario), scenario) for text in task.does)
    robots = [r for r in scenario.robots if (not task.robots or r.name in task.robots)]
    permitted = (r for r in robots if r.name not in task.never)
    return Item(name, works, task.count, _able(permitted, works, task.count, scenario))


def _items(node: Node, scenario: Scenario) -> Iterator[Item]:
    if isinstance(node, Branch) and node.relation is not Relation.ANY:
        for child in node.children:
            yield from _items(child, scenario)
        return
    leaves = tasks_below(node)
    works = frozenset(work_key(leaf.work, scenario) for leaf in leaves)
    permitted = {name for leaf in leaves for name in _permitted(leaf, scenario)}
    robots = (robot for robot in scenario.robots if robot.name in permitted)
    count = max(leaf.robots for leaf in leaves)
    yield Item("", works, count, _able(robots, works, count, scenario), tuple(leaf.id for leaf in leaves))


def _permitted(task: Task, scenario: Scenario) -> Iterator[str]:
    named = robots_in(task.work, scenario)
    for robot in scenario.robots:
        if task.eligibility.permits(robot.name, robot.type.name) and (not named or robot.name in named):
            yield robot.name


def _able(robots: Iterable[Robot], works: frozenset[str], count: int, scenario: Scenario) -> frozenset[str]:
    """Those of the robots that have a skill with which one of the works can be brought about, by as many at
    once.
    """
    return frozenset(
        r.name for r in robots if any(_has_skill_for(work, count, r, scenario) for work in works)
    )


def _has_skill_for(work: str, count: int, robot: Robot, scenario: Scenario) -> bool:
    heads = {part.split("(")[0] for part in work.split(" & ")}
    fitting = [
        skill
        for skill in scenario.skills
        if heads & ({str(effect).split("(")[0] for effect in skill.effects} | {skill.name})
    ]
    # Where a skill for teams brings it about, several robots at once use that one.
    for_teams = [skill for skill in fitting if skill.team]
    usable = for_teams if count > 1 and for_teams else [skill for skill in fitting if not skill.team]
    return any(_can_use(skill, robot, scenario) for skill in usable)


def _can_use(skill: SkillModel, robot: Robot, scenario: Scenario) -> bool:
    """Whether the robot has the skill and what it needs whatever its arguments are."""
    if skill.name not in robot.type.skills:
        return False
    if any(need.property_of or need.shared for need in skill.requires):
        return True
    arguments = tuple("" for _ in skill.parameters)
    return not unmet_requirements(skill, arguments, robots=(robot,), scenario=scenario)
