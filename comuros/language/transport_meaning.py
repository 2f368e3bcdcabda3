"""Verbs that bring things somewhere, as goals over where objects lie. 'Clear', 'return', 'throw away' are
transports with a place of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comuros.core.literal import Atom, Literal
from comuros.core.predicate import Sort
from comuros.core.task import Goal
from comuros.core.tree import Relation
from comuros.language.crew import Crew
from comuros.language.draft import Draft, DraftTask, Topic, grouped
from comuros.language.draft_maker import referents_of, spread, staffed
from comuros.language.frame import Frame
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References, Referents
from comuros.language.syntax import NounList
from comuros.language.verbs import VerbClass

_RETURN_KINDS = frozenset(("return", "dish_return", "sink", "dishwasher", "collection"))
_BIN_KINDS = frozenset(
    ("bin", "trash", "garbage", "garbage_can", "waste", "trash_can", "rubbish", "disposal")
)
_STORE_KINDS = frozenset(("storage", "store", "cabinet", "cupboard", "closet", "stock"))
TAKING = frozenset(("take", "get", "fetch", "collect", "retrieve", "gather", "gather up", "remove", "unload"))
_OWN_PLACES: dict[VerbClass, frozenset[str]] = {
    VerbClass.CLEAR: _RETURN_KINDS,
    VerbClass.DISCARD: _BIN_KINDS,
    VerbClass.STORE: _STORE_KINDS,
}


@dataclass(frozen=True, slots=True)
class Order:
    """What is known of a clause before its verb's meaning is built: who, how, by when."""

    lemma: str
    verb_class: VerbClass
    crew: Crew
    words: str
    back: bool = False
    deadline_s: float | None = None


