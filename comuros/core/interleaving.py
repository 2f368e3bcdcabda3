"""What planning found where a robot may carry several objects at once: a tree in parts, and its plan."""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.plan import Plan
from comuros.core.tree import TaskTree


@dataclass(frozen=True, slots=True)
class Interleaving:
    """The mission's tree with goals of fetching and bringing as two tasks each, and a plan for it that is
    better than any found for the tree as it was asked about.
    """

    tree: TaskTree
    plan: Plan
