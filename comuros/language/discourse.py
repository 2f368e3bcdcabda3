"""Sentences in order to units of work with their order: then, after, meanwhile, in any order, finally, and
what 'after placing it' refers to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comuros.core.skill import SkillCall
from comuros.core.task import Goal
from comuros.core.tree import Relation
from comuros.language.backward_reference import matching_units
from comuros.language.clause_meaning import Carried, ClauseMeaning
from comuros.language.draft import Draft, DraftTask, grouped, tasks_in
from comuros.language.object_chain import merged_goal
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References
from comuros.language.rule_meaning import RuleMeaning
from comuros.language.syntax import (
    Clause,
    Join,
    Joined,
    Marker,
    Mood,
    Part,
    Reach,
    Sentence,
    Step,
    Subordinate,
)
from comuros.language.tree_assembly import DraftRule
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

    def __init__(self, references: References, clauses: ClauseMeaning) -> None:
        self._references = references
        self._clauses = clauses
        self._rules = RuleMeaning(references, self._clauses)
        self.units: dict[int, Draft] = {}
        self.edges: set[tuple[int, int]] = set()
        self.rules: list[DraftRule] = []
        self._next = 0
        self._sentence_start = 0
        self._step_before: tuple[int, ...] = ()
        self._implied: set[int] = set()
        self._front: tuple[int, ...] = ()
        self._base: tuple[int, ...] = ()
        self._opening: tuple[int, ...] = ()

    def add(self, sentence: Sentence) -> None:
        """Take in one sentence.

        Raises:
            Puzzle: something in it has to be asked.
        """
        carried = Carried()
        self._sentence_start = self._next
        self._step_before = ()
        for step in sentence.steps:
            carried = self._add_step(step, carried)

    def _add_step(self, step: Step, carried: Carried) -> Carried:
        tags = {opener.tag for opener in step.openers if isinstance(opener, Marker)}
        tags |= {
            suffix.tag
            for clause in _clauses(step.part)
            for suffix in clause.suffixes
            if isinstance(suffix, Marker)
        }
        earlier = tuple(self.units)
        after, successors = self._prefixes(step)
        units, carried = self._lower(step.part, carried)
        units = tuple(unit for unit in units if unit in self.units)
        if units and set(units) <= set(self._step_before):
            return carried  # it only completes the step before, which has its place already
        placed = self._place(tags, after, earlier)
        self.edges.update((a, b) for a in placed.before for b in units if a != b)
        self.edges.update((a, b) for a in units for b in successors if a != b)
        if units:
            self._move_on(units, placed, tags)
            self._step_before = units
        return carried

    def _move_on(self, units: tuple[int, ...], placed: _Placed, tags: set[str]) -> None:
        self._front = (*self._front, *units) if placed.joins else units
        self._base = self._base if placed.joins else placed.before
        if "first" in tags:
            self._opening = units

    def _place(self, tags: set[str], after: tuple[int, ...] | None, earlier: tuple[int, ...]) -> _Placed:
        earlier = tuple(unit for unit in earlier if unit in self.units)
        if after is not None:
            return _Placed(after, False)
        if tags & _AFTER_EVERYTHING:
            return _Placed(earlier, False)
        before_here = tuple(unit for unit in self._step_before if unit in self.units)
        if tags & _STEPS_ON and before_here and self._front != before_here:
            # Within a sentence "then" goes on from the step before it, not from other sentences.
            self._front = tuple(unit for unit in self._front if unit not in before_here)
            return _Placed(before_here, True)
        if tags & _STEPS_ON:
            return _Placed(self._front, False)
        if "first" in tags:
            return _Placed((), False)
        if "any order" in tags:
            return _Placed(self._base, True)
        if "any time" in tags or "meanwhile" in tags:
            return _Placed((), True)
        opening = tuple(unit for unit in self._opening if unit in self.units)
        return _Placed(opening, self._front != opening or not opening)

    def _prefixes(self, step: Step) -> tuple[tuple[int, ...] | None, tuple[int, ...]]:
        """Units that come before the step, and units that come after it, as its opening clauses say."""
        after: tuple[int, ...] | None = None
        successors: tuple[int, ...] = ()
        for opener in step.openers:
            if not isinstance(opener, Subordinate):
                continue
            units = self._refer(opener.part)
            if opener.tag == "after":
                after = (*(after or ()), *units)
            elif opener.tag == "before":
                successors += units
            elif opener.tag == "until":
                raise Puzzle("Can you put 'until' after what it limits?", quoted="until")
            elif after is None:
                self._front = (*self._front, *units)
        return after, successors

    def _refer(self, part: Part) -> tuple[int, ...]:
        """The units a clause speaks of: those already there, else new ones."""
        found: list[int] = []
        for clause in _clauses(part):
            known = matching_units(clause, self.units, self._references) or self._meant_by_paraphrase(clause)
            new = () if known else self._lower(clause, Carried())[0]
            self._implied.update(new)
            found.extend(known or new)
        return tuple(dict.fromkeys(found))

    def _meant_by_paraphrase(self, clause: Clause) -> tuple[int, ...]:
        """In an open world 'after placing the fruit' may say the last steps in other words; a destination
        makes it new.
        """
        if not self._references.lexicon.open_world or clause.subject is not None:
            return ()
        says_where = any(argument.preposition for argument in clause.arguments)
        return () if says_where else self._front

    def _lower(self, part: Part, carried: Carried) -> tuple[tuple[int, ...], Carried]:
        if isinstance(part, Clause):
            return self._lower_clause(part, carried)
        if part.join is Join.OR:
            return self._either(part, carried)
        if part.join is Join.WHILE and self._is_rule(part):
            return self._rule(part), carried
        units: list[int] = []
        for piece, shared in _with_shared_objects(part.parts):
            self._references.pronouns_used = False
            new, carried = self._lower(piece, carried)
            units = [unit for unit in units if unit in self.units]
            if (self._references.pronouns_used or shared) and part.join is Join.AND:
                self.edges.update((a, b) for a in units for b in new if a != b)
            units.extend(unit for unit in new if unit not in units)
        return tuple(units), carried

    def _is_rule(self, part: Joined) -> bool:
        first = part.parts[0]
        return isinstance(first, Clause) and _forbids(first)

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
        if _forbids(clause):
            return self._forbid(clause, limits), carried
        drafts = self._clauses.drafts(clause, carried)
        words = quote(self._references.text, clause.words)
        units = self._append(tuple(_worded(draft, words) for draft in drafts))
        for limit in limits:
            self._limit(units, limit)
        handed = Carried(clause.subject, clause.verb.form if clause.verb and not clause.commanded else None)
        return units, handed if clause.subject is not None else carried

    def _forbid(self, clause: Clause, limits: Sequence[Subordinate]) -> tuple[int, ...]:
        if not limits:
            self.rules.extend(self._rules.rules(clause, None))
            return ()
        allowed = replace(clause, forbidden=False, suffixes=())
        words = quote(self._references.text, clause.words)
        if any(noun.reach in (Reach.EVERY, Reach.NO) for a in clause.arguments for noun in a.nouns.items):
            raise Puzzle(
                f"I can hold back a task until another is done, not '{words}'. Which task?", quoted=words
            )
        units = tuple(matching_units(allowed, self.units, self._references))
        if not units:
            units = self._lower_clause(allowed, Carried())[0]
            self._implied.update(units)
        for limit in limits:
            if limit.tag not in ("until", "before"):
                raise Puzzle(
                    f"I do not understand 'not … {limit.tag}'.",
                    quoted=quote(self._references.text, clause.words),
                )
            earlier = self._refer(limit.part)
            self.edges.update((a, b) for a in earlier for b in units if a != b)
        return units

    def _limit(self, units: tuple[int, ...], limit: Subordinate) -> None:
        if limit.tag == "without":
            for clause in _clauses(limit.part):
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
        earlier_first = limit.tag == "after"
        self.edges.update((a, b) if earlier_first else (b, a) for a in others for b in units if a != b)

    def _either(self, part: Joined, carried: Carried) -> tuple[tuple[int, ...], Carried]:
        options: list[Draft] = []
        for piece in part.parts:
            drafts: list[Draft] = []
            for clause in _clauses(piece):
                if clause.forbidden:
                    raise Puzzle(
                        "I cannot choose between a task and a rule.",
                        quoted=quote(self._references.text, clause.words),
                    )
                words = quote(self._references.text, clause.words)
                drafts.extend(_worded(draft, words) for draft in self._clauses.drafts(clause, carried))
            options.append(grouped(Relation.PARALLEL, tuple(drafts)))
        return self._append((grouped(Relation.ANY, tuple(options)),)), carried

    def _append(self, drafts: tuple[Draft, ...]) -> tuple[int, ...]:
        added: list[int] = []
        for draft in drafts:
            said_before = self._asked_by_implication(draft)
            if said_before is not None:
                self._implied.discard(said_before)
                self.units[said_before] = draft
                added.append(said_before)
                continue
            number = self._next
            self._next += 1
            draft = self._absorb(draft, number)
            self._order_moves(draft, number)
            self.units[number] = draft
            added.append(number)
        return tuple(added)

    def _asked_by_implication(self, draft: Draft) -> int | None:
        """The unit that an 'until' or 'after' clause implied and that is now asked for in so many words."""
        works = [task.work for task in tasks_in(draft)]
        for number in sorted(self._implied & self.units.keys()):
            if [task.work for task in tasks_in(self.units[number])] == works:
                return number
        return None

    def _absorb(self, draft: Draft, number: int) -> Draft:
        """Picking up what is then brought, and going where work is then done, are part of that work: one
        robot does both.
        """
        if not self.units:
            return draft
        last = max(self.units)
        previous = self.units[last]
        if not isinstance(previous, DraftTask) or not isinstance(draft, DraftTask):
            return draft
        chained = self._references.lexicon.open_world and last >= self._sentence_start
        merged = merged_goal(previous, draft) if chained else None
        if merged is not None or self._is_part_of(previous, draft):
            del self.units[last]
            self.edges = {(number if a == last else a, number if b == last else b) for a, b in self.edges}
            self._front = tuple(number if unit == last else unit for unit in self._front)
            self._base = tuple(number if unit == last else unit for unit in self._base)
            self._step_before = tuple(number if unit == last else unit for unit in self._step_before)
        return merged or draft

    def _is_part_of(self, earlier: DraftTask, later: DraftTask) -> bool:
        if earlier.eligibility.only and later.eligibility.only and earlier.eligibility != later.eligibility:
            return False
        if not earlier.question and not (
            self._references.pronouns_used and isinstance(earlier.work, SkillCall)
        ):
            return False
        if earlier.topic.verb_class is VerbClass.PICK:
            return isinstance(later.work, Goal) and set(earlier.topic.objects) <= set(later.topic.objects)
        here = set(later.topic.places) - {""}
        return (
            earlier.topic.verb_class in _TRAVELS
            and later.topic.verb_class not in _TRAVELS
            and set(earlier.topic.places) <= here
        )

    def open_questions(self) -> tuple[Puzzle, ...]:
        """What no later clause completed."""
        tasks = [task for draft in self.units.values() for task in tasks_in(draft)]
        return tuple(Puzzle(task.question, quoted=task.words) for task in tasks if task.question)

    def _order_moves(self, draft: Draft, number: int) -> None:
        """One object cannot be brought to two places at once: order of mention decides."""
        moved = _moved(draft)
        for unit, earlier in self.units.items():
            clash = moved.keys() & _moved(earlier).keys()
            if any(moved[name] != _moved(earlier)[name] for name in sorted(clash)):
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


def _clauses(part: Part) -> tuple[Clause, ...]:
    if isinstance(part, Clause):
        return (part,)
    return tuple(clause for piece in part.parts for clause in _clauses(piece))


def _forbids(clause: Clause) -> bool:
    """'Never enter …', 'no robot enters …'."""
    return clause.forbidden or (clause.subject is not None and clause.subject.items[0].reach is Reach.NO)


def _with_shared_objects(parts: Sequence[Part]) -> list[tuple[Part, bool]]:
    """'Clear and clean table 1': a verb alone before 'and' shares what stands with the next one, and comes
    first.
    """
    found: list[tuple[Part, bool]] = []
    for index, part in enumerate(parts):
        following = parts[index + 1] if index + 1 < len(parts) else None
        bare = (
            isinstance(part, Clause)
            and not part.arguments
            and part.mood is Mood.ACTIVE
            and part.subject is None
        )
        if bare and isinstance(part, Clause) and isinstance(following, Clause) and following.subject is None:
            found.append((replace(part, arguments=following.arguments), False))
        else:
            found.append((part, index > 0 and found[-1][0] is not parts[index - 1]))
    return found


def _worded(draft: Draft, words: str) -> Draft:
    if isinstance(draft, DraftTask):
        return replace(draft, words=words)
    return replace(draft, children=tuple(_worded(child, words) for child in draft.children))