class TransportMeaning:
    """Drafts for transport clauses."""

    def __init__(self, references: References) -> None:
        self._references = references
        self._planned: dict[str, str] = {}

    def drafts(self, frame: Frame, order: Order) -> tuple[Draft, ...]:
        """Tasks that bring the objects of the frame to its destination.

        Raises:
            Puzzle: an object or place is unknown, or no destination was said and none goes without saying.
        """
        if order.verb_class is VerbClass.CLEAR and self._clears_place(frame):
            return self._clear(frame, order)
        source, goal, at = self._ways(frame, order)
        if goal is not None and goal.items[0].pronoun == "there" and _only_takes(order):
            at, goal = self._places(goal), None
        if frame.objects is None:
            raise Puzzle(f"What shall be brought in '{order.words}'?", quoted=order.words)
        # "Stack the box on it" speaks of what was mentioned before the box.
        backward = self._to(goal) if goal is not None and goal.items[0].pronoun else ()
        objects = referents_of(
            frame.objects, self._references, (Sort.OBJECT,), at=at or source, what="object"
        )
        if goal is None and order.lemma in TAKING and not order.back:
            return spread(objects, lambda name: self._taken(name, order))
        places = self._own_place(objects, order) if goal is None else backward or self._to(goal)
        if frame.beside:
            places = tuple(replace(one, names=tuple(map(self._place_beside, one.names))) for one in places)
            self._check_moves(objects, places, order)
        return self._brought(objects, places, order)

    def _to(self, goal: NounList) -> tuple[Referents, ...]:
        return referents_of(goal, self._references, (Sort.PLACE, Sort.OBJECT), what="place or surface")

    def _place_beside(self, name: str) -> str:
        """'Next to the laptop' is where the laptop is."""
        place = self._where(name)
        if not place:
            raise Puzzle(f"Nobody knows where {_said(name)} is. Where shall it go?", quoted=_said(name))
        return place

    def _check_moves(self, objects: Sequence[Referents], places: Sequence[Referents], order: Order) -> None:
        """'The soup where the tea is and the tea where the soup is': by then it stands there already."""
        beside = {name for one in places for name in one.names}
        there = [name for one in objects for name in one.names if self._where(name) in beside]
        if there:
            raise Puzzle(
                f"{_said(there[0])} is at {_said(self._where(there[0]))} then already. "
                f"Which place is meant in '{order.words}'?",
                quoted=order.words,
            )

    def _taken(self, name: str, order: Order) -> Draft:
        """Something is fetched; where it goes has to be said by a later clause."""
        aside = self._aside(name, order)
        if aside is not None:
            return aside
        topic = Topic(VerbClass.PICK, order.lemma, (name,), (self._references.location(name),))
        question = f"Where to? '{order.words}' names no destination."
        return DraftTask(
            order.words, Goal(()), topic, 1, order.crew.eligibility(), order.deadline_s, question=question
        )

    def _aside(self, name: str, order: Order) -> Draft | None:
        """What is removed goes where such things go, unless a later clause says where; only where a scenario
        has one such place.
        """
        if order.lemma != "remove":
            return None
        places = _of_kind(self._references, _BIN_KINDS | _RETURN_KINDS)
        if len(places) != 1:
            return None
        draft = self._bring(name, places[0], order, Topic(VerbClass.PICK, order.lemma, (name,), places))
        return replace(draft, may_be_completed=True) if isinstance(draft, DraftTask) else draft

    def _clears_place(self, frame: Frame) -> bool:
        if frame.objects is None:
            return False
        return all(
            Sort.OBJECT not in self._references.sorts(noun) and (noun.phrase or noun.pronoun)
            for noun in frame.objects.items
        )

    def _clear(self, frame: Frame, order: Order) -> tuple[Draft, ...]:
        assert frame.objects is not None
        of_place = frame.objects.items[0].pronoun and self._references.memory.places
        sorts = (Sort.PLACE,) if of_place else (Sort.PLACE, Sort.OBJECT)
        places = referents_of(frame.objects, self._references, sorts, what="place")
        if frame.goal is not None:
            goal = referents_of(frame.goal, self._references, (Sort.PLACE,), what="place")
        else:
            goal = self._own_place((), order)
        drafts = spread(self._with_something(places), lambda place: self._cleared(place, goal, order))
        self._references.memory.note(Sort.PLACE, tuple(name for one in places for name in one.names))
        return drafts

    def _where(self, name: str) -> str:
        """Where an object will be by then, as far as this instruction says; else where it is."""
        return self._planned.get(name) or self._references.location(name)

    def _with_something(self, places: Sequence[Referents]) -> tuple[Referents, ...]:
        """Of several places to clear, those on which something lies; all where nothing lies on any."""
        kept = [
            replace(one, names=tuple(name for name in one.names if self._lying_on(name))) for one in places
        ]
        return tuple(one for one in kept if one.names) or tuple(places)

    def _cleared(self, place: str, goal: Sequence[Referents], order: Order) -> Draft:
        lying = sorted(self._lying_on(place))
        if not lying:
            raise Puzzle(f"Nothing lies on {_said(place)}. What shall be cleared?", quoted=order.words)
        topic = Topic(order.verb_class, order.lemma, tuple(lying), (place,))
        drafts = tuple(self._bring(name, goal[0].names[0], order, topic) for name in lying)
        return grouped(Relation.PARALLEL, drafts, f"{order.lemma} {_said(place)}")

    def _lying_on(self, place: str) -> list[str]:
        """Objects there now; where there are none, those that this instruction brings there."""
        objects = [thing.name for thing in self._references.scenario.objects]
        now = [name for name in objects if self._references.location(name) == place]
        return now or [name for name in objects if self._planned.get(name) == place]

    def _ways(self, frame: Frame, order: Order) -> tuple[tuple[str, ...], NounList | None, tuple[str, ...]]:
        """Where the objects are taken from, where they go, and where they are said to lie."""
        source = self._places(frame.source) if frame.source is not None else ()
        near = [argument.nouns for argument in frame.near]
        goal = frame.goal
        if goal is None and near and not self._describes(near, source, order):
            goal = near.pop()
        at = self._places(near[0]) if near else ()
        if len(near) > 1 or frame.goal_near or frame.company or frame.leftover:
            extra = [*(a.nouns for a in (*frame.goal_near, *frame.company, *frame.leftover)), *near[1:]]
            quoted = ", ".join(self._references.quoted(noun) for nouns in extra for noun in nouns.items)
            raise Puzzle(
                f"I do not see what '{quoted}' adds in '{order.words}'. Can you say it another way?",
                quoted=quoted,
            )
        return source, goal, at

    def _describes(self, near: Sequence[NounList], source: tuple[str, ...], order: Order) -> bool:
        """Whether the only place said tells where the object is, since the verb knows where it goes."""
        return order.verb_class in (VerbClass.CLEAR, VerbClass.DISCARD) or (
            order.verb_class in (VerbClass.RETURN, VerbClass.STORE) and len(near) == 1 and bool(source)
        )

    def _places(self, nouns: NounList) -> tuple[str, ...]:
        found = referents_of(nouns, self._references, (Sort.PLACE, Sort.OBJECT), what="place or surface")
        return tuple(name for one in found for name in one.names)

    def _own_place(self, objects: Sequence[Referents], order: Order) -> tuple[Referents, ...]:
        kinds = _OWN_PLACES.get(order.verb_class, frozenset())
        places = _of_kind(self._references, kinds)
        if not places and order.verb_class is VerbClass.DISCARD:
            places = _of_kind(self._references, _RETURN_KINDS)
        if places:
            return (Referents(places, 1 if len(places) > 1 else 0),)
        if order.back or order.verb_class is VerbClass.RETURN:
            origins = dict.fromkeys(
                self._references.scenario.object(name).location for one in objects for name in one.names
            )
            moved = [
                o for o in origins if any(self._where(name) != o for one in objects for name in one.names)
            ]
            if len(moved) == 1:
                return (Referents((moved[0],)),)
        raise Puzzle(f"Where to? '{order.words}' names no destination.", quoted=order.words)

    def _brought(
        self, objects: Sequence[Referents], places: Sequence[Referents], order: Order
    ) -> tuple[Draft, ...]:
        destinations = [name for one in places for name in (one.names if not one.free else ())]
        if not destinations:
            return self._to_any(objects, places, order)
        if len(destinations) == 1 and order.crew.each:
            return self._one_each(objects, destinations[0], order)
        if len(destinations) == 1:
            return self._all_to(objects, destinations[0], order)
        names = self._as_many(objects, len(destinations), order)
        return tuple(
            self._bring_one(name, place, order) for name, place in zip(names, destinations, strict=True)
        )

    def _to_any(
        self, objects: Sequence[Referents], places: Sequence[Referents], order: Order
    ) -> tuple[Draft, ...]:
        def anywhere(name: str) -> Draft:
            options = tuple(self._bring_one(name, place, order) for one in places for place in one.names)
            return grouped(Relation.ANY, options)

        return spread(objects, anywhere)

    def _all_to(self, objects: Sequence[Referents], place: str, order: Order) -> tuple[Draft, ...]:
        elsewhere = tuple(self._not_there_yet(one, place) for one in objects)
        return spread(elsewhere, lambda name: self._bring_one(name, place, order))

    def _one_each(self, objects: Sequence[Referents], place: str, order: Order) -> tuple[Draft, ...]:
        """'Each mover brings a parcel': a different one for every robot, in order of name."""
        robots = order.crew.names
        names = self._as_many(objects, len(robots), order)
        crews = (replace(order.crew, names=(robot,), count=1, each=False) for robot in robots)
        return tuple(
            self._bring_one(name, place, replace(order, crew=crew))
            for name, crew in zip(names, crews, strict=True)
        )

    def _not_there_yet(self, referents: Referents, place: str) -> Referents:
        """Where any cup will do, one that is at the destination already is not meant."""
        if not referents.is_choice:
            return referents
        away = tuple(
            name for name in referents.names if self._references.location(name) != place and name != place
        )
        return replace(referents, names=away) if len(away) >= referents.free else referents

    def _as_many(self, objects: Sequence[Referents], wanted: int, order: Order) -> list[str]:
        """As many different objects as destinations ('a cup to each table', 'the soup and the tea to tables
        1 and 2').
        """
        names = list(dict.fromkeys(name for one in objects for name in one.names))
        is_free = any(one.free for one in objects)
        if len(names) < wanted or (len(names) > wanted and not is_free):
            raise Puzzle(
                f"'{order.words}' has {len(names)} object(s) for {wanted} places. Which goes where?",
                quoted=order.words,
            )
        return names[:wanted]

    def _bring_one(self, name: str, place: str, order: Order) -> Draft:
        return self._bring(name, place, order, Topic(order.verb_class, order.lemma, (name,), (place,)))

    def _bring(self, name: str, place: str, order: Order, topic: Topic) -> Draft:
        predicate = self._references.lexicon.verbs.location_predicate
        if predicate is None:
            raise Puzzle("No robot here has a skill that brings objects anywhere.", quoted=order.words)
        scenario = self._references.scenario
        if scenario.sort_of(place) is Sort.OBJECT and not scenario.object(place).kind.is_surface:
            raise Puzzle(
                f"Nothing can lie on {_said(place)}. Where shall {_said(name)} go?", quoted=order.words
            )
        if name == place:
            raise Puzzle(f"{_said(name)} cannot lie on itself. Where shall it go?", quoted=order.words)
        self._planned[name] = place
        work = Goal((Literal(Atom(predicate.name, (name, place))),))
        carriers = scenario.object(name).kind.carriers
        label = f"bring {_said(name)} to {_said(place)}"
        return staffed(label, work, topic, order.crew, carriers=carriers, deadline_s=order.deadline_s)


def _only_takes(order: Order) -> bool:
    """'Pick up the tray there' says where it is, not where it goes."""
    return order.verb_class is VerbClass.PICK or order.lemma in ("collect", "fetch", "remove", "retrieve")


def _of_kind(references: References, kinds: frozenset[str]) -> tuple[str, ...]:
    """Places of a kind, or called like one."""
    return tuple(p.name for p in references.scenario.places if p.kind in kinds or p.name in kinds)


def _said(name: str) -> str:
    return name.replace("_", " ")
