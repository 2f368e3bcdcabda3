"""Programs written by a language model, through the same seam as language. Nothing it writes is trusted: the
checker refuses what may not run, and the reason goes back.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files

from comuros.core.errors import BudgetExceeded, ModelUnavailable, ProgramError
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillModel
from comuros.core.task import Work
from comuros.core.world_state import WorldState
from comuros.execution.composer import goal_of, names_in
from comuros.execution.program.limits import DEFAULT_LIMITS
from comuros.llm import CompletionRequest, LlmClient, Message, Role, Schema

_SCHEMA = Schema(
    "program",
    json.dumps(
        {
            "type": "object",
            "properties": {"program": {"type": "string", "maxLength": DEFAULT_LIMITS.source_chars}},
            "required": ["program"],
            "additionalProperties": False,
        }
    ),
)
_MOST_FACTS = 60
_TRIES_FOR_JSON = 2


class ModelComposer:
    """Asks a model for a program. Blocks for seconds: use it on a worker, never on an executor's thread."""

    def __init__(
        self, client: LlmClient, scenario: Scenario, *, mission_id: str = "", max_tokens: int = 800
    ) -> None:
        self._client = client
        self._scenario = scenario
        self._mission_id = mission_id
        self._max_tokens = max_tokens
        self._last = ""

    def propose(
        self, work: Work, *, robots: Sequence[Robot], state: WorldState, feedback: tuple[str, ...]
    ) -> str:
        """The model's program; with feedback it sees its last one and why it was refused.

        Raises:
            ProgramError: no model answers, or its answer holds no program.
        """
        system = files("comuros.execution").joinpath("prompts/compose.md").read_text(encoding="utf-8")
        messages = [Message(Role.SYSTEM, system), Message(Role.USER, self._asked(work, robots, state))]
        if feedback:
            refused = f"That program was refused: {feedback[-1]}. Write it again."
            messages += [Message(Role.ASSISTANT, self._last), Message(Role.USER, refused)]
        fault = ""
        for _ in range(_TRIES_FOR_JSON):
            self._last = self._answer(messages)
            program, fault = _program_in(self._last)
            if not fault:
                return program
            messages += [Message(Role.ASSISTANT, self._last), Message(Role.USER, fault)]
        raise ProgramError(fault)

    def _answer(self, messages: list[Message]) -> str:
        request = CompletionRequest(tuple(messages), _SCHEMA, self._mission_id, self._max_tokens)
        try:
            return self._client.complete(request).text[: 2 * DEFAULT_LIMITS.source_chars]
        except (ModelUnavailable, BudgetExceeded) as error:
            raise ProgramError(f"no model writes a program: {error}") from error

    def _asked(self, work: Work, robots: Sequence[Robot], state: WorldState) -> str:
        team = ", ".join(robot.name for robot in robots)
        own = [
            skill
            for skill in self._scenario.skills
            if all(skill.name in robot.type.skills for robot in robots)
            and (len(robots) > 1 or not skill.team)
        ]
        goal = " & ".join(str(literal) for literal in goal_of(work)) or f"the call {work} is made"
        lines = [f"robots that run the program: {team}", f"goal: {goal}", "skills:"]
        lines += [_shown(skill) for skill in own]
        lines += ["data, what is true now:", *self._facts(work, robots, state)]
        return "\n".join(lines)

    def _facts(self, work: Work, robots: Sequence[Robot], state: WorldState) -> list[str]:
        """What concerns the goal, the team, and where things it names lie."""
        names = {*names_in(work), *(robot.name for robot in robots)}
        near = sorted(fact for fact in state.facts if names.intersection(fact.arguments))
        names.update(name for fact in near for name in fact.arguments)
        further = sorted(f for f in state.facts if names.intersection(f.arguments) and f not in near)
        return [str(fact) for fact in [*near, *further][:_MOST_FACTS]]


def _shown(skill: SkillModel) -> str:
    parameters = ", ".join(f"{p.name.lstrip('?')}: {p.sort.value}" for p in skill.parameters)
    needs = "; ".join(str(literal) for literal in skill.preconditions) or "nothing"
    makes = "; ".join(str(literal) for literal in skill.effects) or "nothing"
    return f"- {skill.name}({parameters}) needs {needs}; makes {makes}"


def _program_in(text: str) -> tuple[str, str]:
    """The program of an answer, or what is wrong with the answer."""
    try:
        found = json.loads(text)
    except ValueError:
        return "", "the answer is not JSON"
    if not isinstance(found, dict) or not isinstance(found.get("program"), str):
        return "", 'the answer has no "program" that is a text'
    program = str(found["program"])
    return (program if program.endswith("\n") or not program else f"{program}\n"), ""
