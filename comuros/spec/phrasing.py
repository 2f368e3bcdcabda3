"""How propositions are said: node events by their labels, literals by their predicates' English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comuros.core.errors import InputError
from comuros.core.literal import parse_literal
from comuros.core.predicate import Predicate
from comuros.core.scenario import Scenario
from comuros.core.task import Task
from comuros.core.tree import Node, TaskTree
from comuros.spec.ltlf import Phrase, plain_phrase

_STARTS = "_starts"


@dataclass(frozen=True, slots=True)
class _Phrasing:
    labels: Mapping[str, str]
    predicates: Mapping[str, Predicate]

    def __call__(self, name: str, *, holds: bool) -> str:
        """The clause for a proposition that holds, or that does not."""
        if name in self.labels:
            return f"'{self.labels[name]}' is {'' if holds else 'not '}done"
        if name.endswith(_STARTS) and name[: -len(_STARTS)] in self.labels:
            label = self.labels[name[: -len(_STARTS)]]
            return f"'{label}' starts" if holds else f"'{label}' does not start"
        said = self._literal(name)
        if not said:
            return plain_phrase(name, holds=holds)
        return said if holds else f"it is not so that {said}"

    def _literal(self, name: str) -> str:
        try:
            atom = parse_literal(name).atom
        except InputError:
            return ""
        predicate = self.predicates.get(atom.predicate)
        if predicate is not None and predicate.english and len(predicate.sorts) == len(atom.arguments):
            return predicate.phrase(atom.arguments)
        words = [argument.replace("_", " ") for argument in atom.arguments]
        verb = atom.predicate.replace("_", " ")
        return f"{words[0]} is {verb} {' '.join(words[1:])}".strip() if atom.predicate in _PLAIN else ""


_PLAIN = frozenset({"at", "in", "inside", "on", "holding", "carrying"})


def phrasing(tree: TaskTree | None = None, scenario: Scenario | None = None) -> Phrase:
    """Phrases for the propositions of a tree and a scenario, as far as these are known."""
    labels = {node.id: _label(node) for node in tree.nodes()} if tree else {}
    predicates = {predicate.name: predicate for predicate in scenario.predicates} if scenario else {}
    return _Phrasing(labels, predicates)


def _label(node: Node) -> str:
    if isinstance(node, Task):
        return node.words or node.label or node.id
    return node.label or node.id
