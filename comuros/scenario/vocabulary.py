"""Reads the shared vocabulary (`config/skills.yaml`): predicates, capabilities, skills and methods, and
checks that they fit. A file of one's own may extend it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from comuros.core.predicate import Predicate
from comuros.core.skill import Method, SkillModel
from comuros.scenario.capability_reader import CapabilityKind, read_capability_kinds
from comuros.scenario.literal_reader import LiteralReader
from comuros.scenario.locate import data_folder
from comuros.scenario.method_reader import read_methods
from comuros.scenario.predicate_reader import read_predicate
from comuros.scenario.problem_log import ProblemLog
from comuros.scenario.skill_reader import SkillReader
from comuros.scenario.yaml_reader import YamlReader


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What can be true, what robots can have and do, and how literals are reached."""

    predicates: tuple[Predicate, ...]
    capabilities: Mapping[str, CapabilityKind]
    skills: tuple[SkillModel, ...]
    methods: tuple[Method, ...]


_NOTHING = Vocabulary((), {}, (), ())
_KEYS = ("predicates", "capabilities", "skills", "methods")


def read_vocabulary(file: Path, log: ProblemLog) -> Vocabulary:
    """Read and check a vocabulary file; what is wrong is noted and left out.

    A file may extend another: what it defines under a name that is known already takes the place of that,
    and its methods come before those it extends.
    """
    return _read(file, log, ())


def _read(file: Path, log: ProblemLog, extending: tuple[Path, ...]) -> Vocabulary:
    reader = YamlReader(file, log)
    root = reader.root()
    if root is None:
        return _NOTHING
    extends = any(entry.key == "extends" for entry in reader.entries(root, "the vocabulary"))
    needed = () if extends else ("predicates", "skills")
    parts = reader.record(root, "the vocabulary", required=needed, optional=(*_KEYS, "extends"))
    base = _base(reader, parts.get("extends"), log, (*extending, file.resolve()))
    capabilities = {**base.capabilities, **read_capability_kinds(reader, parts.get("capabilities"))}
    own = tuple(read_predicate(reader, e) for e in reader.entries(parts.get("predicates"), "predicates"))
    predicates = {predicate.name: predicate for predicate in (*base.predicates, *own)}
    literals = LiteralReader(reader, predicates)
    skill_reader = SkillReader(reader, literals, capabilities)
    added = tuple(skill_reader.read(entry) for entry in reader.entries(parts.get("skills"), "skills"))
    skills = {skill.name: skill for skill in (*base.skills, *added)}
    methods = read_methods(reader, parts.get("methods"), literals, skills)
    named = {method.name for method in methods}
    kept = tuple(method for method in base.methods if method.name not in named)
    return Vocabulary(tuple(predicates.values()), capabilities, tuple(skills.values()), (*methods, *kept))


def _base(
    reader: YamlReader, node: yaml.Node | None, log: ProblemLog, extending: tuple[Path, ...]
) -> Vocabulary:
    """The vocabulary that is extended: a file beside this one, or one that ships with comuros."""
    name = reader.text(node, "extends of the vocabulary")
    if node is None or name is None:
        return _NOTHING
    candidates = (reader.file.parent / name, data_folder() / "config" / name)
    found = next((path for path in candidates if path.is_file() and path.resolve() not in extending), None)
    if found is None:
        reader.problem(node, f"there is no vocabulary {name!r} to extend, beside this file or shipped")
        return _NOTHING
    return _read(found, log, extending)
