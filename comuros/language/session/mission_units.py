"""The mission under way as a person speaks of it: its units of work, which of them a stretch of words means,
and which a correction may be about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from comuros.core.mission import MissionState, NodeState
from comuros.core.predicate import Sort
from comuros.core.session import ActiveMission, Exchange, TaskStanding
from comuros.core.task import Goal, Task
from comuros.core.tree import Branch, Node, Relation, TaskTree, tasks_below
from comuros.core.world_state import WorldState
from comuros.language.memory import Memory
from comuros.language.phrases import NUMBERS, ORDINALS
from comuros.language.plain_reader import PlainReader
from comuros.language.puzzle import Puzzle
from comuros.language.session.names import mentions
from comuros.language.tree_edit import removed
from comuros.language.tree_edit import units as units_of

if TYPE_CHECKING:
    from comuros.language.session.substitution import Substitution

_ORDINAL = re.compile(
    r"(?:the |that |my )?(?:(?P<ordinal>\w+) (?:one|task|thing|step|job|part|order)"
    r"|(?:task|step|number|no) (?P<number>\w+))"
)
_LATEST = (
    "that",
    "it",
    "this",
    "that one",
    "this one",
    "the last one",
    "the latter",
    "the last",
    "the latest",
)
_LATEST_ORDINALS = ("last", "latest", "previous")
_ALL = re.compile(r"\b(?:all|both|every|each)\b")
_ALL_OF_THEM = "all of them"


def name_of(unit: Node) -> str:
    """What a unit is called in questions and reports."""
    if isinstance(unit, Task):
        return unit.label
    return unit.label or ", ".join(task.label for task in tasks_below(unit)[:3])


def arguments_of(unit: Node) -> frozenset[str]:
    """Every name that the work of a unit is about."""
    found: set[str] = set()
    for task in tasks_below(unit):
        if isinstance(task.work, Goal):
            found.update(name for literal in task.work.literals for name in literal.atom.arguments)
        else:
            found.update(getattr(task.work, "arguments", ()))
    return frozenset(found)


def places_in_order(mission: ActiveMission, state: WorldState) -> WorldState:
    """The world as it will be when what is owed is done."""
    for task in mission.tree.tasks():
        if mission.standing(task.id).is_open and isinstance(task.work, Goal):
            state = state.after(task.work.literals)
    return state


class MissionUnits:
    """Units of one mission, in order of mention. `answers` settle what would have to be asked again."""

    def __init__(
        self, mission: ActiveMission, reader: PlainReader, memory: Memory, answers: Sequence[str], said: str
    ) -> None:
        self._mission, self._reader, self._memory = mission, reader, memory
        self._answers, self._last_said = tuple(answers), said
        self.all = units_of(mission.tree)
        self.open = tuple(unit for unit in self.all if not self.is_done(unit))

    @staticmethod
    def over(exchange: Exchange) -> ActiveMission:
        """A mission that has ended, all of it done, for corrections that make a new one of it."""
        assert exchange.tree is not None
        done = tuple(TaskStanding(task.id, NodeState.DONE) for task in exchange.tree.tasks())
        return ActiveMission("", exchange.text, exchange.tree, MissionState.DONE, done)

    def is_done(self, unit: Node) -> bool:
        """Whether nothing of a unit is owed any more."""
        return not any(self._mission.standing(task.id).is_open for task in tasks_below(unit))

    def is_started(self, unit: Node) -> bool:
        """Whether work on a unit has begun."""
        return any(self._mission.standing(task.id).started for task in tasks_below(unit))

    def meant_by(self, said: str) -> tuple[Node, ...]:
        """The units that words mean: 'the second one', 'cleaning table 1', 'the tea'. Empty where none.

        Raises:
            Puzzle: several are meant and it was not said that all are.
        """
        counted = self._counted(said.lower())
        if counted is not None:
            return counted
        reading = self._reader.read(said, self._memory.copy())
        works = {str(task.work) for task in reading.tree.tasks()} if reading.tree else set()
        found = [u for u in self.open if works & {str(task.work) for task in tasks_below(u)}]
        if found:
            return tuple(found)
        names = mentions(said, self._reader.lexicon)
        things = frozenset(n for n in names if self._sort(n) is not Sort.ROBOT)
        if names and not things:
            raise Puzzle(
                f"Shall {' and '.join(names)} stop, or shall work be left out? Say 'stop', or name the work.",
                quoted=said,
            )
        if not things:
            return ()
        return self._chosen([u for u in self.open if things <= self.about(u)], said)

    def about(self, unit: Node) -> frozenset[str]:
        """Names a unit is about, also those only its label has ('clear table 1')."""
        return arguments_of(unit) | frozenset(mentions(name_of(unit), self._reader.lexicon))

    def like(self, tree: TaskTree, *, instead: bool) -> tuple[Node, ...]:
        """What new work may take the place of: work on the same things, else of the same kind, else (where
        'instead' was said) the only work there is.
        """
        objects = {n for n in arguments_of(tree.root) if self._sort(n) is Sort.OBJECT}
        same = [u for u in self.open if objects & arguments_of(u)]
        for candidates in (self._focus(), self.open):
            same = same or [u for u in candidates if _kinds(u) & _kinds(tree.root)]
        if not same and instead:
            same = list(self.open)
        return self._chosen(same, name_of(tree.root)) if same else ()

    def replaceable(self, substitution: Substitution, old: str) -> list[tuple[Node, TaskTree]]:
        """Units in which another name may stand, with what they become.

        Raises:
            Puzzle: it is not clear which is meant.
        """
        candidates = self.all
        olds = frozenset(mentions(old, self._reader.lexicon)) if old else frozenset()
        if old and not olds:
            candidates, olds = self.meant_by(old), frozenset()
        elif not old:
            candidates = self._focus()
        found = [(u, t) for u in candidates if (t := substitution.applied(u, olds)) is not None]
        found = [(u, t) for u, t in found if u in self.open] or found
        if not old and len(found) > 1:
            alike = [(u, t) for u, t in found if substitution.keeps_kind(u)]
            chosen = self._chosen([u for u, _ in alike or found], substitution.text)
            found = [(u, t) for u, t in found if u in chosen]
        if old and not found:
            raise Puzzle(f"I do not find '{old}' in the mission.", quoted=old)
        return found

    def pattern_for(self, substitution: Substitution) -> Node | None:
        """The latest work that may be done for another thing too."""
        found = [u for u in self._focus(done_too=True) if substitution.applied(u) is not None]
        alike = [u for u in found if substitution.keeps_kind(u)]
        return next(reversed(alike or found), None)

    def not_asked_yet(self, tree: TaskTree) -> TaskTree | None:
        """A tree without the tasks that the mission still owes anyway; None where nothing is left."""
        owed = {
            (task.work, task.eligibility, task.robots)
            for unit in self.open
            if not is_choice(unit)
            for task in tasks_below(unit)
        }
        known = [t.id for t in tree.tasks() if (t.work, t.eligibility, t.robots) in owed]
        return removed(tree, known) if known else tree

    def moving(self, tree: TaskTree) -> list[Node]:
        """What is still owed and moves the same objects as other work does."""
        moved = set(self._moved(tree.root))
        return [unit for unit in self.open if moved & set(self._moved(unit))]

    def about_same(self, tree: TaskTree) -> list[Node]:
        """What is still owed and about the same things or places."""
        names = arguments_of(tree.root)
        return [unit for unit in self.open if names & self.about(unit)]

    def _moved(self, unit: Node) -> list[str]:
        predicate = self._reader.lexicon.verbs.location_predicate
        return [
            literal.atom.arguments[0]
            for task in tasks_below(unit)
            if isinstance(task.work, Goal)
            for literal in task.work.literals
            if predicate is not None and literal.atom.predicate == predicate.name
        ]

    def _counted(self, said: str) -> tuple[Node, ...] | None:
        if said in _LATEST:
            latest = [unit for unit in self._focus() if unit in self.open]
            return tuple(latest[-1:])
        match = _ORDINAL.fullmatch(said)
        if match is None:
            return None
        word = match["ordinal"] or match["number"]
        if word in _LATEST_ORDINALS:
            return self.all[-1:]
        number = ORDINALS.get(word) or NUMBERS.get(word) or (int(word) if word.isdecimal() else 0)
        if not number:
            return None
        if number > len(self.all):
            raise Puzzle(f"There are only {len(self.all)} tasks: {_listed(self.all)}.", quoted=said)
        return (self.all[number - 1],)

    def _focus(self, *, done_too: bool = False) -> tuple[Node, ...]:
        """The work that was asked for last, as far as it is owed; else all that is owed."""
        units = self.all if done_too or not self.open else self.open
        last = tuple(u for u in units if any(t.words and t.words in self._last_said for t in tasks_below(u)))
        return last or units

    def _chosen(self, found: Sequence[Node], said: str) -> tuple[Node, ...]:
        if len(found) < 2 or _ALL.search(said.lower()):
            return tuple(found)
        for answer in reversed(self._answers):
            picked = [u for u in found if answer.lower().strip("'. ") == name_of(u).lower()]
            if picked or answer.lower() == _ALL_OF_THEM or _ALL.match(answer.lower()):
                return tuple(picked or found)
        choices = tuple(name_of(unit) for unit in found)
        raise Puzzle(
            f"'{said}' may be about {_listed(found)}. Which do you mean?",
            quoted=said,
            choices=(*choices, _ALL_OF_THEM),
        )

    def _sort(self, name: str) -> Sort | None:
        return self._reader.scenario.sort_of(name)


def _kinds(unit: Node) -> set[str]:
    """What sort of work it is: the predicates and skills it is about."""
    found: set[str] = set()
    for task in tasks_below(unit):
        if isinstance(task.work, Goal):
            found.update(literal.atom.predicate for literal in task.work.literals)
        else:
            found.add(str(task.work).partition("(")[0])
    return found


def _listed(units: Sequence[Node]) -> str:
    return ", ".join(f"'{name_of(unit)}'" for unit in units)


def is_choice(unit: Node) -> bool:
    """Whether one of several tasks is enough."""
    return isinstance(unit, Branch) and unit.relation is Relation.ANY
