"""One task on one robot, from the approach to the final report. The agent owns it, feeds it reports and time,
and asks it to end.
"""

from __future__ import annotations

from dataclasses import replace

from comuros.core.checkpoint import checkpoint_of
from comuros.core.command import ReleaseBarrier, StartTask
from comuros.core.errors import ProgramError
from comuros.core.robot_port import SkillReport
from comuros.core.skill import SkillCall
from comuros.core.symbolic import run_symbolically
from comuros.core.task_status import Cause, TaskStatus
from comuros.execution.charging import ChargingStops
from comuros.execution.composer import goal_of, names_in
from comuros.execution.gates import Gates
from comuros.execution.permission import Hindrance, Permission
from comuros.execution.program.checker import CheckedProgram
from comuros.execution.program.interpreter import Ended, Failed, Interpreter, NeedsCall
from comuros.execution.reporter import Reporter
from comuros.execution.surroundings import Surroundings, team_of
from comuros.execution.under_way import Ending, UnderWay


class TaskRun:
    """Runs one checked program: charge, approach, wait at the barrier, work, hold until the others are done.

    The program is composed once when the task comes, to know where to approach, and again when the barrier
    opens, since predecessors may have changed the world meanwhile. Every method returns at once.

    Raises:
        ProgramError: there is no program, and no barrier to wait at until there is one.
    """

    def __init__(self, command: StartTask, around: Surroundings, *, serial: int) -> None:
        self.command = command
        self.reporter = Reporter(command, around.report)
        self._around = around
        self._serial = serial
        self._team = team_of(command, around.scenario)
        self._gates = Gates(command, around.barrier_ready)
        self._gated = bool(command.barrier_id)
        self._gate_passed = not self._gated
        self._permission = Permission(command, around, self._gates, in_step=self._is_coalition)
        self._program: CheckedProgram | None = None
        self._interpreter: Interpreter | None = None
        self._running: UnderWay | None = None
        self._ending: Ending | None = None
        self._paused = False
        self._calls_expected = 0
        self._calls_made = 0
        self._calls_done = 0
        self._answers: list[Cause] = []
        self._charging = self._stops_of(command)
        self._is_detour = self._charging.wants(around.belief.battery)
        self._compose()

    @property
    def is_over(self) -> bool:
        """Whether the final report was given."""
        return self.reporter.is_over

    @property
    def succeeded(self) -> bool:
        """Whether the final report said so."""
        return self.reporter.last.status is TaskStatus.SUCCEEDED

    @property
    def is_ending(self) -> bool:
        """Whether it only waits for a skill to come to rest."""
        return self._ending is not None

    @property
    def _is_coalition(self) -> bool:
        return len(self._team) > 1 and self._gated

    @property
    def current_call(self) -> SkillCall | None:
        """The skill call under way."""
        return self._running.call if self._running else None

    @property
    def program_text(self) -> str:
        """The program people read; empty where nothing is left to do, or nothing can be composed yet."""
        return self._program.text if self._program else ""

    def advance(self, now_s: float) -> None:
        """Do whatever can be done now. Called on every tick and after everything that happened."""
        if self._overdue(now_s):
            return
        self._end_charging()
        while not (self.is_over or self._running or self._ending or self._paused):
            if not self._advance_once(now_s):
                return

    def skill_reported(self, report: SkillReport, now_s: float) -> None:
        """Take a skill server's report; reports of other calls are stale and ignored."""
        running = self._running
        if self.is_over or running is None or report.call_id != running.id:
            return
        if not report.status.is_final:
            if not running.pausing:
                self._running = replace(running, progress=report.progress)
                self._say(self.reporter.last.status, str(running.call))
            return
        self._running = None
        if running.charging:
            self._charging_call_over(running, report)
        elif report.status is TaskStatus.SUCCEEDED:
            self._succeeded(running.call)
        elif not self._ending and not running.pausing:
            self._answer_failure(running.call, report)
        if self._ending:
            self._finish_ending(now_s)

    def release(self, command: ReleaseBarrier) -> None:
        """A barrier was released; it counts where it is this task's. Facts count until work has begun."""
        if not self._gates.owns(command.barrier_id):
            return
        self._gates.release(command.barrier_id, at_s=command.at_s)
        if not self._gate_passed:
            self._around.belief.adopt(command.facts, about=names_in(self.command.task.work), kept=self._team)

    def not_approved(self, barrier_id: str, reason: str) -> None:
        """A person said no to the call that waits at this barrier; the program may react to that."""
        self._permission.refused(barrier_id, reason)

    def owns_barrier(self, barrier_id: str) -> bool:
        """Whether a barrier belongs to this task."""
        return self._gates.owns(barrier_id)

    def end(self, status: TaskStatus, cause: Cause, message: str, *, now_s: float) -> None:
        """Bring the robot to rest and report; the first reason stands."""
        if self.is_over or self._ending:
            return
        if self._running is None:
            self._finish(status, cause, message)
            return
        self._ending = Ending(status, cause, message, now_s + self._around.patience.rest_s)
        self._around.port.cancel(self._running.id)

    def pause(self) -> None:
        """Come to rest, keeping the place in the program."""
        if self._paused or self.is_over or self._ending:
            return
        self._paused = True
        self._say(TaskStatus.WAITING, "paused")
        if self._running is not None:
            self._running = replace(self._running, pausing=True)
            self._around.port.cancel(self._running.id)

    def resume(self) -> None:
        """Go on; an interrupted skill call is made again."""
        self._paused = False

    def adopt(self, command: StartTask) -> None:
        """A newer plan keeps this task here: it goes on under the new revision."""
        self.command = command
        self.reporter.adopt(command)
        if not self._gate_passed:
            self._gates.moved_to(command.barrier_id)
            self._gate_passed = not command.barrier_id
        if self._is_detour or not self._gate_passed or not self._calls_done:
            self._charging = self._stops_of(command)
            self._turn_aside()
        self.repeat()

    def repeat(self) -> None:
        """Say again where the task stands, and where the robot is ready."""
        self.reporter.repeat()
        self._gates.announce_again()

    def dropped(self, thing: str, now_s: float) -> None:
        """An object left the gripper. Unless the call under way lets go of it, the task has failed."""
        if self._running and self._around.belief.releases(self._running.call, thing):
            return
        self.end(
            TaskStatus.FAILED, Cause.OBJECT_DROPPED, f"{thing} is not in the gripper any more", now_s=now_s
        )

    def _advance_once(self, now_s: float) -> bool:
        """Take one step; False where only time or somebody else can bring the next."""
        if self._is_detour:
            return self._charge()
        if self._interpreter is None:
            return self._enter_start(now_s)
        step = self._interpreter.advance(now_s)
        if isinstance(step, Failed):
            status = TaskStatus.CANCELLED if step.cause is Cause.CANCELLED else TaskStatus.FAILED
            self._finish(status, step.cause, step.message)
            return False
        approach = isinstance(step, NeedsCall) and self._is_approach(step.call)
        if not self._gate_passed and not approach:
            return self._enter_start(now_s)
        if isinstance(step, Ended):
            return self._wrap_up(now_s)
        hindered = self._permission.hindrance(step.call, now_s)
        if hindered is not None:
            return self._wait_or_give_up(hindered, step.call)
        self._start(step.call, TaskStatus.APPROACHING if approach else TaskStatus.RUNNING)
        return True

    def _stops_of(self, command: StartTask) -> ChargingStops:
        scenario = self._around.scenario
        return ChargingStops(command.stops, scenario.robot(command.robot), scenario)

    def _charge(self) -> bool:
        """The next call of the charging stops; after them the program is composed from where they led."""
        try:
            if self._charging.wants(self._around.belief.battery):
                call = self._charging.next_call(self._around.belief.state)
                self._start(call, TaskStatus.APPROACHING, charging=True)
            else:
                self._is_detour, self._calls_done = False, 0
                self._compose()
        except ProgramError as error:
            self._finish(TaskStatus.FAILED, Cause.PRECONDITION, str(error))
        return not self.is_over

    def _turn_aside(self) -> None:
        """Charge first, also where the robot is on its way to the task already."""
        self._is_detour = self._is_detour or self._charging.wants(self._around.belief.battery)
        if self._is_detour and self._running is not None and not self._running.charging:
            self._running = replace(self._running, pausing=True)
            self._around.port.cancel(self._running.id)

    def _charging_call_over(self, running: UnderWay, report: SkillReport) -> None:
        if report.status is TaskStatus.SUCCEEDED:
            self._around.belief.done(running.call, (self._around.scenario.robot(self.command.robot),))
            self._charging.made(running.call)
        elif not self._ending and not running.pausing:
            self._finish(TaskStatus.FAILED, report.cause, report.message)

    def _end_charging(self) -> None:
        """Cut charging short where the battery holds what the plan counts with."""
        running = self._running
        if running is None or not running.charging or running.pausing or self._ending:
            return
        if not self._charging.wants(self._around.belief.battery):
            self._running = replace(running, pausing=True)
            self._around.port.cancel(running.id)

    def _compose(self) -> None:
        """Make the program from what is believed now. Without one, the barrier is where to wait for one."""
        try:
            self._program = self._around.compose(self.command)
        except ProgramError:
            if self._gate_passed:
                raise
            return
        self._interpreter = Interpreter(self._program.code if self._program else ())
        self._answers = list(self._program.answered) if self._program else []
        self._interpreter.replay(self._answers)
        self._calls_done = max(self._calls_done, self._answers.count(Cause.NONE))
        self._calls_expected = self._calls_done + (len(self._program.expected_calls) if self._program else 0)

    def _enter_start(self, now_s: float) -> bool:
        """Stand at the barrier; when it opens, compose afresh: True."""
        if not self._gates.passes(self._gates.start, now_s):
            self._say(TaskStatus.WAITING, self._permission.waiting_words)
            return False
        self._gate_passed = True
        try:
            self._compose()
        except ProgramError as error:
            self._finish(TaskStatus.FAILED, Cause.PRECONDITION, str(error))
        return True

    def _is_approach(self, call: SkillCall) -> bool:
        """Whether a call is the way to the start, taken before the barrier. What a team carries is no
        approach.
        """
        skill = self._around.scenario.skill(call.skill)
        together = skill.team and len(self._team) > 1
        ahead = not self._gate_passed or not self._gated
        return ahead and self._calls_done == 0 and bool(skill.duration.travels_to) and not together

    def _wait_or_give_up(self, hindered: Hindrance, call: SkillCall | None = None) -> bool:
        """Wait, or take note that waiting is in vain: True where the program may still react to that."""
        if hindered.cause is Cause.NONE:
            self._say(TaskStatus.WAITING, hindered.words)
        elif hindered.cause is Cause.REFUSED and call is not None:
            self._not_made(call, hindered.cause, hindered.words)
            return True
        else:
            self._finish(TaskStatus.FAILED, hindered.cause, hindered.words)
        return False

    def _not_made(self, call: SkillCall, cause: Cause, words: str) -> None:
        """The program learns that its call failed before anything moved."""
        self._permission.over(call, succeeded=False)
        self._answer(cause, words)

    def _start(self, call: SkillCall, status: TaskStatus, *, charging: bool = False) -> None:
        around = self._around
        team = (around.scenario.robot(self.command.robot),) if charging else self._team
        run = run_symbolically((call,), robots=team, state=around.belief.state, scenario=around.scenario)
        if not run.ok:
            self._not_made(call, Cause.PRECONDITION, run.reason())
            return
        self._calls_made += 1
        call_id = f"{self.command.mission_id}/{self.command.task.id}/{self._serial}.{self._calls_made}"
        self._running = UnderWay(call_id, call, charging=charging)
        around.belief.began(call, team)
        self._say(status, str(call))
        names = tuple(robot.name for robot in team)
        bounds = around.belief.bounds(self.command.keep_out)
        around.port.start(call_id, call, coalition=names, on_report=around.on_skill_report, bounds=bounds)

    def _succeeded(self, call: SkillCall) -> None:
        self._around.belief.done(call, self._team)
        self._calls_done += 1
        self._permission.over(call, succeeded=True)
        if self._interpreter is not None:
            self._answer(Cause.NONE, "")

    def _answer(self, cause: Cause, words: str) -> None:
        """Tell the program how its call ended. What ends the program is no place to go on from."""
        assert self._interpreter is not None
        self._interpreter.answer(cause, words)
        if not self._interpreter.has_failed:
            self._answers.append(cause)

    def _answer_failure(self, call: SkillCall, report: SkillReport) -> None:
        self._permission.over(call, succeeded=False)
        cancelled = report.status is TaskStatus.CANCELLED
        cause = report.cause
        if cause is Cause.NONE:
            cause = Cause.CANCELLED if cancelled else Cause.SKILL_FAILED
        if cause is Cause.UNREACHABLE and not self._gate_passed and self._is_approach(call):
            self._interpreter = None  # what is out of reach now may be brought before its turn comes
        elif self._interpreter is not None:
            self._answer(cause, report.message or f"{call} failed: {cause.value}")

    def _wrap_up(self, now_s: float) -> bool:
        """All calls are made: see whether the goal holds, and hold until the coalition is done."""
        unmet = self._around.belief.state.unmet(goal_of(self.command.task.work))
        if unmet:
            reason = f"all calls are made, but {unmet[0]} does not hold"
            self._finish(TaskStatus.FAILED, Cause.SKILL_FAILED, reason)
            return False
        waits = self._permission.holds_the_coalition(now_s) if self._is_coalition else None
        if waits is not None:
            self._wait_or_give_up(waits)
        elif self.command.hold and not self._gates.passes(self._gates.hold, now_s):
            self._say(TaskStatus.WAITING, "done, holding until the others are")
        else:
            self._finish(TaskStatus.SUCCEEDED, Cause.NONE, "" if self._calls_done else "it holds already")
        return False

    def _overdue(self, now_s: float) -> bool:
        """Whether a time is up; what follows from it is done."""
        if self._ending is not None:
            if now_s < self._ending.at_latest_s:
                return False
            self._running = None
            silent = f"{self._ending.message}; the skill did not confirm that it rests"
            self._finish(self._ending.status, self._ending.cause, silent)
            return True
        deadline_s = self.command.deadline_s
        if deadline_s and now_s >= deadline_s:
            self.end(TaskStatus.FAILED, Cause.TIMEOUT, f"not done by {deadline_s:g} s", now_s=now_s)
            return True
        return False

    def _finish_ending(self, now_s: float) -> None:
        assert self._ending is not None
        ending, self._ending = self._ending, None
        if ending.status is TaskStatus.CANCELLED and len(self._team) == 1 and self._is_complete(now_s):
            self._finish(TaskStatus.SUCCEEDED, Cause.NONE, "done before the cancel came")
            return
        self._finish(ending.status, ending.cause, ending.message)

    def _is_complete(self, now_s: float) -> bool:
        ran_out = self._interpreter is not None and isinstance(self._interpreter.advance(now_s), Ended)
        return self._gate_passed and self._calls_done > 0 and ran_out

    def _finish(self, status: TaskStatus, cause: Cause, message: str) -> None:
        self._say(status, status.value, cause=cause, message=message)

    def _say(self, status: TaskStatus, stage: str, *, cause: Cause = Cause.NONE, message: str = "") -> None:
        under_way = self._running.progress if self._running else 0.0
        share = min(0.99, (self._calls_done + under_way) / max(1, self._calls_expected))
        progress = 1.0 if status is TaskStatus.SUCCEEDED else share
        given = self.command.program
        self.reporter.say(
            status,
            stage,
            progress=progress,
            calls_done=self._calls_done,
            cause=cause,
            message=message,
            checkpoint=checkpoint_of(given, self._answers) if given else "",
        )
