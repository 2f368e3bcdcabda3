"""What a sentence says that no meaning reads: conditions on the world, and limits and order words said of a
rule. Asked before the sentence is read.
"""

from __future__ import annotations

from collections.abc import Sequence

from comuros.language.draft import Draft, tasks_in
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References
from comuros.language.shared_object import clauses_of, forbids
from comuros.language.syntax import (
    Clause,
    Join,
    Joined,
    Limit,
    Marker,
    Mood,
    Part,
    Reach,
    Sentence,
    Subordinate,
)
from comuros.language.words import quote

# "The tea should go to table 1" is put like "the tea should be on table 1".
_MOVING = frozenset(("go", "goes", "going", "get", "gets"))


def check_all_is_used(sentence: Sentence, references: References) -> None:
    """Every part of a sentence that would be left out of its reading is asked about.

    Raises:
        Puzzle: quotes what no meaning would hold.
    """
    for step in sentence.steps:
        for opener in step.openers:
            if isinstance(opener, Subordinate) and opener.tag == "while":
                _check_meanwhile((opener.part, step.part), references)
        if any(isinstance(opener, Marker) for opener in step.openers) and _only_forbids(step.part):
            _ask_when(clauses_of(step.part)[0], references)
        _check_part(step.part, references)


def check_choice(part: Joined, references: References) -> None:
    """What stands at the end of a choice is said of every option; what stands within is asked about."""
    *before, _ = clauses_of(part)
    for clause in clauses_of(part):
        words = quote(references.text, clause.words)
        if clause.forbidden:
            raise Puzzle("I cannot choose between a task and a rule.", quoted=words)
        if clause in before and clause.suffixes:
            raise Puzzle(f"Is what limits '{words}' said of the other choice too?", quoted=words)


def check_turns(part: Part, drafts: Sequence[Draft], references: References) -> None:
    """'First mover 1, then mover 2 brings a parcel': who takes turns does several things."""
    if len(drafts) == 1 and any(task.robots > 1 for task in tasks_in(drafts[0])):
        words = quote(references.text, clauses_of(part)[0].words)
        raise Puzzle(f"Who does what in turn in '{words}'?", quoted=words)


def late_words(part: Part, references: References) -> tuple[str, ...]:
    """A clause alone that says 'afterwards' or 'later'; with nothing before it, it is asked after what."""
    is_late = isinstance(part, Clause) and Marker("then") in part.suffixes
    return (quote(references.text, part.words),) if isinstance(part, Clause) and is_late else ()


def _only_forbids(part: Part) -> bool:
    """A rule alone; 'do not … until' is an order of tasks."""
    return all(forbids(clause) and not clause.suffixes for clause in clauses_of(part))


def _check_part(part: Part, references: References) -> None:
    if isinstance(part, Joined):
        main, *others = part.parts
        if part.join is Join.WHILE and not any(map(forbids, clauses_of(main))):
            _check_meanwhile((main, *others), references)
        for piece in part.parts:
            _check_part(piece, references)
        return
    if forbids(part):
        _check_rule(part, references)
    elif any(isinstance(suffix, Limit) for suffix in part.suffixes):
        _check_time(part, references)
    for noun in (noun for argument in part.arguments for noun in argument.nouns.items):
        if noun.reach is Reach.NO and not forbids(part):
            quoted = references.quoted(noun)
            raise Puzzle(f"What shall be done, if it is about '{quoted}'?", quoted=quoted)


def _check_meanwhile(sides: tuple[Part, ...], references: References) -> None:
    """'While' puts two pieces of work side by side: it cannot watch how things are, nor hold a rule for as
    long.
    """
    for clause in (clause for side in sides for clause in clauses_of(side)):
        if _is_no_work(clause):
            words = quote(references.text, clause.words)
            raise Puzzle(
                f"I can do two things at a time, but '{words}' is nothing to be done meanwhile. "
                "What shall be done, and when?",
                quoted=words,
            )


def _is_no_work(clause: Clause) -> bool:
    """How things are or shall stay, and what is forbidden."""
    describes = clause.mood is Mood.STATE and bool(clause.state or clause.arguments)
    moves = any(word.norm in _MOVING for word in clause.words)
    return forbids(clause) or (describes and not moves)


def _check_rule(clause: Clause, references: References) -> None:
    """A rule holds for all of the mission; 'within a minute' and 'at the same time' would be lost on it."""
    if any(isinstance(suffix, Limit | Marker) for suffix in clause.suffixes):
        _ask_when(clause, references)


def _check_time(clause: Clause, references: References) -> None:
    """Time limits count from the start of a mission, not from another task."""
    for suffix in clause.suffixes:
        if isinstance(suffix, Subordinate) and suffix.tag == "after":
            words = quote(references.text, clauses_of(suffix.part)[0].words)
            raise Puzzle(
                f"A time limit counts from the start, not from when '{words}'. By when shall it be done?",
                quoted=words,
            )


def _ask_when(clause: Clause, references: References) -> None:
    words = quote(references.text, clause.words)
    raise Puzzle(
        f"I can hold to a rule all the time, not for some of it, in '{words}'. What is forbidden when?",
        quoted=words,
    )
