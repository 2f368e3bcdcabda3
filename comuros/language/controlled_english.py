"""The interpreter that needs no model. Words to a mission under way come first (stop, questions, changes),
then the grammar. What it does not understand it quotes and asks.
"""

from __future__ import annotations

from dataclasses import replace

from comuros.core.instruction import Instruction, Interpretation, InterpretationStatus, Question
from comuros.core.scenario import Scenario
from comuros.language.interpreter import InterpretationContext
from comuros.language.lexicon import Lexicon
from comuros.language.memory import Memory
from comuros.language.plain_reader import NAME, PlainReader
from comuros.language.puzzle import Puzzle
from comuros.language.session.changes import Changes
from comuros.language.session.control_words import control_word
from comuros.language.session.given_answers import answered_questions, given_answers, with_answers
from comuros.language.session.state_questions import answer, only_asks
from comuros.language.spell_checker import SpellChecker

_LEXICONS_KEPT = 8


class ControlledEnglish:
    """Interprets English of a broad but closed grammar over the words of a scenario. Stateless between calls
    but for a cache.
    """

    def __init__(self, *, open_world: bool = False) -> None:
        self._open_world = open_world
        self._lexicons: dict[int, tuple[Scenario, Lexicon, SpellChecker]] = {}

    def interpret(self, instruction: Instruction, context: InterpretationContext) -> Interpretation:
        """The tree of an instruction, an edit of the mission under way, an answer, or questions that quote
        what was not understood.
        """
        lexicon, speller = self._words_of(context.scenario)
        reader = PlainReader(
            context.scenario,
            context.state,
            lexicon=lexicon,
            speller=speller,
            instruction_id=instruction.id,
            open_world=self._open_world,
            answered=answered_questions(context.feedback),
        )
        if self._open_world:
            return reader.read(instruction.text, Memory()).interpretation
        answers = given_answers(context.feedback)
        text = with_answers(
            instruction.text, answers, lambda said: _interpretation(said, reader, context, answers)
        )
        return _interpretation(text, reader, context, answers)

    def _words_of(self, scenario: Scenario) -> tuple[Lexicon, SpellChecker]:
        kept = self._lexicons.get(id(scenario))
        if kept is None or kept[0] is not scenario:
            if len(self._lexicons) >= _LEXICONS_KEPT:
                self._lexicons.clear()
            lexicon = Lexicon(scenario, open_world=self._open_world)
            kept = (scenario, lexicon, SpellChecker(lexicon))
            self._lexicons[id(scenario)] = kept
        return kept[1], kept[2]


def _interpretation(
    text: str, reader: PlainReader, context: InterpretationContext, answers: tuple[str, ...]
) -> Interpretation:
    status = control_word(text)
    if status is not None:
        return _about_the_mission(status, context)
    memory = reader.memory_of(context.history)
    try:
        told = answer(text, reader.references(text, memory.copy()), context.session)
        if told is not None:
            return Interpretation(InterpretationStatus.ANSWER, interpreter=NAME, reason=told)
        changed = Changes(reader, context, memory, answers).read(text)
    except Puzzle as puzzle:
        return _question(puzzle.question)
    if changed is not None:
        return changed
    if only_asks(text):
        asks = "I can say who is free, who does what, where things are, what is left, and how far it is."
        return _question(Question(f"I cannot answer '{text}'. {asks} What do you want to know?", text))
    return reader.read(text, memory).interpretation


def _about_the_mission(status: InterpretationStatus, context: InterpretationContext) -> Interpretation:
    active = context.session.active
    if active is None and status is InterpretationStatus.RESUME:
        return Interpretation(status, interpreter=NAME)  # a team that was stopped may go on all the same
    if active is None:
        nothing = "No mission is under way."
        return Interpretation(InterpretationStatus.ANSWER, interpreter=NAME, reason=nothing)
    return Interpretation(status, interpreter=NAME, mission_id=active.mission_id)


def _question(question: Question) -> Interpretation:
    return replace(
        Interpretation(InterpretationStatus.QUESTION, questions=(question,), interpreter=NAME),
        unused_words=(question.quoted,) if question.quoted else (),
        confidence=0.0,
        reason=question.text,
    )
