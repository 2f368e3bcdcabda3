"""The journal keeps what happened, refuses what it cannot read, and replays decision for decision."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from comuros.coordinator import Coordinator
from comuros.core.command import Command
from comuros.core.errors import JournalError
from comuros.core.event import Event, EventKind, InstructionGiven, ObjectSeen, Planned
from comuros.core.geometry import Pose
from comuros.core.plan import Conflict, PlanningOutcome, PlanningStatus
from comuros.core.task_status import Cause, TaskStatus
from comuros.core.tree import Branch, OrderConstraint, Relation, checked_tree
from comuros.journal import Journal, replay
from comuros.journal.codec import event_from_json, event_to_json
from support.stage import Stage, goal, scenario

SIGHTING = ObjectSeen("box", Pose(1, 2, 0.1, 3), "", ("ann",))
TREE = checked_tree(
    Branch("root", Relation.PARALLEL, (goal("a", "on(box, dock)"), goal("b", "on(cup, dock)"))),
    constraints=(OrderConstraint("o1", "a", "b", "a before b"),),
)


class RecordedStage(Stage):
    """A stage that writes what passes into a journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        super().__init__()

    def feed(self, event: Event) -> list[Command]:
        self._journal.record_event(event)
        commands = super().feed(event)
        self._journal.record_commands(self.now_s, commands)
        return commands


def record_mission(path: Path) -> None:
    with Journal(path) as journal:
        stage = RecordedStage(journal)
        stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("", TREE), mission_id="m1")
        stage.plan({"a": ("ann",), "b": ("ben",)})
        stage.report("ann", "a", TaskStatus.FAILED, cause=Cause.GRASP_FAILED)
        stage.plan({"a": ("cid",), "b": ("ben",)})
        stage.finish("cid", "a")
        stage.finish("ben", "b")


@pytest.mark.parametrize(
    "event",
    [
        Event(EventKind.INSTRUCTION_GIVEN, "topic", 1.5, body=InstructionGiven("carry the box", TREE, True)),
        Event(
            EventKind.OBJECT_DROPPED,
            "eye",
            2.0,
            ("box",),
            body=SIGHTING,
        ),
        Event(
            EventKind.PLANNED,
            "planning",
            3.0,
            body=Planned(2, PlanningOutcome(PlanningStatus.INFEASIBLE, conflict=Conflict(("too heavy",)))),
        ),
    ],
    ids=lambda event: event.kind.value,
)
def test_an_event_survives_the_journal(event: Event) -> None:
    assert event_from_json(event_to_json(event)) == event


def test_a_recorded_mission_replays_decision_for_decision(tmp_path: Path) -> None:
    record_mission(tmp_path / "run.journal")
    with Journal(tmp_path / "run.journal") as journal:
        entries = list(journal.entries())
    assert sum(entry.kind == "command" for entry in entries) > 8
    assert replay(entries, Coordinator(scenario())) is None


def test_a_replay_that_decides_otherwise_is_pointed_out(tmp_path: Path) -> None:
    record_mission(tmp_path / "run.journal")
    with Journal(tmp_path / "run.journal") as journal:
        entries = list(journal.entries())
    at = next(n for n, entry in enumerate(entries) if entry.body.startswith("StartTask"))
    entries[at] = replace(entries[at], body=entries[at].body.replace("ann", "zoe"))
    difference = replay(entries, Coordinator(scenario()))
    assert difference is not None
    assert difference.seq == entries[at].seq
    assert "zoe" in difference.recorded
    assert "zoe" not in difference.replayed


def test_what_was_flushed_is_there_for_others_while_the_mission_goes_on(tmp_path: Path) -> None:
    event = Event(EventKind.STOP_PRESSED, "console", 1.0, id="e1")
    with Journal(tmp_path / "run.journal") as journal:
        journal.record_event(event)
        with Journal(tmp_path / "run.journal") as other:
            assert list(other.entries()) == []
        journal.flush()
        with Journal(tmp_path / "run.journal") as other:
            assert [entry.event() for entry in other.entries()] == [event]
    assert [path.name for path in tmp_path.iterdir()] == ["run.journal"], "one file, to be kept or sent"


def test_a_file_that_is_no_journal_is_refused_and_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a database, but long enough to be read as a header of one by mistake")
    with pytest.raises(JournalError, match=r"notes\.txt is not a journal"):
        Journal(text)
    assert text.read_text().startswith("not a database")
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE bills (amount REAL)")
    with pytest.raises(JournalError, match="not a journal"):
        Journal(other)


def test_a_journal_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.journal"
    Journal(path).close()
    with sqlite3.connect(path) as db:
        db.execute("UPDATE meta SET value = '99'")
    with pytest.raises(JournalError, match="version 99; expected 2"):
        Journal(path)


def test_a_damaged_line_says_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "run.journal"
    record_mission(path)
    with sqlite3.connect(path) as db:
        db.execute('UPDATE entry SET body = \'{"kind": "surprise"}\' WHERE seq = 1')
    with Journal(path) as journal, pytest.raises(JournalError, match="surprise"):
        next(journal.entries()).event()
