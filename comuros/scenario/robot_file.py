"""Reads robot types (`config/robots/*.yaml`) and checks them against the vocabulary and their SDF models."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from comuros.core.capability import satisfies
from comuros.core.robot import Locomotion, RobotType
from comuros.scenario.adapter import Adapter
from comuros.scenario.adapter_reader import read_adapters
from comuros.scenario.capability_reader import read_capabilities
from comuros.scenario.problem_log import ProblemLog, expected
from comuros.scenario.sdf_world import read_model
from comuros.scenario.vocabulary import Vocabulary
from comuros.scenario.yaml_reader import YamlReader

_REQUIRED = ("robot_type", "locomotion", "radius_m", "skills")
_OPTIONAL = ("model", "synonyms", "capabilities", "adapters")


@dataclass(frozen=True, slots=True)
class RobotFile:
    """A robot type, its SDF model where the scenario has a world and the file names one, and the skills that
    are adapted to interfaces of others on the real robot.
    """

    robot_type: RobotType
    model: Path | None
    adapters: tuple[Adapter, ...] = ()


def read_robot_type(
    file: Path, vocabulary: Vocabulary, log: ProblemLog, *, models: Path | None
) -> RobotFile | None:
    """Read one robot type. `models` is the folder of SDF models, None where a scenario has no world."""
    reader = YamlReader(file, log)
    root = reader.root()
    if root is None:
        return None
    fields = reader.record(root, "the robot type", required=_REQUIRED, optional=_OPTIONAL)
    name = reader.text(fields.get("robot_type"), "robot_type") or file.stem
    if name != file.stem:
        reader.problem(
            fields["robot_type"], f"robot_type is {name!r}; expected {file.stem!r}, as the file is named"
        )
    radius_m = reader.number(fields.get("radius_m"), "radius_m", above=True) or 0.3
    robot_type = RobotType(
        name=file.stem,
        locomotion=_locomotion(reader, fields.get("locomotion")),
        radius_m=radius_m,
        capabilities=read_capabilities(reader, fields.get("capabilities"), vocabulary.capabilities),
        skills=_skills(reader, fields.get("skills"), vocabulary),
        synonyms=reader.texts(fields.get("synonyms"), "synonyms"),
    )
    _check_requirements(reader, fields.get("skills"), robot_type, vocabulary)
    model = _model_file(reader, fields.get("model"), models) if models is not None else None
    if model is not None and "radius_m" in fields:
        _check_radius(reader, fields["radius_m"], robot_type, model)
    known = {skill.name: skill for skill in vocabulary.skills if skill.name in robot_type.skills}
    return RobotFile(robot_type, model, read_adapters(reader, fields.get("adapters"), known))


def _locomotion(reader: YamlReader, node: yaml.Node | None) -> Locomotion:
    word = reader.text(node, "locomotion")
    known = {kind.value: kind for kind in Locomotion}
    if node is not None and word is not None and word not in known:
        reader.problem(node, f"{word!r} is no locomotion; {expected(word, known)}")
    return known.get(word or "", Locomotion.DIFFERENTIAL)


def _skills(reader: YamlReader, node: yaml.Node | None, vocabulary: Vocabulary) -> tuple[str, ...]:
    known = {skill.name for skill in vocabulary.skills}
    found = []
    for item in reader.items(node, "skills"):
        name = reader.text(item, "a skill")
        if name is not None and name not in known:
            reader.problem(item, f"there is no skill {name!r}; {expected(name, known)}")
        elif name is not None:
            found.append(name)
    return tuple(found)


def _check_requirements(
    reader: YamlReader, node: yaml.Node | None, robot_type: RobotType, vocabulary: Vocabulary
) -> None:
    """A type that lists a skill must meet what the skill needs whatever its arguments are."""
    owned = {fact.name: fact.value for fact in robot_type.capabilities}
    for skill in vocabulary.skills:
        for need in skill.requires if skill.name in robot_type.skills and node is not None else ():
            if (
                need.property_of
                or need.shared
                or satisfies(owned.get(need.capability), need.comparison, need.amount)
            ):
                continue
            reader.problem(
                node,  # type: ignore[arg-type]
                f"the skill {skill.name!r} needs {need.capability} {need.comparison.value} {need.amount}, "
                f"which {robot_type.name!r} does not have",
            )


def _model_file(reader: YamlReader, node: yaml.Node | None, models: Path) -> Path | None:
    name = reader.text(node, "model")
    if node is None or name is None:
        return None
    file = models / name / "model.sdf"
    if file.is_file():
        return file
    known = sorted(path.parent.name for path in models.glob("*/model.sdf"))
    reader.problem(node, f"there is no SDF model {name!r}; {expected(name, known)}")
    return None


def _check_radius(reader: YamlReader, node: yaml.Node, robot_type: RobotType, file: Path) -> None:
    model = read_model(file, reader.log)
    parts = model.solids if model else ()
    reach_m = max((abs(bound) for part in parts for bound in part.footprint.bounds), default=0.0)
    if reach_m > robot_type.radius_m + 0.01:
        name = file.parent.name
        what = f"radius_m is {robot_type.radius_m:g}, but the SDF model {name!r}"
        reader.problem(node, f"{what} reaches {reach_m:.2f} m out")
