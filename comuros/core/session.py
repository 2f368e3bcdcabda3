"""What a session remembers: what was said before, the mission under way, and the team as it stands. The
coordinator tells it, interpreters read it.
"""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.mission import MissionState, NodeState
from comuros.core.robot import RobotStatus
from comuros.core.tree import TaskTree


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier instruction of the same session and the tree that was made of it; `outcome` says how it
    ended, "" while it runs.
    """

    text: str
    tree: TaskTree | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """How far a task is, who is on it or planned for it, and whether work on it has begun."""

    task_id: str
    state: NodeState
    robots: tuple[str, ...] = ()
    started: bool = False
    stage: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.state not in (NodeState.DONE, NodeState.ABANDONED)


@dataclass(frozen=True, slots=True)
class ActiveMission:
    """The mission under way, that a follow-up may change. `tasks` stand in the order of the tree; `retired`
    are ids of tasks that earlier edits took out.
    """

    mission_id: str
    text: str
    tree: TaskTree
    state: MissionState
    tasks: tuple[TaskStanding, ...]
    retired: tuple[str, ...] = ()

    def standing(self, task_id: str) -> TaskStanding:
        """How far a task of the tree is."""
        return next(task for task in self.tasks if task.task_id == task_id)


@dataclass(frozen=True, slots=True)
class Session:
    """What a follow-up may refer to. `unavailable` pairs robots with the reason why nothing is planned for
    them; `history` is oldest first.
    """

    history: tuple[Exchange, ...] = ()
    active: ActiveMission | None = None
    team: tuple[RobotStatus, ...] = ()
    unavailable: tuple[tuple[str, str], ...] = ()
