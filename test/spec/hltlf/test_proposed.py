"""Formulas proposed with a tree, for the whole and for nodes of it."""

from __future__ import annotations

import pytest

from comuros.core.instruction import ProposedFormula
from comuros.core.literal import parse_literal
from comuros.core.task import Goal, Task
from comuros.core.tree import Branch, OrderConstraint, Relation, checked_tree
from comuros.spec.hltlf import specification
from comuros.spec.hltlf.proposed import proposal_faults

A, B, C = (Task(i, f"fetch {i}", Goal((parse_literal(f"on({i}_box, dock)"),))) for i in "abc")
PAIR = Branch("pair", Relation.PARALLEL, (A, B))
SPEC = specification(
    checked_tree(Branch("root", Relation.SEQUENCE, (PAIR, C)), constraints=(OrderConstraint("o", "a", "b"),))
)


def test_formulas_that_say_what_the_tree_says_have_no_fault() -> None:
    proposed = (
        ProposedFormula("root", "F c & (!c_starts U b) & (!b_starts U a)"),
        ProposedFormula("pair", "F b & (!b_starts U a)"),
    )
    assert proposal_faults(SPEC, proposed) == ()


@pytest.mark.parametrize(
    ("node", "formula", "words"),
    [
        ("pair", "F a & F b", "proposed for 'pair' and the tree differ: the formula allows this"),
        ("root", "F c", "proposed for 'root' and the tree differ: the formula allows this"),
        ("pair", "F c", "'c' names no node of the tree; expected one of a, b, pair"),
        ("ghost", "F a", "no node 'ghost' in the task tree"),
        ("root", "F (", "proposed for 'root'"),
    ],
)
def test_a_formula_that_differs_or_cannot_be_read_is_told_in_words(
    node: str, formula: str, words: str
) -> None:
    (fault,) = proposal_faults(SPEC, [ProposedFormula(node, formula)])
    assert words in fault
