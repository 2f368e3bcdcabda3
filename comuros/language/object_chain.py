"""Open worlds: what one sentence does with one object ('wash the cup and put it in the sink') is one goal."""

from __future__ import annotations

from dataclasses import replace

from comuros.core.literal import Literal
from comuros.core.task import FormulaGoal, Goal, Work
from comuros.language.draft import DraftTask, Topic
from comuros.language.open_world import speaks_of


def merged_goal(earlier: DraftTask, later: DraftTask) -> DraftTask | None:
    """Both as one task if they handle the same object, else None. Results that cannot hold together follow
    one another.
    """
    if not isinstance(earlier.work, Goal) or not isinstance(later.work, Goal):
        return None
    # What something was put on or in goes on with it only where it is moved itself.
    handled = (*earlier.topic.objects, *(earlier.topic.places if later.topic.places else ()))
    if not any(speaks_of(name, known) for name in later.topic.objects for known in handled):
        return None
    literals = dict.fromkeys((*earlier.work.literals, *later.work.literals))
    lasting = tuple(literal for literal in literals if not _passes(literal, later))
    work: Work = Goal(lasting)
    if _contradicts(lasting):
        work = FormulaGoal(f"F ({_said(earlier.work)} & F ({_said(later.work)}))")
    topic = Topic(
        later.topic.verb_class,
        later.topic.lemma,
        tuple(dict.fromkeys((*earlier.topic.objects, *later.topic.objects))),
        tuple(dict.fromkeys((*earlier.topic.places, *later.topic.places))),
    )
    words = f"{earlier.words} … {later.words}"
    return replace(later, label=words, words=words, work=work, topic=topic)


def _said(goal: Goal) -> str:
    return " & ".join(str(literal) for literal in goal.literals)


def _passes(literal: Literal, later: DraftTask) -> bool:
    """Held, moved or taken out is over once the object is put somewhere."""
    return literal.atom.predicate in ("held", "moved", "discarded") and bool(later.topic.places)


def _contradicts(literals: tuple[Literal, ...]) -> bool:
    places: dict[str, str] = {}
    for literal in literals:
        if literal.atom.predicate == "on":
            name, place = literal.atom.arguments
            if places.setdefault(name, place) != place:
                return True
    return False
