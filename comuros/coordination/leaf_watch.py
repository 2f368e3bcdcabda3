"""Watching formula leaves while they are served: each robot's steps are read by the leaf's own automaton.

Pure; `task_reports` and `detection` feed it. A step is the end of a call, the beginning of a way, or a change
of zones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from comuros.coordination.belief import Belief
from comuros.coordination.mission_run import MissionRun, TaskRun
from comuros.core.event import Event, EventKind, TaskReported
from comuros.core.literal import Literal
from comuros.core.robot import RobotStatus
from comuros.core.robot_trace import RobotTrace
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.task import FormulaGoal
from comuros.core.task_status import Cause, TaskStatus
from comuros.core.world_state import WorldState
from comuros.spec.hltlf import watch_of
from comuros.spec.ltlf import Monitor, Verdict4


@dataclass(slots=True)
class LeafWatch:
    """One robot serving one leaf. The first of `calls` is the way to where service begins."""

    robot: str
    calls: tuple[SkillCall, ...]
    scenario: Scenario
    state: WorldState
    monitor: Monitor
    trace: RobotTrace
    zones: tuple[str, ...] = ()
    done: int = field(default=0)

    @staticmethod
    def of(
        formula: str, robot: str, calls: tuple[SkillCall, ...], *, scenario: Scenario, belief: Belief
    ) -> LeafWatch:
        """A watch from the world as it is believed now."""
        monitor = Monitor(watch_of(formula))
        trace = RobotTrace(monitor.formula.propositions, scenario)
        status = belief.team.get(robot)
        zones = status.zones if status is not None else ()
        return LeafWatch(robot, calls, scenario, belief.state, monitor, trace, zones)

    @property
    def verdict(self) -> Verdict4:
        """What the automaton says of the steps so far."""
        return self.monitor.verdict

    def made(self, count: int, believed: WorldState) -> None:
        """So many of the calls are made. Until service begins, the world is as it is believed."""
        if self.done == 0:
            self.state = believed
        while self.done < min(count, len(self.calls)):
            call = self.calls[self.done]
            skill = self.scenario.skill(call.skill)
            self.state = self.state.after(skill.ground_effects(skill.binding(self.robot, call.arguments)))
            self.done += 1
            self._step(call if self.done > 1 else None)
            if self.done < len(self.calls) and self._travels(self.calls[self.done]):
                self._leave(self.calls[self.done])

    def seen_in(self, zones: tuple[str, ...]) -> None:
        """The robot is inside these zones now."""
        if zones == self.zones:
            return
        self.zones = zones
        if 0 < self.done < len(self.calls):
            self._step(self.calls[self.done])

    def _leave(self, call: SkillCall) -> None:
        places = self.state.matching("at", self.robot, None)
        self.state = self.state.after([Literal(atom, positive=False) for atom in places])
        self._step(call)

    def _travels(self, call: SkillCall) -> bool:
        return bool(self.scenario.skill(call.skill).duration.travels_to)

    def _step(self, call: SkillCall | None) -> None:
        self.monitor.step(self.trace.letter(self.robot, self.state, self.zones, call))


def reported(
    run: MissionRun, belief: Belief, task: TaskRun, report: TaskReported, scenario: Scenario
) -> TaskReported | None:
    """Take a report of a formula leaf. Returns the report of a failure where its formula is broken, or not
    satisfied at the end.
    """
    work = task.task.work
    entry = run.plan.assignment(task.task.id) if run.plan else None
    if not isinstance(work, FormulaGoal) or entry is None or not entry.calls:
        return None
    if report.status is TaskStatus.ACCEPTED or task.watch is None:
        task.watch = LeafWatch.of(work.formula, report.robot, entry.calls, scenario=scenario, belief=belief)
    ended = report.status is TaskStatus.SUCCEEDED
    task.watch.made(len(entry.calls) if ended else report.calls_done, belief.state)
    holds = task.watch.verdict in (Verdict4.SATISFIED, Verdict4.SO_FAR_SATISFIED)
    if task.watch.verdict is not Verdict4.VIOLATED and (holds or not ended):
        return None
    return _failure(report, work.formula, task.watch.verdict)


def entered(run: MissionRun, status: RobotStatus) -> Iterable[TaskReported]:
    """A robot is inside other zones: failures of leaves whose formula that breaks."""
    for task in run.tasks.values():
        work, watch = task.task.work, task.watch
        if watch is None or watch.robot != status.robot or not isinstance(work, FormulaGoal):
            continue
        if task.robots.get(status.robot) is TaskStatus.RUNNING:
            watch.seen_in(status.zones)
            if watch.verdict is Verdict4.VIOLATED:
                last = TaskReported(
                    task.task.id, status.robot, task.revision, TaskStatus.RUNNING, task.progress
                )
                yield _failure(last, work.formula, watch.verdict)


def failed_event(run: MissionRun, failure: TaskReported, time_s: float) -> Event:
    """The failure as an event to be judged."""
    return Event(
        EventKind.TASK_FAILED, failure.robot, time_s, (failure.task_id, failure.robot), failure.message,
        mission_id=run.id, body=failure,
    )  # fmt: skip


def _failure(report: TaskReported, formula: str, verdict: Verdict4) -> TaskReported:
    how = "is broken" if verdict is Verdict4.VIOLATED else "is not satisfied by what was done"
    return replace(report, status=TaskStatus.FAILED, cause=Cause.SKILL_FAILED, message=f"{formula} {how}")
