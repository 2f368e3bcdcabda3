"""Reads the skills of a vocabulary: parameters, requirements, preconditions, effects and durations. Used by
`vocabulary`.
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from comuros.core.capability import CapabilityValue, Comparison, Requirement
from comuros.core.literal import Literal
from comuros.core.predicate import Sort
from comuros.core.skill import DurationModel, Parameter, SkillModel
from comuros.scenario.capability_reader import CapabilityKind
from comuros.scenario.literal_reader import LiteralReader
from comuros.scenario.predicate_reader import check_english, read_sort
from comuros.scenario.problem_log import expected
from comuros.scenario.yaml_reader import Entry, YamlReader

OBJECT_PROPERTIES = ("mass_kg", "carriers", "length_m")
_FITTING = {
    CapabilityKind.NUMBER: ("at_least", "is"),
    CapabilityKind.FLAG: ("is",),
    CapabilityKind.SET: ("has",),
}
_COMPARISONS = {"at_least": Comparison.AT_LEAST, "is": Comparison.IS, "has": Comparison.HAS}


class SkillReader:
    """Reads one skill after the other."""

    def __init__(
        self, reader: YamlReader, literals: LiteralReader, capabilities: Mapping[str, CapabilityKind]
    ) -> None:
        self._reader = reader
        self._literals = literals
        self._capabilities = capabilities

    def read(self, entry: Entry) -> SkillModel:
        """The skill of one entry."""
        reader, what = self._reader, f"skill {entry.key!r}"
        optional = (
            "parameters",
            "requires",
            "preconditions",
            "effects",
            "action",
            "needs_approval",
            "team",
            "synonyms",
            "english",
        )
        fields = reader.record(entry.value, what, required=("duration",), optional=optional)
        parameters = self._parameters(fields.get("parameters"), what)
        sorts = {"?self": Sort.ROBOT, **{parameter.name: parameter.sort for parameter in parameters}}
        english = reader.text(fields.get("english"), f"english of {what}") or ""
        check_english(reader, fields.get("english"), english, len(parameters), what)
        return SkillModel(
            name=entry.key,
            parameters=parameters,
            preconditions=self._all(
                fields.get("preconditions"), sorts, f"preconditions of {what}", anything=True
            ),
            effects=self._all(fields.get("effects"), sorts, f"effects of {what}", anything=False),
            duration=self._duration(fields.get("duration"), sorts, what),
            requires=self._requirements(fields.get("requires"), sorts, what),
            action=reader.text(fields.get("action"), f"action of {what}") or f"skill/{entry.key}",
            needs_approval=reader.flag(
                fields.get("needs_approval"), f"needs_approval of {what}", default=False
            ),
            team=reader.flag(fields.get("team"), f"team of {what}", default=False),
            synonyms=reader.texts(fields.get("synonyms"), f"synonyms of {what}"),
            english=english,
        )

    def _parameters(self, node: yaml.Node | None, what: str) -> tuple[Parameter, ...]:
        found = []
        for entry in self._reader.entries(node, f"parameters of {what}"):
            sort = read_sort(self._reader, entry.value)
            if sort is not None:
                found.append(Parameter(f"?{entry.key}", sort))
        return tuple(found)

    def _all(
        self, node: yaml.Node | None, sorts: Mapping[str, Sort], what: str, *, anything: bool
    ) -> tuple[Literal, ...]:
        items = self._reader.items(node, what)
        read = (self._literals.read(item, sorts=sorts, what=what, anything=anything) for item in items)
        return tuple(literal for literal in read if literal is not None)

    def _duration(self, node: yaml.Node | None, sorts: Mapping[str, Sort], what: str) -> DurationModel:
        if node is None:
            return DurationModel(0.0)
        reader = self._reader
        fields = reader.record(
            node, f"duration of {what}", optional=("fixed_s", "travels_to", "speed_factor")
        )
        fixed_s = reader.number(fields.get("fixed_s"), f"fixed_s of {what}")
        factor = reader.number(fields.get("speed_factor"), f"speed_factor of {what}", above=True)
        target = reader.text(fields.get("travels_to"), f"travels_to of {what}")
        if target is not None and sorts.get(f"?{target}") is not Sort.PLACE:
            places = [name[1:] for name, sort in sorts.items() if sort is Sort.PLACE]
            reader.problem(
                fields["travels_to"],
                f"{target!r} is no place parameter of {what}; {expected(target, places)}",
            )
        return DurationModel(fixed_s or 0.0, f"?{target}" if target else "", factor or 1.0)

    def _requirements(
        self, node: yaml.Node | None, sorts: Mapping[str, Sort], what: str
    ) -> tuple[Requirement, ...]:
        read = (
            self._requirement(item, sorts, what) for item in self._reader.items(node, f"requires of {what}")
        )
        return tuple(requirement for requirement in read if requirement is not None)

    def _requirement(self, node: yaml.Node, sorts: Mapping[str, Sort], what: str) -> Requirement | None:
        reader = self._reader
        fields = reader.record(
            node,
            f"a requirement of {what}",
            required=("capability",),
            optional=("at_least", "is", "has", "of", "shared"),
        )
        name = reader.text(fields.get("capability"), f"capability of {what}")
        if name is None:
            return None
        if name not in self._capabilities:
            reader.problem(
                fields["capability"], f"there is no capability {name!r}; {expected(name, self._capabilities)}"
            )
            return None
        given = [key for key in ("at_least", "is", "has") if key in fields]
        if len(given) != 1:
            reader.problem(
                node, f"a requirement of {what} has {len(given)} of at_least, is, has; expected one"
            )
            return None
        amount = self._amount(given[0], fields[given[0]], self._capabilities[name], of="of" in fields)
        subject = self._subject(fields.get("of"), sorts, what)
        shared = reader.flag(fields.get("shared"), f"shared of {what}", default=False)
        if amount is None or ("of" in fields and not subject):
            return None
        return Requirement(name, _COMPARISONS[given[0]], amount, subject, shared)

    def _amount(
        self, key: str, node: yaml.Node, kind: CapabilityKind, *, of: bool
    ) -> CapabilityValue | str | None:
        if key not in _FITTING[kind]:
            self._reader.problem(node, f"{key!r} does not fit a capability that is a {kind.value}")
            return None
        if kind is CapabilityKind.FLAG:
            return self._reader.flag(node, "is", default=True)
        if kind is CapabilityKind.NUMBER and not of:
            return self._reader.number(node, key)
        word = self._reader.text(node, key)
        if kind is CapabilityKind.NUMBER and word is not None and word not in OBJECT_PROPERTIES:
            self._reader.problem(node, f"objects have no {word!r}; {expected(word, OBJECT_PROPERTIES)}")
            return None
        return word

    def _subject(self, node: yaml.Node | None, sorts: Mapping[str, Sort], what: str) -> str:
        name = self._reader.text(node, f"of in {what}")
        if name is None or node is None:
            return ""
        if sorts.get(f"?{name}") is not Sort.OBJECT:
            objects = [known[1:] for known, sort in sorts.items() if sort is Sort.OBJECT]
            self._reader.problem(
                node, f"{name!r} is no object parameter of {what}; {expected(name, objects)}"
            )
        return f"?{name}"
