"""Tasks and groups while an instruction is being read: no ids yet, order kept beside them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from comuros.core.task import Eligibility, Work
from comuros.core.tree import Relation
from comuros.language.verbs import VerbClass


@dataclass(frozen=True, slots=True)
class Topic:
    """What a task is about, to find it again when a later sentence says 'after placing the cup'."""

    verb_class: VerbClass
    lemma: str = ""
    objects: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftTask:
    """A task to be. `question` is what must be asked unless a later clause completes it ('fetch the cup' …
    'and bring it to table 1'); one that `may_be_completed` is whole without.
    """

    label: str
    work: Work
    topic: Topic
    robots: int = 1
    eligibility: Eligibility = field(default_factory=Eligibility)
    deadline_s: float | None = None
    words: str = ""
    question: str = ""
    may_be_completed: bool = False


@dataclass(frozen=True, slots=True)
class DraftGroup:
    """Drafts under one relation."""

    relation: Relation
    children: tuple[Draft, ...]
    label: str = ""


Draft = DraftTask | DraftGroup


def tasks_in(draft: Draft) -> tuple[DraftTask, ...]:
    """The leaves, left to right."""
    if isinstance(draft, DraftTask):
        return (draft,)
    return tuple(task for child in draft.children for task in tasks_in(child))


def grouped(relation: Relation, drafts: tuple[Draft, ...], label: str = "") -> Draft:
    """One draft for several: the draft itself where there is but one."""
    return drafts[0] if len(drafts) == 1 else DraftGroup(relation, drafts, label)


def worded(draft: Draft, words: str) -> Draft:
    """The same, its tasks with the words that asked for them."""
    if isinstance(draft, DraftTask):
        return replace(draft, words=words)
    return replace(draft, children=tuple(worded(child, words) for child in draft.children))


def limited(draft: Draft, seconds: float) -> Draft:
    """The same, its tasks to be done within so many seconds where they have no limit yet."""
    if isinstance(draft, DraftTask):
        return replace(draft, deadline_s=seconds if draft.deadline_s is None else draft.deadline_s)
    return replace(draft, children=tuple(limited(child, seconds) for child in draft.children))
