"""Many tasks that are not independent: a first plan by dispatching, improved by solving one neighbourhood of
it after the other with the one CP-SAT model. `solver` uses it where the whole is too much for one model.
"""

from comuros.planning.neighbourhood.neighbourhood_search import improved
from comuros.planning.neighbourhood.neighbourhood_stage import plan_by_neighbourhoods

__all__ = ["improved", "plan_by_neighbourhoods"]
