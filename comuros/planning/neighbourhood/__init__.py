"""Many tasks that are not independent: a first plan by dispatching, improved by solving one neighbourhood of
it after the other with the one CP-SAT model. `solver` uses it where the whole is too much for one model, and
only the first plan, as a start, where it is not.
"""

from comuros.planning.neighbourhood.first_schedule import schedule_in_time
from comuros.planning.neighbourhood.neighbourhood_search import improved
from comuros.planning.neighbourhood.neighbourhood_stage import plan_by_neighbourhoods

__all__ = ["improved", "plan_by_neighbourhoods", "schedule_in_time"]
