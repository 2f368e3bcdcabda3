"""A world of any names: lets wording alone be judged. Nouns stand as new symbols, verbs as the predicates
they bring about.
"""

from __future__ import annotations

from collections.abc import Sequence

from comuros.core.predicate import Predicate, Sort
from comuros.core.scenario import Scenario
from comuros.language.memory import Memory
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References, Referents
from comuros.language.syntax import NounPhrase, Reach
from comuros.language.thing import head, noun_word
from comuros.language.verbs import VerbClass

# What a verb of each class makes true of its object. Transports make `on` true, of an object and a location.
RESULTS: dict[VerbClass, str] = {
    VerbClass.PICK: "held",
    VerbClass.CLEAN: "clean",
    VerbClass.LOOK: "inspected",
    VerbClass.OPEN: "open",
    VerbClass.CLOSE: "closed",
    VerbClass.SWITCH_ON: "switched_on",
    VerbClass.SWITCH_OFF: "switched_off",
    VerbClass.HEAT: "hot",
    VerbClass.COOL: "cold",
    VerbClass.SLICE: "sliced",
    VerbClass.FILL: "filled",
    VerbClass.READY: "ready",
    VerbClass.CHARGE: "charged",
    VerbClass.DISCARD: "discarded",
    VerbClass.STORE: "stored",
    VerbClass.CLEAR: "clear",
    VerbClass.RETURN: "returned",
    VerbClass.TRANSPORT: "moved",
    VerbClass.GO: "visited",
    VerbClass.FLY: "visited",
    VerbClass.ENTER: "visited",
    VerbClass.WAIT: "waited",
}


def open_world() -> Scenario:
    """A scenario without robots, places or objects, in which everything said is taken as it is said."""
    on = Predicate("on", (Sort.OBJECT, Sort.LOCATION), functional=True)
    results = (Predicate(name, (Sort.OBJECT,)) for name in dict.fromkeys(RESULTS.values()))
    near = Predicate("with", (Sort.OBJECT, Sort.OBJECT))
    return Scenario("open_world", "Any names", "", (), (), (), (), (on, near, *results), (), ())


class OpenReferences(References):
    """Every noun phrase is a symbol made of its words; pronouns refer to what was mentioned last."""

    def resolve(
        self,
        noun: NounPhrase,
        accepted: Sequence[Sort],
        *,
        at: tuple[str, ...] = (),
        what: str = "thing",
        note: bool = True,
    ) -> Referents:
        """The symbol of a phrase.

        Raises:
            Puzzle: a pronoun refers to nothing.
        """
        if noun.reach is Reach.PRONOUN:
            return self._referred(noun)
        words = [word.norm for word in noun.words if noun_word(word.norm) in noun.phrase] or ["everything"]
        counted = [str(noun.count)] if noun.count > 1 else []
        name = "_".join((*words, *counted))
        names = (name if name.isidentifier() else f"thing_{name}",)
        if note:
            self.memory.note(Sort.PLACE if accepted[0] is Sort.PLACE else Sort.OBJECT, names)
            self.mention(accepted[0], names)
        return Referents(names)

    def mention(self, sort: Sort, names: tuple[str, ...]) -> None:
        """Remember what a later pronoun may mean."""
        memory: Memory = self.memory
        if sort is Sort.PLACE:
            memory.places = names
        else:
            memory.objects = names

    def _referred(self, noun: NounPhrase) -> Referents:
        self.pronouns_used = True
        first, second = self.memory.objects, self.memory.places
        if noun.pronoun in ("there", "here"):
            first, second = second, first
        if not (first or second):
            raise Puzzle(f"What does '{self.quoted(noun)}' refer to?", quoted=self.quoted(noun))
        return Referents(first or second)


def speaks_of(mention: str, name: str) -> bool:
    """Whether 'the potato' may be the 'microwaved slice of potato' of before: one has all words of the
    other, or the same noun.
    """
    said, known = _content(mention), _content(name)
    return bool(said) and (said <= known or known <= said or _head(mention) == _head(name))


def _content(name: str) -> frozenset[str]:
    return frozenset(noun_word(part) for part in name.split("_")) - {"of", "the", "set", "thing"}


def _head(name: str) -> str:
    return head(tuple(noun_word(part) for part in name.split("_")))
