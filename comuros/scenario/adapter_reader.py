"""Reads the adapters of a robot file. Used by `robot_file`."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from comuros.core.skill import SkillModel
from comuros.core.task_status import Cause
from comuros.scenario.adapter import (
    ActionAdapter,
    Adapter,
    CmdVelAdapter,
    CodeMeaning,
    FieldValue,
    nav2_adapter,
)
from comuros.scenario.problem_log import expected
from comuros.scenario.yaml_reader import Entry, YamlReader, kind_of, scalar

_KINDS = ("nav2", "action", "cmd_vel")
_TYPE = re.compile(r"[A-Za-z]\w*/action/[A-Za-z]\w*$")
_NAMED = re.compile(r"\{(\w*)\}")
_RANGE = re.compile(r"(\d+)(?:-(\d+))?$")
_ACTION_KEYS = ("goal", "succeeds_if", "message", "code", "codes", "progress", "remaining")


def read_adapters(
    reader: YamlReader, node: yaml.Node | None, skills: Mapping[str, SkillModel]
) -> tuple[Adapter, ...]:
    """The adapters of a robot type, by skill; `skills` are those it has."""
    found = []
    for entry in reader.entries(node, "adapters"):
        if entry.key not in skills:
            message = f"this type has no skill {entry.key!r} to adapt; {expected(entry.key, skills)}"
            reader.log.add(reader.file, entry.line, message)
            continue
        adapter = _adapter(reader, entry, skills[entry.key])
        if adapter is not None:
            found.append(adapter)
    return tuple(found)


def _adapter(reader: YamlReader, entry: Entry, skill: SkillModel) -> Adapter | None:
    given = {each.key: each.value for each in reader.entries(entry.value, f"adapter of {entry.key!r}")}
    word = reader.text(given.get("adapter"), f"adapter of {entry.key!r}")
    if word == "nav2":
        return _nav2(reader, entry, skill)
    if word == "action":
        return _action(reader, entry, skill)
    if word == "cmd_vel":
        return _cmd_vel(reader, entry, skill)
    node = given.get("adapter", entry.value)
    reader.problem(node, f"the adapter of {entry.key!r} is {word!r}; {expected(word or '', _KINDS)}")
    return None


def _nav2(reader: YamlReader, entry: Entry, skill: SkillModel) -> Adapter | None:
    what = f"the nav2 adapter of {skill.name!r}"
    fields = reader.record(entry.value, what, required=("adapter",), optional=("action", "frame"))
    if not skill.duration.travels_to:
        reader.problem(entry.value, f"{what}: the skill travels nowhere; its duration names no travels_to")
        return None
    action = reader.text(fields.get("action"), f"action of {what}") or "navigate_to_pose"
    frame = reader.text(fields.get("frame"), f"frame of {what}") or "map"
    return nav2_adapter(skill.name, skill.duration.travels_to.lstrip("?"), action=action, frame=frame)


def _cmd_vel(reader: YamlReader, entry: Entry, skill: SkillModel) -> Adapter | None:
    what = f"the cmd_vel adapter of {skill.name!r}"
    optional = ("cmd_vel", "odometry", "stamped", "starts_at_zero")
    fields = reader.record(entry.value, what, required=("adapter",), optional=optional)
    if not skill.duration.travels_to:
        reader.problem(entry.value, f"{what}: the skill travels nowhere; its duration names no travels_to")
        return None
    return CmdVelAdapter(
        skill.name,
        reader.text(fields.get("cmd_vel"), f"cmd_vel of {what}") or "cmd_vel",
        reader.text(fields.get("odometry"), f"odometry of {what}") or "odom",
        reader.flag(fields.get("stamped"), f"stamped of {what}", default=False),
        reader.flag(fields.get("starts_at_zero"), f"starts_at_zero of {what}", default=True),
    )


def _action(reader: YamlReader, entry: Entry, skill: SkillModel) -> Adapter | None:
    what = f"the action adapter of {skill.name!r}"
    fields = reader.record(entry.value, what, required=("adapter", "type", "action"), optional=_ACTION_KEYS)
    kind = reader.text(fields.get("type"), f"type of {what}") or ""
    if "type" in fields and not _TYPE.match(kind):
        reader.problem(fields["type"], f"type of {what} is {kind!r}; expected package/action/Name")
        return None
    texts = {
        key: reader.text(fields.get(key), f"{key} of {what}") or ""
        for key in ("action", "message", "code", "progress", "remaining")
    }
    return ActionAdapter(
        skill=skill.name,
        type=kind,
        goal=_values(reader, fields.get("goal"), f"goal of {what}", skill),
        succeeds_if=_values(reader, fields.get("succeeds_if"), f"succeeds_if of {what}", skill),
        codes=_codes(reader, fields.get("codes"), f"codes of {what}"),
        **texts,
    )


def _values(
    reader: YamlReader, node: yaml.Node | None, what: str, skill: SkillModel
) -> tuple[tuple[str, FieldValue], ...]:
    parameters = [parameter.name.lstrip("?") for parameter in skill.parameters]
    found: list[tuple[str, FieldValue]] = []
    for entry in reader.entries(node, what):
        value = scalar(entry.value)
        if value is None:
            reader.problem(
                entry.value, f"{entry.key!r} in {what} is {kind_of(entry.value)}; expected a value"
            )
            continue
        for name in _NAMED.findall(value) if isinstance(value, str) else ():
            if name not in parameters:
                message = f"{skill.name!r} has no parameter {name!r}; {expected(name, parameters)}"
                reader.problem(entry.value, f"{entry.key!r} in {what}: {message}")
        found.append((entry.key, value))
    return tuple(found)


def _codes(reader: YamlReader, node: yaml.Node | None, what: str) -> tuple[CodeMeaning, ...]:
    causes = {cause.value: cause for cause in Cause if cause is not Cause.NONE}
    found = []
    for entry in reader.entries(node, what):
        word = reader.text(entry.value, f"the cause of {entry.key!r} in {what}")
        if word is not None and word not in causes:
            reader.problem(entry.value, f"{word!r} is no cause; {expected(word, causes)}")
        if word not in causes:
            continue
        number = _RANGE.match(entry.key)
        if number is None:
            found.append(CodeMeaning(causes[word], word=entry.key))
        else:
            first = int(number.group(1))
            found.append(CodeMeaning(causes[word], first, int(number.group(2) or first)))
    return tuple(found)
