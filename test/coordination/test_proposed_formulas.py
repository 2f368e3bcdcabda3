"""A tree that comes with formulas is adopted only if the two say the same; else it goes back in words."""

from __future__ import annotations

from comuros.core.command import Interpret, MakePlan
from comuros.core.event import EventKind, InstructionGiven, Interpreted
from comuros.core.instruction import Interpretation, InterpretationStatus, ProposedFormula
from comuros.core.tree import Branch, Relation, checked_tree
from support.stage import Stage, goal, of_kind

ROOT = Branch("root", Relation.SEQUENCE, (goal("a", "on(box, dock)"), goal("b", "on(cup, dock)")))


def propose(formula: str) -> Stage:
    stage = Stage()
    stage.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("the box, then the cup"))
    answer = Interpretation(
        InterpretationStatus.UNDERSTOOD,
        checked_tree(ROOT),
        formulas=(ProposedFormula("root", formula),),
    )
    stage.see(EventKind.INTERPRETED, Interpreted(answer), mission_id="m1")
    return stage


def test_a_tree_that_its_formula_confirms_is_planned() -> None:
    assert propose("F b & (!b_starts U a)").request().problem.revision == 1


def test_a_tree_that_its_formula_contradicts_goes_back_with_a_course_of_events() -> None:
    commands = propose("F a & F b").commands
    assert not of_kind(commands, MakePlan)
    feedback = of_kind(commands, Interpret)[-1].feedback
    assert "the formula allows this and the tree does not: 1. " in feedback[0]
