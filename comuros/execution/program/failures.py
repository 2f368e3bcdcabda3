"""The failures a skill program may name after `except`, and the cause codes each of them catches."""

from __future__ import annotations

from comuros.core.task_status import Cause

ANY_FAILURE = "SkillFailure"

# A program can neither catch a cancel or a stop nor outlive a lost peer.
_NEVER_CAUGHT = (Cause.NONE, Cause.CANCELLED, Cause.STOPPED, Cause.PEER_LOST)

CATCHABLE: tuple[Cause, ...] = tuple(cause for cause in Cause if cause not in _NEVER_CAUGHT)


def failure_name(cause: Cause) -> str:
    """The name of a cause in programs: `grasp_failed` is `GraspFailed`."""
    return "".join(part.capitalize() for part in cause.value.split("_"))


FAILURES: dict[str, tuple[Cause, ...]] = {
    ANY_FAILURE: CATCHABLE,
    **{failure_name(cause): (cause,) for cause in CATCHABLE},
}
