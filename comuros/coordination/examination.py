"""Having a tree examined before a mission becomes it: the question, and whether an answer is still awaited.
Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from comuros.coordination.mission_run import MissionRun
from comuros.core.command import ExamineTree
from comuros.core.event import TreeExamined
from comuros.core.instruction import ProposedFormula
from comuros.core.mission import MissionState
from comuros.core.tree import TaskTree


@dataclass(frozen=True, slots=True)
class Proposal:
    """A tree that is being examined. `changes` is the id of the mission under way that shall become it, ""
    where the tree is a mission of its own; `words` say what changes.
    """

    tree: TaskTree
    changes: str = ""
    words: str = ""


def examine(
    run: MissionRun, proposal: Proposal, formulas: tuple[ProposedFormula, ...] = ()
) -> list[ExamineTree]:
    """Ask for the proposal to be examined; an earlier one is examined in vain."""
    run.proposal = proposal
    run.examinations += 1
    return [ExamineTree(run.id, run.examinations, proposal.tree, formulas)]


def take_proposal(run: MissionRun | None, answer: TreeExamined) -> Proposal | None:
    """The proposal an answer is about, None where nobody waits for it any more."""
    if run is None or run.state is not MissionState.INTERPRETING or answer.number != run.examinations:
        return None
    proposal, run.proposal = run.proposal, None
    return proposal
