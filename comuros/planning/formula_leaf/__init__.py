"""Leaves that are formulas over one robot's trace: planned on the product of their automaton and the roadmap.

`candidates` asks for their ways, the validator for a verdict on their calls.
"""

from comuros.planning.formula_leaf.compiled import FormulaLeaves
from comuros.planning.formula_leaf.trace import letters_of, rejected

__all__ = ["FormulaLeaves", "letters_of", "rejected"]
