"""Is what a model proposes in the operator's words? Text that reached the model by other ways (labels, signs,
robots, chat) must not become work: a task is believed only where the operator named what it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from comuros.core.predicate import Sort
from comuros.core.scenario import Scenario
from comuros.core.task import Goal, Task
from comuros.core.tree import FormulaConstraint, TaskTree
from comuros.core.world_state import WorldState
from comuros.language.noun_list import is_index
from comuros.language.thing import Thing, noun_word, things_of
from comuros.language.words import sentences

_ANY_OF_THEM = frozenset(
    [
        "everything", "all", "every", "each", "anything", "any", "both", "whatever", "rest", "remaining",
        "another",
    ]
)  # fmt: skip
_REFERRING = frozenset(
    [
        "it", "them", "they", "that", "this", "there", "these", "those", "one", "other", "back", "same",
        "too", "also",
    ]
)  # fmt: skip
_OWN_PLACES = frozenset(("return", "charger", "bin", "trash", "waste", "garbage", "sink"))
_AWAY = (
    "clear", "empt", "remov", "tid", "return", "back", "away", "rid", "throw", "discard", "dispos", "bus",
    "charg", "recharg", "home", "dock",
)  # fmt: skip
_FORBIDDING = frozenset(("never", "avoid", "without", "forbidden", "nobody"))


@dataclass(frozen=True, slots=True)
class _Said:
    """The operator's words: as nouns in the singular, and those that were said in the plural."""

    words: frozenset[str]
    plurals: frozenset[str]
    used: frozenset[str] = frozenset()

    def without_names(self, things: Iterable[Thing]) -> _Said:
        """The same, with the words that are part of somebody's whole name: 'bedside table' names no desk."""
        phrases = (phrase for thing in things for phrase in thing.names)
        used = {word for p in phrases if len(p) > 1 and self.words.issuperset(p) for word in p}
        return replace(self, used=frozenset(used))

    def names(self, thing: Thing) -> bool:
        """Whether a thing was named: by one of its names, or by its kind where it is not one of several that
        are told apart by a number.
        """
        if any(self.words.issuperset(phrase) for phrase in thing.names):
            return True
        free = self.words - self.used
        kinds = [phrase for phrase in thing.kinds if free.issuperset(phrase)]
        heads = free & thing.heads
        if not kinds and not heads:
            return False
        numbered = thing.sort is Sort.PLACE and any(is_index(phrase[-1]) for phrase in thing.names)
        return not numbered or bool(self.words & _ANY_OF_THEM or self.plurals & {*thing.words})


def unsaid(tree: TaskTree, said: str, before: str, scenario: Scenario, state: WorldState) -> tuple[str, ...]:
    """What a tree asks for that nobody with the right to do so spoke of, one sentence each. `said` are the
    operator's words, `before` what the operator said earlier in the session.
    """
    words = _words(said)
    if words.words & _REFERRING:
        earlier = _words(before)
        words = _Said(words.words | earlier.words, words.plurals | earlier.plurals)
    things = {thing.name: thing for thing in things_of(scenario)}
    words = words.without_names(things.values())
    check = _Check(words, things, scenario, state)
    faults = [fault for task in tree.tasks() for fault in check.faults(task)]
    forbids = any(isinstance(constraint, FormulaConstraint) for constraint in tree.constraints)
    if words.words & _FORBIDDING and not forbids:
        faults.append("the instruction forbids something and `rules` is empty")
    return tuple(dict.fromkeys(faults))


def removal_faults(task: Task, said: str, scenario: Scenario) -> Iterator[str]:
    """Work is taken out only where the operator speaks of it."""
    words = _words(said)
    things = {thing.name: thing for thing in things_of(scenario)}
    words = words.without_names(things.values())
    named = any(words.names(things[name]) for name in _arguments(task) if name in things)
    if not named and not words.words & _REFERRING:
        yield f"task {task.id} would be taken out, and the instruction does not speak of it"


def _words(text: str) -> _Said:
    norms = [word.norm for sentence in sentences(text) for word in sentence]
    nouns = [noun_word(norm) for norm in norms]
    plurals = frozenset(noun for norm, noun in zip(norms, nouns, strict=True) if norm != noun)
    return _Said(frozenset(nouns), plurals)


@dataclass(frozen=True, slots=True)
class _Check:
    said: _Said
    things: Mapping[str, Thing]
    scenario: Scenario
    state: WorldState

    def faults(self, task: Task) -> Iterator[str]:
        """Names in a task that the operator did not say."""
        names = [name for name in _arguments(task) if name in self.things]
        named = [name for name in names if self.said.names(self.things[name])]
        for name in names:
            if name not in named and not self._goes_without_saying(name, named):
                yield f"task {task.id} is about {name}, which the instruction does not name"
        for robot in task.eligibility.only:
            if robot in self.things and not self.said.names(self.things[robot]):
                yield f"task {task.id} is for {robot}, whom the instruction does not name"

    def _goes_without_saying(self, name: str, named: list[str]) -> bool:
        """'Clear table 1' brings what lies there to where such things go; 'everything' names whatever there
        is.
        """
        sort = self.scenario.sort_of(name)
        if sort is Sort.OBJECT:
            lies_on = {atom.arguments[1] for atom in self.state.matching("on", name, None)}
            return bool(self.said.words & _ANY_OF_THEM) or any(
                place in self.things and self.said.names(self.things[place]) for place in lies_on
            )
        if sort is Sort.PLACE:
            origins = {thing.location for thing in self.scenario.objects if thing.name in named}
            is_own = self.scenario.place(name).kind in _OWN_PLACES and any(
                word.startswith(_AWAY) for word in self.said.words
            )
            return is_own or (name in origins and bool(self.said.words & _REFERRING))
        return False


def _arguments(task: Task) -> tuple[str, ...]:
    if isinstance(task.work, Goal):
        return tuple(name for literal in task.work.literals for name in literal.atom.arguments)
    return getattr(task.work, "arguments", ())
