"""The task manager as a node: hosts `MissionControl`, hears robots and monitors, carries its commands out.
No callback waits.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from diagnostic_msgs.msg import DiagnosticArray
from std_srvs.srv import Trigger

from comuros.coordinator import CoordinatorSettings
from comuros.core.command import (
    AbortBarrier,
    AskHuman,
    CancelTask,
    CloseRequest,
    Command,
    EndMission,
    LetTeamMove,
    PublishPlan,
    PublishState,
    PublishTree,
    PublishVerdict,
    ReleaseBarrier,
    StartTask,
)
from comuros.core.errors import InputError, SettingsError
from comuros.core.event import BarrierReady, Event, EventKind, TaskReported
from comuros.core.task_status import TaskStatus
from comuros.llm.openai_client import load_library
from comuros.nodes import qos
from comuros.nodes.bulletin import Bulletin
from comuros.nodes.clocks import now_s
from comuros.nodes.convert.barrier import barrier_from_ros, barrier_to_ros
from comuros.nodes.convert.event import event_from_ros
from comuros.nodes.convert.object_observation import object_seen_from_ros
from comuros.nodes.convert.robot_state import robot_status_from_ros
from comuros.nodes.fleet import Fleet
from comuros.nodes.human_desk import HumanDesk
from comuros.nodes.managed_node import ManagedNode
from comuros.nodes.manager_diagnostics import manager_diagnostics
from comuros.nodes.mission_desk import MissionDesk
from comuros.nodes.model_choice import interpreter_settings
from comuros.nodes.parameters import ParameterSpec, number, text
from comuros.nodes.runner import run_nodes
from comuros.nodes.second_look import SecondLook
from comuros.scenario import load_scenario
from comuros.wiring import ControlSettings, MissionControl
from comuros.workers import Lane, ThreadWorkers
from comuros_msgs import msg

PARAMETERS = (
    ParameterSpec("scenario", "food_court", "name of a scenario, or the path of a scenario file"),
    ParameterSpec("llm", "none", "none, or base URLs of OpenAI-compatible servers, small model first"),
    ParameterSpec("llm_model", "", "a model for each; the key comes from the environment only"),
    ParameterSpec("llm_budget", "", "per mission, such as calls=12 tokens=60000 seconds=120 money=0.5"),
    ParameterSpec("llm_hourly_budget", "", "per hour, such as calls=300 tokens=1500000"),
    ParameterSpec("llm_prices", "", "money per million tokens read/written, one for each model: 0.15/0.60"),
    ParameterSpec("llm_steps", 1, "calls for tree and formulas: 1 or 2", minimum=1, maximum=2),
    ParameterSpec("journal", "", "file in which decisions are kept; empty: in memory"),
    ParameterSpec("plan_time_limit_s", 5.0, "real seconds for a first plan", minimum=0.1, maximum=600.0),
    ParameterSpec("replan_time_limit_s", 1.0, "real seconds for a repaired plan", minimum=0.1, maximum=600.0),
    ParameterSpec("answer_timeout_s", 120.0, "seconds a question to a person stays open", minimum=1.0),
    ParameterSpec(
        "meet_within_s", 120.0, "seconds robots wait for one they begin together with", minimum=1.0
    ),
    ParameterSpec("seed", 0, "seed of the solver", minimum=0),
    ParameterSpec(
        "programs", "methods", "who writes skill programs: methods, or model (checked all the same)"
    ),
)
_TURN_S = 0.05
_DIAGNOSTICS_S = 1.0
# Reports of these are folded in at the next turn; everything else is turned to at once.
_CAN_WAIT = frozenset({EventKind.ROBOT_REPORTED, EventKind.OBJECT_SEEN})
_NODE = "task_manager"
_TEAM = "comuros"


class _WakingWorkers(ThreadWorkers):
    """Workers that wake the node's executor when an answer is there."""

    def __init__(self, wake: Callable[[], None]) -> None:
        super().__init__()
        self._wake = wake

    def submit(self, job: Callable[[], Event], deliver: Callable[[Event], None], *, lane: Lane) -> None:
        """Run on a thread; the executor takes a turn once the event is queued."""

        def deliver_and_wake(event: Event) -> None:
            deliver(event)
            self._wake()

        super().submit(job, deliver_and_wake, lane=lane)


