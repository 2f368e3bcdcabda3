"""What of a scenario a prompt shows: all of a small one, the nearest to the instruction of a big one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from comuros.core.place import Place, WorldObject
from comuros.core.predicate import Predicate
from comuros.core.robot import Robot
from comuros.core.scenario import Rule, Scenario
from comuros.core.skill import SkillModel
from comuros.language.thing import noun_word
from comuros.language.words import sentences

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class ExcerptLimits:
    """Most entries of each sort that a prompt holds."""

    robots: int = 20
    places: int = 30
    objects: int = 30
    skills: int = 24
    rules: int = 10


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part of a scenario that is shown, in the scenario's order. `left_out` counts what is not."""

    robots: tuple[Robot, ...]
    places: tuple[Place, ...]
    objects: tuple[WorldObject, ...]
    skills: tuple[SkillModel, ...]
    predicates: tuple[Predicate, ...]
    rules: tuple[Rule, ...]
    left_out: int

    def names(self) -> tuple[str, ...]:
        """Everything that may stand as an argument."""
        robots, places = (r.name for r in self.robots), (p.name for p in self.places)
        return (*robots, *places, *(thing.name for thing in self.objects))


def excerpt(scenario: Scenario, text: str, limits: ExcerptLimits | None = None) -> Excerpt:
    """The part of the scenario that an instruction is about, by the words it shares with names, synonyms and
    kinds.
    """
    most = limits or ExcerptLimits()
    said = frozenset(noun_word(word.norm) for sentence in sentences(text) for word in sentence)
    robots = _nearest(
        scenario.robots, said, most.robots, lambda r: (r.name, *r.synonyms, r.type.name, *r.type.synonyms)
    )
    objects = _nearest(
        scenario.objects, said, most.objects, lambda o: (o.name, *o.synonyms, o.kind.name, *o.kind.synonyms)
    )
    # Where the objects lie and the robots stand is needed to speak of them.
    close = frozenset([*(thing.location for thing in objects), *(robot.start for robot in robots)])
    places = _nearest(
        scenario.places,
        said,
        most.places,
        lambda p: (p.name, *p.synonyms, p.kind),
        bonus=lambda p: 0.5 * (p.name in close) + 0.25 * (p.kind == "return"),
    )
    skills = _nearest(scenario.skills, said, most.skills, lambda s: (s.name, *s.synonyms))
    rules = _nearest(scenario.rules, said, most.rules, lambda rule: (rule.words,))
    shown = len(robots) + len(objects) + len(places) + len(skills) + len(rules)
    total = sum(
        map(len, (scenario.robots, scenario.objects, scenario.places, scenario.skills, scenario.rules))
    )
    made = {literal.atom.predicate for skill in skills for literal in (*skill.effects, *skill.preconditions)}
    predicates = tuple(
        p for p in scenario.predicates if p.name in made or len(scenario.predicates) <= most.skills
    )
    return Excerpt(robots, places, objects, skills, predicates, rules, total - shown)


def _nearest(
    items: Sequence[_Item],
    said: frozenset[str],
    most: int,
    phrases: Callable[[_Item], Iterable[str]],
    bonus: Callable[[_Item], float] = lambda _: 0.0,
) -> tuple[_Item, ...]:
    if len(items) <= most:
        return tuple(items)
    scores = [_score(said, phrases(item)) + bonus(item) for item in items]
    best = sorted(range(len(items)), key=lambda index: (-scores[index], index))[:most]
    return tuple(items[index] for index in sorted(best))


def _score(said: frozenset[str], phrases: Iterable[str]) -> float:
    """The best share of a phrase's words that were said, longer phrases first among equals."""
    best = 0.0
    for phrase in phrases:
        words = [noun_word(word.norm) for part in sentences(phrase.replace("_", " ")) for word in part]
        if words:
            hits = sum(word in said for word in words)
            best = max(best, hits / len(words) + 0.1 * hits)
    return best
