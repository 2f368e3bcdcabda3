"""Builds a coordinator and its workers from a scenario and settings. Nodes, rehearsals and the command line
start from here.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue

from comuros.coordinator import Coordinator, CoordinatorSettings
from comuros.core.command import (
    Command,
    ComposeProgram,
    ExamineTree,
    FindHandOver,
    Interpret,
    MakePlan,
    PublishPlan,
)
from comuros.core.event import (
    Event,
    EventKind,
    HandOverFound,
    Interpreted,
    Planned,
    ProgramComposed,
    TreeExamined,
)
from comuros.core.instruction import Interpretation, InterpretationStatus
from comuros.core.interleaving import Interleaving
from comuros.core.plan import Plan, PlanningOutcome, PlanningStatus
from comuros.core.planning_problem import PlanningProblem
from comuros.core.robot import RobotStatus
from comuros.execution.composing import composed_by_model
from comuros.journal import Journal
from comuros.language import InterpretationContext, Interpreter
from comuros.language.choice import InterpreterSettings, choose
from comuros.llm import LlmClient
from comuros.llm.guarded_client import GuardedClient
from comuros.planning import solve_interleaving, why_not
from comuros.planning.handover import hand_overs
from comuros.scenario import LoadedScenario, SpotTravel
from comuros.spec.examination import tree_faults
from comuros.spec.hltlf import prepare_monitors, specification
from comuros.workers import Lane, ThreadWorkers, Workers


@dataclass(frozen=True, slots=True)
class ControlSettings:
    """What a run may be told: the coordinator's limits, the interpreter, where the journal goes ("" keeps it
    in memory).
    """

    coordinator: CoordinatorSettings = field(default_factory=CoordinatorSettings)
    interpreter: InterpreterSettings = field(default_factory=InterpreterSettings)
    journal: Path | str = ":memory:"


@dataclass(slots=True)
class _Latencies:
    replans_s: list[float] = field(default_factory=list)
    interpretations_s: list[float] = field(default_factory=list)


class MissionControl:
    """A coordinator with its workers and its journal. `observe` may be called from any thread, the rest from
    one.

    `tick` returns only what robots and the outside must be told: interpreting and planning run on workers and
    come back as events of their own.
    """

    def __init__(
        self,
        loaded: LoadedScenario,
        settings: ControlSettings | None = None,
        *,
        workers: Workers | None = None,
        interpreter: Interpreter | None = None,
        writer: LlmClient | None = None,
    ) -> None:
        """`writer` is the model that writes programs where the coordinator's settings ask for that; the first
        of the interpreter's models unless given.
        """
        settings = settings or ControlSettings()
        self.loaded = loaded
        self.coordinator = Coordinator(loaded.scenario, settings.coordinator)
        self.journal = Journal(settings.journal)
        self.latencies = _Latencies()
        self._workers = workers or ThreadWorkers()
        chosen = choose(settings.interpreter)
        self._interpreter = interpreter or chosen.interpreter
        self._writer = writer or next(iter(chosen.clients), None)
        self.models: tuple[GuardedClient, ...] = () if interpreter is not None else chosen.clients
        self._inbox: SimpleQueue[Event] = SimpleQueue()
        self._event_numbers = itertools.count(1)
        self._problems: dict[tuple[str, int], PlanningProblem] = {}
        self._plans: dict[tuple[str, int], Plan] = {}
        self._in_parts: dict[tuple[str, int], Interleaving] = {}

    def observe(self, event: Event) -> None:
        """Queue an event; the next tick handles it."""
        self._inbox.put(event)

    def tick(self, now_s: float) -> list[Command]:
        """Handle every queued event, then time. Events are stamped with the time at which
        they are handled.
        """
        outgoing: list[Command] = []
        while not self._inbox.empty():
            event = self._inbox.get()
            stamped = self._located(
                replace(event, time_s=now_s, id=event.id or f"e{next(self._event_numbers)}")
            )
            self.journal.record_event(stamped)
            if isinstance(stamped.body, Planned) and stamped.body.interleaving is not None:
                self._in_parts[stamped.mission_id, stamped.body.revision] = stamped.body.interleaving
            commands = self.coordinator.observe(stamped)
            self.journal.record_commands(now_s, commands)
            outgoing += self._keep_for_workers(commands)
        commands = self.coordinator.tick(now_s)
        if commands:
            self.journal.record_tick(now_s)
            self.journal.record_commands(now_s, commands)
            self.journal.flush()
        return outgoing + self._keep_for_workers(commands)

    def why_not(self, mission_id: str, revision: int, task_id: str, robot: str) -> str:
        """Why a robot was not given a task in a plan revision, with the number; says so where the plan is
        unknown.
        """
        problem = self._problems.get((mission_id, revision))
        plan = self._plans.get((mission_id, revision))
        if problem is None or plan is None:
            return f"no plan revision {revision} of mission {mission_id!r} is known"
        parts = self._in_parts.get((mission_id, revision))
        if parts is not None and parts.plan == plan:
            problem = problem.with_tree(parts.tree)
        return why_not(
            plan, problem, task_id, robot, scenario=self.loaded.scenario, travel=self._travel(problem)
        )

    def close(self) -> None:
        """Stop the workers and close the journal."""
        self._workers.close()
        self.journal.close()

    def _located(self, event: Event) -> Event:
        """A robot's report with the zones it is inside of: geometry is not the coordinator's business."""
        status, geometry = event.body, self.loaded.geometry
        if not isinstance(status, RobotStatus) or geometry is None:
            return event
        return replace(event, body=replace(status, zones=geometry.zones_at(status.pose)))

    def _keep_for_workers(self, commands: list[Command]) -> list[Command]:
        outgoing: list[Command] = []
        for command in commands:
            job = self._job_of(command)
            if job is not None:
                lane, work = job
                self._workers.submit(work, self.observe, lane=lane)
                continue
            if isinstance(command, PublishPlan):
                self._plans[command.plan.mission_id, command.plan.revision] = command.plan
            outgoing.append(command)
        return outgoing

    def _job_of(self, command: Command) -> tuple[Lane, Callable[[], Event]] | None:
        """The job of a command that workers carry out, None for what robots and the outside are told."""
        if isinstance(command, Interpret):
            return Lane.MODEL, self._interpretation_job(command)
        if isinstance(command, ComposeProgram):
            return Lane.MODEL, self._composing_job(command)
        if isinstance(command, ExamineTree):
            return Lane.EXAMINATION, self._examining_job(command)
        if isinstance(command, FindHandOver):
            return Lane.PLAN, self._hand_over_job(command)
        if isinstance(command, MakePlan):
            self._problems[command.problem.mission_id, command.problem.revision] = command.problem
            return Lane.PLAN, self._planning_job(command.problem)
        return None

    def _interpretation_job(self, command: Interpret) -> Callable[[], Event]:
        state = self.coordinator.belief.state
        context = InterpretationContext(
            scenario=self.loaded.scenario, state=state, feedback=command.feedback, session=command.session
        )

        def job() -> Event:
            began = time.monotonic()
            try:
                answer = self._interpreter.interpret(command.instruction, context)
            except Exception as error:  # noqa: BLE001 - a worker's failure is an event, whatever it was
                answer = Interpretation(InterpretationStatus.UNAVAILABLE, reason=_described(error))
            wall_s = time.monotonic() - began
            self.latencies.interpretations_s.append(wall_s)
            body = Interpreted(answer, wall_s)
            return Event(EventKind.INTERPRETED, "language", 0.0, mission_id=command.mission_id, body=body)

        return job

    def _examining_job(self, command: ExamineTree) -> Callable[[], Event]:
        def job() -> Event:
            began = time.monotonic()
            try:
                faults = tree_faults(command.tree, self.loaded.scenario, formulas=command.formulas)
            except Exception as error:  # noqa: BLE001 - a worker's failure is an event, whatever it was
                faults = (_described(error),)
            body = TreeExamined(command.number, faults, time.monotonic() - began)
            return Event(EventKind.TREE_EXAMINED, "spec", 0.0, mission_id=command.mission_id, body=body)

        return job

    def _planning_job(self, problem: PlanningProblem) -> Callable[[], Event]:
        def job() -> Event:
            began = time.monotonic()
            try:
                travel = self._travel(problem)
                outcome, parts = solve_interleaving(problem, scenario=self.loaded.scenario, travel=travel)
                if parts is not None:
                    prepare_monitors(specification(parts.tree))
            except Exception as error:  # noqa: BLE001 - a worker's failure is an event, whatever it was
                outcome, parts = PlanningOutcome(PlanningStatus.UNSUPPORTED, reason=_described(error)), None
            wall_s = time.monotonic() - began
            if problem.previous is not None:
                self.latencies.replans_s.append(wall_s)
            body = Planned(problem.revision, outcome, wall_s, parts)
            return Event(EventKind.PLANNED, "planning", 0.0, mission_id=problem.mission_id, body=body)

        return job

    def _hand_over_job(self, command: FindHandOver) -> Callable[[], Event]:
        problem, scenario = command.problem, self.loaded.scenario

        def job() -> Event:
            try:
                travel = self._travel(problem)
                tree = hand_overs(problem, sought=command.sought, scenario=scenario, travel=travel)
                if tree is not None:
                    prepare_monitors(specification(tree))
                answer = HandOverFound(problem.revision, tree)
            except Exception as error:  # noqa: BLE001 - a worker's failure is an event, whatever it was
                answer = HandOverFound(problem.revision, None, _described(error))
            kind = EventKind.HAND_OVER_FOUND
            return Event(
                kind, "planning", 0.0, evidence=answer.reason, mission_id=problem.mission_id, body=answer
            )

        return job

    def _composing_job(self, command: ComposeProgram) -> Callable[[], Event]:
        state, client = self.coordinator.belief.state, self._writer

        def job() -> Event:
            if client is None:
                answer = ProgramComposed(command.task.id, command.robot, command.revision, "", "no model")
            else:
                answer = composed_by_model(command, state=state, scenario=self.loaded.scenario, client=client)
            kind = EventKind.PROGRAM_COMPOSED
            return Event(
                kind, "execution", 0.0, (command.task.id, command.robot), answer.reason,
                mission_id=command.mission_id, body=answer,
            )  # fmt: skip

        return job

    def _travel(self, problem: PlanningProblem) -> SpotTravel:
        travel = self.loaded.travel
        for name, pose in problem.spots:
            travel = travel.with_spot(name, pose)
        return travel


def _described(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
