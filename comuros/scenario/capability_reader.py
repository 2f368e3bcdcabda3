"""Reads capabilities: which ones a vocabulary knows, and the values robots give them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

import yaml

from comuros.core.capability import Capability, CapabilityValue
from comuros.scenario.problem_log import expected
from comuros.scenario.yaml_reader import YamlReader, scalar


class CapabilityKind(Enum):
    """What values a capability takes."""

    NUMBER = "number"
    FLAG = "flag"
    SET = "set"


def read_capability_kinds(reader: YamlReader, node: yaml.Node | None) -> dict[str, CapabilityKind]:
    """The capabilities a vocabulary declares, with their kinds."""
    kinds = {kind.value: kind for kind in CapabilityKind}
    found = {}
    for entry in reader.entries(node, "capabilities"):
        word = reader.text(entry.value, f"the kind of capability {entry.key!r}")
        if word in kinds:
            found[entry.key] = kinds[word]
        elif word is not None:
            reader.problem(entry.value, f"{word!r} is no kind of capability; {expected(word, kinds)}")
    return found


def read_capabilities(
    reader: YamlReader, node: yaml.Node | None, kinds: Mapping[str, CapabilityKind]
) -> tuple[Capability, ...]:
    """Capabilities of a robot type, or those a robot has of its own; unknown ones are noted."""
    found = []
    for entry in reader.entries(node, "capabilities"):
        kind = kinds.get(entry.key)
        if kind is None:
            message = f"there is no capability {entry.key!r}; {expected(entry.key, kinds)}"
            reader.log.add(reader.file, entry.line, message)
            continue
        value = _value(reader, entry.value, f"capability {entry.key!r}", kind)
        if value is not None:
            found.append(Capability(entry.key, value))
    return tuple(found)


def _value(reader: YamlReader, node: yaml.Node, what: str, kind: CapabilityKind) -> CapabilityValue | None:
    if kind is CapabilityKind.SET:
        return frozenset(reader.texts(node, what))
    if kind is CapabilityKind.NUMBER:
        return reader.number(node, what)
    flag = reader.flag(node, what, default=False)
    return flag if isinstance(scalar(node), bool) else None
