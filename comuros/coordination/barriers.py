"""Names of the barriers at which a mission's tasks begin, and who waits there."""

from __future__ import annotations

from comuros.coordination.mission_run import MissionRun, together_groups

HOLD_STAGE = "#hold"


def group_of(run: MissionRun, task_id: str) -> tuple[str, ...]:
    """The tasks that start together with this one, itself among them."""
    assert run.tree is not None
    return together_groups(run.tree)[task_id]


def barrier_of(run: MissionRun, task_id: str) -> str:
    """The id of the barrier at which work on a task waits: one per group of tasks that start together, and
    plan revision.
    """
    return f"{run.id}/{group_of(run, task_id)[0]}/{revision_given(run, task_id)}"


def revision_given(run: MissionRun, task_id: str) -> int:
    """The plan revision under which a group was first given: members that join it later wait
    at its barrier.
    """
    members = (run.tasks[member] for member in group_of(run, task_id))
    return min((member.revision for member in members if member.is_given), default=run.revision)


def mission_of_barrier(barrier_id: str) -> str:
    """The mission a barrier id was made for."""
    return barrier_id.split("/", 1)[0]


def task_of_barrier(barrier_id: str) -> str:
    """The task a barrier id was made for; ids of later stages of the same task end in `#stage`."""
    return barrier_id.split("#", 1)[0].rsplit("/", 2)[1]


def barrier_coalition(run: MissionRun, barrier_id: str) -> tuple[str, ...]:
    """Everybody who waits at a barrier: the robots of all tasks of the group where it begins and where it
    holds, or of the one task for its other stages.
    """
    task_id = task_of_barrier(barrier_id)
    if run.plan is None:
        return ()
    if "#" in barrier_id and not barrier_id.endswith(HOLD_STAGE):
        entry = run.plan.assignment(task_id)
        return entry.robots if entry else ()
    entries = [run.plan.assignment(member) for member in group_of(run, task_id)]
    return tuple(sorted({robot for entry in entries if entry for robot in entry.robots}))
