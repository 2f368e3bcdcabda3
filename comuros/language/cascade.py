"""Interpreters one after the other, cheapest first: the next is asked only where the one before did not
understand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comuros.core.instruction import Instruction, Interpretation, InterpretationStatus
from comuros.language.interpreter import InterpretationContext, Interpreter


class Cascade:
    """Controlled English, then a small model, then a large one, as far as they are there."""

    def __init__(self, interpreters: Sequence[Interpreter]) -> None:
        if not interpreters:
            raise ValueError("a cascade needs at least one interpreter")
        self._interpreters = tuple(interpreters)

    def interpret(self, instruction: Instruction, context: InterpretationContext) -> Interpretation:
        """The first tree; else the most useful of the other answers, with a note where a model was not
        reachable.
        """
        answers: list[Interpretation] = []
        for interpreter in self._interpreters:
            answer = interpreter.interpret(instruction, context)
            if answer.is_settled:
                return _with_note(answer, answers)
            answers.append(answer)
        # A later interpreter asks better questions, unless it could not be reached.
        reached = [a for a in answers if a.status is not InterpretationStatus.UNAVAILABLE]
        asked = [a for a in reached if a.questions]
        chosen = (asked or reached or answers)[-1]
        return _with_note(chosen, [a for a in answers if a is not chosen])


def _with_note(answer: Interpretation, others: Sequence[Interpretation]) -> Interpretation:
    missed = [
        f"{a.interpreter} was not available ({a.reason})"
        for a in others
        if a.status is InterpretationStatus.UNAVAILABLE
    ]
    if missed and answer.questions:
        *first, last = answer.questions
        told = replace(last, text=f"{last.text} ({'; '.join(missed)})")
        answer = replace(answer, questions=(*first, told))
    parts = [answer.reason, *missed]
    use = sum((a.model_use for a in others), answer.model_use)
    return replace(answer, reason="; ".join(part for part in parts if part), model_use=use)
