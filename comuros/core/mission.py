"""The states a mission goes through and how it ends."""

from __future__ import annotations

from enum import Enum


class MissionState(Enum):
    """Where a mission stands."""

    INTERPRETING = "interpreting"
    ASKING = "asking"
    PLANNING = "planning"
    EXECUTING = "executing"
    REPLANNING = "replanning"
    PAUSED = "paused"
    ENDING = "ending"
    DONE = "done"


class MissionOutcome(Enum):
    """How a mission ended. Instructions about another mission end at once: `ANSWERED` (a question, a stop, a
    cancellation), or `MERGED` once that mission carries out what they asked for.
    """

    SUCCEEDED = "succeeded"
    PREVIEWED = "previewed"
    INFEASIBLE = "infeasible"
    NOT_UNDERSTOOD = "not_understood"
    TIMED_OUT = "timed_out"
    CANCELLED = "cancelled"
    FAILED = "failed"
    STOPPED = "stopped"
    ANSWERED = "answered"
    MERGED = "merged"


class NodeState(Enum):
    """How far a node of the tree is."""

    PENDING = "pending"
    TRAVELLING = "travelling"
    ACTIVE = "active"
    DONE = "done"
    FAILED = "failed"
    ABANDONED = "abandoned"
