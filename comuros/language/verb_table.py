"""Which verbs a scenario understands: the classes of English verbs joined with the names and synonyms of its
skills.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from comuros.core.predicate import Predicate, Sort
from comuros.core.scenario import Scenario
from comuros.core.skill import SELF, SkillModel
from comuros.language.inflection import VerbForm, verb_forms
from comuros.language.verbs import VERBS, VerbClass
from comuros.language.words import sentences

# Known only together with a particle that may stand apart ("turn the lamp on").
_SPLIT_VERBS = ("turn", "switch", "throw", "toss", "power")
_TAILS = frozenset(("to", "at", "on", "in", "from", "for", "of", "with"))


@dataclass(frozen=True, slots=True)
class VerbUse:
    """A verb as said: its dictionary form (several words are possible) and the form it stands in."""

    lemma: str
    form: VerbForm


@dataclass(frozen=True, slots=True)
class Sense:
    """What a verb means in a scenario: its class, and the skill that serves it (None for goals over where
    things are).
    """

    verb_class: VerbClass
    skill: SkillModel | None = None


class VerbTable:
    """Verbs with their forms and senses for one scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self.location_predicate = _location_predicate(scenario)
        # A scenario may have a thousand skills: what bears a lemma is looked up, not searched for.
        self._bearers: dict[str, list[SkillModel]] = {}
        self._chosen: dict[str, SkillModel] = {}
        for skill in scenario.skills:
            for lemma in _lemmas(skill):
                self._bearers.setdefault(lemma, []).append(skill)
        self._class_skill = {verb_class: self._skill_of_class(verb_class) for verb_class in VERBS}
        self._senses: dict[str, Sense] = {}
        for verb_class, lemmas in VERBS.items():
            for lemma in lemmas:
                self._senses.setdefault(lemma, Sense(verb_class, self._class_skill[verb_class]))
        for skill in scenario.skills:
            self._add_skill(skill)
        for lemma in [known for known in self._senses if known.endswith((" up", " down", " off"))]:
            # Where a scenario says what "tidy" means, "tidy up" means it too.
            plain = self._senses.get(lemma.rpartition(" ")[0])
            named = lemma in self._bearers
            if plain is not None and plain.verb_class is VerbClass.SKILL and not named:
                self._senses[lemma] = plain
        split = (form_use for head in _SPLIT_VERBS for form_use in _uses(head))
        self.uses = dict(split) | {form: use for lemma in self._senses for form, use in _uses(lemma)}

    def sense(self, lemma: str) -> Sense | None:
        """What a verb means here; None for a verb that is unknown altogether."""
        return self._senses.get(lemma)

    def places_objects(self, skill: SkillModel) -> bool:
        """Whether a skill brings an object to a location, so that a goal over locations says the same."""
        wanted = self.location_predicate
        return wanted is not None and any(
            e.positive and e.atom.predicate == wanted.name for e in skill.effects
        )

    def known_skills(self) -> tuple[str, ...]:
        """What the robots can do, in words, for questions."""
        return tuple(dict.fromkeys(_lemmas(skill)[0] for skill in self._scenario.skills))

    def _add_skill(self, skill: SkillModel) -> None:
        for lemma in _lemmas(skill):
            known = self._senses.get(lemma)
            if self.places_objects(skill):
                self._senses.setdefault(lemma, Sense(VerbClass.TRANSPORT))
            elif known is None or known.verb_class not in _BY_ARGUMENTS:
                keeps = known is not None and known.verb_class in _SKILL_CLASSES
                chosen = known.verb_class if known and keeps else VerbClass.SKILL
                self._senses[lemma] = Sense(chosen, self._preferred(lemma, skill))

    def _preferred(self, lemma: str, skill: SkillModel) -> SkillModel:
        """Of several skills with this word the one named by it, else the one declared first."""
        if lemma not in self._chosen:
            self._chosen[lemma] = self._choice_for(lemma, skill)
        return self._chosen[lemma]

    def _choice_for(self, lemma: str, skill: SkillModel) -> SkillModel:
        sharing = self._bearers.get(lemma, [])
        named = [other for other in sharing if lemma in _name_lemmas(other.name)]
        solo = [other for other in named or sharing if not other.team]
        return (solo or [skill])[0]

    def _skill_of_class(self, verb_class: VerbClass) -> SkillModel | None:
        if verb_class not in _SKILL_CLASSES:
            return None
        for lemma in VERBS[verb_class]:
            for skill in self._bearers.get(lemma, []):
                if not self.places_objects(skill) and not skill.team:
                    return skill
        return self._travel_skill() if verb_class in (VerbClass.GO, VerbClass.FLY) else None

    def _travel_skill(self) -> SkillModel | None:
        for skill in self._scenario.skills:
            moves_self = any(SELF in effect.atom.arguments for effect in skill.effects)
            if skill.duration.travels_to and moves_self and len(skill.parameters) == 1:
                return skill
        return None


# Take and return mean a transport or a move by what stands with them; a skill of that name does not change
# it.
_BY_ARGUMENTS = frozenset({VerbClass.TRANSPORT, VerbClass.RETURN})
_SKILL_CLASSES = frozenset(VerbClass) - {
    VerbClass.TRANSPORT,
    VerbClass.CLEAR,
    VerbClass.RETURN,
    VerbClass.DISCARD,
    VerbClass.STORE,
    VerbClass.RECEIVE,
}


def _location_predicate(scenario: Scenario) -> Predicate | None:
    """The predicate that says where an object lies: of an object and a location, made true by some skill."""
    made = {effect.atom.predicate for skill in scenario.skills for effect in skill.effects if effect.positive}
    fitting = [
        p
        for p in scenario.predicates
        if len(p.sorts) == 2
        and p.sorts[0] is Sort.OBJECT
        and p.sorts[1] in (Sort.LOCATION, Sort.PLACE)
        and p.name in made
    ]
    fitting.sort(key=lambda p: (not p.functional, p.name != "on"))
    return fitting[0] if fitting else None


def _lemmas(skill: SkillModel) -> tuple[str, ...]:
    return _lemmas_of((skill.name, *skill.synonyms))


@lru_cache(maxsize=8192)
def _lemmas_of(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Kept, since every verb asks every skill: a scenario may have a thousand of them."""
    return tuple(dict.fromkeys(lemma for text in texts for lemma in _name_lemmas(text)))


@lru_cache(maxsize=8192)
def _name_lemmas(text: str) -> tuple[str, ...]:
    words = [
        word.norm for sentence in sentences(text.replace("_", " ")) for word in sentence if word.norm != ","
    ]
    if not words:
        return ()
    full = " ".join(words)
    while len(words) > 1 and words[-1] in _TAILS:
        words.pop()
    short = " ".join(words)
    first = (words[0],) if len(words) > 1 and not any(words[0] in lemmas for lemmas in VERBS.values()) else ()
    full = short if full.endswith(" to") else full
    return (short, full, *first) if short != full else (short, *first)


def _uses(lemma: str) -> Iterator[tuple[tuple[str, ...], VerbUse]]:
    first, *rest = lemma.split()
    for form, kind in verb_forms(first).items():
        yield (form, *rest), VerbUse(lemma, kind)
