"""START HERE: the mission state machine. Events and time go in, commands come out.

    instruction ─ Interpret ─▶ tree ─ ExamineTree ─▶ specification ─ MakePlan ─▶ plan ─ StartTask ─▶ robots
         ▲                                                                                            │
         └────────── a question to the person ◀── verdict ◀── what robots and detectors report ───────┘

No I/O, no clock, no threads, no ROS: whatever takes time is a command, its result an event, and a result for
a stale revision is discarded. So a mission replays from its journal, decision for decision. Each arrow is a
module of `comuros/coordination/`.
"""

from __future__ import annotations

from collections.abc import Callable

from comuros.coordination import people
from comuros.coordination.approvals import expire_approvals
from comuros.coordination.belief import Belief
from comuros.coordination.detection import on_detected, on_object_seen, on_robot_report, on_task_report
from comuros.coordination.dispatch import barriers_to_release, on_barrier_ready, tasks_to_give
from comuros.coordination.edits import settle_orphans
from comuros.coordination.ending import end_finished, end_mission, is_at_rest
from comuros.coordination.interruption import is_held, on_cancel, on_resume, on_stop
from comuros.coordination.late_partners import give_up_waiting
from comuros.coordination.mission_run import MissionRun
from comuros.coordination.planning import make_plan, on_hand_over_found, on_planned
from comuros.coordination.programs import on_composed, withhold
from comuros.coordination.proposals import on_instruction, on_interpreted, on_tree_examined
from comuros.coordination.questions import expire_questions, on_answer
from comuros.coordination.second_try import try_again
from comuros.coordination.situation import CoordinatorSettings, Situation
from comuros.core.command import Command
from comuros.core.event import Event, EventKind
from comuros.core.mission import MissionState
from comuros.core.scenario import Scenario

__all__ = ["Coordinator", "CoordinatorSettings"]

_HANDLERS: dict[EventKind, Callable[[Situation, Event], list[Command]]] = {
    EventKind.INSTRUCTION_GIVEN: on_instruction,
    EventKind.INTERPRETED: on_interpreted,
    EventKind.TREE_EXAMINED: on_tree_examined,
    EventKind.HUMAN_ANSWERED: on_answer,
    EventKind.PLANNED: on_planned,
    EventKind.PROGRAM_COMPOSED: on_composed,
    EventKind.HAND_OVER_FOUND: on_hand_over_found,
    EventKind.TASK_REPORTED: on_task_report,
    EventKind.BARRIER_READY: on_barrier_ready,
    EventKind.ROBOT_REPORTED: on_robot_report,
    EventKind.OBJECT_SEEN: on_object_seen,
    EventKind.MISSION_CANCELLED: on_cancel,
    EventKind.STOP_PRESSED: on_stop,
    EventKind.RESUMED: on_resume,
}


class Coordinator:
    """Carries out missions one after the other; later instructions wait their turn.

    Call `observe` with every event in order and `tick` regularly; both return the commands to carry out.
    """

    def __init__(self, scenario: Scenario, settings: CoordinatorSettings | None = None) -> None:
        self.situation = Situation(scenario, settings or CoordinatorSettings(), Belief(scenario))

    @property
    def missions(self) -> dict[str, MissionRun]:
        """Every mission by id, in the order in which they were given."""
        return self.situation.missions

    @property
    def belief(self) -> Belief:
        """What is believed of the world and the team."""
        return self.situation.belief

    @property
    def active(self) -> MissionRun | None:
        """The mission being carried out: the oldest that is not over."""
        return self.situation.active

    def observe(self, event: Event) -> list[Command]:
        """Take one event; returns what it gives reason to do."""
        self.situation.now_s = max(self.situation.now_s, event.time_s)
        handler = _HANDLERS.get(event.kind, on_detected)
        commands = handler(self.situation, event)
        return self._passed_on([*commands, *self._advance()])

    def tick(self, now_s: float) -> list[Command]:
        """Let time pass to `now_s`; returns what time alone gives reason to do, and the
        states that changed.
        """
        self.situation.now_s = max(self.situation.now_s, now_s)
        commands = [*expire_questions(self.situation), *expire_approvals(self.situation)]
        commands = self._passed_on([*commands, *self._advance()])
        for run in self.missions.values():
            if run.dirty:
                commands.append(run.shown())
                run.dirty = False
        return commands

    def _passed_on(self, commands: list[Command]) -> list[Command]:
        """What robots, people and workers are told."""
        return withhold(self.situation, people.route(self.situation, commands))

    def _advance(self) -> list[Command]:
        """Whatever the state as it is now asks for, whoever caused it."""
        ended: list[Command] = []
        for ending in self.missions.values():
            if ending.state is MissionState.ENDING and ending.outcome is not None and is_at_rest(ending):
                ended += end_mission(ending, ending.outcome, ending.reason, self.situation.now_s)
        return [
            *ended,
            *people.look_after(self.situation),
            *settle_orphans(self.situation),
            *self._carry_on(),
        ]

    def _carry_on(self) -> list[Command]:
        run = self.active
        if run is None:
            return []
        if run.state is MissionState.PLANNING and not run.awaited_revision:
            return make_plan(self.situation, run) if self._team_is_there(run) else []
        retried = try_again(self.situation, run)
        if retried:
            return retried
        if run.state not in (MissionState.EXECUTING, MissionState.REPLANNING):
            return []
        assert run.monitor is not None
        is_settled = run.monitor.complete or run.monitor.is_violated
        if run.edit is None and is_settled and not run.open_tasks():
            return end_finished(run, self.situation.now_s)
        overdue = give_up_waiting(self.situation, run) if run.state is MissionState.EXECUTING else []
        if overdue:
            return overdue
        now_s = self.situation.now_s
        gives = run.state is MissionState.EXECUTING and not is_held(self.situation, run)
        given = tasks_to_give(run, self.belief, now_s) if gives else []
        return [*given, *barriers_to_release(run, now_s, belief=self.belief)]

    def _team_is_there(self, run: MissionRun) -> bool:
        """Whether every robot was heard, or waited for long enough: a robot still starting up is not a
        missing one.
        """
        waited_s = self.situation.now_s - run.instruction.time_s
        return (
            self.belief.robots <= self.belief.team.keys() or waited_s >= self.situation.settings.team_wait_s
        )
