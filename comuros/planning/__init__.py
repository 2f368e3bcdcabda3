"""Planning: task network, allocation, validation and why-not. Workers call `solve_interleaving`, which looks
for the better of two `solve`s.
"""

from comuros.planning.cp_search import SolverSettings
from comuros.planning.hltl_request import plan_hltl, read_starts
from comuros.planning.interleaving import interleaved, solve_interleaving
from comuros.planning.solver import solve
from comuros.planning.stap import HltlAnswer, HltlObjective
from comuros.planning.validator import validate
from comuros.planning.why_not import why_not

__all__ = [
    "HltlAnswer",
    "HltlObjective",
    "SolverSettings",
    "interleaved",
    "plan_hltl",
    "read_starts",
    "solve",
    "solve_interleaving",
    "validate",
    "why_not",
]
