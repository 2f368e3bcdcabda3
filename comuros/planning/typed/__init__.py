"""Missions given as published H-LTL over typed, counted, grouped atoms: several robots per leaf, paths
that do not collide.
"""

from comuros.planning.typed.plan_typed import TypedRobot, plan_typed

__all__ = ["TypedRobot", "plan_typed"]
