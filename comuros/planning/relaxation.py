"""Requirements of a planning problem in words, each with the problem as it would be without it.

Explanations are made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from comuros.core.capability import Requirement
from comuros.core.keep_out import rules_of, within
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.skill import SkillModel
from comuros.core.task import Eligibility, Task
from comuros.core.tree import Branch, Node, OrderConstraint, Relation, TaskTree, tasks_below
from comuros.planning.keep_out import without_words


@dataclass(frozen=True, slots=True)
class Question:
    """All that planning is asked about; `narrow` also that robots wait at ways too narrow for two."""

    problem: PlanningProblem
    scenario: Scenario
    travel: TravelModel
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One requirement in words, and how the question reads without it."""

    words: str
    without: Callable[[Question], Question]


def relaxations(question: Question) -> tuple[Relaxation, ...]:
    """Every requirement that could be left out, whole tasks first: without the idle ones the rest is
    quick to test.
    """
    return (
        *_of_tasks(question),
        *_of_skills(question),
        *_of_capabilities(question),
        *_of_eligibility(question),
        *_of_exclusions(question),
        *_of_crew_sizes(question),
        *_of_deadlines(question),
        *_of_orders(question),
        *_of_closed_zones(question),
        *_of_relations(question),
        *_of_reachability(question),
    )


def _of_capabilities(question: Question) -> Iterator[Relaxation]:
    """One requirement each for what several skills ask in the same words."""
    asking: dict[Requirement, list[str]] = {}
    for skill in question.scenario.skills:
        for requirement in skill.requires:
            asking.setdefault(replace(requirement, shared=False), []).append(skill.name)
    for requirement, skills in asking.items():
        words = f"{' and '.join(skills)} {_needs(requirement, len(skills))}"
        yield Relaxation(words, _dropping_requirement(requirement))


def _needs(requirement: Requirement, skills: int) -> str:
    amount = requirement.amount
    if requirement.property_of:
        shown = f"the {amount} of its {requirement.property_of.lstrip('?')}"
    elif isinstance(amount, frozenset):
        shown = ", ".join(sorted(amount))
    elif isinstance(amount, bool):
        shown = "yes" if amount else "no"
    else:
        shown = f"{amount:g}" if isinstance(amount, (int, float)) else amount
    verb = "needs" if skills == 1 else "need"
    return f"{verb} {requirement.capability} {requirement.comparison.value} {shown}"


def _dropping_requirement(dropped: Requirement) -> Callable[[Question], Question]:
    def strip(skill: SkillModel) -> SkillModel:
        kept = tuple(r for r in skill.requires if replace(r, shared=False) != dropped)
        return replace(skill, requires=kept)

    def without(question: Question) -> Question:
        skills = tuple(strip(skill) for skill in question.scenario.skills)
        return replace(question, scenario=replace(question.scenario, skills=skills))

    return without


def _of_eligibility(question: Question) -> Iterator[Relaxation]:
    for task in question.problem.tree.tasks():
        who = task.eligibility
        for field, names, verb in (
            ("only", who.only, "is only for"),
            ("never", who.never, "is not for"),
            ("types", who.types, "is for robots of type"),
        ):
            if names:
                words = f"{named(task)} {verb} {' or '.join(name.replace('_', ' ') for name in names)}"
                yield Relaxation(words, _permitting(task.id, field))


def _permitting(task_id: str, field: str) -> Callable[[Question], Question]:
    def loosen(task: Task) -> Task:
        who = task.eligibility
        kept = {name: () if name == field else getattr(who, name) for name in ("only", "never", "types")}
        return replace(task, eligibility=Eligibility(**kept))

    return with_task(task_id, loosen)


def _of_exclusions(question: Question) -> Iterator[Relaxation]:
    for entry in question.problem.excluded:
        words = f"{entry.robot.replace('_', ' ')} is ruled out for {entry.task_id}: {entry.reason}"

        def without(asked: Question, entry: object = entry) -> Question:
            kept = tuple(other for other in asked.problem.excluded if other != entry)
            return replace(asked, problem=replace(asked.problem, excluded=kept))

        yield Relaxation(words, without)


def _of_crew_sizes(question: Question) -> Iterator[Relaxation]:
    for task in question.problem.tree.tasks():
        if task.robots > 1:
            words = f"{named(task)} takes {task.robots} robots at once"
            yield Relaxation(words, with_task(task.id, lambda found: replace(found, robots=1)))


def _of_deadlines(question: Question) -> Iterator[Relaxation]:
    for task in question.problem.tree.tasks():
        if task.deadline_s is not None:
            words = f"{named(task)} must be done by {task.deadline_s:g} s"
            yield Relaxation(words, with_task(task.id, lambda found: replace(found, deadline_s=None)))


def _of_orders(question: Question) -> Iterator[Relaxation]:
    for constraint in question.problem.tree.constraints:
        if isinstance(constraint, OrderConstraint):
            words = constraint.words or f"{constraint.before} comes before {constraint.after}"

            def without(asked: Question, dropped: OrderConstraint = constraint) -> Question:
                tree = asked.problem.tree
                kept = tuple(other for other in tree.constraints if other != dropped)
                return _with_tree(asked, replace(tree, constraints=kept))

            yield Relaxation(words, without)


