"""A change of a mission under way that waits for its plan."""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.tree import TaskTree
from comuros.spec.hltlf import Specification


@dataclass(frozen=True, slots=True)
class PendingEdit:
    """The mission as it shall be. `asked_by` are the instructions that asked for it, by the ids of their own
    records; `words` say what changes.
    """

    tree: TaskTree
    specification: Specification
    asked_by: tuple[str, ...]
    words: str

    @property
    def task_ids(self) -> frozenset[str]:
        """The tasks of the edited tree."""
        return frozenset(task.id for task in self.tree.tasks())
