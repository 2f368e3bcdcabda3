"""Which commands the plan asks for now: tasks to give to idle robots, barriers to release. Pure; called by
the coordinator.
"""

from __future__ import annotations

from collections.abc import Iterable

from comuros.coordination.approvals import await_approval
from comuros.coordination.barriers import (
    barrier_coalition,
    barrier_of,
    group_of,
    mission_of_barrier,
    revision_given,
    task_of_barrier,
)
from comuros.coordination.belief import Belief
from comuros.coordination.mission_run import MissionRun, TaskRun
from comuros.coordination.passages import may_begin, may_set_out
from comuros.coordination.situation import Situation
from comuros.core.command import Command, ReleaseBarrier, StartTask
from comuros.core.event import BarrierReady, Event
from comuros.core.literal import Atom
from comuros.core.mission import NodeState
from comuros.core.plan import Assignment
from comuros.core.program_text import program_text
from comuros.core.task_status import TaskStatus
from comuros.core.tree import task_edges
from comuros.monitoring.relevance import names_in

_RELEASE_LEAD_S = 0.2


def tasks_to_give(
    run: MissionRun, belief: Belief, now_s: float, *, busy_elsewhere: Iterable[str] = ()
) -> list[StartTask]:
    """A `StartTask` for every robot that is idle and has a next task in the plan, the way to which is free.
    Marks them as given.
    """
    if run.plan is None or run.tree is None:
        return []
    started: list[StartTask] = []
    blocked = {*busy_elsewhere, *run.letting_go}
    for robot in sorted({robot for entry in run.plan.assignments for robot in entry.robots}):
        if robot in blocked or robot in belief.unavailable or run.task_of(robot) is not None:
            continue
        entry = next_assignment(run, robot)
        if entry is not None and may_set_out(run, robot, entry.task_id, now_s):
            started.append(_give(run, belief, entry, robot, now_s))
    return started


def next_assignment(run: MissionRun, robot: str) -> Assignment | None:
    """The first task of a robot's part of the plan that is still owed and that it has not finished itself."""
    if run.plan is None:
        return None
    for entry in run.plan.of_robot(robot):
        task = run.tasks[entry.task_id]
        if task.is_open and task.robots.get(robot) is not TaskStatus.SUCCEEDED:
            return entry
    return None


def barriers_to_release(
    run: MissionRun, now_s: float, *, belief: Belief | None = None
) -> list[ReleaseBarrier]:
    """A release for every barrier at which everybody stands and for which the predecessors are done.

    With a belief, robots learn what those predecessors changed while they waited.
    """
    releases: list[ReleaseBarrier] = []
    for barrier_id, robots in sorted(run.ready.items()):
        task_id = task_of_barrier(barrier_id)
        coalition = barrier_coalition(run, barrier_id)
        if barrier_id in run.released or not robots >= set(coalition):
            continue
        if all(is_due(run, member, now_s) for member in group_of(run, task_id)):
            run.released.add(barrier_id)
            facts = _facts_at(run, barrier_id, belief) if belief is not None else ()
            releases.append(ReleaseBarrier(barrier_id, coalition, now_s + _RELEASE_LEAD_S, facts))
    return releases


def on_barrier_ready(situation: Situation, event: Event) -> list[Command]:
    """A robot stands at a barrier: at one of its coalition's, or at one that a person opens."""
    ready = event.body
    assert isinstance(ready, BarrierReady)
    run = situation.missions.get(mission_of_barrier(ready.barrier_id))
    if run is None or run.is_over:
        return []
    if ready.call:
        coalition = barrier_coalition(run, ready.barrier_id) or (ready.robot,)
        task_id = task_of_barrier(ready.barrier_id)
        return await_approval(situation, run, ready, task_id=task_id, coalition=coalition)
    run.ready.setdefault(ready.barrier_id, set()).add(ready.robot)
    return []


def predecessors_done(run: MissionRun, task_id: str) -> bool:
    """Whether everything that must be done before a task is done (or will never be), by the tree or by the
    plan, which orders more: what a clause asks for, and what would be in each other's way.
    """
    assert run.tree is not None
    earlier = {before for before, after in task_edges(run.tree) if after == task_id}
    planned = {before for before, after in (run.plan.order if run.plan else ()) if after == task_id}
    earlier |= planned.difference(group_of(run, task_id))
    return not any(run.tasks[before].is_open for before in earlier if before in run.tasks)


def is_due(run: MissionRun, task_id: str, now_s: float) -> bool:
    """Whether work on a task may begin; once begun it waits no more for what is used one after the other."""
    free = run.tasks[task_id].started or may_begin(run, task_id, now_s)
    return free and predecessors_done(run, task_id)


def _give(run: MissionRun, belief: Belief, entry: Assignment, robot: str, now_s: float) -> StartTask:
    task = run.tasks[entry.task_id]
    task.revision = revision_given(run, entry.task_id)
    task.robots[robot] = TaskStatus.ACCEPTED
    task.state = NodeState.TRAVELLING if not task.started else NodeState.ACTIVE
    needs_gate = len(barrier_coalition(run, barrier_of(run, entry.task_id))) > 1
    task.gated = needs_gate or not is_due(run, entry.task_id, now_s)
    task.given_s[robot] = now_s
    run.dirty = True
    return StartTask(
        mission_id=run.id,
        revision=task.revision,
        task=task.task,
        robot=robot,
        coalition=entry.robots,
        barrier_id=barrier_of(run, entry.task_id) if task.gated else "",
        facts=_facts_for(task, belief),
        program=program_text(entry.calls) if entry.calls else "",
        keep_out=(
            *(rule for rule in (run.plan.keep_out if run.plan else ()) if rule.robot in entry.robots),
            *entry.keep_out,
        ),
        hold=len(group_of(run, entry.task_id)) > 1,
        checkpoint=task.checkpoints.get(robot, ""),
        stops=tuple(
            stop
            for stop in (run.plan.stops if run.plan else ())
            if (stop.robot, stop.before_task) == (robot, entry.task_id)
        ),
    )


def _facts_for(task: TaskRun, belief: Belief) -> tuple[Atom, ...]:
    """Facts that share a name with the work, or with a fact that does: where things lie, and
    what lies there.
    """
    names = set(names_in(task.task))
    for _ in range(2):
        near = [fact for fact in belief.state.facts if names.intersection(fact.arguments)]
        names.update(name for fact in near for name in fact.arguments if name not in belief.robots)
    return tuple(sorted(fact for fact in belief.state.facts if names.intersection(fact.arguments)))


def _facts_at(run: MissionRun, barrier_id: str, belief: Belief) -> tuple[Atom, ...]:
    """What robots must know afresh where their work begins; nothing new at the later stages of a task."""
    if "#" in barrier_id:
        return ()
    members = group_of(run, task_of_barrier(barrier_id))
    return tuple(sorted({fact for member in members for fact in _facts_for(run.tasks[member], belief)}))
