"""The journal: every event and tick that reached the coordinator, and every command that
came out, in order.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from comuros.core.command import Command, PublishState
from comuros.core.errors import JournalError
from comuros.core.event import Event
from comuros.journal.codec import command_to_json, event_from_json, event_to_json, prepare

# Counts up where the events of an older journal would not replay to the same states.
_VERSION = 2
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    time_s REAL NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('event', 'tick', 'command')),
    body TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal: `kind` is event, tick or command; `body` its text; `time_s`
    the mission clock.
    """

    seq: int
    time_s: float
    kind: str
    body: str

    def event(self) -> Event:
        """The event of an event line.

        Raises:
            JournalError: this line holds no event.
        """
        if self.kind != "event":
            raise JournalError(f"line {self.seq} is a {self.kind}, not an event")
        return event_from_json(self.body)


class Journal:
    """An append-only SQLite file. Writing is cheap; what was flushed outlives the process, however it ends,
    and the machine's power but for the last seconds.

    Raises:
        JournalError: the file exists and is no journal, or one of another version.
    """

    def __init__(self, path: Path | str) -> None:
        prepare()
        self.path = str(path)
        self._db = sqlite3.connect(self.path, isolation_level="DEFERRED", check_same_thread=False)
        try:
            self._prepare()
            self._write_ahead()
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise JournalError(f"{self.path} is not a journal: {error}") from error

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def record_event(self, event: Event) -> None:
        """Write an event before the coordinator sees it."""
        self._write(event.time_s, "event", event_to_json(event))

    def record_tick(self, now_s: float) -> None:
        """Write a tick that led to commands; the others change nothing."""
        self._write(now_s, "tick", "")

    def record_commands(self, now_s: float, commands: list[Command]) -> None:
        """Write what came out. Progress for people to read is left out: it decides nothing."""
        for command in commands:
            if not isinstance(command, PublishState):
                self._write(now_s, "command", command_to_json(command))

    def entries(self) -> Iterator[Entry]:
        """Every line in order."""
        for row in self._db.execute("SELECT seq, time_s, kind, body FROM entry ORDER BY seq"):
            yield Entry(*row)

    def flush(self) -> None:
        """Commit everything written so far."""
        self._db.commit()

    def close(self) -> None:
        """Flush and close; further writes fail."""
        self._db.commit()
        self._db.close()

    def _prepare(self) -> None:
        tables = {name for (name,) in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables:
            self._db.executescript(_SCHEMA)
            self._db.execute("INSERT INTO meta VALUES ('version', ?)", (str(_VERSION),))
            self._db.commit()
            return
        if not {"meta", "entry"} <= tables:
            raise JournalError(f"{self.path} is an SQLite file but not a journal")
        found = self._db.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        if found is None or found[0] != str(_VERSION):
            raise JournalError(
                f"{self.path} is a journal of version {found and found[0]}; expected {_VERSION}"
            )

    def _write_ahead(self) -> None:
        """Commit to SQLite's write-ahead log: the thread that decides waits for no disk. A commit to the file
        itself waited 10 ms for it, and 50 ms on a busy one.
        """
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")

    def _write(self, time_s: float, kind: str, body: str) -> None:
        self._db.execute("INSERT INTO entry (time_s, kind, body) VALUES (?, ?, ?)", (time_s, kind, body))
