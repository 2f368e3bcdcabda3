"""START HERE: the mission state machine. Events and time go in, commands come out.

    instruction ─ Interpret ─▶ tree ─▶ specification ─ MakePlan ─▶ plan ─ StartTask ─▶ robots
         ▲                                                                              │
         └── a question to the person ◀── verdict ◀── what robots and detectors report ─┘

No I/O, no clock, no threads, no ROS: whatever takes time is a command, its result an event, and a result for
a stale revision is discarded. So a mission replays from its journal, decision for decision.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from comuros.coordination import task_reports
from comuros.coordination.belief import Belief
from comuros.coordination.clauses import newly_broken
from comuros.coordination.dispatch import barriers_to_release, mission_of_barrier, tasks_to_give
from comuros.coordination.ending import cancel_everything, end_finished, end_mission, is_at_rest, robot_lost
from comuros.coordination.mission_run import MissionRun
from comuros.coordination.repair import adopt_plan, planning_problem, take_back_failed_work
from comuros.core.command import (
    AskHuman,
    Command,
    Interpret,
    MakePlan,
    PublishPlan,
    PublishTree,
    PublishVerdict,
)
from comuros.core.event import (
    BarrierReady,
    Event,
    EventKind,
    HumanAnswered,
    InstructionGiven,
    Interpreted,
    ObjectSeen,
    Planned,
    TaskReported,
)
from comuros.core.instruction import Instruction, InterpretationStatus
from comuros.core.mission import MissionOutcome, MissionState
from comuros.core.plan import PlanningStatus
from comuros.core.robot import RobotStatus
from comuros.core.scenario import Scenario
from comuros.core.tree import TaskTree, class_reason, mission_class
from comuros.core.verdict import Response, Verdict
from comuros.monitoring.relevance import judge
from comuros.spec.hltlf import contradictions, plan_violations, specification
from comuros.spec.typing import ill_typed

_REPLANNING_RESPONSES = (Response.RETRY, Response.REPAIR, Response.REALLOCATE)


@dataclass(frozen=True, slots=True)
class CoordinatorSettings:
    """Limits and patience. Times in seconds of the mission clock."""

    plan_time_limit_s: float = 5.0
    replan_time_limit_s: float = 1.0
    max_attempts: int = 3
    max_interpretations: int = 3
    answer_timeout_s: float = 120.0
    team_wait_s: float = 20.0
    seed: int = 0


class Coordinator:
    """Carries out missions one after the other; later instructions wait their turn.

    Call `observe` with every event in order and `tick` regularly; both return the commands to carry out.
    """

    def __init__(self, scenario: Scenario, settings: CoordinatorSettings = CoordinatorSettings()) -> None:
        self.scenario = scenario
        self.settings = settings
        self.belief = Belief(scenario)
        self.missions: dict[str, MissionRun] = {}
        self._now_s = 0.0
        self._handlers: dict[EventKind, Callable[[Event], list[Command]]] = {
            EventKind.INSTRUCTION_GIVEN: self._on_instruction,
            EventKind.INTERPRETED: self._on_interpreted,
            EventKind.HUMAN_ANSWERED: self._on_answer,
            EventKind.PLANNED: self._on_planned,
            EventKind.TASK_REPORTED: self._on_task_report,
            EventKind.BARRIER_READY: self._on_barrier_ready,
            EventKind.ROBOT_REPORTED: self._on_robot_report,
            EventKind.OBJECT_SEEN: self._on_object_seen,
            EventKind.MISSION_CANCELLED: self._on_cancel,
            EventKind.STOP_PRESSED: self._on_stop,
            EventKind.RESUMED: self._on_resume,
        }

    @property
    def active(self) -> MissionRun | None:
        """The mission being carried out: the oldest that is not over."""
        return next((run for run in self.missions.values() if not run.is_over), None)

    def observe(self, event: Event) -> list[Command]:
        """Take one event; returns what it gives reason to do."""
        self._now_s = max(self._now_s, event.time_s)
        handler = self._handlers.get(event.kind, self._on_detected)
        return [*handler(event), *self._advance()]

    def tick(self, now_s: float) -> list[Command]:
        """Let time pass to `now_s`; returns what time alone gives reason to do, and the
        states that changed.
        """
        self._now_s = max(self._now_s, now_s)
        commands = self._expire_questions()
        commands += self._advance()
        for run in self.missions.values():
            if run.dirty:
                commands.append(run.shown())
                run.dirty = False
        return commands

    def _on_instruction(self, event: Event) -> list[Command]:
        given = event.body
        assert isinstance(given, InstructionGiven)
        mission_id = event.mission_id or f"m{len(self.missions) + 1}"
        instruction = Instruction(f"i_{mission_id}", given.text, event.source, event.time_s)
        run = MissionRun(mission_id, instruction, preview=given.preview)
        self.missions[mission_id] = run
        if given.tree is not None:
            return self._propose_tree(run, given.tree)
        return [Interpret(mission_id, instruction)]

    def _on_interpreted(self, event: Event) -> list[Command]:
        run = self.missions.get(event.mission_id)
        answer = event.body
        assert isinstance(answer, Interpreted)
        if run is None or run.state is not MissionState.INTERPRETING:
            return []
        found = answer.interpretation
        if found.status is InterpretationStatus.UNDERSTOOD and found.tree is not None:
            return self._propose_tree(run, found.tree)
        if found.status is InterpretationStatus.QUESTION:
            question = " ".join(question.text for question in found.questions)
            choices = found.questions[0].choices if len(found.questions) == 1 else ()
            return self._ask(run, question, choices)
        return end_mission(run, MissionOutcome.NOT_UNDERSTOOD, found.reason, self._now_s)

    def _propose_tree(self, run: MissionRun, tree: TaskTree) -> list[Command]:
        """Check the proposal; adopt it, or send it back with the reason."""
        spec = specification(tree)
        faults = ill_typed(tree, self.scenario)
        if faults:
            return self._send_back(run, "; ".join(faults))
        conflicts = contradictions(spec, self.scenario)
        if conflicts:
            return self._send_back(run, "; ".join(conflict.words for conflict in conflicts))
        run.adopt_tree(tree, spec)
        run.state = MissionState.PLANNING
        shown = PublishTree(run.id, tree, mission_class(tree).value, class_reason(tree), spec.formulas())
        return [shown]

    def _send_back(self, run: MissionRun, reason: str) -> list[Command]:
        run.feedback.append(reason)
        if run.instruction.text and len(run.feedback) < self.settings.max_interpretations:
            run.state = MissionState.INTERPRETING
            return [Interpret(run.id, run.instruction, tuple(run.feedback))]
        return end_mission(run, MissionOutcome.INFEASIBLE, reason, self._now_s)

    def _team_is_there(self, run: MissionRun) -> bool:
        """Whether every robot was heard, or waited for long enough: a robot still starting up is not a
        missing one.
        """
        waited_s = self._now_s - run.instruction.time_s
        return self.belief.robots <= self.belief.team.keys() or waited_s >= self.settings.team_wait_s

    def _make_plan(self, run: MissionRun) -> list[Command]:
        if run is not self.active:
            return []
        limit_s = self.settings.replan_time_limit_s if run.plan else self.settings.plan_time_limit_s
        problem = planning_problem(
            run, self.belief, now_s=self._now_s, time_limit_s=limit_s, seed=self.settings.seed
        )
        run.dirty = True
        run.awaited_revision = problem.revision
        return [MakePlan(problem)]

    def _on_planned(self, event: Event) -> list[Command]:
        run = self.missions.get(event.mission_id)
        answer = event.body
        assert isinstance(answer, Planned)
        if run is None or run.is_over or answer.revision != run.awaited_revision:
            return []
        run.awaited_revision = 0
        if run.state not in (MissionState.PLANNING, MissionState.REPLANNING):
            return []
        if run.replan_again:
            run.replan_again = False
            return self._make_plan(run)
        plan = answer.outcome.plan
        if plan is None or answer.outcome.status is PlanningStatus.INFEASIBLE:
            return self._no_plan(run, answer)
        assert run.specification is not None
        done = run.accepted_tasks()
        running = tuple(task_id for task_id, task in run.tasks.items() if task.is_open and task.started)
        violated = plan_violations(run.specification, plan, done=done, running=running)
        if violated:
            return end_mission(
                run,
                MissionOutcome.FAILED,
                f"the plan was rejected by the automata of {', '.join(violated)}",
                self._now_s,
            )
        return self._accept_plan(run, answer)

    def _accept_plan(self, run: MissionRun, answer: Planned) -> list[Command]:
        assert answer.outcome.plan is not None
        first = run.plan is None
        diff, cancels = adopt_plan(run, answer.outcome.plan)
        latency_s = 0.0 if first else answer.wall_s
        published = PublishPlan(answer.outcome.plan, diff, latency_s, "" if first else run.replan_reason)
        if run.preview:
            return [published, *end_mission(run, MissionOutcome.PREVIEWED, "nothing was moved", self._now_s)]
        if first:
            run.started_s = self._now_s
        run.state = MissionState.EXECUTING
        return [published, *cancels]

    def _no_plan(self, run: MissionRun, answer: Planned) -> list[Command]:
        status, outcome = answer.outcome.status, answer.outcome
        reason = str(outcome.conflict) if outcome.conflict else outcome.reason
        if run.plan is not None:
            question = f"No plan is left for the rest of the mission: {reason}. Wait for a change, or cancel?"
            return self._ask(run, question, ("wait", "cancel"))
        ends = {
            PlanningStatus.INFEASIBLE: MissionOutcome.INFEASIBLE,
            PlanningStatus.TIMED_OUT: MissionOutcome.TIMED_OUT,
        }
        return end_mission(run, ends.get(status, MissionOutcome.FAILED), reason, self._now_s)

    def _ask(self, run: MissionRun, question: str, choices: tuple[str, ...]) -> list[Command]:
        run.state = MissionState.ASKING
        run.dirty = True
        run.questions_asked += 1
        run.request_id = f"{run.id}/q{run.questions_asked}"
        run.reason = question
        run.request_deadline_s = self._now_s + self.settings.answer_timeout_s
        return [AskHuman(run.id, run.request_id, question, choices, run.request_deadline_s)]

    def _on_answer(self, event: Event) -> list[Command]:
        answer = event.body
        assert isinstance(answer, HumanAnswered)
        run = next((r for r in self.missions.values() if r.request_id == answer.request_id), None)
        if run is None or run.state is not MissionState.ASKING:
            return []
        run.request_id = ""
        if run.tree is None:
            run.state = MissionState.INTERPRETING
            run.feedback.append(f"asked: {run.reason} answered: {answer.answer}")
            return [Interpret(run.id, run.instruction, tuple(run.feedback))]
        if answer.answer == "cancel":
            return self._cancel(run, MissionOutcome.CANCELLED, "cancelled by a person")
        return self._replan(run, "a person said to go on")

    def _expire_questions(self) -> list[Command]:
        commands: list[Command] = []
        for run in self.missions.values():
            if run.state is MissionState.ASKING and self._now_s >= run.request_deadline_s:
                outcome = MissionOutcome.FAILED if run.plan else MissionOutcome.NOT_UNDERSTOOD
                commands += self._cancel(run, outcome, f"nobody answered: {run.reason}")
        return commands

    def _on_task_report(self, event: Event) -> list[Command]:
        run = self.missions.get(event.mission_id)
        report = event.body
        assert isinstance(report, TaskReported)
        if run is None or run.is_over:
            return []
        failure = task_reports.apply(run, self.belief, event, report, self.scenario)
        return self._on_detected(failure) if failure else []

    def _on_barrier_ready(self, event: Event) -> list[Command]:
        ready = event.body
        assert isinstance(ready, BarrierReady)
        run = self.missions.get(mission_of_barrier(ready.barrier_id))
        if run is not None and not run.is_over:
            run.ready.setdefault(ready.barrier_id, set()).add(ready.robot)
        return []

    def _on_robot_report(self, event: Event) -> list[Command]:
        assert isinstance(event.body, RobotStatus)
        self.belief.robot_reported(event.body)
        return self._watch_clauses()

    def _on_object_seen(self, event: Event) -> list[Command]:
        assert isinstance(event.body, ObjectSeen)
        self.belief.object_seen(event.body)
        return self._watch_clauses()

    def _watch_clauses(self) -> list[Command]:
        """A broken promise ends the mission."""
        run = self.active
        broken = newly_broken(run, self.belief) if run else ""
        return self._cancel(run, MissionOutcome.FAILED, f"{broken!r} was broken") if run and broken else []

    def _on_detected(self, event: Event) -> list[Command]:
        """Whatever a detector or a failing task says: judge it for the active mission and
        act on the verdict.
        """
        self._believe(event)
        run = self.active
        if run is None or run.tree is None:
            return []
        if event.kind is EventKind.TASK_OVERRUN:
            run.overruns[event.subjects[0]] += 1
        verdict = judge(event, run.view(max_attempts=self.settings.max_attempts))
        return [PublishVerdict(verdict), *self._respond(run, verdict)]

    def _believe(self, event: Event) -> None:
        if isinstance(event.body, ObjectSeen):
            self.belief.object_seen(event.body)
        if event.kind in (EventKind.ROBOT_SILENT, EventKind.BATTERY_LOW):
            self.belief.unavailable[event.subjects[0]] = event.evidence
        if event.kind is EventKind.ROBOT_SILENT:
            self.belief.unreachable.add(event.subjects[0])
            for run in self.missions.values():
                robot_lost(run, event.subjects[0])
        elif event.kind is EventKind.ROBOT_BACK:
            self.belief.unavailable.pop(event.subjects[0], None)
            self.belief.unreachable.discard(event.subjects[0])

    def _respond(self, run: MissionRun, verdict: Verdict) -> list[Command]:
        if verdict.response not in _REPLANNING_RESPONSES or run.plan is None:
            return []
        if run.state is MissionState.ENDING:
            return []
        cancels = take_back_failed_work(run, self.belief, verdict)
        if run.state is MissionState.PAUSED:
            return list(cancels)
        return [*cancels, *self._replan(run, verdict.reason)]

    def _replan(self, run: MissionRun, reason: str) -> list[Command]:
        """Ask for a repaired plan; if one is being made already, have it made again from
        what is known now.
        """
        run.replan_reason = reason
        run.state = MissionState.REPLANNING
        if run.awaited_revision:
            run.replan_again = True
            return []
        return self._make_plan(run)

    def _on_cancel(self, event: Event) -> list[Command]:
        run = self.missions.get(event.mission_id) or self.active
        if run is None or run.is_over:
            return []
        return self._cancel(run, MissionOutcome.CANCELLED, event.evidence or "cancelled")

    def _cancel(self, run: MissionRun, outcome: MissionOutcome, reason: str) -> list[Command]:
        run.outcome, run.reason = outcome, reason
        run.state = MissionState.ENDING
        run.dirty = True
        return list(cancel_everything(run, self.belief))

    def _on_stop(self, event: Event) -> list[Command]:
        """Robots stop by themselves; the mission only takes note and waits to be resumed."""
        run = self.active
        if run is not None and run.plan is not None:
            run.state = MissionState.PAUSED
            run.dirty = True
        return []

    def _on_resume(self, event: Event) -> list[Command]:
        run = self.active
        if run is None or run.state is not MissionState.PAUSED:
            return []
        return self._replan(run, "resumed after a stop")

    def _advance(self) -> list[Command]:
        """Whatever the state as it is now asks for, whoever caused it."""
        ended: list[Command] = []
        for ending in self.missions.values():
            if ending.state is MissionState.ENDING and ending.outcome is not None and is_at_rest(ending):
                ended += end_mission(ending, ending.outcome, ending.reason, self._now_s)
        return [*ended, *self._carry_on()]

    def _carry_on(self) -> list[Command]:
        run = self.active
        if run is None:
            return []
        if run.state is MissionState.PLANNING and not run.awaited_revision:
            return self._make_plan(run) if self._team_is_there(run) else []
        if run.state not in (MissionState.EXECUTING, MissionState.REPLANNING):
            return []
        assert run.monitor is not None
        if run.monitor.complete and not run.open_tasks():
            return end_finished(run, self._now_s)
        given = tasks_to_give(run, self.belief) if run.state is MissionState.EXECUTING else []
        return [*given, *barriers_to_release(run, self._now_s, belief=self.belief)]
