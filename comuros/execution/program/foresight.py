"""Symbolic execution of lowered programs: the way on which all goes well, then each way on which one call
fails. Used by the checker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comuros.core.errors import ProgramError
from comuros.core.literal import Literal
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.symbolic import run_symbolically
from comuros.core.task_status import Cause
from comuros.core.world_state import WorldState
from comuros.execution.program.instructions import EnterTry, Instruction, Invoke
from comuros.execution.program.interpreter import Failed, Interpreter, NeedsCall
from comuros.execution.program.limits import Limits


@dataclass(frozen=True, slots=True)
class _Foreseen:
    """One way through a program: the calls made, the state at its end, and how it failed, if it did.
    `impossible` says that a call could not have been made when its turn came.
    """

    calls: tuple[SkillCall, ...]
    state: WorldState
    failed: Failed | None
    impossible: bool = False


def foresee(
    code: tuple[Instruction, ...],
    *,
    robots: Sequence[Robot],
    state: WorldState,
    goal: Sequence[Literal],
    scenario: Scenario,
    limits: Limits,
    answered: tuple[Cause, ...] = (),
) -> tuple[SkillCall, ...]:
    """The calls made where every call succeeds. A failing call is taken to leave the state as it was;
    `answered` calls were made before, and the state is the one they left.

    Raises:
        ProgramError: a call could not run when its turn comes, a budget runs out, or the goal is missed.
    """
    world = _World(tuple(robots), scenario, limits, answered)
    smooth = world.follow(code, state, failing=-1, cause=Cause.NONE)
    if smooth.failed is not None:
        raise ProgramError(smooth.failed.message, line=smooth.failed.line)
    unmet = smooth.state.unmet(goal)
    if unmet:
        raise ProgramError(f"the program ends without its goal: {unmet[0]} would not hold")
    causes = _causes_that_matter(code)
    if len(smooth.calls) ** 2 * len(causes) > limits.foreseen_calls:
        raise ProgramError(
            f"the program can go wrong in more ways than {limits.foreseen_calls} calls can check"
        )
    for index in range(len(smooth.calls)):
        for cause in causes:
            detour = world.follow(code, state, failing=index, cause=cause)
            if detour.failed is not None and detour.impossible:
                reason = f"if {smooth.calls[index]} fails ({cause.value}): {detour.failed.message}"
                raise ProgramError(reason, line=detour.failed.line)
    return smooth.calls


@dataclass(frozen=True, slots=True)
class _World:
    robots: tuple[Robot, ...]
    scenario: Scenario
    limits: Limits
    answered: tuple[Cause, ...]

    def follow(
        self, code: tuple[Instruction, ...], state: WorldState, *, failing: int, cause: Cause
    ) -> _Foreseen:
        """The way on which call number `failing` fails with `cause`, and all others succeed."""
        interpreter = Interpreter(code, limits=self.limits)
        interpreter.replay(self.answered)
        calls: list[SkillCall] = []
        step = interpreter.advance(0.0)
        while isinstance(step, NeedsCall):
            run = run_symbolically((step.call,), robots=self.robots, state=state, scenario=self.scenario)
            if not run.ok:
                failed = Failed(Cause.PRECONDITION, run.reason(), step.line)
                return _Foreseen(tuple(calls), state, failed, impossible=True)
            if len(calls) == failing:
                interpreter.answer(cause)
            else:
                interpreter.answer()
                state = run.state
            calls.append(step.call)
            step = interpreter.advance(0.0)
        return _Foreseen(tuple(calls), state, step if isinstance(step, Failed) else None)


def _causes_that_matter(code: tuple[Instruction, ...]) -> tuple[Cause, ...]:
    """One cause per handler, and any cause at all where a call's truth value is used; none where nothing
    reacts.
    """
    causes: dict[Cause, None] = {}
    for instruction in code:
        if isinstance(instruction, EnterTry):
            causes.update(dict.fromkeys(_first_causes(instruction)))
        elif isinstance(instruction, Invoke) and not instruction.raises:
            causes.setdefault(Cause.SKILL_FAILED)
    return tuple(causes)


def _first_causes(guard: EnterTry) -> tuple[Cause, ...]:
    """For every handler that can be reached the first cause that reaches it."""
    seen: set[Cause] = set()
    first: list[Cause] = []
    for causes, _ in guard.handlers:
        first.extend([cause for cause in causes if cause not in seen][:1])
        seen.update(causes)
    return tuple(first)
