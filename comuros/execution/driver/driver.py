"""The skill server of one robot: takes skill calls, moves the robot tick by tick, reports. START HERE in this
room.

No ROS, no clock, no threads: whoever holds it hands in time and senses and carries out what it answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from comuros.core.errors import InputError
from comuros.core.keep_out import UNBOUNDED, Bounds
from comuros.core.robot import Robot
from comuros.core.robot_port import SkillReport
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause, TaskStatus
from comuros.execution.driver.behaviours import BehaviourFactory, behaviour_for
from comuros.execution.driver.body import bounded, driven_body
from comuros.execution.driver.hand import Hand
from comuros.execution.driver.installed import installed_behaviours
from comuros.execution.driver.moment import Act, Behaviour, Interruptible, Moment, SkillRun
from comuros.execution.driver.neighbour import Observer
from comuros.execution.driver.outside import kept_outside
from comuros.execution.driver.sense import DriverOutput, Sense
from comuros.scenario import LoadedScenario

FaultGate = Callable[[SkillCall, float], Cause | None]
OnReport = Callable[[SkillReport], None]

_REPORT_EVERY_S = 0.5
_AT_REST_MPS = 0.02
_AT_REST_RADPS = 0.05
_HALTING_AT_MOST_S = 5.0


@dataclass(slots=True)
class _Running:
    """The call under way. `ending` is set once it is only being brought to rest."""

    call_id: str
    run: SkillRun
    behaviour: Behaviour
    on_report: OnReport
    held: set[str] | None = None
    progress: float = 0.0
    reported_s: float | None = None
    ending: SkillReport | None = None
    ending_since_s: float | None = None
    wound_down: bool = False


class Driver:
    """Carries out skill calls on one robot, one at a time."""

    def __init__(
        self,
        robot: Robot,
        loaded: LoadedScenario,
        *,
        behaviours: Mapping[str, BehaviourFactory] | None = None,
        fault_gate: FaultGate | None = None,
    ) -> None:
        """`behaviours` replace or add the behaviour of skills by name, in place of those that installed
        packages bring; `fault_gate` lets a simulator fail a call.
        """
        self._loaded = loaded
        self._body = driven_body(robot, loaded)
        self._behaviours = dict(installed_behaviours(robot.type.skills) if behaviours is None else behaviours)
        self._fault_gate = fault_gate
        self._hand = Hand(speed_mps=self._body.limits.gripper_mps)
        self._observer = Observer(self._body)
        self._running: _Running | None = None
        self._refused: list[tuple[OnReport, SkillReport]] = []
        self._last_s: float | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a call is under way; the clock waits for busy drivers only."""
        return self._running is not None or bool(self._refused)

    def start(
        self,
        call_id: str,
        call: SkillCall,
        *,
        coalition: tuple[str, ...] = (),
        on_report: OnReport,
        bounds: Bounds = UNBOUNDED,
    ) -> None:
        """Begin a skill call at the next tick, within bounds. What cannot be begun is reported as failed,
        with cause `REFUSED`, at that tick.
        """
        reason = self._refusal(call)
        if reason:
            self._refused.append(
                (on_report, _final(call_id, TaskStatus.FAILED, cause=Cause.REFUSED, message=reason))
            )
            return
        members = tuple(sorted({*coalition, self._body.name}))
        body = bounded(self._body, bounds)
        run = SkillRun(call, self._loaded.scenario.skill(call.skill), members, body, self._hand)
        self._running = _Running(call_id, run, behaviour_for(run, self._behaviours), on_report)

    def cancel(self, call_id: str) -> None:
        """Bring the call to rest; `CANCELLED` is reported once the robot stands. Unknown ids are ignored: the
        call has ended.
        """
        running = self._running
        if running is not None and running.call_id == call_id and running.ending is None:
            running.ending = _final(
                call_id,
                TaskStatus.CANCELLED,
                progress=running.progress,
                cause=Cause.CANCELLED,
                message="cancelled",
            )

    def tick(self, now_s: float, sense: Sense) -> DriverOutput:
        """One step: what to command given what is sensed. Call it once per simulation step or odometry
        message.
        """
        own, neighbours = self._observer.observe(now_s, sense)
        dt_s = 0.05 if self._last_s is None else min(0.5, max(0.001, now_s - self._last_s))
        self._last_s = now_s
        refused, self._refused = self._refused, []
        for on_report, report in refused:
            on_report(report)
        running = self._running
        if running is None:
            return DriverOutput()
        moment = Moment(now_s, dt_s, sense, own, neighbours)
        if running.ending is None:
            act = self._act(running, moment)
            if running.ending is None:
                self._report_progress(running, now_s)
                velocity = kept_outside(act.velocity, body=running.run.body, moment=moment)
                return DriverOutput(velocity, act.attach, act.detach, act.gripper)
        let_go = self._end_at_rest(running, moment)
        return DriverOutput(gripper=self._hand.step(now_s), detach=let_go)

    def _refusal(self, call: SkillCall) -> str:
        if self._running is not None:
            return f"{self._body.name} is still busy with {self._running.run.call}"
        if call.skill not in self._body.robot.type.skills:
            return f"{self._body.name} has no skill {call.skill!r}"
        try:
            self._loaded.scenario.skill(call.skill).binding(self._body.name, call.arguments)
        except (InputError, ValueError):
            return f"{call} does not fit the skill {call.skill!r} of this scenario"
        return ""

    def _act(self, running: _Running, moment: Moment) -> Act:
        """Run the behaviour, and set the call's ending where it is over."""
        cause = self._mishap(running, moment)
        if cause is not Cause.NONE:
            running.ending = _final(
                running.call_id,
                TaskStatus.FAILED,
                progress=running.progress,
                cause=cause,
                message=_words(cause),
            )
            return Act()
        act = running.behaviour.step(moment)
        running.progress = max(running.progress, act.progress)
        if act.failed:
            running.ending = _final(
                running.call_id,
                TaskStatus.FAILED,
                progress=running.progress,
                cause=act.cause,
                message=act.message,
            )
        elif act.done:
            running.ending = _final(running.call_id, TaskStatus.SUCCEEDED, progress=1.0)
        return act

    def _mishap(self, running: _Running, moment: Moment) -> Cause:
        """What went wrong beside the behaviour: an empty battery, a lost object, an injected fault."""
        attached = set(moment.sense.attached)
        lost = (running.held or set()) - attached - set(running.behaviour.may_lose)
        running.held = attached
        if lost:
            return Cause.OBJECT_DROPPED
        if moment.sense.battery <= 0.0:
            return Cause.BATTERY
        gated = self._fault_gate(running.run.call, running.progress) if self._fault_gate else None
        return gated or Cause.NONE

    def _report_progress(self, running: _Running, now_s: float) -> None:
        if running.reported_s is None or now_s - running.reported_s >= _REPORT_EVERY_S - 1e-9:
            running.reported_s = now_s
            running.on_report(SkillReport(running.call_id, TaskStatus.RUNNING, running.progress))

    def _end_at_rest(self, running: _Running, moment: Moment) -> tuple[str, ...]:
        """Report the ending as soon as the robot stands, or has had ample time to; answers what to let go."""
        assert running.ending is not None
        if running.ending_since_s is None:
            running.ending_since_s = moment.now_s
        overdue = moment.now_s - running.ending_since_s > _HALTING_AT_MOST_S
        let_go = () if running.wound_down else self._wind_down(running, moment, overdue=overdue)
        still = moment.own.speed_mps < _AT_REST_MPS and abs(moment.own.yaw_radps) < _AT_REST_RADPS
        settled = running.wound_down and (still or overdue)
        if settled or running.ending.status is TaskStatus.SUCCEEDED:
            self._running = None
            running.on_report(running.ending)
        return let_go

    def _wind_down(self, running: _Running, moment: Moment, *, overdue: bool) -> tuple[str, ...]:
        """Let a behaviour that was cut short leave its grip in good order, then return the hand."""
        assert running.ending is not None
        cut_short = running.ending.status is not TaskStatus.SUCCEEDED
        behaviour = running.behaviour
        act = Act(done=True)
        if cut_short and isinstance(behaviour, Interruptible):
            act = behaviour.wind_down(moment)
        running.wound_down = act.done or overdue
        if running.wound_down and cut_short:
            self._hand.move_through([self._hand.carrying])
        return act.detach


def _final(
    call_id: str, status: TaskStatus, *, progress: float = 0.0, cause: Cause = Cause.NONE, message: str = ""
) -> SkillReport:
    return SkillReport(call_id, status, progress, cause, message)


def _words(cause: Cause) -> str:
    words = {
        Cause.OBJECT_DROPPED: "what it held is no longer in its grip",
        Cause.BATTERY: "the battery is empty",
    }
    return words.get(cause, f"failed: {cause.value.replace('_', ' ')}")
