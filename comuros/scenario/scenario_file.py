"""Reads a scenario file into a draft: the shape of the file, not yet whether it agrees with world and
robots.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import yaml

from comuros.core.capability import Capability
from comuros.core.errors import InputError
from comuros.core.literal import parse_literal
from comuros.core.place import ObjectKind
from comuros.core.scenario import Fault, FaultKind, Rule
from comuros.scenario.capability_reader import read_capabilities
from comuros.scenario.planning_reader import RULE_KEYS, read_planning
from comuros.scenario.problem_log import expected
from comuros.scenario.scenario_draft import (
    EdgeDraft,
    FactDraft,
    FaultDraft,
    KindDraft,
    ObjectDraft,
    PlaceDraft,
    RobotDraft,
    ScenarioDraft,
)
from comuros.scenario.vocabulary import Vocabulary
from comuros.scenario.yaml_reader import Entry, YamlReader, line_of

DraftT = TypeVar("DraftT")
REQUIRED = ("scenario", "title", "skills", "places", "robots")
OPTIONAL = (
    "world",
    "distances",
    "object_kinds",
    "objects",
    "humans",
    "facts",
    "rules",
    "resources",
    "planning",
    "faults",
    "missions",
    "default_instruction",
)
ZONE_KIND = "zone"
# How long a person takes to answer at most, and what asking one costs, as seconds of work.
PERSON_TIMES = ("answers_within_s", "asking_cost_s")


class ScenarioReader:
    """Reads the sections of one scenario file."""

    def __init__(self, reader: YamlReader, fields: Mapping[str, yaml.Node], vocabulary: Vocabulary) -> None:
        self._reader = reader
        self._fields = fields
        self._vocabulary = vocabulary

    def draft(self, root: yaml.Node) -> ScenarioDraft:
        """Everything the file says."""
        world, distances = self._fields.get("world"), self._fields.get("distances")
        if (world is None) is (distances is None):
            given = "both" if world is not None else "neither"
            self._reader.problem(root, f"{given} of world and distances given; expected exactly one")
        return ScenarioDraft(
            name=self._text("scenario"),
            title=self._text("title"),
            world=self._text("world"),
            world_line=line_of(world) if world is not None else 0,
            distances=tuple(edge for n in self._items("distances") if (edge := self._edge(n)) is not None),
            places=self._each("places", self._place),
            kinds=self._each("object_kinds", self._kind),
            objects=self._each("objects", self._object),
            robots=(*self._each("robots", self._robot), *self._each("humans", self._human)),
            facts=tuple(fact for node in self._items("facts") if (fact := self._fact(node)) is not None),
            rules=tuple(self._rule(node) for node in self._items("rules")),
            faults=tuple(f for node in self._items("faults") if (f := self._fault(node)) is not None),
            missions=self._reader.texts(self._fields.get("missions"), "missions"),
            default_instruction=self._text("default_instruction"),
            planning=read_planning(self._reader, self._fields),
        )

    def _text(self, key: str) -> str:
        return self._reader.text(self._fields.get(key), key) or ""

    def _items(self, key: str) -> list[yaml.Node]:
        return self._reader.items(self._fields.get(key), key)

    def _each(self, key: str, read: Callable[[Entry], DraftT]) -> tuple[DraftT, ...]:
        return tuple(read(entry) for entry in self._reader.entries(self._fields.get(key), key))

    def _synonyms(self, fields: Mapping[str, yaml.Node], what: str) -> tuple[str, ...]:
        return self._reader.texts(fields.get("synonyms"), f"synonyms of {what}")

    def _place(self, entry: Entry) -> PlaceDraft:
        reader, what = self._reader, f"place {entry.key!r}"
        optional = ("kind", "frame", "area", "radius_m", "approach", "synonyms")
        fields = reader.record(entry.value, what, optional=optional)
        kind = reader.text(fields.get("kind"), f"kind of {what}") or "place"
        area = reader.text(fields.get("area"), f"area of {what}") or ""
        if (kind == ZONE_KIND) is not bool(area) and "distances" not in self._fields:
            reader.problem(
                entry.value, f"{what}: the kind 'zone' and the key 'area' go together; one is missing"
            )
        return PlaceDraft(
            name=entry.key,
            line=entry.line,
            kind=kind,
            frame=reader.text(fields.get("frame"), f"frame of {what}") or entry.key,
            area=area,
            radius_m=reader.number(fields.get("radius_m"), f"radius_m of {what}", above=True),
            approach=reader.texts(fields.get("approach"), f"approach of {what}"),
            synonyms=self._synonyms(fields, what),
        )

    def _kind(self, entry: Entry) -> KindDraft:
        reader, what = self._reader, f"object kind {entry.key!r}"
        optional = ("carriers", "is_surface", "synonyms")
        fields = reader.record(entry.value, what, required=("mass_kg",), optional=optional)
        mass_kg = reader.number(fields.get("mass_kg"), f"mass_kg of {what}", above=True)
        carriers = reader.number(fields.get("carriers"), f"carriers of {what}", least=1) or 1.0
        if carriers != int(carriers):
            reader.problem(fields["carriers"], f"carriers of {what} is {carriers:g}; expected a whole number")
        is_surface = reader.flag(fields.get("is_surface"), f"is_surface of {what}", default=False)
        size_m = (0.0, 0.0, 0.0)
        synonyms = self._synonyms(fields, what)
        return KindDraft(
            entry.line, ObjectKind(entry.key, mass_kg or 1.0, size_m, int(carriers), is_surface, synonyms)
        )

    def _object(self, entry: Entry) -> ObjectDraft:
        reader, what = self._reader, f"object {entry.key!r}"
        fields = reader.record(entry.value, what, required=("kind", "at"), optional=("synonyms",))
        kind = reader.text(fields.get("kind"), f"kind of {what}") or ""
        at = reader.text(fields.get("at"), f"at of {what}") or ""
        return ObjectDraft(entry.key, entry.line, kind, at, self._synonyms(fields, what))

    def _robot(self, entry: Entry) -> RobotDraft:
        reader, what = self._reader, f"robot {entry.key!r}"
        optional = ("frame", "synonyms", "capabilities")
        fields = reader.record(entry.value, what, required=("type", "start"), optional=optional)
        start = reader.text(fields.get("start"), f"start of {what}") or ""
        return RobotDraft(
            name=entry.key,
            line=entry.line,
            type=reader.text(fields.get("type"), f"type of {what}") or "",
            start=start,
            frame=reader.text(fields.get("frame"), f"frame of {what}") or "",
            synonyms=self._synonyms(fields, what),
            overrides=read_capabilities(reader, fields.get("capabilities"), self._vocabulary.capabilities),
        )

    def _human(self, entry: Entry) -> RobotDraft:
        reader, what = self._reader, f"person {entry.key!r}"
        optional = ("skills", "synonyms", "capabilities", *PERSON_TIMES)
        fields = reader.record(entry.value, what, required=("start",), optional=optional)
        start = reader.text(fields.get("start"), f"start of {what}") or ""
        skills = []
        known = {skill.name for skill in self._vocabulary.skills}
        for item in reader.items(fields.get("skills"), f"skills of {what}"):
            name = reader.text(item, "a skill")
            if name is not None and name not in known:
                reader.problem(item, f"there is no skill {name!r}; {expected(name, known)}")
            elif name is not None:
                skills.append(name)
        synonyms = self._synonyms(fields, what)
        stated = read_capabilities(reader, fields.get("capabilities"), self._vocabulary.capabilities)
        times = (
            Capability(key, value)
            for key in PERSON_TIMES
            if (value := reader.number(fields.get(key), f"{key} of {what}")) is not None
        )
        return RobotDraft(
            entry.key,
            entry.line,
            "person",
            start,
            "",
            synonyms,
            (*stated, *times),
            tuple(skills),
            is_human=True,
        )

    def _edge(self, node: yaml.Node) -> EdgeDraft | None:
        items = self._reader.items(node, "a distance")
        if len(items) != 3:
            if isinstance(node, yaml.SequenceNode):
                self._reader.problem(
                    node, f"a distance has {len(items)} parts; expected [place, place, metres]"
                )
            return None
        start, goal = (self._reader.text(item, "a place of a distance") for item in items[:2])
        distance_m = self._reader.number(items[2], "a distance", above=True)
        if start is None or goal is None or distance_m is None:
            return None
        return EdgeDraft(line_of(node), start, goal, distance_m)

    def _fact(self, node: yaml.Node) -> FactDraft | None:
        text = self._reader.text(node, "a fact")
        if text is None:
            return None
        try:
            literal = parse_literal(text)
        except InputError as error:
            self._reader.problem(node, f"in facts: {error}")
            return None
        if not literal.positive:
            self._reader.problem(node, f"the fact {text!r} is negative; what is not given is false already")
            return None
        return FactDraft(line_of(node), literal.atom)

    def _rule(self, node: yaml.Node) -> Rule:
        fields = self._reader.record(node, "a rule", required=("words",), optional=("formula", *RULE_KEYS))
        words = self._reader.text(fields.get("words"), "words of a rule") or ""
        return Rule(words, self._reader.text(fields.get("formula"), "formula of a rule") or "")

    def _fault(self, node: yaml.Node) -> FaultDraft | None:
        reader = self._reader
        optional = ("at_s", "during_skill", "progress", "detail")
        fields = reader.record(node, "a fault", required=("kind", "subject"), optional=optional)
        word = reader.text(fields.get("kind"), "kind of a fault")
        subject = reader.text(fields.get("subject"), "subject of a fault")
        kinds = {kind.value: kind for kind in FaultKind}
        if word is not None and word not in kinds:
            reader.problem(fields["kind"], f"{word!r} is no kind of fault; {expected(word, kinds)}")
        if word not in kinds or subject is None:
            return None
        if ("at_s" in fields) is ("during_skill" in fields):
            reader.problem(node, "a fault needs exactly one of at_s and during_skill")
        fault = Fault(
            kind=kinds[word],
            subject=subject,
            at_s=reader.number(fields.get("at_s"), "at_s of a fault"),
            during_skill=reader.text(fields.get("during_skill"), "during_skill of a fault") or "",
            progress=self._progress(fields.get("progress")),
            detail=reader.text(fields.get("detail"), "detail of a fault") or "",
        )
        return FaultDraft(line_of(node), fault)

    def _progress(self, node: yaml.Node | None) -> float:
        share = self._reader.number(node, "progress of a fault")
        if node is not None and share is not None and share > 1.0:
            self._reader.problem(node, f"progress of a fault is {share:g}; expected 0 to 1")
        return 0.5 if share is None else share
