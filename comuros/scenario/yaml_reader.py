"""Reads YAML files node by node, so that every problem has its line. The readers of vocabulary, robots and
scenarios use it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from comuros.scenario.problem_log import ProblemLog, expected

_TAG = "tag:yaml.org,2002:"
_KIND = {"str": "text", "int": "a number", "float": "a number", "bool": "true or false", "null": "nothing"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping with its value. `line` is the key's."""

    key: str
    line: int
    value: yaml.Node


class YamlReader:
    """Typed access to one YAML file. A wrong node is noted in the log and read as None or as empty."""

    def __init__(self, file: Path, log: ProblemLog) -> None:
        self.file = file
        self.log = log

    def root(self) -> yaml.Node | None:
        """The document's top node; None, with the problem noted, where the file cannot be read."""
        try:
            node = yaml.compose(self.file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        except (OSError, UnicodeDecodeError) as error:
            self.log.add(self.file, 0, f"cannot be read: {error}")
            return None
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            self.log.add(self.file, line, f"is not YAML: {error.problem or error.context}")
            return None
        except yaml.YAMLError as error:
            self.log.add(self.file, 0, f"is not YAML: {error}")
            return None
        if node is None:
            self.log.add(self.file, 0, "is empty")
        return node

    def problem(self, node: yaml.Node, message: str) -> None:
        """Note a problem at a node."""
        self.log.add(self.file, line_of(node), message)

    def entries(self, node: yaml.Node | None, what: str) -> list[Entry]:
        """Keys and values of a mapping in file order; a key given twice is a problem."""
        if node is None:
            return []
        if not isinstance(node, yaml.MappingNode):
            self.problem(node, f"{what} is {kind_of(node)}; expected a mapping")
            return []
        found: dict[str, Entry] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.problem(key, f"a key of {what} is {kind_of(key)}; expected a name")
            elif key.value in found:
                self.problem(key, f"{key.value!r} is given twice in {what}")
            else:
                found[key.value] = Entry(key.value, line_of(key), value)
        return list(found.values())

    def record(
        self, node: yaml.Node, what: str, *, required: Iterable[str] = (), optional: Iterable[str] = ()
    ) -> dict[str, yaml.Node]:
        """A mapping with known keys; unknown and missing keys are problems."""
        entries = self.entries(node, what)
        required = tuple(required)
        known = (*required, *optional)
        for entry in entries:
            if entry.key not in known:
                self.log.add(
                    self.file, entry.line, f"{what} has no key {entry.key!r}; {expected(entry.key, known)}"
                )
        found = {entry.key: entry.value for entry in entries if entry.key in known}
        if isinstance(node, yaml.MappingNode):
            for key in required:
                if key not in found:
                    self.problem(node, f"{what} lacks the key {key!r}")
        return found

    def text(self, node: yaml.Node | None, what: str) -> str | None:
        """A text scalar."""
        if node is None:
            return None
        if isinstance(node, yaml.ScalarNode) and node.tag == f"{_TAG}str":
            return str(node.value)
        self.problem(node, f"{what} is {kind_of(node)}; expected text")
        return None

    def number(
        self, node: yaml.Node | None, what: str, *, least: float = 0.0, above: bool = False
    ) -> float | None:
        """A number of at least `least`, or greater than it where `above` is set."""
        if node is None:
            return None
        value = scalar(node)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.problem(node, f"{what} is {kind_of(node)}; expected a number")
            return None
        if not value >= least or (above and value == least) or value == float("inf"):
            self.problem(
                node, f"{what} is {value:g}; expected {'more than' if above else 'at least'} {least:g}"
            )
            return None
        return float(value)

    def flag(self, node: yaml.Node | None, what: str, *, default: bool) -> bool:
        """true or false."""
        if node is None:
            return default
        value = scalar(node)
        if isinstance(value, bool):
            return value
        self.problem(node, f"{what} is {kind_of(node)}; expected true or false")
        return default

    def items(self, node: yaml.Node | None, what: str) -> list[yaml.Node]:
        """The members of a list."""
        if node is None:
            return []
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self.problem(node, f"{what} is {kind_of(node)}; expected a list")
        return []

    def texts(self, node: yaml.Node | None, what: str) -> tuple[str, ...]:
        """A list of texts."""
        found = [self.text(item, f"a member of {what}") for item in self.items(node, what)]
        return tuple(text for text in found if text is not None)


def line_of(node: yaml.Node) -> int:
    """The 1-based line a node begins on."""
    return int(node.start_mark.line) + 1


def kind_of(node: yaml.Node) -> str:
    """What a node is, for error messages."""
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    kind = _KIND.get(str(node.tag).removeprefix(_TAG), str(node.tag))
    return f"{kind} ({node.value!r})" if node.value != "" else kind


def scalar(node: yaml.Node) -> str | float | bool | None:
    """The value of a scalar node as YAML types it; None for anything else."""
    if not isinstance(node, yaml.ScalarNode):
        return None
    if node.tag == f"{_TAG}bool":
        return str(node.value).lower() in ("true", "yes", "on")
    if node.tag in (f"{_TAG}int", f"{_TAG}float"):
        try:
            return float(yaml.safe_load(node.value))
        except (TypeError, ValueError):
            return None
    return str(node.value) if node.tag == f"{_TAG}str" else None
