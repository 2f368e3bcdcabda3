"""Reads the shared vocabulary (`config/skills.yaml`): predicates, capabilities, skills and methods, and
checks that they fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from comuros.core.predicate import Predicate
from comuros.core.skill import Method, SkillModel
from comuros.scenario.capability_reader import CapabilityKind, read_capability_kinds
from comuros.scenario.literal_reader import LiteralReader
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


def read_vocabulary(file: Path, log: ProblemLog) -> Vocabulary:
    """Read and check a vocabulary file; what is wrong is noted and left out."""
    reader = YamlReader(file, log)
    root = reader.root()
    if root is None:
        return Vocabulary((), {}, (), ())
    parts = reader.record(
        root, "the vocabulary", required=("predicates", "skills"), optional=("capabilities", "methods")
    )
    capabilities = read_capability_kinds(reader, parts.get("capabilities"))
    predicates = tuple(
        read_predicate(reader, e) for e in reader.entries(parts.get("predicates"), "predicates")
    )
    literals = LiteralReader(reader, {predicate.name: predicate for predicate in predicates})
    skill_reader = SkillReader(reader, literals, capabilities)
    skills = tuple(skill_reader.read(entry) for entry in reader.entries(parts.get("skills"), "skills"))
    methods = read_methods(reader, parts.get("methods"), literals, {skill.name: skill for skill in skills})
    return Vocabulary(predicates, capabilities, skills, methods)
