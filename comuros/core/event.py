"""Events: everything that reaches the coordinator. Detectors, agents, workers and people make them; the
journal keeps them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from comuros.core.geometry import Pose
from comuros.core.instruction import Interpretation
from comuros.core.interleaving import Interleaving
from comuros.core.plan import PlanningOutcome
from comuros.core.robot import RobotStatus
from comuros.core.task_status import Cause, TaskStatus
from comuros.core.tree import TaskTree


class EventKind(Enum):
    """Closed list of what can be observed."""

    INSTRUCTION_GIVEN = "instruction_given"
    MISSION_CANCELLED = "mission_cancelled"
    STOP_PRESSED = "stop_pressed"
    RESUMED = "resumed"
    HUMAN_ANSWERED = "human_answered"
    INTERPRETED = "interpreted"
    TREE_EXAMINED = "tree_examined"
    PLANNED = "planned"
    HAND_OVER_FOUND = "hand_over_found"
    PROGRAM_COMPOSED = "program_composed"
    TASK_REPORTED = "task_reported"
    ROBOT_REPORTED = "robot_reported"
    ROBOT_JOINED = "robot_joined"
    BARRIER_READY = "barrier_ready"
    OBJECT_SEEN = "object_seen"
    TASK_FAILED = "task_failed"
    TASK_OVERRUN = "task_overrun"
    ROBOT_SILENT = "robot_silent"
    ROBOT_BACK = "robot_back"
    OBJECT_DROPPED = "object_dropped"
    OBJECT_MOVED = "object_moved"
    BATTERY_LOW = "battery_low"


@dataclass(frozen=True, slots=True)
class InstructionGiven:
    """A person said something, or a programme handed over a tree. `preview` plans without moving anything."""

    text: str
    tree: TaskTree | None = None
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Interpreted:
    """The answer to an `Interpret` command."""

    interpretation: Interpretation
    wall_s: float = 0.0


@dataclass(frozen=True, slots=True)
class TreeExamined:
    """The answer to the `ExamineTree` command of that number: what is wrong with the tree, in words; empty
    where nothing is.
    """

    number: int
    faults: tuple[str, ...] = ()
    wall_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Planned:
    """The answer to a `MakePlan` command for that revision; `wall_s` is the planning latency in seconds.

    Where an `interleaving` is given, its plan is better than that of the outcome.
    """

    revision: int
    outcome: PlanningOutcome
    wall_s: float = 0.0
    interleaving: Interleaving | None = None


@dataclass(frozen=True, slots=True)
class ProgramComposed:
    """The answer to a `ComposeProgram` command: a checked program, or "" and why there is none; then the
    robot composes by methods.
    """

    task_id: str
    robot: str
    revision: int
    program: str = ""
    reason: str = ""
    wall_s: float = 0.0


@dataclass(frozen=True, slots=True)
class HandOverFound:
    """The answer to a `FindHandOver` command for that revision: the mission's tree with the goals concerned
    as branches of calls, None where there is no hand-over.
    """

    revision: int
    tree: TaskTree | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TaskReported:
    """What a robot says of a task: status, share done (0..1), the stage in words, the skill calls finished so
    far, and how far a program is that came with it.
    """

    task_id: str
    robot: str
    revision: int
    status: TaskStatus
    progress: float = 0.0
    stage: str = ""
    cause: Cause = Cause.NONE
    message: str = ""
    calls_done: int = 0
    checkpoint: str = ""


@dataclass(frozen=True, slots=True)
class BarrierReady:
    """A robot stands at a barrier and waits for its coalition or for its predecessors; where `call` is given,
    for a person's approval of that skill call.
    """

    barrier_id: str
    robot: str
    call: str = ""


@dataclass(frozen=True, slots=True)
class ObjectSeen:
    """Where an object is, as perceived: lying at `location` (a place or object) or held by robots; both empty
    means on the floor.
    """

    object: str
    pose: Pose
    location: str = ""
    held_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HumanAnswered:
    """A person's answer to a request."""

    request_id: str
    answer: str


EventBody = (
    InstructionGiven
    | Interpreted
    | TreeExamined
    | Planned
    | HandOverFound
    | ProgramComposed
    | TaskReported
    | RobotStatus
    | BarrierReady
    | ObjectSeen
    | HumanAnswered
    | None
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something observed. `subjects` are names of robots, tasks, objects or places; `evidence` is for people
    to read.

    `mission_id` is "" where the event concerns no particular mission. `time_s` is mission-clock time;
    `confidence` is 0..1.
    """

    kind: EventKind
    source: str
    time_s: float
    subjects: tuple[str, ...] = ()
    evidence: str = ""
    confidence: float = 1.0
    mission_id: str = ""
    id: str = ""
    body: EventBody = None
