"""'No, table 2 instead', 'the tea too': the same work with another name in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from comuros.core.literal import Literal
from comuros.core.predicate import Sort
from comuros.core.skill import SkillCall
from comuros.core.task import Eligibility, Goal, Task, Work
from comuros.core.tree import Branch, Node, TaskTree, tasks_below
from comuros.language.memory import Memory
from comuros.language.plain_reader import PlainReader
from comuros.language.puzzle import Puzzle
from comuros.language.session.names import mentions, names_in
from comuros.language.words import sentences

_BEFORE_NAME = re.compile(r"^(?:to|onto|on|into|in|at|by|with|from|for|using)\s+", re.IGNORECASE)
_ANY = (Sort.OBJECT, Sort.PLACE, Sort.ROBOT)


def is_name_only(text: str, reader: PlainReader, memory: Memory) -> bool:
    """Whether a text is one known name and nothing else but a preposition."""
    try:
        return bool(_names(text, reader, memory.copy()))
    except Puzzle:
        return False


class Substitution:
    """Another name for one in a unit of work."""

    def __init__(self, text: str, reader: PlainReader, memory: Memory) -> None:
        self.text = text
        self._reader = reader
        names = _names(text, reader, memory.copy())
        if len(names) != 1:
            raise Puzzle(f"'{text}' is more than one thing. Which one?", quoted=text, choices=names)
        self._name = names[0]
        self._scenario = reader.scenario
        self._sort = reader.scenario.sort_of(self._name)

    def applied(self, unit: Node, olds: Collection[str] = ()) -> TaskTree | None:
        """The unit with the name in the place of one of `olds`, or of the only name it can stand for; None
        where it does not fit.
        """
        if self._sort is Sort.ROBOT:
            return self._given_to_robot(unit, olds)
        if isinstance(unit, Branch) and unit.label and self._sort is Sort.PLACE:
            reread = self._reread(unit, olds)
            if reread is not None:
                return reread
        old = self._old_name(unit, olds)
        if old is None:
            return None
        return TaskTree(self._node(unit, old))

    def keeps_kind(self, unit: Node) -> bool:
        """Whether the name it takes the place of is of the same kind (a table for a table)."""
        old = self._old_name(unit, ()) or next(iter(self._named_in_label(unit)), None)
        return old is not None and self._kind(old) == self._kind(self._name)

    def _given_to_robot(self, unit: Node, olds: Collection[str]) -> TaskTree | None:
        tasks = tasks_below(unit)
        if any(task.robots > 1 or task.eligibility.only == (self._name,) for task in tasks):
            return None
        if olds and not any(set(olds) & set(task.eligibility.only) for task in tasks):
            return None
        return TaskTree(self._for_robot(unit))

    def _for_robot(self, node: Node) -> Node:
        if isinstance(node, Task):
            return replace(node, eligibility=Eligibility((self._name,)))
        return replace(node, children=tuple(self._for_robot(child) for child in node.children))

    def _reread(self, unit: Branch, olds: Collection[str]) -> TaskTree | None:
        """'Clear table 1' for another table: what lies there is not what lies here."""
        named = self._named_in_label(unit)
        if len(named) != 1 or (olds and named[0] not in olds) or named[0] == self._name:
            return None
        label = unit.label.replace(_said(named[0]), _said(self._name))
        return self._reader.read(label, Memory()).tree if label != unit.label else None

    def _named_in_label(self, unit: Node) -> tuple[str, ...]:
        if not isinstance(unit, Branch):
            return ()
        named = mentions(unit.label, self._reader.lexicon)
        return tuple(n for n in named if self._scenario.sort_of(n) is Sort.PLACE)

    def _old_name(self, unit: Node, olds: Collection[str]) -> str | None:
        slots = [self._slots(task.work) for task in tasks_below(unit)]
        if not all(slots):
            return None
        shared = [name for name in slots[0] if all(name in other for other in slots)]
        wanted = [name for name in shared if name in olds] if olds else shared
        return wanted[0] if len(wanted) == 1 else None

    def _slots(self, work: Work) -> list[str]:
        """Names in the work for which this one may stand, those of exactly its sort first."""
        slots = list(self._typed_slots(work))
        exact = [name for name, sort in slots if sort is self._sort]
        if not exact and self._sort is not None:
            exact = [name for name, sort in slots if sort.accepts(self._sort)]
        return [name for name in dict.fromkeys(exact) if name != self._name]

    def _typed_slots(self, work: Work) -> Iterator[tuple[str, Sort]]:
        if isinstance(work, Goal):
            sorts = {predicate.name: predicate.sorts for predicate in self._scenario.predicates}
            for literal in work.literals:
                yield from zip(literal.atom.arguments, sorts[literal.atom.predicate], strict=True)
        elif isinstance(work, SkillCall):
            wanted = (parameter.sort for parameter in self._scenario.skill(work.skill).parameters)
            yield from zip(work.arguments, wanted, strict=True)

    def _node(self, node: Node, old: str) -> Node:
        if not isinstance(node, Task):
            children = tuple(self._node(child, old) for child in node.children)
            return replace(node, label=self._text(node.label, old), children=children)
        return replace(
            node, work=self._work(node.work, old), label=self._text(node.label, old), words=self.text
        )

    def _work(self, work: Work, old: str) -> Work:
        names = {old: self._name}
        if isinstance(work, Goal):
            return Goal(
                tuple(
                    Literal(
                        replace(part.atom, arguments=tuple(names.get(a, a) for a in part.atom.arguments)),
                        part.positive,
                    )
                    for part in work.literals
                )
            )
        assert isinstance(work, SkillCall)
        return work.substitute(names)

    def _text(self, text: str, old: str) -> str:
        return text.replace(_said(old), _said(self._name))

    def _kind(self, name: str) -> str:
        sort = self._scenario.sort_of(name)
        if sort is Sort.OBJECT:
            return self._scenario.object(name).kind.name
        return self._scenario.place(name).kind if sort is Sort.PLACE else self._scenario.robot(name).type.name


def _names(text: str, reader: PlainReader, memory: Memory) -> tuple[str, ...]:
    plain = _BEFORE_NAME.sub("", text.strip())
    found = sentences(plain)
    if len(found) != 1:
        return ()
    return names_in(found[0], reader.references(plain, memory), _ANY)


def _said(name: str) -> str:
    return name.replace("_", " ")
