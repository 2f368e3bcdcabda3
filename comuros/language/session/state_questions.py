"""Recognises questions about how things stand ('who is free?', 'where is the tea?'). They never touch the
plan.
"""

from __future__ import annotations

import re
from functools import cache

from comuros.core.session import Session
from comuros.language.reference import References
from comuros.language.session.state_answers import Asked, StateAnswers
from comuros.language.verbs import STATES
from comuros.language.word_tables import sentence_forms
from comuros.language.words import Word, sentences

_OPENING = re.compile(
    r"^(?:(?:please|hey|ok|okay|so|and|but|well|say|sorry) )*"
    r"(?:(?:(?:can|could|would|will) you )?(?:please )?(?:tell|show) (?:me|us) |do you know "
    r"|i (?:want|would like) to know |let me know )?(?:please )?"
)
_QUESTION = re.compile(
    r"^(?:who|whom|whose|what|where|when|why|which|how (?!about)|is |are |was |were |did |does |am |has |"
    r"status$|progress$|report$|any news$|do (?:you|we|they|i) (?!mind)|have (?:you|we|they) )"
)
_LATELY = r"(?: (?:now|right now|at the moment|currently|please|still|yet|already))*$"


def answer(text: str, references: References, session: Session) -> str | None:
    """The answer to a question; None where the text is no question of a known form.

    Raises:
        Puzzle: the question names something that is not known or not one thing.
    """
    words = _question_words(text)
    said = " ".join(word.norm for word in words)
    if not _QUESTION.match(said):
        return None
    for name, form in _forms():
        match = form.match(said)
        if match is not None:
            found: str = getattr(StateAnswers(references, session), name)(_asked(match, words))
            return found
    return None


def only_asks(text: str) -> bool:
    """Whether a text asks something and orders nothing, so that it must never become a task."""
    said = " ".join(word.norm for word in _question_words(text))
    return text.rstrip().endswith("?") and bool(_QUESTION.match(said))


def _question_words(text: str) -> tuple[Word, ...]:
    found = sentences(text)
    if len(found) != 1:
        return ()
    words = tuple(word for word in found[0] if word.norm != ",")
    opening = _OPENING.match(" ".join(word.norm for word in words))
    return words[len(opening.group().split()) if opening else 0 :]


def _asked(match: re.Match[str], words: tuple[Word, ...]) -> Asked:
    groups = match.groupdict()

    def stretch(group: str) -> tuple[Word, ...]:
        if not groups.get(group):
            return ()
        first = len(match.string[: match.start(group)].split())
        return words[first : first + len(groups[group].split())]

    return Asked(stretch("thing"), stretch("other"), groups.get("state") or "")


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    states = "|".join(sorted(STATES, key=len, reverse=True))
    parts = {"thing": "(?P<thing>.+?)", "other": "(?P<other>.+?)", "state": f"(?P<state>{states})"}
    forms = sentence_forms("questions", parts)
    return tuple((section, re.compile(f"{form}{_LATELY}")) for section, form in forms)
