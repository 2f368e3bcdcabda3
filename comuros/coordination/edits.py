"""A mission's tree, edited while it runs: checked against what has happened, planned, and only then adopted,
so that a change that cannot be planned leaves the mission as it was. Pure.
"""

from __future__ import annotations

from dataclasses import replace

from comuros.coordination.barriers import task_of_barrier
from comuros.coordination.belief import Belief
from comuros.coordination.ending import end_mission
from comuros.coordination.mission_run import MissionRun, TaskRun
from comuros.coordination.situation import Situation
from comuros.core.command import CancelTask, Command, PublishTree
from comuros.core.mission import MissionOutcome, NodeState
from comuros.core.planning_problem import PlanningProblem
from comuros.core.tree import Branch, Node, Relation, TaskTree, class_reason, mission_class
from comuros.spec.hltlf import Specification


def edit_faults(run: MissionRun, tree: TaskTree, spec: Specification) -> tuple[str, ...]:
    """Why the mission as it stands cannot become this tree; empty where it can."""
    new = {task.id: task for task in tree.tasks()}
    faults = [
        f"task {task_id} is not what it was; a changed task needs an id of its own"
        for task_id, task in new.items()
        if task_id in run.tasks and run.tasks[task_id].task != task
    ]
    faults += [f"the id {task_id} was another task's" for task_id in new if task_id in run.retired]
    faults += [
        f"'{task.task.label}' is done already and cannot be taken out"
        for task_id, task in run.tasks.items()
        if task.state is NodeState.DONE and task_id not in new and not _is_half_a_goal(run, task_id)
    ]
    if faults or run.monitor is None:
        return tuple(faults)
    if run.monitor.continued(spec).is_broken:
        return ("what has begun already would have to come later",)
    return ()


def _is_half_a_goal(run: MissionRun, task_id: str) -> bool:
    """Whether a task is only part of a goal that is not reached: whoever takes out the goal takes out all."""
    goal = run.goal_of_part().get(task_id)
    return goal is not None and run.monitor is not None and not run.monitor.is_accepted(goal)


def edited_problem(run: MissionRun, problem: PlanningProblem) -> PlanningProblem:
    """What the planner is asked where a change is pending: the edited tree, with everything that goes on."""
    return problem if run.edit is None else problem.with_tree(run.edit.tree)


def adopt_edit(situation: Situation, run: MissionRun) -> list[Command]:
    """Make the pending change the mission's own; robots whose tasks are gone let go of them. Does nothing
    where none is pending.
    """
    edit = run.edit
    if edit is None:
        return []
    run.edit = None
    gone = [task for task_id, task in run.tasks.items() if task_id not in edit.task_ids]
    cancels = [cancel for task in gone for cancel in _let_go(run, situation.belief, task)]
    if run.monitor is not None:
        run.monitor = run.monitor.continued(edit.specification)
    run.retired.update(task.task.id for task in gone)
    run.tree, run.specification = edit.tree, edit.specification
    run.tasks = {task.id: run.tasks.get(task.id) or TaskRun(task) for task in edit.tree.tasks()}
    _forget(run)
    run.dirty = True
    merged = [
        command
        for mission_id in edit.asked_by
        for command in _end(situation, mission_id, MissionOutcome.MERGED, f"{edit.words} ({run.id})")
    ]
    shown = shown_tree(run.id, edit.tree, edit.specification, asked=_as_asked(run, edit.tree))
    return [shown, *cancels, *merged]


def refuse_edit(situation: Situation, run: MissionRun, reason: str) -> list[Command]:
    """The pending change cannot be carried out: the mission stays what it is, and whoever asked is told."""
    edit = run.edit
    run.edit = None
    asked_by = edit.asked_by if edit is not None else ()
    return [c for m in asked_by for c in _end(situation, m, MissionOutcome.INFEASIBLE, reason)]


def settle_orphans(situation: Situation) -> list[Command]:
    """Changes of a mission that ended before they were adopted end with it."""
    return [
        command
        for run in situation.missions.values()
        if run.merges_into and not run.is_over and situation.missions[run.merges_into].is_over
        for command in end_mission(
            run, MissionOutcome.CANCELLED, "the mission that it changes ended first", situation.now_s
        )
    ]


def shown_tree(
    mission_id: str, tree: TaskTree, spec: Specification, *, asked: TaskTree | None = None
) -> PublishTree:
    """A tree for people to see, with the class of what was asked for where that is another tree."""
    asked = asked or tree
    return PublishTree(mission_id, tree, mission_class(asked).value, class_reason(asked), spec.formulas())


def _as_asked(run: MissionRun, tree: TaskTree) -> TaskTree:
    """The tree with goals whole that one robot reaches in parts: nobody asked for the order of these."""

    def whole(node: Node) -> Node:
        if not isinstance(node, Branch):
            return node
        if node.relation is Relation.SEQUENCE and node.id in run.goals_in_parts:
            return run.goals_in_parts[node.id]
        return replace(node, children=tuple(whole(child) for child in node.children))

    return replace(tree, root=whole(tree.root))


def _forget(run: MissionRun) -> None:
    """Drop what is remembered of tasks that are gone."""
    run.excluded = [entry for entry in run.excluded if entry.task_id in run.tasks]
    run.ready = {b: robots for b, robots in run.ready.items() if task_of_barrier(b) in run.tasks}
    run.released = {b for b in run.released if task_of_barrier(b) in run.tasks}
    run.approvals = {b: entry for b, entry in run.approvals.items() if entry.task_id in run.tasks}


def _let_go(run: MissionRun, belief: Belief, task: TaskRun) -> list[CancelTask]:
    cancels: list[CancelTask] = []
    for robot, status in sorted(task.robots.items()):
        if status.is_final or robot in belief.unreachable:
            continue
        run.letting_go[robot] = task.task.id
        run.disturbed_since_plan.add(robot)
        cancels.append(CancelTask(run.id, task.task.id, robot, "the mission was changed"))
    return cancels


def _end(situation: Situation, mission_id: str, outcome: MissionOutcome, reason: str) -> list[Command]:
    run = situation.missions[mission_id]
    return [] if run.is_over else end_mission(run, outcome, reason, situation.now_s)
