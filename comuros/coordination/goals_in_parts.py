"""Goals that became branches of several tasks: a hand-over, or taking and putting with something in between.
What a person asked for is the goal; its parts are the mission's own. Pure.
"""

from __future__ import annotations

from comuros.coordination.edits import edit_faults
from comuros.coordination.mission_run import MissionRun
from comuros.coordination.pending_edit import PendingEdit
from comuros.core.interleaving import Interleaving
from comuros.core.task import Goal
from comuros.core.tree import Branch, TaskTree
from comuros.spec.hltlf import specification

IN_PARTS_WORDS = "a robot fetches several things before it brings them"


def remember_goals(run: MissionRun, tree: TaskTree) -> None:
    """Keep the goals that are branches in this tree, by id, before the mission's tree becomes it."""
    before = run.edit.tree if run.edit is not None else run.tree
    assert before is not None
    goals = {task.id: task for task in before.tasks() if isinstance(task.work, Goal)}
    branches = (node.id for node in tree.nodes() if isinstance(node, Branch))
    run.goals_in_parts.update((branch, goals[branch]) for branch in branches if branch in goals)


def edit_in_parts(run: MissionRun, found: Interleaving) -> PendingEdit | None:
    """The change of the mission, with the one that waits already, to a tree in which robots fetch several
    things first; None where the mission as it stands cannot become that.
    """
    spec = specification(found.tree)
    if edit_faults(run, found.tree, spec):
        return None
    if run.edit is None:
        return PendingEdit(found.tree, spec, (), IN_PARTS_WORDS)
    return PendingEdit(found.tree, spec, run.edit.asked_by, run.edit.words)
