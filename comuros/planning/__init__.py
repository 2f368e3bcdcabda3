"""Planning: task network, allocation, validation and why-not. The coordinator's workers call `solve`."""

from comuros.planning.cp_search import SolverSettings
from comuros.planning.hltl_request import plan_hltl, read_starts
from comuros.planning.interleaving import interleaved
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
    "validate",
    "why_not",
]
