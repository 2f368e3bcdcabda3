"""What was mentioned so far: what 'it', 'them', 'there' and 'the other one' refer to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from comuros.core.predicate import Sort
from comuros.core.scenario import Scenario
from comuros.core.session import Exchange
from comuros.core.skill import SkillCall
from comuros.core.task import Goal, Task


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


def memory_of(history: Sequence[Exchange], scenario: Scenario) -> Memory:
    """What a session's earlier instructions spoke of, latest last, so that 'it' and 'the other table' go on
    from there.
    """
    memory = Memory()
    for exchange in history:
        for task in exchange.tree.tasks() if exchange.tree else ():
            for name in _names(task):
                sort = scenario.sort_of(name)
                if sort is not None:
                    memory.note(sort, (name,))
    return memory


def _names(task: Task) -> tuple[str, ...]:
    if isinstance(task.work, SkillCall):
        return (*task.eligibility.only, *task.work.arguments)
    literals = task.work.literals if isinstance(task.work, Goal) else ()
    return (*task.eligibility.only, *(name for literal in literals for name in literal.atom.arguments))
