"""Hierarchical LTLf: one formula per inner node of a task tree, over the propositions of its children."""

from comuros.spec.hltlf.acceptance import plan_violations, watched
from comuros.spec.hltlf.diagnosis import Finding, FindingKind, contradictions, diagnose
from comuros.spec.hltlf.mission_monitor import Instant, MissionMonitor, prepare_monitors, watch_of
from comuros.spec.hltlf.specification import (
    NodeSpecification,
    Specification,
    specification,
    unsatisfiable_nodes,
)

__all__ = [
    "Finding",
    "FindingKind",
    "Instant",
    "MissionMonitor",
    "NodeSpecification",
    "Specification",
    "contradictions",
    "diagnose",
    "plan_violations",
    "prepare_monitors",
    "specification",
    "unsatisfiable_nodes",
    "watch_of",
    "watched",
]
