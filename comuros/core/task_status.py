"""How a task ends on a robot, and the cause codes of failure. Agents report them; monitoring judges them."""

from __future__ import annotations

from enum import Enum


class TaskStatus(Enum):
    """The life of a task on one robot: it travels to the start (approaching), may wait at a barrier, works
    (running), ends.
    """

    ACCEPTED = "accepted"
    APPROACHING = "approaching"
    RUNNING = "running"
    WAITING = "waiting"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will be reported."""
        return self in (TaskStatus.SUCCEEDED, TaskStatus.FAILED, TaskStatus.CANCELLED)


class Cause(Enum):
    """Why a task or skill did not succeed."""

    NONE = "none"
    UNREACHABLE = "unreachable"
    GRASP_FAILED = "grasp_failed"
    OBJECT_MISSING = "object_missing"
    OBJECT_DROPPED = "object_dropped"
    BLOCKED = "blocked"
    BATTERY = "battery"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    STOPPED = "stopped"
    UNANSWERED = "unanswered"
    PEER_LOST = "peer_lost"
    PRECONDITION = "precondition"
    SKILL_FAILED = "skill_failed"
