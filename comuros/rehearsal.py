"""A whole mission in one process on virtual time: manager, agents, drivers and embedded world, no ROS and no
waiting.

Seed sweeps, benchmarks and tests use it; the same parts run behind nodes in a real system.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from comuros.core.command import (
    AbortBarrier,
    AskHuman,
    CancelTask,
    CloseRequest,
    Command,
    EndMission,
    LetTeamMove,
    PublishPlan,
    PublishVerdict,
    ReleaseBarrier,
    StartTask,
)
from comuros.core.event import Event, EventBody, EventKind, InstructionGiven, ObjectSeen, TaskReported
from comuros.core.plan import Plan
from comuros.core.robot import Robot, RobotStatus
from comuros.core.scenario import Fault
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause, TaskStatus
from comuros.core.tree import TaskTree
from comuros.core.verdict import Verdict
from comuros.execution.agent import Agent
from comuros.execution.driver import Driver, Sense
from comuros.language import Interpreter
from comuros.llm import LlmClient
from comuros.monitoring.battery import BatteryDetector
from comuros.monitoring.detector import Detector
from comuros.monitoring.heartbeat import HeartbeatDetector
from comuros.monitoring.object_watch import ObjectWatch
from comuros.monitoring.overrun import OverrunDetector
from comuros.scenario import LoadedScenario
from comuros.sim.people import Habits, SimulatedPeople
from comuros.sim.simulation import Simulation
from comuros.wiring import ControlSettings, MissionControl
from comuros.workers import InlineWorkers

_REPORT_EVERY_S = 0.2


@dataclass(slots=True)
class Account:
    """What happened, for whoever asks afterwards."""

    ended: dict[str, EndMission] = field(default_factory=dict)
    plans: list[PublishPlan] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)


@dataclass(slots=True)
class _Crew:
    """One robot's agent and driver; `alive` is False once its agent was killed."""

    robot: Robot
    agent: Agent
    driver: Driver
    alive: bool = True


