"""What is known of one mission, folded from what a client saw. Panels, line log and summary read it; it
draws nothing.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from comuros.core.command import EndMission, NodeProgress, PublishPlan, PublishState, PublishTree
from comuros.core.event import Event
from comuros.core.mission import MissionState
from comuros.core.robot import RobotStatus
from comuros.core.verdict import Verdict
from comuros.nodes.mission_seen import QuestionSeen, Seen, StateSeen, TreeSeen

_NOTES_KEPT = 200
# In these a note says what is waited for; elsewhere questions and endings have lines of their own.
_WAITS = (MissionState.PLANNING, MissionState.EXECUTING)


@dataclass(frozen=True, slots=True)
class Note:
    """A line for people: what happened or was decided, at which second of the mission. `kind` chooses its
    colour.
    """

    time_s: float
    kind: str
    text: str


@dataclass(slots=True)
class Picture:
    """One mission and its team. `events` are those that wait for their verdict, by id."""

    instruction: str
    mission_id: str = ""
    tree: PublishTree | None = None
    plans: list[PublishPlan] = field(default_factory=list)
    state: PublishState | None = None
    end: EndMission | None = None
    elapsed_s: float = 0.0
    robots: dict[str, RobotStatus] = field(default_factory=dict)
    notes: deque[Note] = field(default_factory=lambda: deque(maxlen=_NOTES_KEPT))
    relevant: int = 0
    ignored: int = 0
    question: QuestionSeen | None = None
    events: dict[str, Event] = field(default_factory=dict)

    def see(self, seen: Seen) -> None:
        """Fold in one sighting; those of other missions change nothing."""
        if isinstance(seen, RobotStatus):
            self.robots[seen.robot] = seen
        elif isinstance(seen, Event):
            self.events[seen.id] = seen
        elif isinstance(seen, StateSeen):
            self._see_state(seen)
        elif isinstance(seen, TreeSeen):
            if self._is_mine(seen.tree.mission_id, seen.instruction):
                self.tree = seen.tree
        elif isinstance(seen, PublishPlan):
            self._see_plan(seen)
        elif isinstance(seen, Verdict):
            self._see_verdict(seen)
        elif self._is_mine(seen.question.mission_id):
            self.question = None if seen.closed else seen
            if not seen.closed:
                self.note("question", seen.question.question)

    def note(self, kind: str, text: str) -> None:
        """Add a line."""
        self.notes.append(Note(self.elapsed_s, kind, text))

    def progress(self, node_id: str) -> NodeProgress | None:
        """How far a node is, None before anything was said of it."""
        nodes = self.state.nodes if self.state else ()
        return next((node for node in nodes if node.node_id == node_id), None)

    @property
    def plan(self) -> PublishPlan | None:
        """The plan in force."""
        return self.plans[-1] if self.plans else None

    @property
    def replans(self) -> list[PublishPlan]:
        """Every plan after the first."""
        return self.plans[1:]

    def _is_mine(self, mission_id: str, instruction: str = "") -> bool:
        if not self.mission_id and instruction == self.instruction:
            self.mission_id = mission_id
        return mission_id == self.mission_id

    def _see_state(self, seen: StateSeen) -> None:
        if not self._is_mine(seen.state.mission_id, seen.instruction):
            return
        if seen.state.state in _WAITS and seen.state.note:
            told = self.state.note if self.state else ""
            if seen.state.note != told:
                self.note("mission", seen.state.note)
        self.state = seen.state
        self.elapsed_s = max(self.elapsed_s, seen.makespan_s)
        self.end = seen.end

    def _see_plan(self, seen: PublishPlan) -> None:
        if not self._is_mine(seen.plan.mission_id):
            return
        self.plans.append(seen)
        certificate = seen.plan.certificate
        bound = f"makespan {certificate.makespan_s:.1f} s, bound {certificate.lower_bound_s:.1f} s"
        if seen.diff is None:
            self.note("plan", f"plan 1: {bound}")
        else:
            undisturbed = f"{seen.diff.undisturbed_share:.0%} of working robots undisturbed"
            text = f"plan {seen.plan.revision} after {seen.replan_latency_s:.2f} s: {bound}, {undisturbed}"
            self.note("plan", text)

    def _see_verdict(self, seen: Verdict) -> None:
        if seen.mission_id and not self._is_mine(seen.mission_id):
            return
        if not seen.relevant:
            self.ignored += 1
            return
        self.relevant += 1
        event = self.events.get(seen.event_id)
        if event is not None:
            self.note(
                "event", f"{event.kind.value.replace('_', ' ')}: {', '.join(event.subjects)} {event.evidence}"
            )
        self.note("verdict", f"{seen.response.value}: {seen.reason}")
