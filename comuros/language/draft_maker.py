"""From a goal or call for given arguments to drafts: any-of choices, one task per thing, crews. Verb
meanings build on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from comuros.core.predicate import Sort
from comuros.core.task import Eligibility, Work
from comuros.core.tree import Relation
from comuros.language.crew import Crew
from comuros.language.draft import Draft, DraftTask, Topic, grouped
from comuros.language.noun_list import expanded
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References, Referents
from comuros.language.syntax import NounList

_MOST_CHOICES = 12


def referents_of(
    nouns: NounList, references: References, accepted: Sequence[Sort], *, at: tuple[str, ...] = (), what: str
) -> tuple[Referents, ...]:
    """What each noun phrase of a list means; 'the soup or the tea' is one choice.

    Raises:
        Puzzle: something is unknown or ambiguous.
    """
    found = [references.resolve(noun, accepted, at=at, what=what, note=False) for noun in expanded(nouns)]
    names = tuple(dict.fromkeys(name for one in found for name in one.names))
    if names and (sort := references.scenario.sort_of(names[0])) is not None:
        references.memory.note(sort, names)
    return (Referents(names, 1),) if nouns.alternatives else tuple(found)


def spread(options: Sequence[Referents], make: Callable[[str], Draft]) -> tuple[Draft, ...]:
    """A draft for everything meant; 'a cup' of several becomes a choice that the planner makes.

    Of 'two cups' of five, the first that are no worse are taken in order of name: the choice among more
    would not be bounded.
    """
    drafts: list[Draft] = []
    for referents in options:
        if referents.is_choice and referents.free == 1 and len(referents.names) <= _MOST_CHOICES:
            drafts.append(grouped(Relation.ANY, tuple(make(name) for name in referents.names)))
        else:
            chosen = referents.names[: referents.free] if referents.is_choice else referents.names
            drafts.extend(make(name) for name in chosen)
    return tuple(drafts)


def staffed(
    label: str,
    work: Work,
    topic: Topic,
    crew: Crew,
    *,
    carriers: int = 1,
    deadline_s: float | None = None,
    alone: bool = False,
) -> Draft:
    """A task for a crew, or one task per robot where each is meant (`alone`: work that every robot does by
    itself).
    """
    apart = crew.each or (alone and not crew.together and crew.count > 1 and len(crew.names) == crew.count)
    if apart:
        tasks: list[Draft] = [
            DraftTask(
                f"{name.replace('_', ' ')}: {label}",
                work,
                topic,
                1,
                Eligibility((name,), crew.barred),
                deadline_s,
            )
            for name in crew.names
        ]
        return grouped(Relation.PARALLEL, tuple(tasks), label)
    wanted = crew.count or (max(carriers, 2) if crew.together else carriers)
    if crew.names and wanted > len(crew.names) and crew.is_plural:
        raise Puzzle(f"'{label}' needs {wanted} robots, but only {', '.join(crew.names)} may do it.")
    return DraftTask(label, work, topic, wanted, crew.eligibility(), deadline_s)
