"""The order of clauses in one list: 'clear table 1 and clean it', '… and table 2 first', and how far back a
limit at its end reaches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from comuros.language.draft import tasks_in
from comuros.language.forks import Forks
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References
from comuros.language.shared_object import clauses_of, suffix_tags
from comuros.language.syntax import Clause, Joined, Limit, Part, Subordinate
from comuros.language.unit_list import UnitList
from comuros.language.verbs import VerbClass
from comuros.language.words import quote

ORDERS_PART = frozenset({"earlier", "then", "finally", "after all"})


@dataclass(frozen=True, slots=True)
class Placing:
    """The units of the clause before (`latest`), of all clauses before, and of the one that is placed."""

    latest: tuple[int, ...]
    before: tuple[int, ...]
    new: tuple[int, ...]

    @property
    def earlier(self) -> tuple[int, ...]:
        """All before that are not of this clause too."""
        return tuple(unit for unit in self.before if unit not in self.new)


class ListOrder:
    """Settles where a clause of a list stands among the clauses before it."""

    def __init__(
        self,
        references: References,
        units: UnitList,
        forks: Forks,
        limit: Callable[[tuple[int, ...], Subordinate], None],
    ) -> None:
        self._references, self._list, self._forks, self._limit = references, units, forks, limit

    def settle(self, piece: Part, part: Joined, placing: Placing, *, goes_on: bool) -> None:
        """Order what is placed after the clause before where it refers to it (or `goes_on` from it), and by
        its own words.

        Raises:
            Puzzle: it says again what was said, or counts out of order.
        """
        refers = self._references.pronouns_used and not self._only_delivers_there(placing.latest, placing.new)
        if refers or goes_on:
            self._list.order(self._referred_to(placing.latest, placing.new), placing.new)
        if placing.before:
            self._check_repeats(piece, placing.earlier, placing.new)
            self._check_firsts(piece, part)
            self._order_by_suffix(suffix_tags(piece), placing.earlier, placing.new)
            self._check_reach(piece, placing.earlier, placing.new)

    def _referred_to(self, latest: tuple[int, ...], new: tuple[int, ...]) -> tuple[int, ...]:
        """What a pronoun may speak of among the units before: those about the same things, else all."""
        before = tuple(unit for unit in self._list.current(latest) if unit not in new)
        names = {name for topic in self._list.topics(new) for name in (*topic.objects, *topic.places)}
        alike = tuple(
            unit
            for unit in before
            if any(names & {*topic.objects, *topic.places} for topic in self._list.topics((unit,)))
        )
        return alike or before

    def _check_reach(self, piece: Part, earlier: tuple[int, ...], new: tuple[int, ...]) -> None:
        """'Clean table 1 and clean table 2 after …' may hold back both, unless their order is known."""
        if not isinstance(piece, Clause) or piece.elided or self._references.lexicon.open_world:
            return
        self._check_time(piece, earlier)
        limit = next((s for s in piece.suffixes if isinstance(s, Subordinate) and s.tag != "without"), None)
        about = {
            *new,
            *(a for a, b in self._list.edges if b in new),
            *(b for a, b in self._list.edges if a in new),
        }
        linked = {unit for edge in self._list.edges if about & {*edge} for unit in edge}
        if limit is not None and not set(earlier) <= linked | about:
            words = quote(self._references.text, clauses_of(limit.part)[0].words)
            if self._forks.choose(words):
                self._limit(earlier, limit)

    def _check_repeats(self, piece: Part, earlier: tuple[int, ...], new: tuple[int, ...]) -> None:
        """'Clean tables 1 to 3, but table 2 last' may say again what was said, or ask for it twice."""
        works, again = (
            [task.work for u in units for task in tasks_in(self._list.drafts[u])] for units in (earlier, new)
        )
        if not self._references.lexicon.open_world and any(work in works for work in again):
            words = quote(self._references.text, clauses_of(piece)[0].words)
            raise Puzzle(
                f"'{words}' is asked for twice in one sentence. Can you say each once?", quoted=words
            )

    def _check_time(self, piece: Clause, earlier: tuple[int, ...]) -> None:
        """'Clean table 1 and clean table 2 within a minute': the time for both, or for the last."""
        for limit in piece.suffixes:
            if (
                isinstance(limit, Limit)
                and earlier
                and self._forks.choose(quote(self._references.text, piece.words))
            ):
                self._list.limit(earlier, limit.seconds)

    def _check_firsts(self, piece: Part, part: Joined) -> None:
        """'… third, … first, … second' is asked: numbers said out of order are read for two things only."""
        if "first" in suffix_tags(piece) and len(part.parts) > 2:
            words = quote(self._references.text, clauses_of(piece)[0].words)
            raise Puzzle(f"Is '{words}' the very first? Can you say them in order?", quoted=words)

    def _only_delivers_there(self, latest: tuple[int, ...], new: tuple[int, ...]) -> bool:
        """'Refuel stand 3 and bring the meals there' says where, not when; what is cleaned, cleared or opened
        is made ready for what comes.
        """
        before, now = self._list.topics(latest), self._list.topics(new)
        if any(topic.verb_class is not VerbClass.SKILL for topic in before):
            return False
        handled = {name for topic in before for name in topic.objects}
        return all(
            topic.verb_class is VerbClass.TRANSPORT and not handled & set(topic.objects) for topic in now
        )

    def _order_by_suffix(self, tags: set[str], before: tuple[int, ...], new: tuple[int, ...]) -> None:
        """'… and bring it there afterwards', '… and clean it before that': order within a list."""
        if tags & {"earlier", "first"}:
            self._list.order(new, before)
        elif tags & ORDERS_PART:
            self._list.order(before, new)
