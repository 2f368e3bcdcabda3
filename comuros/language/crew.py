"""Who is told to do it: subjects, 'with the drone', 'by two movers' as a number of robots and an
eligibility.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from comuros.core.predicate import Sort
from comuros.core.task import Eligibility
from comuros.language.frame import Frame
from comuros.language.noun_list import expanded
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References
from comuros.language.syntax import NounList, NounPhrase, Reach


@dataclass(frozen=True, slots=True)
class Crew:
    """Robots that were named. `count` 0 means that nothing was said of how many; `each` gives every one of
    them a task of its own.
    """

    names: tuple[str, ...] = ()
    count: int = 0
    each: bool = False
    barred: tuple[str, ...] = ()
    together: bool = False
    is_plural: bool = False

    @property
    def stated(self) -> bool:
        """Whether any robot was named."""
        return bool(self.names or self.count)

    def eligibility(self) -> Eligibility:
        """Who may do the work."""
        return Eligibility(only=self.names, never=self.barred)


def crew_of(subject: NounList | None, frame: Frame, references: References, *, together: bool) -> Crew:
    """The robots of a clause: its subject, or the helper said with it.

    Raises:
        Puzzle: a robot is unknown.
    """
    named = subject or frame.robots
    crew = _crew(named, references) if named is not None else Crew()
    if subject is not None and frame.robots is not None:
        crew = _merged(crew, _crew(frame.robots, references))
    if frame.barred is not None:
        crew = _without(crew, frame.barred, references)
    if together:
        everyone = len(crew.names) if crew.each else crew.count
        crew = replace(crew, together=True, each=False, count=everyone)
    return crew


def _without(crew: Crew, nouns: NounList, references: References) -> Crew:
    """'All porters but porter 1': whoever is left out does none of it.

    Raises:
        Puzzle: nobody is left.
    """
    barred = _names(nouns, references)
    left = tuple(name for name in crew.names if name not in barred)
    if crew.names and not left:
        quoted = ", ".join(references.quoted(noun) for noun in nouns.items)
        raise Puzzle(f"Nobody is left to do it without '{quoted}'. Who shall?", quoted=quoted)
    count = min(crew.count, len(left)) if left else crew.count
    return replace(crew, names=left, barred=barred, count=count)


def _crew(nouns: NounList, references: References) -> Crew:
    if nouns.alternatives:
        return Crew(_names(nouns, references), 1)
    listed = len(nouns.items) > 1
    # In "both the waiter and the drone", both counts the list, not waiters.
    items = [
        replace(noun, reach=Reach.THE, count=0) if listed and noun.reach is Reach.BOTH else noun
        for noun in expanded(nouns)
    ]
    if nouns.items[0].reach is Reach.NO and len(items) > 1:
        # "Nobody but the drone": all the others.
        allowed = {name for noun in items[1:] for name in _crew_of_phrase(noun, references).names}
        others = tuple(robot.name for robot in references.scenario.robots if robot.name not in allowed)
        return Crew(others, is_plural=True)
    crews = [_crew_of_phrase(noun, references) for noun in items]
    merged = crews[0]
    for crew in crews[1:]:
        merged = _merged(merged, crew)
    return merged


def _merged(first: Crew, second: Crew) -> Crew:
    names = tuple(dict.fromkeys((*first.names, *second.names)))
    return Crew(names, max(first.count, 1) + max(second.count, 1), first.each or second.each, is_plural=True)


def _crew_of_phrase(noun: NounPhrase, references: References) -> Crew:
    if noun.reach is Reach.PRONOUN:
        names = references.resolve(noun, (Sort.ROBOT,), what="robot").names
        return Crew(names, 1 if len(names) == 1 else 0, is_plural=len(names) > 1)
    things = references.lexicon.find(noun.phrase, whole=noun.plural or noun.count > 1) if noun.phrase else ()
    robots = tuple(sorted(thing.name for thing in things if thing.sort is Sort.ROBOT))
    if not robots and noun.phrase:
        references.resolve(noun, (Sort.ROBOT,), what="robot")
    robots = robots or tuple(sorted(robot.name for robot in references.scenario.robots))
    if noun.reach is Reach.OTHER:
        robots = _other(noun, robots, references)
    if noun.count > len(robots):
        raise Puzzle(
            f"'{references.quoted(noun)}' asks for {noun.count} robots, but there are only {len(robots)}: "
            f"{', '.join(robots)}.",
            quoted=references.quoted(noun),
            choices=robots,
        )
    if any(word.norm == "same" for word in noun.words):
        robots = _same(noun, robots, references)
    if noun.reach is Reach.BOTH and len(robots) > 2:
        raise Puzzle(
            f"'{references.quoted(noun)}' may be any two of {', '.join(robots)}. Which do you mean?",
            quoted=references.quoted(noun),
            choices=robots,
        )
    references.memory.note(Sort.ROBOT, robots)
    everybody = len(robots) == len(references.scenario.robots) and len(robots) > 1
    names = () if everybody and noun.reach is not Reach.EVERY else robots
    if noun.reach is Reach.EVERY:
        return Crew(robots, 0, each=True, is_plural=True)
    if noun.count > 1:
        return Crew(names, noun.count, is_plural=True)
    return Crew(names, 0 if noun.plural else 1, is_plural=noun.plural)


def _other(noun: NounPhrase, robots: tuple[str, ...], references: References) -> tuple[str, ...]:
    """'The other drone': the one that was not spoken of; where any was, it has to be said which."""
    left = tuple(robot for robot in robots if robot not in references.memory.robots)
    if len(left) != 1:
        raise Puzzle(
            f"Which robot is '{references.quoted(noun)}'? Name both: {', '.join(robots)}.",
            quoted=references.quoted(noun),
            choices=robots,
        )
    return left


def _same(noun: NounPhrase, robots: tuple[str, ...], references: References) -> tuple[str, ...]:
    """'The same drone': the one that was spoken of last; of a robot that nobody has named yet it says too
    little.
    """
    spoken_of = tuple(robot for robot in references.memory.robots if robot in robots)
    if len(spoken_of) != 1:
        quoted = references.quoted(noun)
        raise Puzzle(f"Which robot is '{quoted}'? Can you name it?", quoted=quoted, choices=robots)
    return spoken_of


def _names(nouns: NounList, references: References) -> tuple[str, ...]:
    found = (
        name for noun in nouns.items for name in references.resolve(noun, (Sort.ROBOT,), what="robot").names
    )
    return tuple(dict.fromkeys(found))
