"""What a person answered to questions about an instruction, worked into its words. The coordinator hands
answers back as feedback.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from comuros.core.instruction import Interpretation

_ANSWERED = re.compile(r"^asked: (?P<asked>.*) answered: (?P<answer>.*)$", re.DOTALL)


def answered(question: str, answer: str) -> str:
    """The feedback that carries an answer."""
    return f"asked: {question} answered: {answer}"


def given_answers(feedback: Sequence[str]) -> tuple[str, ...]:
    """The answers among the feedback, oldest first."""
    return tuple(answer for _, answer in answered_questions(feedback))


def answered_questions(feedback: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Questions with the answers to them, oldest first."""
    found = (_ANSWERED.match(entry) for entry in feedback)
    return tuple((match["asked"], match["answer"].strip()) for match in found if match)


def reasons_in(feedback: Sequence[str]) -> tuple[str, ...]:
    """The feedback that is no answer: why proposals were sent back."""
    return tuple(entry for entry in feedback if not _ANSWERED.match(entry))


def with_answers(text: str, answers: Sequence[str], interpret: Callable[[str], Interpretation]) -> str:
    """The instruction with each answer in the place of the words it explains. An answer that is an
    instruction by itself takes the place of all of it.
    """
    for answer in answers:
        found = interpret(text)
        if found.is_settled or not answer:
            return text
        if interpret(answer).is_settled:
            text = answer
            continue
        quoted = next((question.quoted for question in found.questions if question.quoted), "")
        if quoted and quoted in text and quoted != text:
            text = text.replace(quoted, answer.replace("_", " "), 1)
    return text
