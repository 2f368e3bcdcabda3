"""The interpreter that asks a language model, and trusts nothing it says until every check has passed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from comuros.core.errors import BudgetExceeded, ModelUnavailable
from comuros.core.instruction import (
    Instruction,
    Interpretation,
    InterpretationStatus,
    ModelUse,
    Question,
)
from comuros.core.tree import TaskTree
from comuros.language.interpreter import InterpretationContext
from comuros.language.llm_formulas import check_formulas, formulas_messages, formulas_schema
from comuros.language.llm_reply import Reply
from comuros.language.prompt import PROMPT_VERSION, first_messages, repair_message
from comuros.language.readings import settled
from comuros.language.reply_check import CheckedReply, Grounds, check_reply
from comuros.language.reply_schema import reply_schema
from comuros.language.scenario_excerpt import ExcerptLimits, excerpt
from comuros.language.session.given_answers import answered_questions, given_answers
from comuros.language.tree_words import by_its_works, in_words
from comuros.llm import Completion, CompletionRequest, LlmClient, Message, Role

_CONFIDENCE = 0.7
_CONFIDENCE_AFTER_REPAIR = 0.5
_FORMULA_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class LlmInterpreterSettings:
    """How far the interpreter goes: rounds of repair after the first answer, and what a prompt holds. With
    `two_steps` rules and order are written as formulas in a call of their own and compared with the tree.
    """

    repair_rounds: int = 3
    two_steps: bool = False
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
        said = " ".join((instruction.text, *given_answers(context.feedback)))
        shown = excerpt(context.scenario, said, self._settings.limits)
        schema = reply_schema(shown, context.session.active)
        messages = first_messages(instruction.text, context, shown)
        grounds = Grounds(said, _said_before(context), context.state, context.session.active)
        checked, use = CheckedReply(), ModelUse()
        for round_number in range(self._settings.repair_rounds + 1):
            request = CompletionRequest(messages, schema, instruction.id, self._settings.max_tokens)
            try:
                answer = self._client.complete(request)
            except (ModelUnavailable, BudgetExceeded) as error:
                missed = self._answer(InterpretationStatus.UNAVAILABLE, reason=str(error))
                return replace(missed, model_use=use)
            use += _use_of(answer)
            checked = _check(answer, context, instruction, grounds)
            if self._settings.two_steps and not checked.reasons and checked.is_new_tree:
                try:
                    checked, spent = self._with_formulas(checked, instruction, context)
                except (ModelUnavailable, BudgetExceeded) as error:
                    missed = self._answer(InterpretationStatus.UNAVAILABLE, reason=str(error))
                    return replace(missed, model_use=use)
                use += spent
            if not checked.reasons:
                accepted = self._accepted(checked, context, instruction, repaired=round_number > 0)
                return replace(accepted, model_use=use)
            messages = (
                *messages,
                Message(Role.ASSISTANT, answer.text[:8000]),
                repair_message(checked.reasons),
            )
        return replace(self._given_up(checked, instruction), model_use=use)

    def _with_formulas(
        self, checked: CheckedReply, instruction: Instruction, context: InterpretationContext
    ) -> tuple[CheckedReply, ModelUse]:
        """The second step, tried twice; what then still differs goes back to the first."""
        assert checked.tree is not None
        messages = formulas_messages(instruction.text, checked.tree, context.scenario)
        use = ModelUse()
        reasons: tuple[str, ...] = ()
        for _ in range(_FORMULA_ROUNDS):
            request = CompletionRequest(
                messages, formulas_schema(), instruction.id, self._settings.max_tokens
            )
            answer = self._client.complete(request)
            use += _use_of(answer)
            found = check_formulas(answer.text, checked.tree, context.scenario)
            if found.tree is not None:
                return replace(checked, tree=found.tree, note=found.note), use
            reasons = found.reasons
            said = Message(Role.ASSISTANT, answer.text[:8000])
            messages = (*messages, said, repair_message(reasons))
        return replace(checked, tree=None, reasons=reasons), use

    def _accepted(
        self,
        checked: CheckedReply,
        context: InterpretationContext,
        instruction: Instruction,
        *,
        repaired: bool,
    ) -> Interpretation:
        assert checked.reply is not None
        if checked.reply.intent == "answer":
            return self._answer(InterpretationStatus.ANSWER, reason=checked.reply.answer)
        tree = _one_reading(checked, context, instruction)
        questions = (tree,) if isinstance(tree, Question) else _questions(checked.reply, instruction)
        if tree is None or isinstance(tree, Question) or questions:
            return self._answer(InterpretationStatus.QUESTION, questions=questions, reason=questions[0].text)
        active = context.session.active if checked.reply.intent == "edit" else None
        return Interpretation(
            InterpretationStatus.EDIT if active is not None else InterpretationStatus.UNDERSTOOD,
            tree,
            mission_id=active.mission_id if active is not None else "",
            unused_words=tuple(word for word in checked.reply.unused_words if word in instruction.text),
            confidence=_CONFIDENCE_AFTER_REPAIR if repaired else _CONFIDENCE,
            interpreter=self.name,
            reason=checked.note,
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


def _one_reading(
    checked: CheckedReply, context: InterpretationContext, instruction: Instruction
) -> TaskTree | Question | None:
    """The tree, or which of two readings a person has to say; None where there is no tree."""
    if checked.tree is None or checked.other is None:
        return checked.tree
    answers = answered_questions(context.feedback)
    return settled(
        (checked.tree, checked.other),
        quoted=instruction.text,
        answered=answers,
        words=lambda tree: in_words(by_its_works(tree, context.scenario)),
    )


def _said_before(context: InterpretationContext) -> str:
    """What the operator said earlier; an exchange without a tree is nothing that was carried out."""
    active = context.session.active
    texts = [said.text for said in context.history if said.tree is not None]
    return " ".join((*texts, active.text if active is not None else ""))


def _use_of(answer: Completion) -> ModelUse:
    spent = answer.usage
    calls = 0 if answer.cached else 1
    return ModelUse(calls, spent.prompt_tokens, spent.completion_tokens, spent.wall_s, spent.cost)


def _check(
    answer: Completion, context: InterpretationContext, instruction: Instruction, grounds: Grounds
) -> CheckedReply:
    if answer.cut_off:
        return CheckedReply(
            reasons=("the answer was cut off at the token limit; use fewer nodes and short labels",)
        )
    return check_reply(answer.text, context.scenario, instruction_id=instruction.id, grounds=grounds)


def _questions(reply: Reply, instruction: Instruction) -> tuple[Question, ...]:
    """The model's questions; it may quote only what was said."""
    return tuple(
        Question(asked.text, asked.quoted if asked.quoted in instruction.text else "", tuple(asked.choices))
        for asked in reply.questions
    )
