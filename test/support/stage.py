"""A stage for coordinator tests: a tiny scenario, and a planner and robots that do what the test says."""

from __future__ import annotations

import itertools
from dataclasses import replace

from comuros.coordinator import Coordinator, CoordinatorSettings
from comuros.core.command import Command, ExamineTree, FindHandOver, MakePlan, StartTask
from comuros.core.event import (
    BarrierReady,
    Event,
    EventBody,
    EventKind,
    HandOverFound,
    HumanAnswered,
    InstructionGiven,
    Planned,
    TaskReported,
)
from comuros.core.geometry import Pose
from comuros.core.literal import parse_literal
from comuros.core.place import ObjectKind, Place, WorldObject
from comuros.core.plan import Assignment, Certificate, Plan, PlanningOutcome, PlanningStatus
from comuros.core.predicate import Predicate, Sort
from comuros.core.robot import Locomotion, Robot, RobotStatus, RobotType
from comuros.core.scenario import Scenario
from comuros.core.task import Goal, Task
from comuros.core.task_status import Cause, TaskStatus
from comuros.core.tree import Node, checked_tree
from support.examined import examined

CART = RobotType("cart", Locomotion.DIFFERENTIAL, 0.3, (), ())


def scenario() -> Scenario:
    """Three carts, a few names and no geometry: the coordinator needs no more."""
    carts = tuple(Robot(name, CART, "depot") for name in ("ann", "ben", "cid"))
    places = tuple(Place(name, Pose(0, 0)) for name in ("depot", "dock", "pit", "yard"))
    box = ObjectKind("box", 1.0, (0.2, 0.2, 0.2))
    things = tuple(WorldObject(name, box, "depot") for name in ("box", "cup", "crate"))
    predicates = (
        Predicate("on", (Sort.OBJECT, Sort.LOCATION), functional=True),
        Predicate("inside", (Sort.ROBOT, Sort.PLACE)),
    )
    return Scenario("yard", "Yard", "", places, (box,), things, carts, predicates, (), ())


def goal(task_id: str, literal: str, *, robots: int = 1) -> Task:
    """A goal leaf with one literal."""
    return Task(task_id, task_id, Goal((parse_literal(literal),)), robots=robots)


class Stage:
    """Feeds a coordinator and keeps every command it gives."""

    def __init__(self, settings: CoordinatorSettings | None = None, *, world: Scenario | None = None) -> None:
        self.coordinator = Coordinator(world or scenario(), settings or CoordinatorSettings())
        self.commands: list[Command] = []
        self.now_s = 0.0
        self._numbers = itertools.count(1)
        for name in ("ann", "ben", "cid"):
            self.see(EventKind.ROBOT_REPORTED, RobotStatus(name, Pose(0, 0), "depot", 1.0), subjects=(name,))

    def see(self, kind: EventKind, body: EventBody = None, **more: object) -> list[Command]:
        """One event; returns the commands it led to. Trees are examined at once."""
        event = Event(kind, "test", self.now_s, body=body, **more)  # type: ignore[arg-type]
        commands = self._seen(event)
        self.commands += commands
        return commands

    def _seen(self, event: Event) -> list[Command]:
        led_to: list[Command] = []
        for command in self.feed(replace(event, id=f"e{next(self._numbers)}")):
            if isinstance(command, ExamineTree):
                led_to += self._seen(
                    examined(command, self.coordinator.situation.scenario, time_s=self.now_s)
                )
            else:
                led_to.append(command)
        return led_to

    def feed(self, event: Event) -> list[Command]:
        """Hand an event to the coordinator."""
        return self.coordinator.observe(event)

    def tick(self, seconds: float = 1.0) -> list[Command]:
        """Let time pass."""
        self.now_s += seconds
        commands = self.coordinator.tick(self.now_s)
        self.commands += commands
        return commands

    def begin(
        self, root: Node, who: dict[str, tuple[str, ...]], *, in_step: bool = False, **more: object
    ) -> list[Command]:
        """Give a tree and answer with a plan that has these robots, other fields of the plan by keyword."""
        self.see(EventKind.INSTRUCTION_GIVEN, InstructionGiven("", checked_tree(root)), mission_id="m1")
        return self.plan(who, in_step=in_step, **more)

    def plan(
        self, who: dict[str, tuple[str, ...]], *, in_step: bool = False, **more: object
    ) -> list[Command]:
        """Answer the latest planning request: ten seconds a task, one after the other or all in step."""
        plan = replace(self._plan(who, 0.0 if in_step else 10.0), **more)  # type: ignore[arg-type]
        return self.answer(PlanningOutcome(PlanningStatus.SOLVED, plan))

    def answer(self, outcome: PlanningOutcome) -> list[Command]:
        """Answer the latest planning request with this outcome."""
        return self.see(EventKind.PLANNED, Planned(self.request().problem.revision, outcome), mission_id="m1")

    def no_hand_over(self) -> list[Command]:
        """Answer a search for a hand-over, where one waits, with "there is none"."""
        sought = [command for command in self.commands if isinstance(command, FindHandOver)]
        if not sought:
            return []
        found = HandOverFound(sought[-1].problem.revision, None)
        return self.see(EventKind.HAND_OVER_FOUND, found, mission_id="m1")

    def request(self) -> MakePlan:
        """The latest planning request."""
        return [c for c in self.commands if isinstance(c, MakePlan)][-1]

    def report(
        self, robot: str, task_id: str, status: TaskStatus, *, cause: Cause = Cause.NONE
    ) -> list[Command]:
        """A robot reports on the task it was given last under that id."""
        given = [
            c for c in self.commands if isinstance(c, StartTask) and (c.robot, c.task.id) == (robot, task_id)
        ]
        body = TaskReported(task_id, robot, given[-1].revision if given else 1, status, cause=cause)
        return self.see(EventKind.TASK_REPORTED, body, mission_id="m1", subjects=(task_id, robot))

    def finish(self, robot: str, task_id: str) -> list[Command]:
        """A robot works on a task and succeeds."""
        return [
            *self.report(robot, task_id, TaskStatus.RUNNING),
            *self.report(robot, task_id, TaskStatus.SUCCEEDED),
        ]

    def ready(self, robot: str, barrier_id: str, call: str = "") -> list[Command]:
        """A robot stands at a barrier, before a call that needs approval where one is named."""
        return self.see(EventKind.BARRIER_READY, BarrierReady(barrier_id, robot, call), mission_id="m1")

    def say(self, request_id: str, answer: str) -> list[Command]:
        """A person answers."""
        return self.see(EventKind.HUMAN_ANSWERED, HumanAnswered(request_id, answer))

    def given(self) -> list[tuple[str, str]]:
        """(robot, task) of every task given so far, in order."""
        return [(c.robot, c.task.id) for c in self.commands if isinstance(c, StartTask)]

    def _plan(self, who: dict[str, tuple[str, ...]], spacing_s: float) -> Plan:
        entries = tuple(
            Assignment(task_id, robots, spacing_s * n, spacing_s * n, spacing_s * n + 10.0)
            for n, (task_id, robots) in enumerate(who.items())
        )
        makespan_s = max(entry.end_s for entry in entries)
        certificate = Certificate(makespan_s, makespan_s, 0.0, 0.0)
        return Plan("m1", self.request().problem.revision, entries, certificate)


def of_kind(commands: list[Command], kind: type) -> list[Command]:
    """The commands of one kind."""
    return [command for command in commands if isinstance(command, kind)]