class TaskManager(ManagedNode):
    """Events in, commands out. Everything that thinks is in `MissionControl` and its workers."""

    def __init__(self) -> None:
        super().__init__(_NODE, parameters=PARAMETERS)

    def set_up(self) -> None:
        """Load the scenario, start mission control, and be reachable."""
        self._loaded = load_scenario(text(self, "scenario"))
        scenario = self._loaded.scenario
        self._numbers = itertools.count(1)
        self._heard_s: dict[str, float] = {}
        self._second_look = SecondLook()
        self._turn_is_due = False
        self._control = MissionControl(self._loaded, self._settings(), workers=_WakingWorkers(self._wake))
        if self._control.models:
            load_library()
        self._bulletin = Bulletin(self, scenario)
        self._fleet = Fleet(self, scenario, self._on_report)
        self._desk = MissionDesk(self, self._bulletin, scenario, self._observe_and_show)
        self._humans = HumanDesk(
            self,
            self._bulletin,
            observe=self._observe_and_show,
            why_not=self._control.why_not,
            now_s=lambda: now_s(self),
        )
        self._listen()
        self.every(_TURN_S, self._turn, steady=True)
        self.every(_DIAGNOSTICS_S, self._publish_diagnostics, steady=True)

    def tear_down(self) -> None:
        """Stop the workers and close what rclpy does not count among a node's entities."""
        self._humans.close()
        self._desk.destroy()
        self._fleet.destroy()
        self._control.close()

    def _wake(self) -> None:
        """Have the executor take a turn soon, one for all that happens until then. Workers' threads call it
        too.
        """
        if not self._turn_is_due and self.executor is not None:
            self._turn_is_due = True
            self.executor.create_task(self.callbacks.timed(self._turn))

    def _settings(self) -> ControlSettings:
        journal = text(self, "journal")
        return ControlSettings(
            coordinator=CoordinatorSettings(
                plan_time_limit_s=number(self, "plan_time_limit_s"),
                replan_time_limit_s=number(self, "replan_time_limit_s"),
                answer_timeout_s=number(self, "answer_timeout_s"),
                meet_within_s=number(self, "meet_within_s"),
                seed=int(number(self, "seed")),
                programs_by_model=_programs_by_model(text(self, "programs")),
            ),
            interpreter=interpreter_settings(
                text(self, "llm"),
                text(self, "llm_model"),
                budget=text(self, "llm_budget"),
                hourly_budget=text(self, "llm_hourly_budget"),
                prices=text(self, "llm_prices"),
                steps=int(number(self, "llm_steps")),
            ),
            journal=Path(journal) if journal else ":memory:",
        )

    def _listen(self) -> None:
        self._barriers = self.create_publisher(msg.Barrier, "team/barrier", qos.BARRIER)
        self._diagnostics = self.create_publisher(DiagnosticArray, "/diagnostics", qos.DIAGNOSTICS)
        self._resume_all = self.create_client(Trigger, "resume_all")
        self.create_subscription(msg.Barrier, "team/barrier", self._on_barrier, qos.BARRIER)
        self.create_subscription(msg.Event, "events", self._on_event, qos.EVENTS)
        self.create_subscription(msg.ObjectObservations, "world/objects", self._on_objects, qos.OBJECTS)
        for robot in self._loaded.scenario.robots:
            if not robot.is_human:
                topic = f"{robot.name}/state"
                self.create_subscription(msg.RobotState, topic, self._on_robot_state, qos.ROBOT_STATE)
                topic = f"{robot.name}/join"
                self.create_subscription(msg.RobotManifest, topic, self._on_join, qos.ROSTER)

    def _turn(self) -> None:
        """Let mission control work off what is queued, and carry out what it wants."""
        self._turn_is_due = False
        if not self.is_active:
            return
        began_s = time.monotonic()
        self._fleet.tick()
        for kept in self._second_look.ripe(steady_s=began_s):
            self._control.observe(kept)
        for command in self._control.tick(now_s(self)):
            self._carry_out(command)

    def _observe(self, event: Event) -> None:
        self._control.observe(event)
        if event.kind not in _CAN_WAIT:
            self._wake()

    def _observe_and_show(self, event: Event) -> None:
        """For what the manager itself observes: others see it on `events`, under the same id."""
        numbered = replace(event, id=f"{_NODE}/{next(self._numbers)}", time_s=now_s(self))
        self._bulletin.show_event(numbered)
        self._observe(numbered)

    def _on_report(self, mission_id: str, report: TaskReported) -> None:
        event = Event(
            EventKind.TASK_REPORTED, report.robot, now_s(self), (report.task_id, report.robot),
            mission_id=mission_id, body=report, id=f"{_NODE}/{next(self._numbers)}",
        )  # fmt: skip
        if report.status is TaskStatus.FAILED:
            evidence = f"{report.cause.value}: {report.message}"
            self._bulletin.show_event(replace(event, kind=EventKind.TASK_FAILED, evidence=evidence))
        if not self._second_look.keep(event, steady_s=time.monotonic()):
            self._observe(event)

    def _on_barrier(self, message: msg.Barrier) -> None:
        word = self._understood(lambda: barrier_from_ros(message))
        if isinstance(word, BarrierReady):
            event = Event(
                EventKind.BARRIER_READY, word.robot, now_s(self), mission_id=message.mission_id, body=word
            )
            self._observe(event)

    def _on_event(self, message: msg.Event) -> None:
        if message.id.startswith(f"{_NODE}/"):
            return
        event = self._understood(lambda: event_from_ros(message))
        if event is not None:
            self._observe(event)

    def _on_objects(self, message: msg.ObjectObservations) -> None:
        for observation in message.objects:
            seen = object_seen_from_ros(observation)
            self._second_look.object_seen(seen)
            source = message.source or "scene"
            event = Event(EventKind.OBJECT_SEEN, source, now_s(self), (seen.object,), body=seen)
            self._observe(replace(event, confidence=observation.confidence))

    def _on_robot_state(self, message: msg.RobotState) -> None:
        self._heard_s[message.robot] = time.monotonic()
        status = robot_status_from_ros(message)
        self._second_look.robot_reported(status)
        self._observe(
            Event(EventKind.ROBOT_REPORTED, status.robot, now_s(self), (status.robot,), body=status)
        )

    def _on_join(self, message: msg.RobotManifest) -> None:
        what = "leaves" if message.leaving else "joins"
        self.get_logger().info(f"{message.robot} ({message.type}) {what} the team")
        if not message.leaving:
            self._fleet.robot_joined(message.robot)
            self._observe(Event(EventKind.ROBOT_JOINED, message.robot, now_s(self), (message.robot,)))

    def _understood(self, convert: Callable):  # type: ignore[no-untyped-def,type-arg]
        """What a message says, None (and a warning) where it says nothing that is understood."""
        try:
            return convert()
        except InputError as error:
            self.get_logger().warning(str(error))
            return None

    def _carry_out(self, command: Command) -> None:
        time_s = now_s(self)
        if isinstance(command, StartTask):
            self._fleet.start(command)
        elif isinstance(command, CancelTask):
            self._fleet.cancel(command)
        elif isinstance(command, LetTeamMove):
            self._let_team_move(command)
        elif isinstance(command, (ReleaseBarrier, AbortBarrier)):
            self._barriers.publish(barrier_to_ros(command, sender=_NODE, time_s=time_s))
        else:
            self._show(command, time_s)

    def _let_team_move(self, command: LetTeamMove) -> None:
        """By the stopper's own service: this node takes no stop back itself."""
        self.get_logger().info(f"resume_all: {command.reason}")
        if self._resume_all.service_is_ready():
            self._resume_all.call_async(Trigger.Request())
        else:
            self.get_logger().error(
                "the stopper is not there; `comuros resume` or `<robot>/resume` let robots move"
            )

    def _show(self, command: Command, time_s: float) -> None:
        if isinstance(command, PublishTree):
            self._bulletin.show_tree(command, now_s=time_s)
        elif isinstance(command, PublishPlan):
            self._bulletin.show_plan(command, now_s=time_s)
        elif isinstance(command, PublishVerdict):
            self._bulletin.show_verdict(command, now_s=time_s)
        elif isinstance(command, PublishState):
            self._bulletin.show_state(command, now_s=time_s)
            self._desk.progressed(command)
        elif isinstance(command, AskHuman):
            self._bulletin.ask(command, now_s=time_s)
            self._desk.asked(command)
        elif isinstance(command, CloseRequest):
            self._bulletin.close_request(command.request_id, now_s=time_s)
        elif isinstance(command, EndMission):
            self._bulletin.show_end(command, now_s=time_s)
            self._desk.ended(command)

    def _publish_diagnostics(self) -> None:
        now = time.monotonic()
        waiting = sum(1 for run in self._control.coordinator.missions.values() if not run.is_over)
        self._diagnostics.publish(
            manager_diagnostics(
                time_s=now_s(self),
                missions_waiting=waiting,
                interpretations_s=self._control.latencies.interpretations_s,
                replans_s=self._control.latencies.replans_s,
                heard_ago_s={robot: now - heard for robot, heard in self._heard_s.items()},
                longest_callback_s=self.callbacks.longest.wall_s,
                team=self.get_namespace().strip("/") or _TEAM,
                models={model.model: model.figures() for model in self._control.models},
            )
        )


def _programs_by_model(word: str) -> bool:
    if word not in ("methods", "model"):
        raise SettingsError(f"parameter 'programs' is {word!r}; expected methods or model")
    return word == "model"


def make_nodes() -> Sequence[ManagedNode]:
    """The task manager alone."""
    return (TaskManager(),)


def main() -> None:
    """Entry point of the executable `task_manager`."""
    run_nodes(make_nodes, sys.argv)


if __name__ == "__main__":
    main()
