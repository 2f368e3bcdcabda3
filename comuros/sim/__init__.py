"""The embedded simulator: a pure world of robots, walls and objects on virtual time, and the pacing of its
clock.
"""

from comuros.sim.collision import Collision
from comuros.sim.pacing import Pacing
from comuros.sim.random_faults import random_faults
from comuros.sim.simulation import Simulation

__all__ = ["Collision", "Pacing", "Simulation", "random_faults"]
