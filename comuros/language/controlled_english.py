"""The interpreter that needs no model: words, typed tokens, grammar, meaning, order, tree. What it does not
understand it quotes and asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from comuros.core.errors import TreeError
from comuros.core.instruction import Instruction, Interpretation, InterpretationStatus, Question
from comuros.core.scenario import Scenario
from comuros.core.tree import TaskTree
from comuros.language.clause_meaning import ClauseMeaning
from comuros.language.discourse import Discourse
from comuros.language.interpreter import InterpretationContext
from comuros.language.lexicon import Lexicon
from comuros.language.memory import memory_of
from comuros.language.open_meaning import OpenMeaning
from comuros.language.open_world import OpenReferences
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References
from comuros.language.sentence_parser import SentenceError, parse_sentence
from comuros.language.spell_checker import SpellChecker
from comuros.language.syntax import Sentence
from comuros.language.tagger import Tagger
from comuros.language.tree_assembly import assemble
from comuros.language.words import Word, quote, sentences

NAME = "controlled English"
_LEXICONS_KEPT = 8


@dataclass(slots=True)
class _Reading:
    """What came up while an instruction was read."""

    text: str
    questions: list[Question] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failed_sentences: int = 0


class ControlledEnglish:
    """Interprets English of a broad but closed grammar over the words of a scenario. Stateless between calls
    but for a cache.
    """

    def __init__(self, *, open_world: bool = False) -> None:
        self._open_world = open_world
        self._lexicons: dict[int, tuple[Scenario, Lexicon, SpellChecker]] = {}

    def interpret(self, instruction: Instruction, context: InterpretationContext) -> Interpretation:
        """The tree of an instruction, or questions that quote what was not understood."""
        lexicon, speller = self._words_of(context.scenario)
        reading = _Reading(instruction.text)
        discourse = self._discourse(lexicon, instruction.text, context)
        for words in sentences(instruction.text):
            self._read(words, lexicon, speller, discourse, reading)
        reading.questions.extend(puzzle.question for puzzle in discourse.open_questions())
        reading.questions = list(dict.fromkeys(reading.questions))
        if reading.questions or not discourse.units:
            return _asked(reading, understood=len(discourse.units))
        try:
            tree = assemble(
                discourse.units, sorted(discourse.edges), discourse.rules, instruction_id=instruction.id
            )
        except TreeError as error:
            reading.questions.append(
                Question(f"That cannot be done in this order: {error}. Which comes first?", instruction.text)
            )
            return _asked(reading, understood=len(discourse.units))
        return _understood(tree, reading)

    def _discourse(self, lexicon: Lexicon, text: str, context: InterpretationContext) -> Discourse:
        memory = memory_of(context.history, context.scenario)
        if self._open_world:
            symbols = OpenReferences(lexicon, context.state, text, memory)
            return Discourse(symbols, OpenMeaning(symbols))
        references = References(lexicon, context.state, text, memory)
        return Discourse(references, ClauseMeaning(references))

    def _read(
        self,
        words: tuple[Word, ...],
        lexicon: Lexicon,
        speller: SpellChecker,
        discourse: Discourse,
        reading: _Reading,
    ) -> None:
        try:
            corrected, notes = speller.corrected(words, reading.text)
            reading.notes.extend(notes)
            discourse.add(_syntax(corrected, lexicon, reading))
        except Puzzle as puzzle:
            reading.questions.append(puzzle.question)
            if puzzle.question.quoted:
                reading.unused.append(puzzle.question.quoted)
        except SentenceError as error:
            reading.failed_sentences += 1
            reading.questions.append(_cannot_read(error, words, reading.text))
            reading.unused.append(quote(reading.text, error.words or words))

    def _words_of(self, scenario: Scenario) -> tuple[Lexicon, SpellChecker]:
        kept = self._lexicons.get(id(scenario))
        if kept is None or kept[0] is not scenario:
            if len(self._lexicons) >= _LEXICONS_KEPT:
                self._lexicons.clear()
            lexicon = Lexicon(scenario, open_world=self._open_world)
            kept = (scenario, lexicon, SpellChecker(lexicon))
            self._lexicons[id(scenario)] = kept
        return kept[1], kept[2]


def _syntax(words: tuple[Word, ...], lexicon: Lexicon, reading: _Reading) -> Sentence:
    tagger = Tagger(lexicon, words)
    chunks = tagger.chunks()
    reading.unused.extend(quote(reading.text, (word,)) for word in tagger.manner)
    return parse_sentence(chunks)


def _cannot_read(error: SentenceError, words: tuple[Word, ...], text: str) -> Question:
    sentence = quote(text, words)
    if not error.words:
        return Question(f"'{sentence}' seems to end too early. What comes next?", sentence)
    quoted = quote(text, error.words)
    return Question(f"I do not understand '{quoted}' in '{sentence}'. Can you say it another way?", quoted)


def _asked(reading: _Reading, *, understood: int) -> Interpretation:
    if not reading.questions:
        reading.questions.append(
            Question(f"I found no task in '{reading.text}'. What shall the robots do?", reading.text)
        )
    hopeless = not understood and reading.failed_sentences > 0
    status = InterpretationStatus.NOT_UNDERSTOOD if hopeless else InterpretationStatus.QUESTION
    total = understood + len(reading.questions)
    return Interpretation(
        status,
        questions=tuple(reading.questions),
        unused_words=tuple(reading.unused),
        confidence=round(0.5 * understood / total, 2),
        interpreter=NAME,
        reason="; ".join(question.text for question in reading.questions),
    )


def _understood(tree: TaskTree, reading: _Reading) -> Interpretation:
    confidence = max(0.5, 1.0 - 0.1 * len(reading.notes) - 0.05 * len(reading.unused))
    return replace(
        Interpretation(InterpretationStatus.UNDERSTOOD, tree),
        unused_words=tuple(reading.unused),
        confidence=round(confidence, 2),
        interpreter=NAME,
        reason="; ".join(reading.notes),
    )
