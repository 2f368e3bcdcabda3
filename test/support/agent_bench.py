"""A bench for agent tests: one agent on virtual time, its skills played by a script."""

from __future__ import annotations

from comuros.core.command import ReleaseBarrier, StartTask
from comuros.core.event import BarrierReady, TaskReported
from comuros.core.literal import Atom, parse_literal
from comuros.core.scenario import Scenario
from comuros.core.task import Goal, Task, Work
from comuros.core.task_status import TaskStatus
from comuros.execution.agent import Agent
from comuros.execution.scripted_port import Ending, ScriptedPort


def goal(*literals: str) -> Goal:
    """A goal from the texts of its literals."""
    return Goal(tuple(parse_literal(literal) for literal in literals))


def atom(text: str) -> Atom:
    """A ground atom."""
    return parse_literal(text).atom


class Bench:
    """An agent, its scripted robot, and everything it said."""

    def __init__(self, scenario: Scenario, *script: tuple[str, Ending], robot: str = "waiter") -> None:
        self.robot = robot
        self.port = ScriptedPort(script)
        self.reports: list[TaskReported] = []
        self.ready: list[str] = []
        self.agent = Agent(scenario.robot(robot), scenario, self.port, self.reports.append, self._ready)
        self.now_s = 0.0

    def _ready(self, ready: BarrierReady) -> None:
        assert ready.robot == self.robot
        self.ready.append(ready.barrier_id)

    def give(self, work: Work, task_id: str = "t1", **more: object) -> None:
        """Give the agent a task, other fields of the command by keyword."""
        robots = int(more.pop("robots", 1))  # type: ignore[call-overload]
        values: dict[str, object] = {
            "mission_id": "m1",
            "revision": 1,
            "task": Task(task_id, task_id, work, robots=robots),
            "robot": self.robot,
            "coalition": (self.robot,),
            **more,
        }
        self.agent.execute(StartTask(**values))  # type: ignore[arg-type]

    def pass_time(self, seconds: float, *, step_s: float = 0.5) -> None:
        """Let virtual time pass for robot and agent."""
        until_s = self.now_s + seconds
        while self.now_s < until_s:
            self.now_s = min(until_s, self.now_s + step_s)
            self.port.tick(self.now_s)
            self.agent.tick(self.now_s)

    def release(self, barrier_id: str, *, facts: tuple[Atom, ...] = (), lead_s: float = 0.0) -> None:
        """Open a barrier."""
        self.agent.release(ReleaseBarrier(barrier_id, (self.robot,), self.now_s + lead_s, facts))

    @property
    def last(self) -> TaskReported:
        """What the agent said last."""
        return self.reports[-1]

    @property
    def statuses(self) -> list[TaskStatus]:
        """Every status it reported, each once."""
        return list(dict.fromkeys(report.status for report in self.reports))
