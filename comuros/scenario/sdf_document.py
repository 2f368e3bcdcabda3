"""An SDF file as elements that know their lines. `sdf_world` reads worlds from it, `sdf_schema` checks it.

Written on expat, since ElementTree forgets lines. Document types and entities are refused: worlds come from
other people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from comuros.scenario.problem_log import ProblemLog


@dataclass(slots=True)
class Element:
    """An XML element. `text` is the character data directly inside it, stripped."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def all(self, tag: str) -> Iterator[Element]:
        """The children with this tag, in order."""
        return (child for child in self.children if child.tag == tag)

    def first(self, tag: str) -> Element | None:
        """The first child with this tag."""
        return next(self.all(tag), None)

    def text_of(self, tag: str, default: str = "") -> str:
        """The text of the first child with this tag."""
        child = self.first(tag)
        return child.text if child is not None else default

    @property
    def name(self) -> str:
        """The `name` attribute, "" where there is none."""
        return self.attributes.get("name", "")


def read_sdf(file: Path, log: ProblemLog) -> Element | None:
    """The root element of an SDF file; None, with the problem noted, where it cannot be read."""
    try:
        return _parse(file.read_bytes())
    except OSError as error:
        log.add(file, 0, f"cannot be read: {error.strerror or error}")
    except expat.ExpatError as error:
        log.add(file, error.lineno, f"is not XML: {expat.ErrorString(error.code)}")
    except _RefusedError as error:
        log.add(file, error.line, "has a document type or entity; SDF files have none")
    return None


class _RefusedError(Exception):
    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)


def _parse(data: bytes) -> Element:
    parser = expat.ParserCreate()
    top = Element("", {}, 0)
    open_elements = [top]

    def start(tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, attributes, parser.CurrentLineNumber)
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(_tag: str) -> None:
        element = open_elements.pop()
        element.text = element.text.strip()

    def characters(data: str) -> None:
        open_elements[-1].text += data

    def refuse(*_arguments: object) -> None:
        raise _RefusedError(parser.CurrentLineNumber)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.buffer_text = True
    parser.Parse(data, True)
    return top.children[0]
