"""People as the embedded world plays them: they answer after a while, do what they were asked for, and say
so. Rehearsals and the simulator hold one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from comuros.core.command import AskHuman, RequestKind
from comuros.core.event import HumanAnswered
from comuros.core.geometry import Pose
from comuros.core.literal import Literal
from comuros.core.skill import SkillCall
from comuros.core.task import Goal, Task
from comuros.sim.simulation import Simulation

_ON = "on"


class Manner(Enum):
    """What a simulated person makes of a request for work: does it, declines, says nothing, or says that it
    is done and does nothing.
    """

    DOES_IT = "does it"
    DECLINES = "declines"
    SILENT = "silent"
    ONLY_SAYS_SO = "only says so"


@dataclass(frozen=True, slots=True)
class Habits:
    """How one person behaves. Times in seconds of the mission clock; `approves` None leaves approvals
    unanswered, `answer` is what they say to a question that offers it, "" for nothing.
    """

    manner: Manner = Manner.DOES_IT
    answers_after_s: float = 3.0
    works_for_s: float = 12.0
    approves: bool | None = True
    answer: str = ""


@dataclass(frozen=True, slots=True)
class _Due:
    """Something a person will say, or do (`task`), at a time."""

    at_s: float
    request_id: str
    says: str = ""
    task: Task | None = None
    person: str = ""


class SimulatedPeople:
    """Answers requests on behalf of the people of a scenario; requests to nobody in particular are answered
    by whoever `habits` names first.
    """

    def __init__(self, simulation: Simulation, habits: Mapping[str, Habits]) -> None:
        self._world = simulation
        self._habits = dict(habits)
        self._due: list[_Due] = []

    def asked(self, request: AskHuman, *, now_s: float) -> None:
        """Somebody is asked something."""
        person = request.person or next(iter(self._habits), "")
        habits = self._habits.get(person)
        if habits is None:
            return
        at_s = now_s + habits.answers_after_s
        if request.kind is RequestKind.TASK:
            self._plan_work(request, person, habits, at_s)
        elif request.kind is RequestKind.APPROVAL and habits.approves is not None:
            self._due.append(_Due(at_s, request.request_id, "yes" if habits.approves else "no"))
        elif request.kind is RequestKind.QUESTION and habits.answer in request.choices:
            self._due.append(_Due(at_s, request.request_id, habits.answer))

    def closed(self, request_id: str) -> None:
        """Nobody waits for an answer any more; work under way is left."""
        self._due = [due for due in self._due if due.request_id != request_id]

    def tick(self, now_s: float) -> list[HumanAnswered]:
        """What people say now. What they do changes the world."""
        ripe = [due for due in self._due if due.at_s <= now_s]
        self._due = [due for due in self._due if due.at_s > now_s]
        answers = []
        for due in ripe:
            if due.task is not None:
                self._carry_out(due.task, due.person)
            if due.says:
                answers.append(HumanAnswered(due.request_id, due.says))
        return answers

    def _plan_work(self, request: AskHuman, person: str, habits: Habits, at_s: float) -> None:
        ready_s = at_s + habits.works_for_s
        if habits.manner is Manner.DECLINES:
            self._due.append(_Due(at_s, request.request_id, "cannot"))
        elif habits.manner is not Manner.SILENT:
            does = request.task if habits.manner is Manner.DOES_IT else None
            self._due.append(_Due(at_s, request.request_id, "on my way"))
            self._due.append(_Due(ready_s, request.request_id, "", does, person))
            self._due.append(_Due(ready_s + 1.0, request.request_id, "done"))

    def _carry_out(self, task: Task, person: str) -> None:
        for literal in self._effects(task, person):
            if literal.positive and literal.atom.predicate == _ON:
                thing, location = literal.atom.arguments
                self._world.cargo.relocate(self._world.cargo.things[thing], self._top_of(location))

    def _effects(self, task: Task, person: str) -> tuple[Literal, ...]:
        if isinstance(task.work, Goal):
            return task.work.literals
        if isinstance(task.work, SkillCall):
            skill = self._world.loaded.scenario.skill(task.work.skill)
            return skill.ground_effects(skill.binding(person, task.work.arguments))
        return ()

    def _top_of(self, location: str) -> Pose:
        """Where something put on this object, or at this place, is let go."""
        below = self._world.cargo.things.get(location)
        if below is None:
            return self._clear(self._world.loaded.scenario.place(location).pose)
        return Pose(below.pose.x_m, below.pose.y_m, below.top_m, below.pose.yaw_rad)

    def _clear(self, pose: Pose) -> Pose:
        """The pose, or one beside it, where nothing lies yet."""
        things = self._world.cargo.things.values()
        for away_m in (0.0, 0.15, 0.25, 0.35):
            for turn in range(8):
                x_m = pose.x_m + away_m * math.cos(turn * math.pi / 4)
                y_m = pose.y_m + away_m * math.sin(turn * math.pi / 4)
                if not any(thing.covers(x_m, y_m) for thing in things):
                    return Pose(x_m, y_m, pose.z_m, pose.yaw_rad)
        return pose