def _of_closed_zones(question: Question) -> Iterator[Relaxation]:
    """One for everything said that closes zones to robots."""
    for said in dict.fromkeys(rule.words or rule.clause for rule in rules_of(question.travel)):

        def without(asked: Question, dropped: str = said) -> Question:
            return replace(asked, travel=without_words(asked.travel, dropped))

        yield Relaxation(said, without)


def _of_relations(question: Question) -> Iterator[Relaxation]:
    for node in question.problem.tree.nodes():
        if isinstance(node, Branch) and len(node.children) > 1 and node.relation in _SAID:
            names = ", ".join(child.label or child.id for child in node.children)
            words = f"{names} {_SAID[node.relation]}"
            yield Relaxation(words, _loosened(node.id))


_SAID = {
    Relation.SEQUENCE: "are done in this order",
    Relation.TOGETHER: "are done together by different robots",
}


def _loosened(node_id: str) -> Callable[[Question], Question]:
    def without(question: Question) -> Question:
        def change(node: Node) -> Node:
            if isinstance(node, Branch) and node.id == node_id:
                return replace(node, relation=Relation.PARALLEL)
            return node

        return _with_tree(question, _mapped(question.problem.tree, change))

    return without


def _of_reachability(question: Question) -> Iterator[Relaxation]:
    robots = [question.scenario.robot(status.robot) for status in question.problem.team]
    open_travel = within(question.travel, ())
    for place in question.scenario.places:
        cut_off = [
            robot.name for robot in robots if open_travel.distance_m(robot, robot.start, place.name) is None
        ]
        if cut_off:
            names = " and ".join(name.replace("_", " ") for name in cut_off)
            words = f"{names} cannot get to {place.name.replace('_', ' ')}"
            yield Relaxation(words, _with_way_to(place.name))


def _with_way_to(place: str) -> Callable[[Question], Question]:
    def without(question: Question) -> Question:
        return replace(question, travel=_OpenedTravel(question.travel, place))

    return without


class _OpenedTravel:
    """A travel model in which everybody gets to one place, and away from it, at no cost where there was
    no way.
    """

    def __init__(self, travel: TravelModel, place: str) -> None:
        self._travel = travel
        self._place = place

    def distance_m(self, robot: Robot, start: str, goal: str) -> float | None:
        """As the model beneath; 0 where there was no way and the place is an end of it."""
        found = self._travel.distance_m(robot, start, goal)
        return 0.0 if found is None and self._place in (start, goal) else found

    def duration_s(self, robot: Robot, start: str, goal: str) -> float | None:
        """As the model beneath; 0 where there was no way and the place is an end of it."""
        found = self._travel.duration_s(robot, start, goal)
        return 0.0 if found is None and self._place in (start, goal) else found


def _of_skills(question: Question) -> Iterator[Relaxation]:
    """As one requirement, since naming one skill of many explains nothing; what is missing stands with
    the task.
    """
    every = tuple(skill.name for skill in question.scenario.skills)

    def taught(robot: Robot) -> Robot:
        return replace(robot, type=replace(robot.type, skills=every))

    def without(asked: Question) -> Question:
        robots = tuple(taught(robot) for robot in asked.scenario.robots)
        return replace(asked, scenario=replace(asked.scenario, robots=robots))

    yield Relaxation("a robot does only what it has the skill for", without)


def _of_tasks(question: Question) -> Iterator[Relaxation]:
    """Every task, those below one `any` as a unit, since leaving out one alternative only makes the other
    compulsory.
    """
    ended = {*question.problem.done, *question.problem.abandoned}
    for unit in _units(question.problem.tree.root):
        tasks = tuple(task for task in tasks_below(unit) if task.id not in ended)
        if tasks:
            words = " or ".join(named(task) for task in tasks)
            yield Relaxation(f"{words} has to be done", _abandoning(tuple(task.id for task in tasks)))


def _units(node: Node) -> Iterator[Node]:
    if isinstance(node, Task) or node.relation is Relation.ANY:
        yield node
    else:
        for child in node.children:
            yield from _units(child)


def _abandoning(task_ids: tuple[str, ...]) -> Callable[[Question], Question]:
    def without(question: Question) -> Question:
        problem = question.problem
        running = tuple(entry for entry in problem.running if entry.task_id not in task_ids)
        return replace(
            question, problem=replace(problem, abandoned=(*problem.abandoned, *task_ids), running=running)
        )

    return without


def named(task: Task) -> str:
    """A task as conflicts speak of it."""
    return f"{task.id} ({task.label or task.work})"


def with_task(task_id: str, change: Callable[[Task], Task]) -> Callable[[Question], Question]:
    """The question with one task changed."""

    def without(question: Question) -> Question:
        def mapped(node: Node) -> Node:
            return change(node) if isinstance(node, Task) and node.id == task_id else node

        return _with_tree(question, _mapped(question.problem.tree, mapped))

    return without


def _mapped(tree: TaskTree, change: Callable[[Node], Node]) -> TaskTree:
    def walk(node: Node) -> Node:
        if isinstance(node, Branch):
            node = replace(node, children=tuple(walk(child) for child in node.children))
        return change(node)

    return replace(tree, root=walk(tree.root))


def _with_tree(question: Question, tree: TaskTree) -> Question:
    return replace(question, problem=replace(question.problem, tree=tree))
