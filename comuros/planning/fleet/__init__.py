"""Large teams with independent one-robot tasks: routes as arrays, insertion, auction, ruin and recreate,
exact parts, and bounds. `solver` calls it.
"""

from comuros.planning.fleet.fleet_arrays import Fleet, fleet_of, schedule_of
from comuros.planning.fleet.fleet_bounds import fleet_bound
from comuros.planning.fleet.fleet_search import improve
from comuros.planning.fleet.insertion import auction, insertion

__all__ = ["Fleet", "auction", "fleet_bound", "fleet_of", "improve", "insertion", "schedule_of"]
