"""Compiles the loops of the fleet search, so that the first large plan does not wait for it. Run once after
installing: `python -m comuros.planning.fleet.warm_up`; what is compiled is kept beside the sources.
"""

from __future__ import annotations

import numpy as np

from comuros.planning.fleet.fleet_arrays import Fleet
from comuros.planning.fleet.fleet_search import improve
from comuros.planning.fleet.insertion import auction
from comuros.planning.fleet.priced_bound import priced_bound


def warm_up() -> None:
    """Search and bound once on a fleet of two robots and three tasks at three places."""
    places = np.array([0, 1, 2], dtype=np.int64)
    fleet = Fleet(
        tasks=("a", "b", "c"),
        robots=("r", "s"),
        kind=np.zeros(2, dtype=np.int64),
        ready=np.zeros(2, dtype=np.int64),
        legs=np.abs(places[:, None] - places[None, :])[None, :, :] * 10,
        first=np.array([[0, 10, 20], [20, 10, 0]], dtype=np.int64),
        begin=places,
        end=places,
        ticks=np.full((1, 3), 100, dtype=np.int64),
        may=np.ones((2, 3), dtype=np.bool_),
    )
    auction(fleet)
    improve(fleet, [[0, 1, 2], []], bound=0, time_limit_s=60.0, seed=0, rounds=1)
    priced_bound(fleet, upper=400, time_limit_s=60.0, rounds=1)


if __name__ == "__main__":
    warm_up()