class Rehearsal:
    """Steps a team through missions. One seed decides everything random; the same inputs
    give the same run.
    """

    def __init__(
        self,
        loaded: LoadedScenario,
        *,
        settings: ControlSettings | None = None,
        interpreter: Interpreter | None = None,
        faults: Iterable[Fault] = (),
        seed: int = 0,
        dt_s: float = 0.05,
        start_jitter_m: float = 0.0,
        people: Mapping[str, Habits] | None = None,
        writer: LlmClient | None = None,
    ) -> None:
        """`people` says how the people of the scenario behave; those it does not name answer nothing.
        `writer` is the model that writes programs, where the settings have one write them.
        """
        self.loaded = loaded
        self.now_s = 0.0
        self.account = Account()
        self.simulation = Simulation(loaded, seed=seed, faults=faults, start_jitter_m=start_jitter_m)
        self.control = MissionControl(
            loaded,
            settings or ControlSettings(),
            workers=InlineWorkers(),
            interpreter=interpreter,
            writer=writer,
        )
        self._people = SimulatedPeople(self.simulation, people or {})
        self._dt_s = dt_s
        self._report_at_s = 0.0
        self._overrun = OverrunDetector(source="rehearsal")
        self._detectors: tuple[Detector, ...] = (
            HeartbeatDetector(source="rehearsal"),
            BatteryDetector(source="rehearsal"),
            ObjectWatch(source="rehearsal"),
            self._overrun,
        )
        members = [robot for robot in loaded.scenario.robots if not robot.is_human]
        self._crews = {robot.name: self._crew(robot) for robot in members}

    def say(self, text: str, *, mission_id: str = "") -> None:
        """Give an instruction."""
        self._observe(EventKind.INSTRUCTION_GIVEN, InstructionGiven(text), mission_id=mission_id)

    def give(self, tree: TaskTree, *, mission_id: str = "") -> None:
        """Give a task tree instead of words."""
        self._observe(EventKind.INSTRUCTION_GIVEN, InstructionGiven("", tree), mission_id=mission_id)

    def cancel(self, mission_id: str = "") -> None:
        """Cancel a mission, the active one where none is named."""
        self._observe(EventKind.MISSION_CANCELLED, mission_id=mission_id)

    def stop(self) -> None:
        """Stop every robot at once, as the stopper does."""
        for crew in self._crews.values():
            crew.agent.stop()
        self._observe(EventKind.STOP_PRESSED)

    def resume(self) -> None:
        """Let every robot move again, as the stopper does."""
        for crew in self._crews.values():
            crew.agent.resume()
        self._observe(EventKind.RESUMED)

    def kill(self, robot: str) -> None:
        """End a robot's agent and driver as `kill -9` would; its body stays where it is."""
        self._crews[robot].alive = False

    def revive(self, robot: str) -> None:
        """Start a killed robot's agent again, with nothing remembered."""
        self._crews[robot] = self._crew(self._crews[robot].robot)

    def run(self, *, until: Callable[[], bool] | None = None, limit_s: float = 600.0) -> bool:
        """Step until the condition holds (until every mission has ended where none is given), at most
        `limit_s`.

        Returns whether it came to hold.
        """
        condition = until or self.all_ended
        end_s = self.now_s + limit_s
        while self.now_s < end_s:
            self.step()
            if condition():
                return True
        return False

    def all_ended(self) -> bool:
        """Whether there was a mission and every mission is over."""
        missions = self.control.coordinator.missions
        return bool(missions) and all(run.is_over for run in missions.values())

    def step(self) -> None:
        """Let one step of time pass everywhere: world, drivers, agents, detectors, manager."""
        self.now_s += self._dt_s
        velocities, grippers = {}, {}
        for name, crew in self._crews.items():
            if crew.alive:
                output = crew.driver.tick(self.now_s, self._sense(name))
                velocities[name] = output.velocity
                if output.gripper is not None:
                    grippers[name] = output.gripper
                for thing in output.attach:
                    self.simulation.attach(name, thing)
                for thing in output.detach:
                    self.simulation.detach(name, thing)
        self.simulation.step(self._dt_s, velocities, grippers)
        self._tick_agents()
        for answer in self._people.tick(self.now_s):
            self._observe(EventKind.HUMAN_ANSWERED, answer)
        if self.now_s >= self._report_at_s:
            self._report_at_s = self.now_s + _REPORT_EVERY_S
            self._report_what_is_seen()
        for command in self.control.tick(self.now_s):
            self._carry_out(command)

    def close(self) -> None:
        """Close the journal."""
        self.control.close()

    def plan(self) -> Plan | None:
        """The latest plan."""
        return self.account.plans[-1].plan if self.account.plans else None

    def _crew(self, robot: Robot) -> _Crew:
        def gate(call: SkillCall, progress: float) -> Cause | None:
            return self.simulation.fault_for(robot.name, call, progress)

        driver = Driver(robot, self.loaded, fault_gate=gate)
        agent = Agent(
            robot,
            self.loaded.scenario,
            driver,
            report=self._hear_report,
            barrier_ready=lambda ready: self._observe(EventKind.BARRIER_READY, ready, source=robot.name),
        )
        return _Crew(robot, agent, driver)

    def _hear_report(self, report: TaskReported) -> None:
        """What failed is judged by the world as it is now, not as it was seen last."""
        if report.status is TaskStatus.FAILED:
            self._report_what_is_seen()
        self._observe(EventKind.TASK_REPORTED, report, source=report.robot)

    def _alive(self, robots: Iterable[str]) -> list[str]:
        return [name for name in robots if name in self._crews and self._crews[name].alive]

    def _sense(self, robot: str) -> Sense:
        world = self.simulation
        poses = world.poses
        return Sense(
            pose=poses[robot],
            others={name: pose for name, pose in poses.items() if name != robot},
            objects=world.object_poses,
            attached=world.attached[robot],
            battery=world.battery[robot],
            obstacles=world.seen_obstacles(robot),
            holders=world.holders,
        )

    def _tick_agents(self) -> None:
        attached = self.simulation.attached
        for name, crew in self._crews.items():
            if crew.alive:
                place = self.loaded.roadmap.place_at(crew.robot, self.simulation.poses[name])
                level = self.simulation.battery[name]
                crew.agent.sense(place=place, holding=attached[name], battery=level)
                crew.agent.tick(self.now_s)

    def _report_what_is_seen(self) -> None:
        for name, crew in self._crews.items():
            if crew.alive:
                self._observe(EventKind.ROBOT_REPORTED, self._status(name, crew), subjects=(name,))
        for name, pose in self.simulation.object_poses.items():
            seen = ObjectSeen(name, pose, self.simulation.location(name), self.simulation.held_by(name))
            self._observe(EventKind.OBJECT_SEEN, seen, subjects=(name,))
        for detector in self._detectors:
            self._forward(detector.tick(self.now_s))

    def _status(self, name: str, crew: _Crew) -> RobotStatus:
        return RobotStatus(
            robot=name,
            pose=self.simulation.poses[name],
            place=crew.agent.belief.value("at", name) or "",
            battery=self.simulation.battery[name],
            holding=self.simulation.attached[name],
            task=crew.agent.task,
            stage=crew.agent.stage,
            available=crew.agent.available,
            time_s=self.now_s,
        )

    def _observe(
        self,
        kind: EventKind,
        body: EventBody = None,
        *,
        source: str = "rehearsal",
        subjects: tuple[str, ...] = (),
        mission_id: str = "",
    ) -> None:
        event = Event(
            kind, source, self.now_s, subjects, mission_id=mission_id or self._mission_of(kind), body=body
        )
        self.control.observe(event)
        for detector in self._detectors:
            self._forward(detector.see(event))

    def _mission_of(self, kind: EventKind) -> str:
        if kind not in (EventKind.TASK_REPORTED, EventKind.BARRIER_READY):
            return ""
        run = self.control.coordinator.active
        return run.id if run else ""

    def _forward(self, detected: list[Event]) -> None:
        for event in detected:
            self.account.events.append(event)
            self.control.observe(event)
            self._overrun.see(event)

    def _carry_out(self, command: Command) -> None:
        self.account.commands.append(command)
        if isinstance(command, StartTask):
            if self._crews[command.robot].alive:
                self._crews[command.robot].agent.execute(command)
        elif isinstance(command, CancelTask):
            if self._crews[command.robot].alive:
                self._crews[command.robot].agent.cancel(command.task_id, command.reason)
        elif isinstance(command, ReleaseBarrier):
            for robot in self._alive(command.coalition):
                self._crews[robot].agent.release(command)
        elif isinstance(command, AbortBarrier):
            for robot in self._alive(command.coalition):
                self._crews[robot].agent.abort(command)
        elif isinstance(command, AskHuman):
            self._people.asked(command, now_s=self.now_s)
        elif isinstance(command, LetTeamMove):
            self.resume()
        elif isinstance(command, CloseRequest):
            self._people.closed(command.request_id)
        elif isinstance(command, PublishPlan):
            self.account.plans.append(command)
            self._overrun.expect(command.plan)
        elif isinstance(command, PublishVerdict):
            self.account.verdicts.append(command.verdict)
        elif isinstance(command, EndMission):
            self.account.ended[command.mission_id] = command
