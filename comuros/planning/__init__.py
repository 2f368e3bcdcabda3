"""Planning: task network, allocation, validation and why-not. The coordinator's workers call `solve`."""

from comuros.planning.cp_search import SolverSettings
from comuros.planning.solver import solve
from comuros.planning.validator import validate
from comuros.planning.why_not import why_not

__all__ = ["SolverSettings", "solve", "validate", "why_not"]
