"""Sentences in order to units of work with their order: then, after, meanwhile, in any order, finally, and
what 'after placing it' refers to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comuros.core.task import Goal
from comuros.core.tree import Relation
from comuros.language.backward_reference import is_about_last, matching_units, units_besides
from comuros.language.clause_meaning import Carried, ClauseMeaning
from comuros.language.draft import Draft, grouped, tasks_in, worded
from comuros.language.forks import Forks
from comuros.language.list_order import ORDERS_PART, ListOrder, Placing
from comuros.language.mixed_lists import unmixed
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References
from comuros.language.rule_meaning import RuleMeaning, said_of_nobody
from comuros.language.sentence_check import check_all_is_used, check_choice, check_turns, late_words
from comuros.language.shared_object import (
    clauses_of,
    forbids,
    is_said_together,
    suffix_tags,
    with_shared_objects,
    with_shared_suffixes,
)
from comuros.language.syntax import (
    Clause,
    Join,
    Joined,
    Limit,
    Marker,
    Part,
    Reach,
    Sentence,
    Step,
    Subordinate,
)
from comuros.language.tree_assembly import DraftRule
from comuros.language.unit_list import UnitList
from comuros.language.verbs import VerbClass
from comuros.language.words import quote

_STEPS_ON = frozenset({"then"})
_AFTER_EVERYTHING = frozenset({"finally", "after all"})
_TRAVELS = frozenset({VerbClass.GO, VerbClass.FLY})


@dataclass(frozen=True, slots=True)
class _Placed:
    """How a step stands to what came before: the units before it; whether it goes on the current group."""

    before: tuple[int, ...]
    joins: bool


class Discourse:
    """Collects the units of one instruction. Units are numbered in order of mention; numbers are never
    reused.
    """

    def __init__(self, references: References, clauses: ClauseMeaning, forks: Forks | None = None) -> None:
        self._forks = forks or Forks()
        self._references = references
        self._clauses = clauses
        self._rules = RuleMeaning(references, self._clauses)
        self._list = UnitList(references)
        self._order = ListOrder(references, self._list, self._forks, self._limit)
        self.rules: list[DraftRule] = []
        self._step_before: tuple[int, ...] = ()
        self._front: tuple[int, ...] = ()
        self._base: tuple[int, ...] = ()
        self._opening: tuple[int, ...] = ()
        self._awaits_first: tuple[int, ...] = ()
        self._awaits_all: tuple[int, ...] = ()
        self._said_late: tuple[str, ...] = ()

    @property
    def units(self) -> dict[int, Draft]:
        """Drafts by number, in order of mention."""
        return self._list.drafts

    @property
    def edges(self) -> set[tuple[int, int]]:
        """Pairs of numbers, the earlier unit first."""
        return self._list.edges

    def open_questions(self) -> tuple[Puzzle, ...]:
        """What was begun and not completed."""
        late = tuple(Puzzle(f"'{words}' comes after what?", quoted=words) for words in self._said_late)
        return (*self._list.open_questions(), *late)

    def add(self, sentence: Sentence) -> None:
        """Take in one sentence.

        Raises:
            Puzzle: something in it has to be asked.
        """
        check_all_is_used(sentence, self._references)
        carried = Carried()
        self._list.begin_sentence()
        self._step_before = ()
        for step in sentence.steps:
            carried = self._add_step(step, carried)

    def _add_step(self, step: Step, carried: Carried) -> Carried:
        tags = {opener.tag for opener in step.openers if isinstance(opener, Marker)}
        tags |= {
            suffix.tag
            for clause in clauses_of(step.part)
            for suffix in clause.suffixes
            if isinstance(suffix, Marker)
        }
        if isinstance(step.part, Joined):
            # What stands after a later part of a list is about that part alone.
            later = {tag for piece in step.part.parts[1:] for tag in suffix_tags(piece)}
            tags -= (later & ORDERS_PART) - suffix_tags(step.part.parts[0])
        earlier = tuple(self.units)
        after, successors = self._prefixes(step)
        units, carried = self._lower(step.part, carried)
        units = self._list.current(units)
        self._front, self._base = self._list.current(self._front), self._list.current(self._base)
        if units and set(units) <= set(self._list.current(self._step_before)):
            return carried  # it only completes the step before, which has its place already
        if "earlier" in tags:
            successors += self._front
        if "in turn" in tags:
            check_turns(step.part, [self.units[unit] for unit in units], self._references)
            self._list.take_in_turn(units)
        placed = self._place(tags, after, earlier)
        self._list.order(tuple(placed.before), tuple(units))
        self._list.order(tuple(units), (*successors, *self._said_later(tags)))
        if not earlier and after is None:
            self._awaits_first = units if tags & _STEPS_ON else ()
            self._said_late = late_words(step.part, self._references)
            self._awaits_all = units if tags & _AFTER_EVERYTHING else ()
        if units:
            self._move_on(units, placed, tags)
            self._step_before = units
        return carried

    def _said_later(self, tags: set[str]) -> tuple[int, ...]:
        """'Clean table 2 second. Clean table 1 first.': what was to come later with nothing before it."""
        self._said_late = () if "first" in tags else self._said_late
        awaiting = (*self._awaits_all, *(self._awaits_first if "first" in tags else ()))
        return self._list.current(awaiting)

    def _move_on(self, units: tuple[int, ...], placed: _Placed, tags: set[str]) -> None:
        self._front = (*self._front, *units) if placed.joins else units
        self._base = self._base if placed.joins else placed.before
        if "first" in tags:
            self._opening = units

    def _place(self, tags: set[str], after: tuple[int, ...] | None, earlier: tuple[int, ...]) -> _Placed:
        earlier = self._list.current(earlier)
        if after is not None:
            return _Placed(after, False)
        if tags & _AFTER_EVERYTHING:
            return _Placed(earlier, False)
        before_here = self._list.current(self._step_before)
        if tags & _STEPS_ON and before_here:
            # Within a sentence "then" goes on from the step before it, not from other sentences.
            self._front = tuple(unit for unit in self._front if unit not in before_here)
            return _Placed(before_here, True)
        if tags & _STEPS_ON:
            return _Placed(self._front, False)
        if "first" in tags:
            return _Placed((), False)
        if "any order" in tags:
            return _Placed(self._base, True)
        if tags & {"any time", "meanwhile", "earlier"}:
            return _Placed((), True)
        opening = self._list.current(self._opening)
        return _Placed(opening, self._front != opening or not opening)

    def _prefixes(self, step: Step) -> tuple[tuple[int, ...] | None, tuple[int, ...]]:
        """Units that come before the step, and units that come after it, as its opening clauses say."""
        after: tuple[int, ...] | None = None
        successors: tuple[int, ...] = ()
        for opener in step.openers:
            if not isinstance(opener, Subordinate):
                continue
            units = self._refer(opener.part, self._told(step.part))
            if opener.tag == "after":
                after = (*(after or ()), *units)
            elif opener.tag == "before":
                successors += units
            elif opener.tag == "until":
                raise Puzzle("Can you put 'until' after what it limits?", quoted="until")
            elif after is None:
                self._front = (*self._front, *units)
        return after, successors

    def _told(self, part: Part) -> Carried:
        """Whom the main clause tells: 'after checking the gate, the drone …' has the drone check it."""
        if self._references.lexicon.open_world:
            return Carried()
        return self._clauses.told_robots(clauses_of(part)[0])

    def _refer(self, part: Part, told: Carried | None = None) -> tuple[int, ...]:
        """The units a clause speaks of: those already there, else new ones."""
        found: list[int] = []
        latest: tuple[int, ...] = ()
        for piece, shared in with_shared_objects(clauses_of(part)):
            units = tuple(unit for clause in clauses_of(piece) for unit in self._meant(clause, told))
            if shared and not self._references.lexicon.open_world:
                self._list.order(latest, units)
            latest = units
            found.extend(units)
        return tuple(dict.fromkeys(found))

    def _meant(self, clause: Clause, told: Carried | None) -> tuple[int, ...]:
        known = matching_units(clause, self.units, self._references) or self._meant_by_paraphrase(clause)
        if known:
            return known
        new = self._lower(clause, told or Carried())[0]
        self._list.implied.update(new)
        return new

    def _meant_by_paraphrase(self, clause: Clause) -> tuple[int, ...]:
        """In an open world 'after placing the fruit' may say the last steps in other words; a destination
        makes it new.
        """
        if not self._references.lexicon.open_world or clause.subject is not None:
            return ()
        says_where = any(argument.preposition for argument in clause.arguments)
        return () if says_where else self._list.current(self._front)

    def _lower(self, part: Part, carried: Carried) -> tuple[tuple[int, ...], Carried]:
        if not self._references.lexicon.open_world:
            part = unmixed(part, self._references.text, self._forks)
        if isinstance(part, Clause):
            return self._lower_clause(part, carried)
        if part.join is Join.OR:
            return self._either(part, carried)
        if part.join is Join.WHILE and self._is_rule(part):
            return self._rule(part), carried
        if part.join is Join.AND and is_said_together(part.parts) and not self._references.lexicon.open_world:
            return self._together(part, carried)
        units: list[int] = []
        latest: tuple[int, ...] = ()
        for piece, shared in with_shared_objects(with_shared_suffixes(part.parts)):
            self._references.pronouns_used = False
            new, carried = self._lower(piece, carried)
            units = list(self._list.current(tuple(units)))
            if part.join is Join.AND:
                self._order.settle(piece, part, Placing(latest, tuple(units), new), goes_on=shared)
            latest = new
            units.extend(unit for unit in new if unit not in units)
        return tuple(units), carried

    def _is_rule(self, part: Joined) -> bool:
        first = part.parts[0]
        return isinstance(first, Clause) and forbids(first)

    def _rule(self, part: Joined) -> tuple[int, ...]:
        first, condition, *more = part.parts
        rest: tuple[Part, ...] = ()
        if isinstance(condition, Joined) and condition.join is Join.AND:
            condition, *others = condition.parts
            rest = tuple(others)
        if more or not isinstance(condition, Clause) or not isinstance(first, Clause):
            raise Puzzle("I can follow one 'while' at a time. Can you split the rule?", quoted="while")
        self.rules.extend(self._rules.rules(first, condition))
        return tuple(unit for piece in rest for unit in self._lower(piece, Carried())[0])

    def _lower_clause(self, clause: Clause, carried: Carried) -> tuple[tuple[int, ...], Carried]:
        limits = [suffix for suffix in clause.suffixes if isinstance(suffix, Subordinate)]
        if not self._references.lexicon.open_world:
            limits = [self._clauses.with_verb_of(clause, limit) for limit in limits]
        if forbids(clause):
            return self._forbid(clause, limits, carried), carried
        drafts = self._clauses.drafts(clause, carried)
        words = quote(self._references.text, clause.words)
        units = self._list.append(tuple(worded(draft, words) for draft in drafts))
        refers = self._references.pronouns_used
        for limit in limits:
            self._limit_list(clause, units, limit)
        # 'it' in "after the drone has looked at it" does not tie the main clause to the one before.
        self._references.pronouns_used = refers
        form = clause.verb.form if clause.verb and not clause.commanded else None
        sent = None if self._references.lexicon.open_world else self._clauses.moved_robots(clause)
        if sent is not None:
            return units, Carried(sent, None, caused=True)
        handed = Carried(clause.subject, form, clause.caused)
        return units, handed if clause.subject is not None else carried

    def _forbid(self, clause: Clause, limits: Sequence[Subordinate], carried: Carried) -> tuple[int, ...]:
        if not limits:
            goes_on = clause.words[0].norm.endswith("ing")  # "crawler 1 delivers it, avoiding the hot zone"
            robots = self._clauses.robots_named(carried.subject) if goes_on else ()
            self.rules.extend(self._rules.rules(clause, None, robots=robots))
            return ()
        allowed = replace(clause, forbidden=False, suffixes=())
        words = quote(self._references.text, clause.words)
        if clause.subject is not None and said_of_nobody(clause.subject):
            # "Nobody cleans it before …" is "do not clean it before …".
            allowed = replace(allowed, subject=None)
        if forbids(allowed) or any(
            noun.reach in (Reach.EVERY, Reach.NO) for a in clause.arguments for noun in a.nouns.items
        ):
            raise Puzzle(
                f"I can hold back a task until another is done, not '{words}'. Which task?", quoted=words
            )
        units = tuple(matching_units(allowed, self.units, self._references))
        if not units:
            units = self._lower_clause(allowed, Carried())[0]
            self._list.implied.update(units)
        for limit in limits:
            if limit.tag not in ("until", "before"):
                raise Puzzle(
                    f"I do not understand 'not … {limit.tag}'.",
                    quoted=quote(self._references.text, clause.words),
                )
            earlier = self._refer(limit.part)
            self._list.order(tuple(earlier), tuple(units))
        return units

    def _limit_list(self, clause: Clause, units: tuple[int, ...], limit: Subordinate) -> None:
        """'The soup to table 2 and the tea to table 3 after cleaning it' holds back the tea, or both."""
        if clause.gaps and limit.tag in ("after", "before") and is_about_last(limit):
            words = quote(self._references.text, clauses_of(limit.part)[0].words)
            units = units if self._forks.choose(words) else units[-1:]
        self._limit(units, limit)

    def _limit(self, units: tuple[int, ...], limit: Subordinate) -> None:
        if limit.tag == "without":
            for clause in clauses_of(limit.part):
                for unit in units:
                    robots = tuple(
                        dict.fromkeys(n for task in tasks_in(self.units[unit]) for n in task.eligibility.only)
                    )
                    self.rules.extend(self._rules.rules(clause, None, robots=robots, unit=unit))
            return
        others = self._refer(limit.part)
        if limit.tag == "until":
            raise Puzzle(
                "I can take 'until' only with something that must not be done before.", quoted="until"
            )
        if set(others) == set(units) and self._references.lexicon.open_world:
            others = self._done_to_the_same(limit, units)
        if set(others) == set(units):
            words = quote(self._references.text, clauses_of(limit.part)[0].words)
            raise Puzzle(f"'{words}' cannot come {limit.tag} itself. What is meant by it?", quoted=words)
        if set(self._list.current(others)) == set(self._list.current(units)):
            return
        earlier_first = limit.tag == "after"
        self._list.order(*((others, units) if earlier_first else (units, others)))

    def _done_to_the_same(self, limit: Subordinate, units: tuple[int, ...]) -> tuple[int, ...]:
        """'Wash the egg before throwing it away': in an open world both are one piece of work. The units
        themselves where that cannot be.
        """
        found = units_besides(limit, units, self.units, self._references)
        if found:
            return found
        new = self._lower(limit.part, Carried())[0]
        works = [task.work for unit in new for task in tasks_in(self.units[unit])]
        # Results that cannot hold together would follow one another in order of mention.
        return new if limit.tag == "before" or all(isinstance(work, Goal) for work in works) else units

    def _either(self, part: Joined, carried: Carried) -> tuple[tuple[int, ...], Carried]:
        *_, last = clauses_of(part)
        check_choice(part, self._references)
        whole = tuple(suffix for suffix in last.suffixes if isinstance(suffix, Limit))
        options: list[Draft] = []
        for piece in part.parts:
            drafts: list[Draft] = []
            for clause in clauses_of(piece):
                drafts.extend(self._drafts(replace(clause, suffixes=whole), carried))
            options.append(grouped(Relation.PARALLEL, tuple(drafts)))
        units = self._list.append((grouped(Relation.ANY, tuple(options)),))
        for limit in last.suffixes:
            if isinstance(limit, Subordinate):
                self._limit(units, limit)
        return units, carried

    def _together(self, part: Joined, carried: Carried) -> tuple[tuple[int, ...], Carried]:
        """'Together the drone looks at table 3 and the cleaner cleans it': parts of one piece of work."""
        parts: list[Draft] = []
        for clause in clauses_of(part):
            words = quote(self._references.text, clause.words)
            if forbids(clause) or clause.suffixes or clause.subject is None:
                raise Puzzle(f"Who does what together in '{words}'?", quoted=words)
            parts.extend(self._drafts(replace(clause, together=False), carried))
        return self._list.append((grouped(Relation.TOGETHER, tuple(parts)),)), carried

    def _drafts(self, clause: Clause, carried: Carried) -> list[Draft]:
        words = quote(self._references.text, clause.words)
        return [worded(draft, words) for draft in self._clauses.drafts(clause, carried)]
