"""Reads the methods of a vocabulary and checks that their variables are bound and their steps are skills."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from comuros.core.errors import InputError
from comuros.core.literal import ANYTHING, Literal, parse_literal
from comuros.core.predicate import Sort
from comuros.core.skill import SELF, Method, SkillCall, SkillModel
from comuros.scenario.literal_reader import LiteralReader
from comuros.scenario.problem_log import expected
from comuros.scenario.yaml_reader import YamlReader

_CALL = re.compile(r"\s*([A-Za-z_]\w*)\s*\(\s*([^()]*?)\s*\)\s*$")


def read_methods(
    reader: YamlReader, node: yaml.Node | None, literals: LiteralReader, skills: Mapping[str, SkillModel]
) -> tuple[Method, ...]:
    """The methods of a list, in order; what is wrong is noted and left out."""
    names: set[str] = set()
    found = []
    for item in reader.items(node, "methods"):
        method = _Reading(reader, literals, skills).method(item)
        if method is None:
            continue
        if method.name in names:
            reader.problem(item, f"the method {method.name!r} is given twice")
        names.add(method.name)
        found.append(method)
    return tuple(found)


class _Reading:
    """One method: its variables get their sorts where they first occur, and keep them."""

    def __init__(self, reader: YamlReader, literals: LiteralReader, skills: Mapping[str, SkillModel]) -> None:
        self._reader = reader
        self._literals = literals
        self._skills = skills
        self._sorts: dict[str, Sort] = {SELF: Sort.ROBOT}

    def method(self, node: yaml.Node) -> Method | None:
        reader = self._reader
        fields = reader.record(
            node, "a method", required=("name", "achieves", "steps"), optional=("when", "team")
        )
        name = reader.text(fields.get("name"), "name of a method")
        if name is None or "achieves" not in fields:
            return None
        what = f"method {name!r}"
        achieves = self._literal(fields["achieves"], f"achieves of {what}")
        when = [self._literal(item, f"when of {what}") for item in reader.items(fields.get("when"), "when")]
        steps = [self._step(item, what) for item in reader.items(fields.get("steps"), f"steps of {what}")]
        team = reader.flag(fields.get("team"), f"team of {what}", default=False)
        if achieves is None or None in when or None in steps:
            return None
        conditions = tuple(literal for literal in when if literal is not None)
        return Method(name, achieves, conditions, tuple(step for step in steps if step is not None), team)

    def _literal(self, node: yaml.Node, what: str) -> Literal | None:
        text = self._reader.text(node, what)
        if text is None:
            return None
        try:
            literal = parse_literal(text)
        except InputError as error:
            self._reader.problem(node, f"in {what}: {error}")
            return None
        predicate = self._literals.signature(literal, node, what=what)
        if predicate is None:
            return None
        for argument, sort in zip(literal.atom.arguments, predicate.sorts, strict=True):
            if not self._bind(argument, sort, node, f"{text} in {what}"):
                return None
        return literal

    def _bind(self, name: str, sort: Sort, node: yaml.Node, what: str) -> bool:
        if name == ANYTHING:
            return True
        if not name.startswith("?"):
            self._reader.problem(
                node, f"{name!r} in {what} is a name; methods hold for any, expected a ?variable"
            )
            return False
        known = self._sorts.setdefault(name, sort)
        if not (known.accepts(sort) or sort.accepts(known)):
            self._reader.problem(node, f"{name} in {what} is of sort {known.value}; expected {sort.value}")
            return False
        if known is Sort.LOCATION:
            self._sorts[name] = sort
        return True

    def _step(self, node: yaml.Node, what: str) -> SkillCall | None:
        text = self._reader.text(node, f"a step of {what}")
        match = _CALL.match(text or "")
        if match is None:
            self._reader.problem(node, f"a step of {what} is {text!r}; expected a call such as go_to(?place)")
            return None
        name, inner = match.groups()
        arguments = tuple(part.strip() for part in inner.split(",")) if inner else ()
        skill = self._skills.get(name)
        if skill is None:
            self._reader.problem(node, f"there is no skill {name!r} ({what}); {expected(name, self._skills)}")
            return None
        if len(arguments) != len(skill.parameters):
            self._reader.problem(
                node, f"{text} in {what} has {len(arguments)} arguments; {name} takes {len(skill.parameters)}"
            )
            return None
        for parameter, argument in zip(skill.parameters, arguments, strict=True):
            if argument not in self._sorts:
                known = expected(argument, self._sorts)
                self._reader.problem(node, f"{argument!r} in {text} of {what} is bound by nothing; {known}")
                return None
            if not self._bind(argument, parameter.sort, node, f"{text} of {what}"):
                return None
        return SkillCall(name, arguments)
