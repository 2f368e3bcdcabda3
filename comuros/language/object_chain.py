"""Open worlds: what one sentence does with one object ('wash the cup and put it in the sink') is one goal."""

from __future__ import annotations

from dataclasses import replace

from comuros.core.literal import Literal
from comuros.core.task import Goal
from comuros.language.draft import DraftTask, Topic
from comuros.language.open_world import speaks_of


def merged_goal(earlier: DraftTask, later: DraftTask) -> DraftTask | None:
    """Both as one task, if they handle the same object and their results can hold together; else None."""
    if not isinstance(earlier.work, Goal) or not isinstance(later.work, Goal):
        return None
    handled = (*earlier.topic.objects, *earlier.topic.places)
    if not any(speaks_of(name, known) for name in later.topic.objects for known in handled):
        return None
    literals = dict.fromkeys((*earlier.work.literals, *later.work.literals))
    lasting = tuple(literal for literal in literals if not _passes(literal, later))
    if _contradicts(lasting):
        return None
    topic = Topic(
        later.topic.verb_class,
        later.topic.lemma,
        tuple(dict.fromkeys((*earlier.topic.objects, *later.topic.objects))),
        tuple(dict.fromkeys((*earlier.topic.places, *later.topic.places))),
    )
    words = f"{earlier.words} … {later.words}"
    return replace(later, label=words, words=words, work=Goal(lasting), topic=topic)


def _passes(literal: Literal, later: DraftTask) -> bool:
    """Held is over once the object is put somewhere."""
    return literal.atom.predicate == "held" and bool(later.topic.places)


def _contradicts(literals: tuple[Literal, ...]) -> bool:
    places: dict[str, str] = {}
    for literal in literals:
        if literal.atom.predicate == "on":
            name, place = literal.atom.arguments
            if places.setdefault(name, place) != place:
                return True
    return False
