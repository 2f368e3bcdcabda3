"""Drivers and the embedded world stepped together, without agents or plans. Driving benchmarks and tests use
it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from comuros.core.robot_port import SkillReport
from comuros.core.scenario import Fault
from comuros.core.skill import SkillCall
from comuros.execution.driver import Driver, Sense
from comuros.scenario import LoadedScenario
from comuros.sim import Simulation


@dataclass
class Rig:
    """One world with a driver per robot. `ended` holds the final report of every call, by robot, in order."""

    loaded: LoadedScenario
    seed: int = 0
    faults: Iterable[Fault] = ()
    dt_s: float = 0.05
    start_jitter_m: float = 0.0
    ended: dict[str, list[SkillReport]] = field(default_factory=dict)
    reports: list[SkillReport] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world = Simulation(
            self.loaded, seed=self.seed, faults=self.faults, start_jitter_m=self.start_jitter_m
        )
        robots = [robot for robot in self.loaded.scenario.robots if not robot.is_human]
        self.drivers = {
            robot.name: Driver(robot, self.loaded, fault_gate=self._gate(robot.name)) for robot in robots
        }
        self.ended = {name: [] for name in self.drivers}
        self._senses: dict[str, deque[Sense]] = {}
        self.set_late_ticks(0)
        self.under_way: dict[str, str] = {}
        self._queues: dict[str, list[tuple[SkillCall, tuple[str, ...]]]] = {name: [] for name in self.drivers}
        self._count = 0

    def do(self, robot: str, *calls: tuple[str, ...], coalition: tuple[str, ...] = ()) -> None:
        """Queue skill calls, each as (skill, arguments ...)."""
        for skill, *arguments in calls:
            self._queues[robot].append((SkillCall(skill, tuple(arguments)), coalition))

    def set_late_ticks(self, ticks: int) -> None:
        """Let drivers sense the world as it was so many steps ago, as over a network."""
        self._senses = {name: deque(maxlen=ticks + 1) for name in self.drivers}

    def step(self) -> None:
        """One step of everything."""
        for name, driver in self.drivers.items():
            if not driver.is_busy and self._queues[name]:
                call, coalition = self._queues[name].pop(0)
                self._count += 1
                self.under_way[name] = f"call_{self._count}"
                driver.start(self.under_way[name], call, coalition=coalition, on_report=self._hear(name))
        world = self.world
        poses, attached, battery, objects = world.poses, world.attached, world.battery, world.object_poses
        velocities, grippers = {}, {}
        for name, driver in self.drivers.items():
            others = {other: pose for other, pose in poses.items() if other != name}
            seen = world.seen_obstacles(name)
            sense = Sense(poses[name], others, objects, attached[name], battery[name], seen, world.holders)
            self._senses[name].append(sense)
            output = driver.tick(world.time_s, self._senses[name][0])
            velocities[name] = output.velocity
            if output.gripper is not None:
                grippers[name] = output.gripper
            for thing in output.attach:
                world.attach(name, thing)
            for thing in output.detach:
                world.detach(name, thing)
        world.step(self.dt_s, velocities, grippers)

    def run(self, *, limit_s: float, until: Callable[[], bool] | None = None) -> float:
        """Step until everything queued has ended (or the condition holds), at most `limit_s`. Returns the
        seconds passed.
        """
        begun_s = self.world.time_s
        while self.world.time_s - begun_s < limit_s:
            self.step()
            if until() if until is not None else self.is_idle:
                break
        return self.world.time_s - begun_s

    @property
    def is_idle(self) -> bool:
        """Whether nothing is queued or under way."""
        return not any(self._queues.values()) and not any(driver.is_busy for driver in self.drivers.values())

    def outcomes(self) -> Mapping[str, tuple[str, ...]]:
        """Per robot: how each call ended, in words."""
        return {
            name: tuple(
                f"{r.status.value}:{r.cause.value}" if r.cause.value != "none" else r.status.value
                for r in reports
            )
            for name, reports in self.ended.items()
        }

    def _hear(self, robot: str) -> Callable[[SkillReport], None]:
        def hear(report: SkillReport) -> None:
            self.reports.append(report)
            if report.status.is_final:
                self.ended[robot].append(report)
                if report.cause.value != "none":
                    self._queues[robot].clear()

        return hear

    def _gate(self, robot: str):  # type: ignore[no-untyped-def]
        return lambda call, progress: self.world.fault_for(robot, call, progress)
