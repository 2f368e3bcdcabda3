"""The record of one mission under way: everything the coordinator remembers of it between two events."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from comuros.coordination.pending_edit import PendingEdit
from comuros.coordination.recorded_monitor import RecordedMonitor
from comuros.coordination.requests import Approval, Errand
from comuros.core.command import NodeProgress, PublishState, StartTask
from comuros.core.instruction import Instruction
from comuros.core.literal import Atom
from comuros.core.mission import MissionOutcome, MissionState, NodeState
from comuros.core.plan import Plan
from comuros.core.planning_problem import Exclusion
from comuros.core.task import Task
from comuros.core.task_status import TaskStatus
from comuros.core.tree import Branch, Node, Relation, TaskTree, tasks_below
from comuros.monitoring.relevance import MissionView
from comuros.spec.hltlf import Specification

if TYPE_CHECKING:
    from comuros.coordination.examination import Proposal
    from comuros.coordination.leaf_watch import LeafWatch


@dataclass(slots=True)
class TaskRun:
    """One task under way. `robots` maps each robot it was given to, to that robot's last status; times are
    mission-clock seconds.

    `revision` is the plan revision under which it was given last: reports of an earlier one are stale.
    `gated` says that its robots were told to wait at a barrier before they begin.
    `given_s` is when each robot was given it last, `checkpoints` say how far its given program was by its
    last feedback.
    `watch` reads the steps of a formula leaf.
    """

    task: Task
    state: NodeState = NodeState.PENDING
    robots: dict[str, TaskStatus] = field(default_factory=dict)
    progress: float = 0.0
    stage: str = ""
    started: bool = False
    started_s: float = 0.0
    revision: int = 0
    gated: bool = False
    given_s: dict[str, float] = field(default_factory=dict)
    checkpoints: dict[str, str] = field(default_factory=dict)
    watch: LeafWatch | None = None

    @property
    def is_open(self) -> bool:
        """Whether the task is still owed."""
        return self.state not in (NodeState.DONE, NodeState.ABANDONED)

    @property
    def is_given(self) -> bool:
        """Whether robots are on it now."""
        return any(not status.is_final for status in self.robots.values())


@dataclass(slots=True)
class MissionRun:
    """One instruction being carried out. `approvals` are by barrier, `errands` by person, `withheld` starts
    that wait for their program by robot (`composed`: those that did). `letting_go` maps robots that were told
    to drop a task, to that task, until they rest. `edit` is a change that waits for its plan, `retired` are
    tasks earlier ones took out; `goals_in_parts` are goals that became branches, by id. `merges_into` is the
    mission that this instruction changes, `planned_with` the arrangement that the
    latest plan was asked for with, `read_against` the tree that had when the words were read,
    `proposal` what is being examined.
    """

    id: str
    instruction: Instruction
    preview: bool = False
    state: MissionState = MissionState.INTERPRETING
    feedback: list[str] = field(default_factory=list)
    proposal: Proposal | None = None
    examinations: int = 0
    tree: TaskTree | None = None
    specification: Specification | None = None
    monitor: RecordedMonitor | None = None
    plan: Plan | None = None
    revision: int = 0
    tasks: dict[str, TaskRun] = field(default_factory=dict)
    excluded: list[Exclusion] = field(default_factory=list)
    attempts: Counter[tuple[str, str]] = field(default_factory=Counter)
    overruns: Counter[str] = field(default_factory=Counter)
    approvals: dict[str, Approval] = field(default_factory=dict)
    errands: dict[str, Errand] = field(default_factory=dict)
    withheld: dict[str, StartTask] = field(default_factory=dict)
    composed: set[tuple[str, str, int]] = field(default_factory=set)
    letting_go: dict[str, str] = field(default_factory=dict)
    disturbed_since_plan: set[str] = field(default_factory=set)
    ready: dict[str, set[str]] = field(default_factory=dict)
    released: set[str] = field(default_factory=set)
    gathering_since: dict[str, float] = field(default_factory=dict)
    retired: set[str] = field(default_factory=set)
    edit: PendingEdit | None = None
    merges_into: str = ""
    read_against: TaskTree | None = None
    replan_reason: str = ""
    started_s: float = 0.0
    seen_world: frozenset[str] = frozenset()
    awaited_revision: int = 0
    replan_again: bool = False
    plan_at_rest: bool = False
    planned_with: frozenset[Atom | str] = frozenset()
    no_plan_with: frozenset[Atom | str] | None = None
    questions_asked: int = 0
    requests_made: int = 0
    request_id: str = ""
    request_deadline_s: float = 0.0
    outcome: MissionOutcome | None = None
    goals_in_parts: dict[str, Task] = field(default_factory=dict)
    hand_overs_sought: set[tuple[tuple[str, ...], frozenset[Atom]]] = field(default_factory=set)
    hand_over_reason: str = ""
    reason: str = ""
    dirty: bool = True

    @property
    def is_over(self) -> bool:
        """Whether the mission has ended."""
        return self.state is MissionState.DONE

    def adopt_tree(self, tree: TaskTree, spec: Specification) -> None:
        """Take the tree as the mission's own."""
        self.tree = tree
        self.specification = spec
        self.monitor = RecordedMonitor(spec)
        self.tasks = {task.id: TaskRun(task) for task in tree.tasks()}

    def open_tasks(self) -> tuple[TaskRun, ...]:
        """Tasks still owed, in the order of the tree."""
        return tuple(run for run in self.tasks.values() if run.is_open)

    def accepted_tasks(self) -> tuple[str, ...]:
        """Tasks that were done at some time, in the order of the tree: acceptance latches, even where the
        world undid the effect and it is owed again.
        """
        return tuple(
            task for task in self.tasks if self.monitor is not None and self.monitor.is_accepted(task)
        )

    def goal_of_part(self) -> dict[str, str]:
        """For every task that is part of a goal, the id of that goal, the outermost one."""
        above: dict[str, str] = {}
        for node in reversed(list(self.tree.nodes())) if self.tree is not None else ():
            if isinstance(node, Branch) and node.id in self.goals_in_parts:
                above.update(dict.fromkeys((task.id for task in tasks_below(node)), node.id))
        return above

    def given_tasks(self) -> tuple[TaskRun, ...]:
        """Tasks that robots are on now."""
        return tuple(run for run in self.tasks.values() if run.is_given)

    def task_of(self, robot: str) -> TaskRun | None:
        """The task a robot is on now."""
        return next(
            (r for r in self.tasks.values() if robot in r.robots and not r.robots[robot].is_final), None
        )

    def working(self) -> dict[str, str]:
        """Robot → task it is on now."""
        return {
            robot: run.task.id
            for run in self.tasks.values()
            for robot, status in run.robots.items()
            if not status.is_final
        }

    def view(self, *, max_attempts: int) -> MissionView:
        """The mission as relevance judges it."""
        assignments = self.plan.assignments if self.plan else ()
        return MissionView(
            mission_id=self.id,
            open_tasks=tuple(run.task for run in self.open_tasks()),
            done_tasks=tuple(r.task for r in self.tasks.values() if r.state is NodeState.DONE),
            robots_of={entry.task_id: entry.robots for entry in assignments},
            working=self.working(),
            attempts=dict(self.attempts),
            overruns=dict(self.overruns),
            waiting=self.state is MissionState.ASKING,
            max_attempts=max_attempts,
        )

    def progress(self) -> float:
        """Share of the mission done, 0..1, every task counting alike."""
        owed = [run for run in self.tasks.values() if run.state is not NodeState.ABANDONED]
        if not owed:
            return 0.0
        return sum(1.0 if run.state is NodeState.DONE else run.progress for run in owed) / len(owed)

    def shown(self) -> PublishState:
        """Where the mission stands, for people."""
        return PublishState(
            self.id, self.state, self.node_progress(), self.revision, self.progress(), self.reason
        )

    def node_progress(self) -> tuple[NodeProgress, ...]:
        """The state of every node of the tree, parents first."""
        return tuple(self._progress_of(node) for node in self.tree.nodes()) if self.tree else ()

    def _progress_of(self, node: Node) -> NodeProgress:
        if isinstance(node, Task):
            run = self.tasks[node.id]
            done = 1.0 if run.state is NodeState.DONE else run.progress
            entry = self.plan.assignment(node.id) if self.plan else None
            robots = tuple(sorted(run.robots)) or (entry.robots if entry else ())
            return NodeProgress(node.id, run.state, done, robots, run.stage)
        below = [self.tasks[task.id] for task in tasks_below(node)]
        done = sum(1.0 if run.state is NodeState.DONE else run.progress for run in below) / len(below)
        return NodeProgress(node.id, self._branch_state(node, below), done)

    def _branch_state(self, node: Branch, below: list[TaskRun]) -> NodeState:
        if self.monitor is not None and self.monitor.is_accepted(node.id):
            return NodeState.DONE
        if all(run.state is NodeState.ABANDONED for run in below):
            return NodeState.ABANDONED
        return NodeState.ACTIVE if any(run.started or run.is_given for run in below) else NodeState.PENDING


def together_groups(tree: TaskTree) -> dict[str, tuple[str, ...]]:
    """Task id → ids of all tasks that share its outermost `together` node; a task outside any is its own
    group.
    """
    groups: dict[str, tuple[str, ...]] = {task.id: (task.id,) for task in tree.tasks()}
    for node in reversed(list(tree.nodes())):
        if isinstance(node, Branch) and node.relation is Relation.TOGETHER:
            members = tuple(task.id for task in tasks_below(node))
            groups.update(dict.fromkeys(members, members))
    return groups
