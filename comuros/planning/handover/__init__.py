"""Goals that no crew reaches by methods: several robots' skill calls found by a classical planner, as a
partial order.
"""

from comuros.planning.handover.goal_planner import HandOver, plan_goal
from comuros.planning.handover.widening import hand_overs, widened

__all__ = ["HandOver", "hand_overs", "plan_goal", "widened"]
