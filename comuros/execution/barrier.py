"""Team barriers: who must be ready before a coalition goes on. Pure and immutable; used by whoever releases
barriers.

The id a task was started with is where its work begins; `MISSION/TASK/REVISION#1`, `…#2` stand before the
team skills of a several-robot task, and `…#done` is where its coalition holds until all members are done.
At `…#approval1`, `…#approval2` a person lets a skill call go on. `#hold` of the first barrier of a group of
tasks is where each of its robots, done itself, keeps place and grip until the group may end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from comuros.core.errors import InputError

DONE_MARK = "done"
HOLD_MARK = "hold"
_APPROVAL_MARK = "approval"


def stage_barrier_id(barrier_id: str, mark: int | str) -> str:
    """The id of a barrier within a task: before its team call number `mark`, or `DONE_MARK`."""
    return f"{barrier_id}#{mark}"


def approval_barrier_id(barrier_id: str, number: int) -> str:
    """The id of the barrier at which a person lets call `number` of those that need approval go on."""
    return stage_barrier_id(barrier_id, f"{_APPROVAL_MARK}{number}")


def awaits_approval(barrier_id: str) -> bool:
    """Whether a person, and not a coalition, opens this barrier."""
    return barrier_id.rpartition("#")[2].startswith(_APPROVAL_MARK) and "#" in barrier_id


def base_barrier_id(barrier_id: str) -> str:
    """The id the task was started with."""
    return barrier_id.rsplit("#", 1)[0]


class BarrierState(Enum):
    """The life of a barrier; it leaves `GATHERING` once and for all."""

    GATHERING = "gathering"
    RELEASED = "released"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True)
class Barrier:
    """A barrier as it stands. `deadline_s` is mission-clock time, 0 for none; `at_s` is when its release
    takes effect.
    """

    id: str
    coalition: tuple[str, ...]
    deadline_s: float = 0.0
    ready: frozenset[str] = frozenset()
    state: BarrierState = BarrierState.GATHERING
    at_s: float = 0.0
    reason: str = ""

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """Members that are not ready, in the coalition's order."""
        return tuple(robot for robot in self.coalition if robot not in self.ready)

    @property
    def is_complete(self) -> bool:
        """Whether everybody is ready."""
        return not self.waiting_for

    def with_ready(self, robot: str) -> Barrier:
        """The barrier once this robot is ready; saying so twice changes nothing.

        Raises:
            InputError: the robot is not a member.
        """
        if robot not in self.coalition:
            raise InputError(
                f"{robot!r} is not a member of barrier {self.id!r}; expected {', '.join(self.coalition)}"
            )
        return replace(self, ready=self.ready | {robot})

    def released(self, *, at_s: float) -> Barrier:
        """The barrier with its coalition let go at `at_s`; an aborted barrier stays aborted."""
        if self.state is not BarrierState.GATHERING:
            return self
        return replace(self, state=BarrierState.RELEASED, at_s=at_s)

    def aborted(self, *, reason: str) -> Barrier:
        """The barrier with its coalition told to give up, also after its release."""
        return (
            self
            if self.state is BarrierState.ABORTED
            else replace(self, state=BarrierState.ABORTED, reason=reason)
        )

    def tick(self, now_s: float) -> Barrier:
        """Complete barriers are released, those past their deadline aborted with the missing named."""
        if self.state is not BarrierState.GATHERING:
            return self
        if self.is_complete:
            return self.released(at_s=now_s)
        if self.deadline_s and now_s >= self.deadline_s:
            return self.aborted(reason=f"{', '.join(self.waiting_for)} did not come in time")
        return self
