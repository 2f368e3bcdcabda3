"""The agent of one robot: takes tasks one at a time, cancels, stops, pauses. No ROS, no clock, no threads;
nodes and the rehearsal drive it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from comuros.core.checkpoint import answers_of
from comuros.core.command import AbortBarrier, ReleaseBarrier, StartTask
from comuros.core.errors import ProgramError
from comuros.core.event import BarrierReady, TaskReported
from comuros.core.keep_out import KeepOut
from comuros.core.robot import Robot
from comuros.core.robot_port import RobotPort, SkillReport
from comuros.core.scenario import Scenario
from comuros.core.task_status import Cause, TaskStatus
from comuros.core.world_state import WorldState
from comuros.execution.barrier import awaits_approval
from comuros.execution.belief import Belief
from comuros.execution.composer import Composer, GivenProgram, MethodComposer, compose_program, names_in
from comuros.execution.program.checker import CheckedProgram
from comuros.execution.surroundings import Patience, Surroundings, team_of
from comuros.execution.task_run import TaskRun

_KEPT_RELEASES = 64


class Agent:
    """Executes tasks on one robot. Every method returns at once; what happens comes out of the two callbacks.

    The same task with the same revision is not begun twice: where it stands is reported again, unless it
    failed or was cancelled, when asking again is a retry. While a cancelled task comes to rest, one new task
    may wait. Callbacks must not call back into the agent.
    """

    def __init__(
        self,
        robot: Robot,
        scenario: Scenario,
        port: RobotPort,
        report: Callable[[TaskReported], None],
        barrier_ready: Callable[[BarrierReady], None],
        *,
        composer: Composer | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._robot = robot
        self._scenario = scenario
        self._report = report
        self._composer: Composer = composer or MethodComposer(scenario)
        self._belief = Belief(robot, scenario)
        self._around = Surroundings(
            scenario=scenario,
            belief=self._belief,
            port=port,
            compose=self._compose,
            report=report,
            barrier_ready=barrier_ready,
            on_skill_report=self._on_skill_report,
            patience=patience or Patience(),
        )
        self._run: TaskRun | None = None
        self._next: StartTask | None = None
        self._inbox: deque[SkillReport] = deque()
        self._pumping = False
        self._stopped = False
        self._paused = False
        self._serial = 0
        self._now_s = 0.0
        self._early: dict[str, ReleaseBarrier] = {}

    @property
    def task(self) -> str:
        """The id of the task under way, "" where there is none."""
        return self._run.command.task.id if self._run and not self._run.is_over else ""

    @property
    def mission(self) -> str:
        """The id of the mission the task under way belongs to, "" where there is none."""
        return self._run.command.mission_id if self._run and not self._run.is_over else ""

    @property
    def last_report(self) -> TaskReported | None:
        """The latest report of the task under way, None where there is none."""
        return self._run.reporter.last if self._run and not self._run.is_over else None

    @property
    def stage(self) -> str:
        """What the robot does now, in words."""
        if self._stopped:
            return "stopped"
        return self._run.reporter.last.stage if self._run and not self._run.is_over else "idle"

    @property
    def keep_out(self) -> tuple[KeepOut, ...]:
        """Zones the task under way keeps its robots out of."""
        return self._run.command.keep_out if self._run and not self._run.is_over else ()

    @property
    def program_text(self) -> str:
        """The program of the task under way, as people read it."""
        return self._run.program_text if self._run and not self._run.is_over else ""

    @property
    def available(self) -> bool:
        """Whether the robot takes new work."""
        return not self._stopped

    @property
    def holding(self) -> tuple[str, ...]:
        """Objects the robot believes it holds."""
        return self._belief.holding

    @property
    def belief(self) -> WorldState:
        """What the robot believes of the world."""
        return self._belief.state

    def execute(self, command: StartTask) -> None:
        """Begin a task, go on with it under a newer revision, or say again where it stands.

        While another task is under way the answer is `FAILED` with cause `REFUSED`; with cause `STOPPED` when
        stopped.
        """
        run = self._run
        if self._stopped:
            self._refuse(command, f"{self._robot.name} is stopped; resume it first", cause=Cause.STOPPED)
        elif run is None or run.is_over:
            self._after_a_finished(command)
        elif _same_task(run.command, command) and not run.is_ending:
            self._renewed(run, command)
        elif run.is_ending:
            if self._next is not None:
                self._refuse(self._next, f"replaced by task {command.task.id}")
            self._next = command
        else:
            self._refuse(command, f"{self._robot.name} is busy with task {run.command.task.id}")
        self._pump()

    def cancel(self, task_id: str, reason: str = "cancelled") -> None:
        """Bring this task to rest; a task that is not here is reported nowhere and changes nothing."""
        if self._next is not None and self._next.task.id == task_id:
            waiting, self._next = self._next, None
            self._report(_final(waiting, TaskStatus.CANCELLED, Cause.CANCELLED, reason))
        elif self._run is not None and self._run.command.task.id == task_id:
            self._run.end(TaskStatus.CANCELLED, Cause.CANCELLED, reason, now_s=self._now_s)
        self._pump()

    def release(self, command: ReleaseBarrier) -> None:
        """A barrier was released. One that is not known yet is kept for the task that is on its way."""
        if self._run is not None and not self._run.is_over and self._run.owns_barrier(command.barrier_id):
            self._run.release(command)
        elif self._robot.name in command.coalition:
            self._early[command.barrier_id] = command
            while len(self._early) > _KEPT_RELEASES:
                del self._early[next(iter(self._early))]
        self._pump()

    def abort(self, command: AbortBarrier) -> None:
        """The coalition gives up together; or, where a call waits for approval, that call is refused."""
        self._early.pop(command.barrier_id, None)
        if self._run is None or not self._run.owns_barrier(command.barrier_id):
            return
        if awaits_approval(command.barrier_id):
            self._run.not_approved(command.barrier_id, command.reason)
        else:
            self._run.end(TaskStatus.CANCELLED, Cause.PEER_LOST, command.reason, now_s=self._now_s)
        self._pump()

    def stop(self, reason: str = "stopped") -> None:
        """Cancel everything at once and take no work until `resume`."""
        self._stopped = True
        if self._next is not None:
            waiting, self._next = self._next, None
            self._report(_final(waiting, TaskStatus.CANCELLED, Cause.STOPPED, reason))
        if self._run is not None:
            self._run.end(TaskStatus.CANCELLED, Cause.STOPPED, reason, now_s=self._now_s)
        self._pump()

    def break_off(self, cause: Cause, message: str) -> None:
        """Bring the task under way to rest as failed: something outside its program forbids to go on."""
        if self._run is not None:
            self._run.end(TaskStatus.FAILED, cause, message, now_s=self._now_s)
        self._pump()

    def pause(self) -> None:
        """Come to rest and keep the task."""
        self._paused = True
        if self._run is not None:
            self._run.pause()
        self._pump()

    def resume(self) -> None:
        """Take work again after a stop; go on after a pause."""
        self._stopped = self._paused = False
        if self._run is not None:
            self._run.resume()
        self._pump()

    def sense(self, *, place: str, holding: Sequence[str], battery: float | None = None) -> None:
        """Take over what sensors say of the robot itself: the place it stands at, "" where none, what its
        gripper holds, and the share of charge in its battery.
        """
        self._belief.battery = battery
        for thing in self._belief.sense(place=place, holding=holding):
            if self._run is not None and not self._run.is_over:
                self._run.dropped(thing, self._now_s)
        self._pump()

    def tick(self, now_s: float) -> None:
        """Time passes: `now_s` is mission-clock time. Almost instantaneous."""
        self._now_s = max(self._now_s, now_s)
        self._pump()

    def _after_a_finished(self, command: StartTask) -> None:
        run = self._run
        same = run is not None and _same_task(run.command, command)
        if run is not None and same and command.revision <= run.command.revision and run.succeeded:
            run.repeat()
        else:
            self._begin(command)

    def _renewed(self, run: TaskRun, command: StartTask) -> None:
        if command.revision <= run.command.revision:
            run.repeat()
        elif command.coalition == run.command.coalition and command.task.work == run.command.task.work:
            run.adopt(command)
            self._take_early_releases(run)
        else:
            run.end(TaskStatus.CANCELLED, Cause.CANCELLED, "the plan changed", now_s=self._now_s)
            self._next = command

    def _begin(self, command: StartTask) -> None:
        team = team_of(command, self._scenario)
        self._belief.forget_places(team, command.facts)
        self._belief.adopt(command.facts, about=names_in(command.task.work))
        self._serial += 1
        try:
            run = TaskRun(command, self._around, serial=self._serial)
        except ProgramError as error:
            self._report(_final(command, TaskStatus.FAILED, Cause.PRECONDITION, str(error)))
            return
        self._run = run
        run.repeat()
        self._take_early_releases(run)
        if self._paused:
            run.pause()

    def _compose(self, command: StartTask) -> CheckedProgram | None:
        """A program that came with the task goes on from its checkpoint, or begins anew where the world does
        not let it go on from there.
        """
        answered = answers_of(command.checkpoint, command.program) if command.program else ()
        try:
            return self._composed(command, answered)
        except ProgramError:
            if not answered:
                raise
            return self._composed(command, ())

    def _composed(self, command: StartTask, answered: tuple[Cause, ...]) -> CheckedProgram | None:
        return compose_program(
            command.task.work,
            robots=team_of(command, self._scenario),
            state=self._belief.state,
            scenario=self._scenario,
            composer=GivenProgram(command.program) if command.program else self._composer,
            answered=answered,
        )

    def _take_early_releases(self, run: TaskRun) -> None:
        for barrier_id in [known for known in self._early if run.owns_barrier(known)]:
            run.release(self._early.pop(barrier_id))

    def _on_skill_report(self, report: SkillReport) -> None:
        self._inbox.append(report)
        self._pump()

    def _pump(self) -> None:
        """Work off reports and go on. A port may answer within `start`: the guard keeps that from nesting."""
        if self._pumping:
            return
        self._pumping = True
        try:
            self._work_off()
        finally:
            self._pumping = False

    def _work_off(self) -> None:
        busy = True
        while busy:
            while self._inbox:
                report = self._inbox.popleft()
                if self._run is not None:
                    self._run.skill_reported(report, self._now_s)
            if self._run is not None:
                self._run.advance(self._now_s)
            if self._next is not None and (self._run is None or self._run.is_over):
                command, self._next = self._next, None
                self._begin(command)
                continue
            busy = bool(self._inbox)

    def _refuse(self, command: StartTask, message: str, *, cause: Cause = Cause.REFUSED) -> None:
        self._report(_final(command, TaskStatus.FAILED, cause, message))


def _same_task(one: StartTask, other: StartTask) -> bool:
    return (one.mission_id, one.task.id) == (other.mission_id, other.task.id)


def _final(command: StartTask, status: TaskStatus, cause: Cause, message: str) -> TaskReported:
    return TaskReported(
        command.task.id,
        command.robot,
        command.revision,
        status,
        stage=status.value,
        cause=cause,
        message=message,
    )
