"""The interpreter that asks a language model, and trusts nothing it says until every check has passed."""

from __future__ import annotations

from dataclasses import dataclass, field

from comuros.core.errors import BudgetExceeded, ModelUnavailable
from comuros.core.instruction import Instruction, Interpretation, InterpretationStatus, Question
from comuros.language.interpreter import InterpretationContext
from comuros.language.llm_reply import Reply
from comuros.language.prompt import PROMPT_VERSION, first_messages, repair_message
from comuros.language.reply_check import CheckedReply, check_reply
from comuros.language.reply_schema import reply_schema
from comuros.language.scenario_excerpt import ExcerptLimits, excerpt
from comuros.llm import Completion, CompletionRequest, LlmClient, Message, Role

_CONFIDENCE = 0.7
_CONFIDENCE_AFTER_REPAIR = 0.5


@dataclass(frozen=True, slots=True)
class LlmInterpreterSettings:
    """How far the interpreter goes: rounds of repair after the first answer, and what a prompt holds."""

    repair_rounds: int = 3
    max_tokens: int = 3000
    limits: ExcerptLimits = field(default_factory=ExcerptLimits)


class LlmInterpreter:
    """Asks, checks, sends back with reasons, and asks a person where that does not help."""

    def __init__(self, client: LlmClient, settings: LlmInterpreterSettings | None = None) -> None:
        self._client = client
        self._settings = settings or LlmInterpreterSettings()

    @property
    def name(self) -> str:
        """The model and the version of its prompts, as reports show them."""
        return f"{self._client.model}, prompts {PROMPT_VERSION}"

    def interpret(self, instruction: Instruction, context: InterpretationContext) -> Interpretation:
        """A checked tree, questions, or the reason why the model gave neither."""
        shown = excerpt(context.scenario, instruction.text, self._settings.limits)
        schema = reply_schema(shown)
        messages = first_messages(instruction.text, context, shown)
        checked = CheckedReply()
        for round_number in range(self._settings.repair_rounds + 1):
            request = CompletionRequest(messages, schema, instruction.id, self._settings.max_tokens)
            try:
                answer = self._client.complete(request)
            except (ModelUnavailable, BudgetExceeded) as error:
                return self._answer(InterpretationStatus.UNAVAILABLE, reason=str(error))
            checked = _check(answer, context, instruction)
            if not checked.reasons:
                return self._accepted(checked, instruction, repaired=round_number > 0)
            messages = (
                *messages,
                Message(Role.ASSISTANT, answer.text[:8000]),
                repair_message(checked.reasons),
            )
        return self._given_up(checked, instruction)

    def _accepted(self, checked: CheckedReply, instruction: Instruction, *, repaired: bool) -> Interpretation:
        assert checked.reply is not None
        questions = _questions(checked.reply, instruction)
        if checked.tree is None or questions:
            return self._answer(InterpretationStatus.QUESTION, questions=questions, reason=questions[0].text)
        return Interpretation(
            InterpretationStatus.UNDERSTOOD,
            checked.tree,
            unused_words=tuple(word for word in checked.reply.unused_words if word in instruction.text),
            confidence=_CONFIDENCE_AFTER_REPAIR if repaired else _CONFIDENCE,
            interpreter=self.name,
        )

    def _given_up(self, checked: CheckedReply, instruction: Instruction) -> Interpretation:
        faults = "; ".join(checked.reasons)
        question = Question("I could not make tasks of that. Can you say it another way?", instruction.text)
        return self._answer(
            InterpretationStatus.QUESTION, questions=(question,), reason=f"no valid answer: {faults}"
        )

    def _answer(
        self, status: InterpretationStatus, *, questions: tuple[Question, ...] = (), reason: str = ""
    ) -> Interpretation:
        return Interpretation(
            status, questions=questions, confidence=0.0, interpreter=self.name, reason=reason
        )


def _check(answer: Completion, context: InterpretationContext, instruction: Instruction) -> CheckedReply:
    if answer.cut_off:
        return CheckedReply(
            reasons=("the answer was cut off at the token limit; use fewer nodes and short labels",)
        )
    return check_reply(answer.text, context.scenario, instruction_id=instruction.id)


def _questions(reply: Reply, instruction: Instruction) -> tuple[Question, ...]:
    """The model's questions; it may quote only what was said."""
    return tuple(
        Question(asked.text, asked.quoted if asked.quoted in instruction.text else "", tuple(asked.choices))
        for asked in reply.questions
    )
