"""Reads instructions by the grammar alone: words, typed tokens, syntax, meaning, order, tree. Whatever is not
understood is quoted and asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from comuros.core.errors import TreeError
from comuros.core.instruction import Interpretation, InterpretationStatus, Question
from comuros.core.scenario import Scenario
from comuros.core.session import Exchange
from comuros.core.task import Eligibility, Task
from comuros.core.tree import TaskTree
from comuros.core.world_state import WorldState
from comuros.language.clause_meaning import ClauseMeaning
from comuros.language.discourse import Discourse
from comuros.language.forks import Forks, every_reading
from comuros.language.lexicon import Lexicon
from comuros.language.memory import Memory, note_tree
from comuros.language.open_meaning import OpenMeaning
from comuros.language.open_world import OpenReferences
from comuros.language.puzzle import Puzzle
from comuros.language.readings import settled
from comuros.language.reference import References
from comuros.language.rewriting import rewritten, says_how_things_are, sounds_like_order, without_background
from comuros.language.sentence_parser import SentenceError, parse_sentence
from comuros.language.session.names import mentions
from comuros.language.spell_checker import SpellChecker
from comuros.language.syntax import Sentence
from comuros.language.tagger import Tagger
from comuros.language.tree_assembly import DraftRule, assemble
from comuros.language.words import Word, quote, sentences

NAME = "controlled English"
_EXCHANGES_REMEMBERED = 6


@dataclass(slots=True)
class _Reading:
    """What came up while an instruction was read."""

    text: str
    questions: list[Question] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failed_sentences: int = 0
    backgrounds: list[tuple[str, Memory]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlainReading:
    """What the grammar makes of a text. `rules` are its prohibitions; `only_forbids` where it asks for no
    work; it `is_sound` unless the grammar stopped or the order would be circular.
    """

    interpretation: Interpretation
    rules: tuple[DraftRule, ...] = ()
    only_forbids: bool = False
    is_sound: bool = True

    @property
    def tree(self) -> TaskTree | None:
        """The tree, where all of the text was understood."""
        return self.interpretation.tree


class PlainReader:
    """Reads texts over the words of one scenario in one state of the world. Stateless between calls."""

    def __init__(
        self,
        scenario: Scenario,
        state: WorldState,
        *,
        lexicon: Lexicon,
        speller: SpellChecker,
        instruction_id: str = "",
        open_world: bool = False,
        answered: Sequence[tuple[str, str]] = (),
    ) -> None:
        self._answered = tuple(answered)
        self.scenario, self.state, self.lexicon = scenario, state, lexicon
        self._speller, self._instruction_id, self._open_world = speller, instruction_id, open_world

    def read(self, text: str, memory: Memory, *, state: WorldState | None = None) -> PlainReading:
        """The tree of a text, or questions that quote what was not understood. Notes in `memory` what is
        mentioned. Where the words can be read in several ways that make different missions, the question
        names them.
        """
        memories: list[Memory] = []

        def once(forks: Forks) -> PlainReading:
            memories.append(memory.copy())
            return self._once(text, memories[-1], state or self.state, forks)

        tried = every_reading(once)
        sound = [(found, noted) for (found, _), noted in zip(tried, memories, strict=True) if found.is_sound]
        readings = sound or [(tried[0][0], memories[0])]
        taken = next((each for each in readings if each[0].tree is None), readings[0])
        trees = [found.tree for found, _ in readings if found.tree is not None]
        if len(trees) == len(readings) and len(trees) > 1:
            quoted = tried[0][1].quoted[0]
            found = settled(trees, quoted=quoted, answered=self._answered)
            if isinstance(found, Question):
                return PlainReading(_asked(_Reading(text, [found], [quoted]), understood=1))
            taken = next(each for each in readings if each[0].tree is found)
        memory.become(taken[1])
        return taken[0]

    def _once(self, text: str, memory: Memory, state: WorldState, forks: Forks) -> PlainReading:
        """One reading. Background that would be work or a rule of its own, which the rest does not say
        again, is asked about: 'it is needed at the bay in a minute, so …'.
        """
        reading = _Reading(text)
        found = self._of_sentences(reading, memory, state, forks)
        if found.tree is None and not found.only_forbids:
            return found
        for said, before in reading.backgrounds:
            background = self._once(said, before, state, Forks())
            understood = background.tree is not None or background.only_forbids
            if not _holds(found, background) or (not understood and sounds_like_order(said)):
                question = f"Is '{said}' an order too? Give it as a sentence of its own."
                reading.questions = [Question(question, said)]
                return PlainReading(_asked(reading, understood=1))
        return found

    def _of_sentences(
        self, reading: _Reading, memory: Memory, state: WorldState, forks: Forks
    ) -> PlainReading:
        text = reading.text
        discourse = self._discourse(text, memory, state, forks)
        found = sentences(text)
        for words in found:
            order, background = without_background(words, alone=len(found) == 1)
            if background:
                self._note_background(background, memory, reading)
            if order:
                self._read(rewritten(order), discourse, reading, forks)
        reading.questions.extend(puzzle.question for puzzle in discourse.open_questions())
        reading.questions = list(dict.fromkeys(reading.questions))
        if discourse.rules and not discourse.units and not reading.questions:
            return PlainReading(_asked(reading, understood=0), tuple(discourse.rules), only_forbids=True)
        if reading.questions or not discourse.units:
            sound = not reading.failed_sentences
            return PlainReading(_asked(reading, understood=len(discourse.units)), is_sound=sound)
        try:
            tree = assemble(
                discourse.units,
                sorted(discourse.edges),
                discourse.rules,
                instruction_id=self._instruction_id,
            )
        except TreeError as error:
            reading.questions.append(
                Question(f"That cannot be done in this order: {error}. Which comes first?", text)
            )
            return PlainReading(_asked(reading, understood=len(discourse.units)), is_sound=False)
        return PlainReading(_understood(tree, reading), tuple(discourse.rules))

    def references(self, text: str, memory: Memory) -> References:
        """What names in a text refer to."""
        return References(self.lexicon, self.state, text, memory)

    def memory_of(self, history: Sequence[Exchange]) -> Memory:
        """What a session's earlier instructions spoke of, latest last, so that 'it' and 'the other table' go
        on from there.
        """
        memory = Memory()
        for exchange in history[-_EXCHANGES_REMEMBERED:]:
            said = Memory()
            reading = self.read(exchange.text, said) if exchange.text else None
            if exchange.tree is not None and (reading is None or not said.mentioned):
                note_tree(memory, exchange.tree, self.scenario)
            memory.go_on_from(said)
        return memory

    def _discourse(self, text: str, memory: Memory, state: WorldState, forks: Forks) -> Discourse:
        if self._open_world:
            symbols = OpenReferences(self.lexicon, state, text, memory)
            return Discourse(symbols, OpenMeaning(symbols))
        references = References(self.lexicon, state, text, memory)
        return Discourse(references, ClauseMeaning(references), forks)

    def _read(self, words: tuple[Word, ...], discourse: Discourse, reading: _Reading, forks: Forks) -> None:
        try:
            corrected, notes = self._speller.corrected(words, reading.text)
            reading.notes.extend(notes)
            discourse.add(self._syntax(corrected, reading, forks))
        except Puzzle as puzzle:
            reading.questions.append(puzzle.question)
            if puzzle.question.quoted:
                reading.unused.append(puzzle.question.quoted)
        except SentenceError as error:
            reading.failed_sentences += 1
            reading.questions.append(_cannot_read(error, words, reading.text))
            reading.unused.append(quote(reading.text, error.words or words))

    def _note_background(self, words: tuple[Word, ...], memory: Memory, reading: _Reading) -> None:
        """What only says how things are is no order, but 'it' may go on from there."""
        said = quote(reading.text, words)
        if not says_how_things_are(words):
            reading.backgrounds.append((said, memory.copy()))
        reading.unused.append(said)
        for name in mentions(said, self.lexicon):
            sort = self.scenario.sort_of(name)
            if sort is not None:
                memory.note(sort, (name,))

    def _syntax(self, words: tuple[Word, ...], reading: _Reading, forks: Forks) -> Sentence:
        tagger = Tagger(self.lexicon, words, text=reading.text, forks=forks)
        chunks = tagger.chunks()
        reading.unused.extend(quote(reading.text, (word,)) for word in tagger.manner)
        return parse_sentence(chunks)


def _holds(whole: PlainReading, part: PlainReading) -> bool:
    """Whether the tasks and rules of the part are among those of the whole, told as closely or closer."""
    tasks = part.tree.tasks() if part.tree else ()
    said = whole.tree.tasks() if whole.tree else ()
    return all(rule in whole.rules for rule in part.rules) and all(
        any(_is_covered(task, other) for other in said) for task in tasks
    )


def _is_covered(task: Task, other: Task) -> bool:
    told = task.eligibility in (Eligibility(), other.eligibility)
    return task.work == other.work and task.deadline_s in (None, other.deadline_s) and told


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
    return Interpretation(
        InterpretationStatus.UNDERSTOOD,
        tree,
        unused_words=tuple(reading.unused),
        confidence=round(confidence, 2),
        interpreter=NAME,
        reason="; ".join(reading.notes),
    )
