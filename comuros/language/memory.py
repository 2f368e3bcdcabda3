"""What was mentioned so far: what 'it', 'them', 'there' and 'the other one' refer to."""

from __future__ import annotations

from dataclasses import dataclass, field

from comuros.core.predicate import Sort
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.task import Goal, Task
from comuros.core.tree import TaskTree


@dataclass(slots=True)
class Memory:
    """The latest mentions, by sort. One instance serves one instruction; sessions start it from their
    history.
    """

    objects: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    robots: tuple[str, ...] = ()
    mentioned: list[str] = field(default_factory=list)

    def note(self, sort: Sort, names: tuple[str, ...]) -> None:
        """Remember a mention."""
        if not names:
            return
        self.mentioned.extend(names)
        if sort is Sort.ROBOT:
            self.robots = names
        elif sort is Sort.PLACE:
            self.places = names
        else:
            self.objects = names

    def go_on_from(self, later: Memory) -> None:
        """Take in what was said later."""
        self.mentioned.extend(later.mentioned)
        self.objects = later.objects or self.objects
        self.places = later.places or self.places
        self.robots = later.robots or self.robots

    def become(self, other: Memory) -> None:
        """Remember what the other does, and that alone."""
        self.objects, self.places, self.robots = other.objects, other.places, other.robots
        self.mentioned = list(other.mentioned)

    def copy(self) -> Memory:
        """The same memory, to be noted in apart."""
        return Memory(self.objects, self.places, self.robots, list(self.mentioned))


def note_tree(memory: Memory, tree: TaskTree, scenario: Scenario) -> None:
    """Remember what the tasks of a tree are about, for instructions whose words say nothing more."""
    for task in tree.tasks():
        for name in _names(task):
            sort = scenario.sort_of(name)
            if sort is not None:
                memory.note(sort, (name,))


def _names(task: Task) -> tuple[str, ...]:
    if isinstance(task.work, SkillCall):
        return (*task.eligibility.only, *task.work.arguments)
    literals = task.work.literals if isinstance(task.work, Goal) else ()
    return (*task.eligibility.only, *(name for literal in literals for name in literal.atom.arguments))
