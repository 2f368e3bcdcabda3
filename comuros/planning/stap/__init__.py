"""Missions given as published H-LTL on a grid of cells (STAP form): loaded, planned to proved optimality,
checked.
"""

from comuros.planning.stap.answer import HltlAnswer, HltlObjective
from comuros.planning.stap.checker import check_answer
from comuros.planning.stap.plan_hltl import plan_stap

__all__ = ["HltlAnswer", "HltlObjective", "check_answer", "plan_stap"]
