"""Reads literals in YAML and checks them against the declared predicates. Vocabulary, methods and scenarios
use it.
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from comuros.core.errors import InputError
from comuros.core.literal import ANYTHING, Literal, parse_literal
from comuros.core.predicate import Predicate, Sort
from comuros.scenario.problem_log import expected
from comuros.scenario.yaml_reader import YamlReader


class LiteralReader:
    """Reads literals of one file; what does not fit a predicate is noted and read as None."""

    def __init__(self, reader: YamlReader, predicates: Mapping[str, Predicate]) -> None:
        self._reader = reader
        self._predicates = predicates

    def read(
        self, node: yaml.Node, *, sorts: Mapping[str, Sort], what: str, anything: bool = False
    ) -> Literal | None:
        """A literal whose arguments are among `sorts`; `_` only where `anything` allows it."""
        text = self._reader.text(node, f"a literal in {what}")
        if text is None:
            return None
        try:
            literal = parse_literal(text)
        except InputError as error:
            self._reader.problem(node, f"in {what}: {error}")
            return None
        predicate = self.signature(literal, node, what=what)
        if predicate is None:
            return None
        for argument, sort in zip(literal.atom.arguments, predicate.sorts, strict=True):
            if argument == ANYTHING and anything:
                continue
            if not self._fits(argument, sort, sorts, node, f"{text} in {what}"):
                return None
        return literal

    def signature(self, literal: Literal, node: yaml.Node, *, what: str) -> Predicate | None:
        """The literal's predicate, if it is declared with as many arguments."""
        name, count = literal.atom.predicate, len(literal.atom.arguments)
        predicate = self._predicates.get(name)
        if predicate is None:
            self._reader.problem(
                node, f"there is no predicate {name!r} (in {what}); {expected(name, self._predicates)}"
            )
        elif len(predicate.sorts) != count:
            wanted = len(predicate.sorts)
            self._reader.problem(node, f"{literal} in {what} has {count} arguments; {name} takes {wanted}")
            return None
        return predicate

    def _fits(self, name: str, wanted: Sort, sorts: Mapping[str, Sort], node: yaml.Node, what: str) -> bool:
        actual = sorts.get(name)
        if actual is None:
            self._reader.problem(node, f"{name!r} in {what} is not known; {expected(name, sorts)}")
            return False
        # A location may be an object or a place: which one is only known when it is named.
        if wanted.accepts(actual) or actual.accepts(wanted):
            return True
        self._reader.problem(node, f"{name!r} in {what} is of sort {actual.value}; expected {wanted.value}")
        return False
