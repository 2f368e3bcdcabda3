"""Clauses that forbid: 'never enter the corridor while carrying', 'avoid the kitchen', 'must not'. They
become LTLf constraints.
"""

from __future__ import annotations

from collections.abc import Sequence

from comuros.core.predicate import Sort
from comuros.core.task import Goal
from comuros.language.clause_meaning import Carried, ClauseMeaning
from comuros.language.crew import crew_of
from comuros.language.draft import tasks_in
from comuros.language.draft_maker import referents_of
from comuros.language.frame import Frame, frames
from comuros.language.propositions import carrying, movers, never, presence
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References
from comuros.language.syntax import Clause, Mood, NounList, Reach
from comuros.language.tree_assembly import DraftRule
from comuros.language.verbs import VerbClass
from comuros.language.words import quote

_MOVES = frozenset({VerbClass.GO, VerbClass.FLY, VerbClass.ENTER})
_CARRIES = frozenset({VerbClass.TRANSPORT, VerbClass.PICK})


class RuleMeaning:
    """Builds constraint formulas from forbidden clauses and the conditions said with them."""

    def __init__(self, references: References, clauses: ClauseMeaning) -> None:
        self._references = references
        self._clauses = clauses

    def rules(
        self, clause: Clause, condition: Clause | None, *, robots: tuple[str, ...] = (), unit: int = -1
    ) -> tuple[DraftRule, ...]:
        """One rule per robot concerned; `robots` are meant where the clause names none.

        Raises:
            Puzzle: it cannot be said as a formula.
        """
        words = quote(self._references.text, clause.words + (condition.words if condition else ()))
        frame = self._clauses.without_excluded(frames(clause, self._references)[0])
        if (
            (clause.verb is None and clause.arguments)
            or self._class(clause) in _MOVES
            or self._is_passage(clause)
        ):
            places = self._places(frame, words)
            return tuple(
                DraftRule(
                    self._formula([presence(self._references.scenario, robot, place)], condition, robot),
                    words,
                    unit,
                )
                for robot in self._robots(clause, frame, robots)
                for place in places
            )
        if self._class(clause) in _CARRIES and (
            condition is not None or (frame.goal is None and not frame.near)
        ):
            objects = self._objects(frame)
            return tuple(
                DraftRule(
                    self._formula([carrying(self._references.scenario, robot, objects)], condition, robot),
                    words,
                    unit,
                )
                for robot in self._robots(clause, frame, robots)
            )
        return self._forbidden_goal(clause, condition, words, unit)

    def _class(self, clause: Clause) -> VerbClass | None:
        sense = self._references.lexicon.verbs.sense(clause.verb.lemma) if clause.verb else None
        return sense.verb_class if sense else None

    def _is_passage(self, clause: Clause) -> bool:
        """'Do not pass through the kitchen', 'never move over the lane': a move through a place."""
        return (
            self._class(clause) in (VerbClass.TRANSPORT, VerbClass.PICK)
            and any(
                argument.preposition in ("through", "across", "over", "past", "via", "along", "into")
                for argument in clause.arguments
            )
            and not any(argument.preposition == "" for argument in clause.arguments)
        )

    def _places(self, frame: Frame, words: str) -> tuple[str, ...]:
        near: list[NounList] = [argument.nouns for argument in frame.near]
        lists = [nouns for nouns in (frame.objects, frame.goal, *near) if nouns is not None]
        if not lists:
            raise Puzzle(f"Which place does '{words}' mean?", quoted=words)
        found = [
            one
            for nouns in lists
            for one in referents_of(nouns, self._references, (Sort.PLACE,), what="place")
        ]
        return tuple(dict.fromkeys(name for one in found for name in one.names))

    def _objects(self, frame: Frame) -> tuple[str, ...]:
        if frame.objects is None:
            return ()
        noun = frame.objects.items[0]
        if noun.words[-1].norm in ("anything", "something", "object", "objects", "things", "load", "loads"):
            return ()
        if noun.count > 1:
            quoted = self._references.quoted(noun)
            raise Puzzle(f"I cannot count to what is forbidden in '{quoted}'. Which ones?", quoted=quoted)
        found = referents_of(frame.objects, self._references, (Sort.OBJECT,), what="object")
        return tuple(name for one in found for name in one.names)

    def _robots(self, clause: Clause, frame: Frame, given: tuple[str, ...]) -> tuple[str, ...]:
        crew = crew_of(clause.subject, frame, self._references, together=False)
        meant = crew.names or given or tuple(robot.name for robot in movers(self._references.scenario))
        return tuple(name for name in meant if name not in crew.barred)

    def _formula(self, conditions: list[str], condition: Clause | None, robot: str) -> str:
        return never(*conditions, *self._condition(condition, robot)) if condition else never(*conditions)

    def _condition(self, clause: Clause, robot: str) -> Sequence[str]:
        frame = frames(clause, self._references)[0]
        words = quote(self._references.text, clause.words)
        scenario = self._references.scenario
        if self._class(clause) in _CARRIES:
            return (carrying(scenario, robot, self._objects(frame)),)
        if clause.subject is not None and clause.verb is None and (frame.near or frame.goal):
            crew = crew_of(clause.subject, Frame(), self._references, together=False)
            places = self._places(Frame(near=frame.near, goal=frame.goal), words)
            return [presence(scenario, name, places[0]) for name in crew.names]
        raise Puzzle(
            f"I cannot watch for 'while {words}'; I can for carrying something and for being at a place.",
            quoted=words,
        )

    def _forbidden_goal(
        self, clause: Clause, condition: Clause | None, words: str, unit: int
    ) -> tuple[DraftRule, ...]:
        if condition is not None:
            raise Puzzle(
                f"I can forbid being somewhere while carrying, not '{words}'. Can you say it another way?",
                quoted=words,
            )
        if clause.subject is not None and clause.mood is Mood.ACTIVE and not said_of_nobody(clause.subject):
            raise Puzzle(
                f"I can forbid a result to all, not '{words}'. Say who shall do it, or 'without' a robot.",
                quoted=words,
            )
        drafts = self._clauses.drafts(clause, Carried())
        works = [task.work for draft in drafts for task in tasks_in(draft)]
        if not all(isinstance(work, Goal) for work in works):
            raise Puzzle(
                f"I can forbid places and results, not '{words}'. Can you say it another way?", quoted=words
            )
        literals = [literal for work in works if isinstance(work, Goal) for literal in work.literals]
        return tuple(DraftRule(f"G !({literal})", words, unit) for literal in literals)


def said_of_nobody(subject: NounList) -> bool:
    """'No robot', 'nobody': a rule for all."""
    noun = subject.items[0]
    return len(subject.items) == 1 and noun.reach is Reach.NO and noun.phrase in ((), ("robot",))
