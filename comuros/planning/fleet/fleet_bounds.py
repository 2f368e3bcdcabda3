"""A lower bound on a fleet's makespan: all work and a spanning tree of ways, shared evenly.

All routes together are paths from the robots' starts, hence a spanning tree once the starts are one node;
the shortest spanning tree is no longer. Anybody can check the figure with a spanning tree of their own.
"""

from __future__ import annotations

import numpy as np

from comuros.planning.fleet.fleet_arrays import NEVER, Fleet, Ints

FAR = 1 << 26


def fleet_bound(fleet: Fleet) -> int:
    """A makespan in ticks that no routes can beat."""
    able = fleet.may.any(axis=1)
    total = int(fleet.cost.min(axis=0).sum()) + shortest_tree(fleet) + int(fleet.ready[able].sum())
    reach = fleet.first[:, fleet.begin] + fleet.cost + fleet.ready[:, None]
    return max(-(-total // max(1, int(able.sum()))), int(reach.min(axis=0).max()))


def tree_ways(fleet: Fleet) -> tuple[Ints, Ints]:
    """Shortest ways between distinct stretches of work, in either direction by any kind, and from any
    start.
    """
    stretches = np.unique(np.stack([fleet.begin, fleet.end], axis=1), axis=0)
    begin, end = stretches[:, 0], stretches[:, 1]
    onward = fleet.legs.min(axis=0)[np.ix_(end, begin)]
    start: Ints = np.minimum(fleet.first[:, begin].min(axis=0), FAR)
    between: Ints = np.minimum(np.minimum(onward, onward.T), FAR)
    return between, start


def shortest_tree(fleet: Fleet) -> int:
    """Ticks of the shortest spanning tree over the starts (one node) and all stretches of work (Prim)."""
    between, nearest = tree_ways(fleet)
    nearest = nearest.copy()
    left = np.ones(len(nearest), dtype=np.bool_)
    total = 0
    for _ in range(len(nearest)):
        node = int(np.where(left, nearest, NEVER).argmin())
        total += int(nearest[node])
        left[node] = False
        nearest = np.minimum(nearest, between[node])
    return total
