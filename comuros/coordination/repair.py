"""From a mission as it stands to the problem a planner is asked, and from its answer back into the mission.
Pure.
"""

from __future__ import annotations

from collections.abc import Iterable

from comuros.coordination.belief import Belief
from comuros.coordination.dispatch import predecessors_done
from comuros.coordination.mission_run import MissionRun, TaskRun, together_groups
from comuros.core.command import CancelTask
from comuros.core.mission import NodeState
from comuros.core.plan import Plan, PlanDiff, diff_plans
from comuros.core.planning_problem import Exclusion, PlanningProblem, RunningTask
from comuros.core.scenario import Scenario
from comuros.core.task import FormulaGoal
from comuros.core.verdict import Response, Verdict


def planning_problem(
    run: MissionRun, belief: Belief, scenario: Scenario, *, now_s: float, time_limit_s: float, seed: int
) -> PlanningProblem:
    """What the planner is asked for the mission's next revision."""
    assert run.tree is not None
    return PlanningProblem(
        mission_id=run.id,
        revision=run.revision + 1,
        tree=run.tree,
        state=belief.state,
        team=belief.planning_team(),
        now_s=now_s - run.started_s if run.plan else 0.0,
        done=_ids(run, NodeState.DONE),
        abandoned=_ids(run, NodeState.ABANDONED),
        running=tuple(_running(run, task, scenario) for task in run.given_tasks() if task.started),
        committed=tuple((t.task.id, _robots_of(run, t)) for t in run.given_tasks() if not t.started),
        excluded=tuple(run.excluded),
        spots=belief.spots,
        previous=run.plan,
        time_limit_s=time_limit_s,
        seed=seed,
    )


def take_back_failed_work(run: MissionRun, belief: Belief, verdict: Verdict) -> list[CancelTask]:
    """Make the judged tasks plannable again: stop what still runs of them, reopen what was undone, exclude
    who failed.

    A coalition is given up together; robots on other tasks are not touched. A task given but not begun stays
    where it is after a mere repair: the new plan says whether it still begins at the same place.
    """
    cancels: list[CancelTask] = []
    run.excluded += (new for task_id in verdict.tasks for new in _new_exclusions(run, task_id, verdict))
    for task_id in _with_their_coalitions(run, verdict.tasks):
        task = run.tasks[task_id]
        if verdict.response is Response.REPAIR and task.is_given and not task.started:
            continue
        for robot, status in sorted(task.robots.items()):
            if not status.is_final and robot not in belief.unreachable:
                run.letting_go[robot] = task_id
                run.disturbed_since_plan.add(robot)
                cancels.append(CancelTask(run.id, task_id, robot, verdict.reason))
        _reopen(task)
    run.dirty = True
    return cancels


def _reopen(task: TaskRun) -> None:
    """Nobody is on it and nothing of it is done."""
    task.robots.clear()
    task.progress = 0.0
    task.stage = ""
    task.state = NodeState.PENDING


def _with_their_coalitions(run: MissionRun, task_ids: Iterable[str]) -> tuple[str, ...]:
    """Tasks of a `together` node are given up together, as long as the node is not done."""
    assert run.tree is not None
    groups = together_groups(run.tree)
    judged = dict.fromkeys(task_ids)
    partners = (other for task_id in judged for other in groups[task_id] if run.tasks[other].is_open)
    return tuple({**judged, **dict.fromkeys(partners)})


def adopt_plan(run: MissionRun, plan: Plan, now_s: float) -> tuple[PlanDiff | None, list[CancelTask]]:
    """Make a planner's answer the mission's plan: the difference to the old one, and what robots must let go.
    Who is on the way already sets out now, as the plan has it.
    """
    old, working = run.plan, set(run.working())
    cancels = _take_back_moved_work(run, plan)
    for task in run.given_tasks():
        task.given_s.update(dict.fromkeys(task.robots, now_s))
    disturbed = {*(cancel.robot for cancel in cancels), *run.disturbed_since_plan}
    run.disturbed_since_plan.clear()
    for task_id in plan.not_chosen:
        if not run.tasks[task_id].started:
            run.tasks[task_id].state = NodeState.ABANDONED
    run.plan = plan
    run.revision = plan.revision
    run.dirty = True
    if old is None:
        return None, cancels
    done = _ids(run, NodeState.DONE)
    return diff_plans(old, plan, done=done, working=working | disturbed, disturbed=disturbed), cancels


def _take_back_moved_work(run: MissionRun, plan: Plan) -> list[CancelTask]:
    cancels: list[CancelTask] = []
    for task in run.given_tasks():
        aborted = task.task.id in plan.aborted
        reason = (
            "the repaired plan has it done anew" if aborted else "the repaired plan gives the task to others"
        )
        for robot, status in sorted(task.robots.items()):
            if not status.is_final and (aborted or not _goes_on(run, task, robot, plan)):
                run.letting_go[robot] = task.task.id
                cancels.append(CancelTask(run.id, task.task.id, robot, reason))
                del task.robots[robot]
        if aborted:
            _reopen(task)
    return cancels


def _goes_on(run: MissionRun, task: TaskRun, robot: str, plan: Plan) -> bool:
    """Whether a robot keeps the task it is on: work once begun if it is still its own, else only what comes
    next, begins where it did, and waits at a barrier if others now come first.
    """
    owed = [entry for entry in plan.of_robot(robot) if run.tasks[entry.task_id].is_open]
    if task.started:
        return any(entry.task_id == task.task.id for entry in owed)
    if not task.gated and not predecessors_done(run, task.task.id):
        return False
    old = run.plan.assignment(task.task.id) if run.plan else None
    return bool(owed and old) and (owed[0].task_id, owed[0].start) == (task.task.id, old.start if old else "")


def _new_exclusions(run: MissionRun, task_id: str, verdict: Verdict) -> list[Exclusion]:
    known = {(entry.task_id, entry.robot) for entry in run.excluded}
    return [
        Exclusion(task_id, robot, verdict.reason)
        for robot in verdict.excluded
        if (task_id, robot) not in known
    ]


def _running(run: MissionRun, task: TaskRun, scenario: Scenario) -> RunningTask:
    entry = run.plan.assignment(task.task.id) if run.plan else None
    planned_s = entry.end_s - entry.start_s if entry else 0.0
    robots, left_s = _robots_of(run, task), max(1.0, planned_s * (1.0 - task.progress))
    return RunningTask(task.task.id, robots, left_s, _abort_price_s(task, robots, scenario))


def _abort_price_s(task: TaskRun, robots: tuple[str, ...], scenario: Scenario) -> float | None:
    """What stopping the task must gain, None where it has to go on: a person is not told to stop for a gain,
    and what a formula has seen of its robot's trace is not undone.
    """
    by_people = any(scenario.robot(robot).is_human for robot in robots)
    return None if by_people or isinstance(task.task.work, FormulaGoal) else scenario.abort_price_s


def _robots_of(run: MissionRun, task: TaskRun) -> tuple[str, ...]:
    """Everybody the task is planned for, also those who have not been given it yet."""
    entry = run.plan.assignment(task.task.id) if run.plan else None
    given = tuple(sorted(robot for robot, status in task.robots.items() if not status.is_final))
    return entry.robots if entry and set(given) < set(entry.robots) else given


def _ids(run: MissionRun, state: NodeState) -> tuple[str, ...]:
    return tuple(task_id for task_id, task in run.tasks.items() if task.state is state)
