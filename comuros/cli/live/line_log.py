"""The same picture as plain lines, one for each change: for pipes, files and terminals without colour."""

from __future__ import annotations

from collections.abc import Callable

from comuros.cli.live.picture import Picture
from comuros.core.mission import NodeState


class LineLog:
    """Compares a picture with what was written of it before. Call `update` after every change."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._state = ""
        self._tree_shown = False
        self._nodes: dict[str, tuple[NodeState, str, tuple[str, ...]]] = {}
        self._last_note: object = None

    def update(self, picture: Picture) -> None:
        """Write what is new."""
        if picture.tree is not None and not self._tree_shown:
            self._tree_shown = True
            self._write(f"{'':9}class: {picture.tree.mission_class} - {picture.tree.class_reason}")
        if picture.state is not None and picture.state.state.value != self._state:
            self._state = picture.state.state.value
            self._line(picture, f"mission {picture.mission_id} {self._state}")
        self._write_notes(picture)
        self._write_nodes(picture)

    def _write_notes(self, picture: Picture) -> None:
        notes = list(picture.notes)
        fresh = notes[notes.index(self._last_note) + 1 :] if self._last_note in notes else notes
        for note in fresh:
            self._write(f"{note.time_s:7.1f}  {note.kind}: {note.text}")
        if notes:
            self._last_note = notes[-1]

    def _write_nodes(self, picture: Picture) -> None:
        tasks = {task.id: task.label for task in picture.tree.tree.tasks()} if picture.tree else {}
        for node in picture.state.nodes if picture.state else ():
            now = (node.state, node.stage, node.robots)
            if (
                node.node_id in tasks
                and self._nodes.get(node.node_id, (NodeState.PENDING,))[0] is not node.state
            ):
                who = f" by {', '.join(node.robots)}" if node.robots else ""
                self._line(picture, f"{node.node_id} ({tasks[node.node_id]}) {node.state.value}{who}")
            self._nodes[node.node_id] = now

    def _line(self, picture: Picture, text: str) -> None:
        self._write(f"{picture.elapsed_s:7.1f}  {text}")
