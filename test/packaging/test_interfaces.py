"""Interfaces are documentation: each file, field and constant says what it means, in the core's words."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

import pytest

from comuros.core.command import RequestKind
from comuros.core.event import EventKind
from comuros.core.mission import MissionOutcome, MissionState, NodeState
from comuros.core.robot import Locomotion
from comuros.core.scenario import FaultKind
from comuros.core.task_status import Cause, TaskStatus
from comuros.core.tree import MissionClass, Relation
from comuros.core.verdict import Response
from support.interface_file import ROOT, constants_under, entries_of, interface_files

FILES = interface_files()
# The words an interface uses for an enum of the core: file, heading of the constants, enum.
WORDS: tuple[tuple[str, str, type[Enum]], ...] = (
    ("msg/Event.msg", "What was observed.", EventKind),
    ("msg/HumanRequest.msg", "What is asked for.", RequestKind),
    ("msg/MissionState.msg", "State of the mission.", MissionState),
    ("msg/MissionState.msg", 'How it ended; "" until then.', MissionOutcome),
    ("msg/NodeProgress.msg", "State of the node.", NodeState),
    ("msg/RobotManifest.msg", "How a robot moves.", Locomotion),
    ("srv/InjectFault.srv", "What happens.", FaultKind),
    ("msg/TaskReport.msg", "Status.", TaskStatus),
    ("msg/TaskReport.msg", "Cause of a status that is failed or cancelled.", Cause),
    ("msg/TaskTree.msg", "Class of the mission, derived from the shape of the tree.", MissionClass),
    ("msg/Verdict.msg", "What is done about the event.", Response),
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_interface_opens_with_what_it_is_for(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_field_and_every_group_of_constants_says_what_it_means(path: Path) -> None:
    silent = [
        entry.name
        for entry in entries_of(path)
        if not entry.comment and (entry.value is None or not entry.heading)
    ]
    assert silent == []


@pytest.mark.parametrize(("file", "heading", "words"), WORDS)
def test_constants_are_the_words_of_the_core(file: str, heading: str, words: type[Enum]) -> None:
    assert sorted(constants_under(ROOT / file, heading)) == sorted(word.value for word in words)


def test_relations_are_those_of_the_core_and_the_leaf() -> None:
    found = constants_under(ROOT / "msg/TaskNode.msg", "How an inner node relates its children.")
    assert found == [relation.value for relation in Relation] + ["task"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_number_says_its_unit_in_its_name_or_its_range_in_its_comment(path: Path) -> None:
    for entry in entries_of(path):
        if entry.type == "float64":
            has_unit = entry.name.endswith(("_s", "_m")) or any(
                word in entry.comment for word in ("0..1", "0 empty", "unit", "seconds")
            )
            assert has_unit, f"{entry.name}: {entry.comment}"


def test_there_are_interfaces_of_all_three_kinds() -> None:
    assert {path.suffix for path in FILES} == {".msg", ".srv", ".action"}
