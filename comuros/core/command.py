"""Commands: everything the coordinator wants done. Workers and robots carry them out; the coordinator itself
does no I/O.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from comuros.core.instruction import Instruction, ProposedFormula
from comuros.core.keep_out import KeepOut
from comuros.core.literal import Atom
from comuros.core.mission import MissionOutcome, MissionState, NodeState
from comuros.core.plan import ChargingStop, Plan, PlanDiff
from comuros.core.planning_problem import PlanningProblem
from comuros.core.session import Session
from comuros.core.task import Task
from comuros.core.tree import TaskTree
from comuros.core.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Interpret:
    """Have an interpreter turn the instruction into a tree; `feedback` are the reasons why earlier proposals
    were sent back, `session` is what the instruction may refer to.
    """

    mission_id: str
    instruction: Instruction
    feedback: tuple[str, ...] = ()
    session: Session = field(default_factory=Session)


@dataclass(frozen=True, slots=True)
class ExamineTree:
    """Have a proposed tree examined before it is adopted: its words, whether any course of events can meet
    it, the `formulas` proposed with it. `number` counts the mission's examinations; the answer carries it.
    """

    mission_id: str
    number: int
    tree: TaskTree
    formulas: tuple[ProposedFormula, ...] = ()


@dataclass(frozen=True, slots=True)
class MakePlan:
    """Have the planner answer the problem; the answer carries the problem's revision."""

    problem: PlanningProblem


@dataclass(frozen=True, slots=True)
class ComposeProgram:
    """Have a model write the program with which `robots` carry out a task; the answer is an event for this
    robot's start of that revision.
    """

    mission_id: str
    revision: int
    task: Task
    robot: str
    robots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindHandOver:
    """Have goal planning look for calls of several robots that reach the goals nobody reaches alone.

    `sought` are hand-overs that the tree has already: the branch's id, and the goal it is for.
    """

    problem: PlanningProblem
    sought: tuple[tuple[str, Task], ...] = ()


@dataclass(frozen=True, slots=True)
class StartTask:
    """Give a task to one robot. It approaches at once and works when barrier `barrier_id` is released (""
    means at once).

    `coalition` names all robots of the task. `facts` are ground atoms the robot cannot know by itself (where
    objects lie, who holds what): it composes from them and from what it knows of itself, so an interrupted
    task goes on from where it stood. `program` is run instead of one the agent composes, checked all the
    same. With `hold` the robot, its calls made, keeps its place and its grip until the barrier
    `<barrier_id>#hold` is released: roles of a `together` node end in one instant. `keep_out` says where the
    robots of the coalition must not go meanwhile; `checkpoint` is from the last report of an interrupted run
    of the same program. At `stops` the robot charges before it approaches.
    """

    mission_id: str
    revision: int
    task: Task
    robot: str
    coalition: tuple[str, ...]
    barrier_id: str = ""
    deadline_s: float = 0.0
    facts: tuple[Atom, ...] = ()
    program: str = ""
    hold: bool = False
    keep_out: tuple[KeepOut, ...] = ()
    checkpoint: str = ""
    stops: tuple[ChargingStop, ...] = ()


@dataclass(frozen=True, slots=True)
class CancelTask:
    """Take a task from one robot; it comes to rest and keeps what it holds."""

    mission_id: str
    task_id: str
    robot: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReleaseBarrier:
    """Let a coalition begin its work, at mission-clock time `at_s`.

    `facts` are those of `StartTask` as they stand now: while robots waited, predecessors changed the world.
    """

    barrier_id: str
    coalition: tuple[str, ...]
    at_s: float
    facts: tuple[Atom, ...] = ()


@dataclass(frozen=True, slots=True)
class AbortBarrier:
    """Tell a coalition to give up together."""

    barrier_id: str
    coalition: tuple[str, ...]
    reason: str


class RequestKind(Enum):
    """What a person is asked for: an answer, leave for a skill, or work of their own."""

    QUESTION = "question"
    APPROVAL = "approval"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class AskHuman:
    """Ask a person; an answer comes back as a `HumanAnswered` event, or the deadline (mission-clock seconds)
    passes. `person` names who is asked, "" for anybody; `task` is the work a person is asked for.
    """

    mission_id: str
    request_id: str
    question: str
    choices: tuple[str, ...] = ()
    deadline_s: float = 0.0
    kind: RequestKind = RequestKind.QUESTION
    person: str = ""
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class CloseRequest:
    """Nobody waits for the answer to a request any more."""

    mission_id: str
    request_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class PublishTree:
    """Show the task tree, the class with its reason, and the formula of each node as (node
    id, text) pairs.
    """

    mission_id: str
    tree: TaskTree
    mission_class: str
    class_reason: str
    formulas: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PublishPlan:
    """Show an accepted plan; `diff` and `replan_latency_s` are None and 0 for the first revision."""

    plan: Plan
    diff: PlanDiff | None
    replan_latency_s: float = 0.0
    replan_reason: str = ""


@dataclass(frozen=True, slots=True)
class PublishVerdict:
    """Show a verdict."""

    verdict: Verdict


@dataclass(frozen=True, slots=True)
class NodeProgress:
    """State of one node, its progress 0..1, and who works on it."""

    node_id: str
    state: NodeState
    progress: float = 0.0
    robots: tuple[str, ...] = ()
    stage: str = ""


@dataclass(frozen=True, slots=True)
class PublishState:
    """Show where a mission stands."""

    mission_id: str
    state: MissionState
    nodes: tuple[NodeProgress, ...]
    revision: int
    progress: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class LetTeamMove:
    """Take back the stop or pause of the whole team, as `resume_all` does: a person said to go on. The
    missions go on when that is seen to have happened.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class EndMission:
    """A mission is over. `makespan_s` counts from acceptance of the instruction's first plan; `revisions`
    counts plans.
    """

    mission_id: str
    outcome: MissionOutcome
    reason: str
    makespan_s: float = 0.0
    revisions: int = 0


Command = (
    Interpret
    | ExamineTree
    | MakePlan
    | FindHandOver
    | ComposeProgram
    | StartTask
    | CancelTask
    | ReleaseBarrier
    | AbortBarrier
    | AskHuman
    | CloseRequest
    | PublishTree
    | PublishPlan
    | PublishVerdict
    | PublishState
    | LetTeamMove
    | EndMission
)
