"""The units of work of one instruction in order of mention, with the pairs that say which comes before
which.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from comuros.core.skill import SkillCall
from comuros.core.task import Goal
from comuros.core.tree import Relation
from comuros.language.draft import Draft, DraftGroup, DraftTask, Topic, limited, tasks_in
from comuros.language.object_chain import merged_goal
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References
from comuros.language.verbs import VerbClass

_TRAVELS = frozenset({VerbClass.GO, VerbClass.FLY})
_FETCHES = frozenset(
    {VerbClass.PICK, VerbClass.TRANSPORT, VerbClass.RETURN, VerbClass.DISCARD, VerbClass.STORE}
)


class UnitList:
    """Numbers are never reused. A unit that turns out to be a part of a later one gives way to it: `current`
    tells.
    """

    def __init__(self, references: References) -> None:
        self._references = references
        self.drafts: dict[int, Draft] = {}
        self.edges: set[tuple[int, int]] = set()
        self.implied: set[int] = set()
        self._next = 0
        self._sentence_start = 0
        self._renamed: dict[int, int] = {}

    def begin_sentence(self) -> None:
        """What comes now belongs to a new sentence."""
        self._sentence_start = self._next

    def current(self, units: tuple[int, ...]) -> tuple[int, ...]:
        """The numbers under which units go now, each once."""
        return tuple(
            dict.fromkeys(self._current(unit) for unit in units if self._current(unit) in self.drafts)
        )

    def topics(self, units: tuple[int, ...]) -> tuple[Topic, ...]:
        """What the tasks of units are about."""
        return tuple(task.topic for unit in self.current(units) for task in tasks_in(self.drafts[unit]))

    def order(self, before: tuple[int, ...], after: tuple[int, ...]) -> None:
        """All of the first come before all of the second."""
        self.edges.update((a, b) for a in before for b in after if a != b)

    def limit(self, units: tuple[int, ...], seconds: float) -> None:
        """What has no time limit of its own gets this one."""
        for unit in units:
            self.drafts[unit] = limited(self.drafts[unit], seconds)

    def take_in_turn(self, units: tuple[int, ...]) -> None:
        """One after another, in order of mention, what a clause lists too."""
        for unit in units:
            draft = self.drafts[unit]
            if isinstance(draft, DraftGroup) and draft.relation is Relation.PARALLEL:
                self.drafts[unit] = replace(draft, relation=Relation.SEQUENCE)
        for before, after in pairwise(units):
            self.edges.add((before, after))

    def append(self, drafts: tuple[Draft, ...]) -> tuple[int, ...]:
        """Take in drafts; returns their numbers."""
        return tuple(self._append(draft) for draft in drafts)

    def open_questions(self) -> tuple[Puzzle, ...]:
        """What no later clause completed."""
        tasks = [task for draft in self.drafts.values() for task in tasks_in(draft)]
        return tuple(Puzzle(task.question, quoted=task.words) for task in tasks if task.question)

    def _append(self, draft: Draft) -> int:
        said_before = self._asked_by_implication(draft)
        if said_before is not None:
            self.implied.discard(said_before)
            self.drafts[said_before] = draft
            return said_before
        number = self._next
        self._next += 1
        draft = self._absorb(self._without_repeated_travel(draft), number)
        self._order_moves(draft, number)
        self.drafts[number] = draft
        return number

    def _current(self, unit: int) -> int:
        while unit in self._renamed:
            unit = self._renamed[unit]
        return unit

    def _asked_by_implication(self, draft: Draft) -> int | None:
        """The unit that an 'until' or 'after' clause implied and that is now asked for in so many words."""
        works = [task.work for task in tasks_in(draft)]
        for number in sorted(self.implied & self.drafts.keys()):
            if [task.work for task in tasks_in(self.drafts[number])] == works:
                return number
        return None

    def _without_repeated_travel(self, draft: Draft) -> Draft:
        """'Goes to the gate and waits there': who was just sent there need not be sent again."""
        last = self.drafts.get(max(self.drafts, default=-1))
        if not isinstance(draft, DraftGroup) or draft.relation is not Relation.SEQUENCE:
            return draft
        first = draft.children[0]
        again = isinstance(last, DraftTask) and isinstance(first, DraftTask) and len(draft.children) == 2
        if not again or (last.work, last.eligibility) != (first.work, first.eligibility):  # type: ignore[union-attr]
            return draft
        return draft.children[1]

    def _absorb(self, draft: Draft, number: int) -> Draft:
        """Picking up what is then brought, and going where work is then done, are part of that work: one
        robot does both.
        """
        earlier = self._completed_by(draft)
        if earlier is None or not isinstance(draft, DraftTask):
            return draft
        previous = self.drafts.pop(earlier)
        self._renamed[earlier] = number
        self.edges = {(number if a == earlier else a, number if b == earlier else b) for a, b in self.edges}
        joined = self._references.lexicon.open_world and isinstance(previous, DraftTask)
        return (merged_goal(previous, draft) if joined and isinstance(previous, DraftTask) else None) or draft

    def _completed_by(self, draft: Draft) -> int | None:
        """The unit that is a part of this one: the last, or one of this sentence that left open where to."""
        if not isinstance(draft, DraftTask):
            return None
        for number in sorted(self.drafts, reverse=True):
            previous = self.drafts[number]
            if isinstance(previous, DraftTask) and self._completes(number, previous, draft):
                return number
        return None

    def _completes(self, number: int, previous: DraftTask, draft: DraftTask) -> bool:
        is_last, is_near = number == max(self.drafts), number >= self._sentence_start
        if self._references.lexicon.open_world and is_last and is_near and merged_goal(previous, draft):
            return True
        return (is_last or (is_near and bool(previous.question))) and self._is_part_of(previous, draft)

    def _is_part_of(self, earlier: DraftTask, later: DraftTask) -> bool:
        if earlier.eligibility.only and later.eligibility.only and earlier.eligibility != later.eligibility:
            return False
        if earlier.topic.verb_class in _TRAVELS and self._fetches_there(earlier, later):
            return True
        refers_back = self._references.pronouns_used and isinstance(earlier.work, SkillCall)
        if not earlier.question and not earlier.may_be_completed and not refers_back:
            return False
        if earlier.topic.verb_class is VerbClass.PICK:
            return isinstance(later.work, Goal) and set(earlier.topic.objects) <= set(later.topic.objects)
        travels = earlier.topic.verb_class in _TRAVELS and later.topic.verb_class not in _TRAVELS
        return travels and set(earlier.topic.places) <= set(later.topic.places)

    def _fetches_there(self, travel: DraftTask, later: DraftTask) -> bool:
        """'Go to the kitchen and bring the soup …': going where an object lies is part of fetching it."""
        if later.topic.verb_class not in _FETCHES or not later.topic.objects:
            return False
        lies = {self._references.location(name) for name in later.topic.objects}
        return lies == set(travel.topic.places)

    def _order_moves(self, draft: Draft, number: int) -> None:
        """One object cannot be brought to two places at once, nor onto another that is still to be moved:
        order of mention
        decides.
        """
        moved = _moved(draft)
        for unit, earlier in self.drafts.items():
            clash = moved.keys() & _moved(earlier).keys()
            contradict = any(moved[name] != _moved(earlier)[name] for name in sorted(clash))
            rides = any(place in _moved(earlier) for place in moved.values())
            if contradict or rides:
                self.edges.add((unit, number))


def _moved(draft: Draft) -> dict[str, str]:
    """Where a draft brings objects, unless it is one of several choices."""
    if not isinstance(draft, DraftTask) and draft.relation is Relation.ANY:
        return {}
    works = [task.work for task in tasks_in(draft)]
    literals = [literal for work in works if isinstance(work, Goal) for literal in work.literals]
    return {
        literal.atom.arguments[0]: literal.atom.arguments[1]
        for literal in literals
        if literal.positive and len(literal.atom.arguments) == 2
    }
