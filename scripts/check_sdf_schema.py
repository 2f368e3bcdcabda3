"""Checks SDF files strictly against the SDF 1.9 schema that Debian's `sdformat-sdf` ships. Used by
scripts/check.

`ign sdf -k` lets unknown elements pass. This finds every element and attribute the schema does not know,
what is missing though it has no default, what is given too often, and values of the wrong type; and in
plugins, what the Gazebo system they name does not read (gazebo_systems.py).

Usage: scripts/check_sdf_schema.py [FILE…]   (all of sim_worlds without arguments)
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from gazebo_systems import problems_of_plugin

from comuros.scenario.problem_log import ProblemLog, expected
from comuros.scenario.sdf_document import Element, read_sdf

ROOT = Path(__file__).resolve().parent.parent
VERSION = "1.9"
_NO_DEFAULT = "__default__"
_NUMBERS = {"double": 1, "float": 1, "vector2d": 2, "vector3": 3, "quaternion": 4}


@dataclass(slots=True)
class Rule:
    """What the schema says of one element or attribute. Required are 0 (may), 1 (once), + (at least once),
    * (any).
    """

    name: str
    required: str = "0"
    type: str = ""
    default: str = ""
    attributes: dict[str, Rule] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)
    anything: bool = False


@dataclass(frozen=True, slots=True)
class Child:
    """A rule as a child, with how often. The rule itself is shared: models hold models."""

    rule: Rule
    required: str


class Schema:
    """The rules of one folder of schema files, read as they are needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, Rule] = {}
        self.root = self._file("root.sdf")

    def _file(self, name: str) -> Rule:
        if name not in self._files:
            if not (
                self._folder / name
            ).is_file():  # Debian 12 ships no navsat.sdf: what it says is not known
                return Rule(Path(name).stem, anything=True)
            log = ProblemLog()
            element = read_sdf(self._folder / name, log)
            if element is None:
                raise SystemExit("\n".join(str(problem) for problem in log.problems))
            rule = Rule(element.attributes["name"])
            self._files[name] = rule
            self._fill(rule, element)
        return self._files[name]

    def _fill(self, rule: Rule, element: Element) -> None:
        rule.type = element.attributes.get("type", "")
        rule.default = element.attributes.get("default", "")
        for part in element.children:
            given = part.attributes
            if part.tag == "attribute":
                required = given.get("required", "0")
                rule.attributes[given["name"]] = Rule(
                    given["name"], required, given.get("type", "string"), given.get("default", "")
                )
            elif part.tag == "include":
                included = self._file(given["filename"])
                rule.children[included.name] = Child(included, given.get("required", "*"))
            elif part.tag == "element" and given.get("copy_data") == "true":
                rule.anything = True
            elif part.tag == "element":
                rule.children[given["name"]] = self._child(part)

    def _child(self, part: Element) -> Child:
        given = part.attributes
        if "ref" in given:
            return Child(self._file(f"{given['ref']}.sdf"), given.get("required", "*"))
        rule = Rule(given["name"])
        self._fill(rule, part)
        return Child(rule, given.get("required", "0"))


class Check:
    """Compares one file with the schema."""

    def __init__(self, file: Path, log: ProblemLog) -> None:
        self._file = file
        self._log = log

    def run(self, schema: Schema) -> None:
        """Note every problem of the file."""
        root = read_sdf(self._file, self._log)
        if root is None:
            return
        if root.tag != "sdf" or root.attributes.get("version") != VERSION:
            self._problem(root, f'expected <sdf version="{VERSION}"> at the top')
        self._element(root, schema.root)

    def _element(self, element: Element, rule: Rule) -> None:
        self._attributes(element, rule)
        if element.tag == "plugin":
            for where, message in problems_of_plugin(element):
                self._problem(where, message)
        if rule.type and not _is_valid(element.text, rule.type, element):
            self._problem(
                element, f"<{element.tag}> is {element.text!r}; expected a value of type {rule.type}"
            )
        elif element.text and not rule.type and not rule.anything:
            self._problem(element, f"<{element.tag}> has text {element.text[:20]!r}; expected elements only")
        for child in element.children:
            known = rule.children.get(child.tag)
            if known is not None:
                self._element(child, known.rule)
            elif not rule.anything and ":" not in child.tag:
                hint = expected(child.tag, rule.children)
                self._problem(child, f"<{element.tag}> has no <{child.tag}>; {hint}")
        self._occurrences(element, rule)

    def _occurrences(self, element: Element, rule: Rule) -> None:
        counts = Counter(child.tag for child in element.children)
        for name, child in rule.children.items():
            if counts[name] > 1 and child.required in ("0", "1"):
                self._problem(element, f"<{element.tag}> has {counts[name]} <{name}>; expected at most one")
            if not counts[name] and child.required in ("1", "+") and child.rule.default == _NO_DEFAULT:
                self._problem(element, f"<{element.tag}> lacks <{name}>")

    def _attributes(self, element: Element, rule: Rule) -> None:
        for name, value in element.attributes.items():
            known = rule.attributes.get(name)
            if known is None and ":" not in name:
                self._problem(
                    element, f"<{element.tag}> has no attribute {name!r}; {expected(name, rule.attributes)}"
                )
            elif known is not None and not _is_valid(value, known.type, element):
                self._problem(element, f"{name} of <{element.tag}> is {value!r}; expected {known.type}")
        for name, attribute in rule.attributes.items():
            if attribute.required == "1" and name not in element.attributes:
                self._problem(element, f"<{element.tag}> lacks the attribute {name!r}")

    def _problem(self, element: Element, message: str) -> None:
        self._log.add(self._file, element.line, message)


def _is_valid(text: str, kind: str, element: Element) -> bool:
    words = text.split()
    if kind == "bool":
        return text in ("true", "false", "0", "1")
    if kind in ("int", "unsigned int"):
        return text.lstrip("-").isdigit() and not (kind == "unsigned int" and text.startswith("-"))
    if kind == "pose":
        quaternion = element.attributes.get("rotation_format") == "quat_xyzw"
        return not words or _are_numbers(words, 7 if quaternion else 6)
    if kind == "color":
        return _are_numbers(words, 3) or _are_numbers(words, 4)
    if kind in _NUMBERS:
        return _are_numbers(words, _NUMBERS[kind])
    return True


def _are_numbers(words: list[str], count: int) -> bool:
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        return False
    return len(numbers) == count and not any(math.isnan(number) for number in numbers)


def schema_folder() -> Path | None:
    """Where Debian's sdformat-sdf puts the schema; None where it is not installed."""
    places = (Path("/usr/share"), *Path("/opt/ros").glob("*/opt/sdformat_vendor/share"))
    return next((found for place in places for found in sorted(place.glob(f"sdformat*/{VERSION}"))), None)


def problems_of(files: list[Path]) -> ProblemLog:
    """Every problem of the files.

    Raises:
        SystemExit: the schema is not installed; the message says how to get it.
    """
    folder = schema_folder()
    if folder is None:
        raise SystemExit("the SDF schema is missing: apt-get install sdformat-sdf")
    schema, log = Schema(folder), ProblemLog()
    for file in files:
        Check(file, log).run(schema)
    return log


def main() -> int:
    """Print every problem; 1 where there is one."""
    files = [Path(name) for name in sys.argv[1:]] or sorted((ROOT / "sim_worlds").rglob("*.sdf"))
    problems = problems_of(files).problems
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
