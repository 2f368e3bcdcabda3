"""Follow-ups that change the mission under way, by the smallest edit of its tree. What is done or under way
and not spoken of keeps its ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comuros.core.errors import TreeError
from comuros.core.instruction import Interpretation, InterpretationStatus
from comuros.core.session import ActiveMission
from comuros.core.tree import FormulaConstraint, Node, TaskTree, tasks_below
from comuros.language.interpreter import InterpretationContext
from comuros.language.memory import Memory
from comuros.language.plain_reader import NAME, PlainReader, PlainReading
from comuros.language.puzzle import Puzzle
from comuros.language.session.change_forms import Change, ChangeKind, changes_in
from comuros.language.session.mission_units import MissionUnits, name_of, places_in_order
from comuros.language.session.names import mentions
from comuros.language.session.substitution import Substitution, is_name_only
from comuros.language.tree_edit import (
    added,
    appended,
    removed,
    replaced,
    with_constraints,
    with_moves_in_order,
)


class Changes:
    """Reads one text as a change of the mission under way; `answers` are what a person said to questions
    about it.
    """

    def __init__(
        self,
        reader: PlainReader,
        context: InterpretationContext,
        memory: Memory,
        answers: Sequence[str],
    ) -> None:
        self._reader, self._context, self._memory = reader, context, memory
        self._active = context.session.active
        self._answers = tuple(answers)

    def read(self, text: str) -> Interpretation | None:
        """The edited mission; None where the text is a mission of its own (or not understood).

        Raises:
            Puzzle: the text changes the mission in a way that has to be asked about.
        """
        base = self._base()
        if base is None:
            return None
        last = self._context.history[-1].text if self._context.history else base.text
        units = MissionUnits(base, self._reader, self._memory, self._answers, last)
        try:
            for change in changes_in(text):
                edited = self._changed(change, units)
                if edited is not None:
                    return edited
            return self._continued(text, units) if self._active is not None else None
        except TreeError as error:
            raise Puzzle(
                f"The mission cannot be changed so: {error}. What comes first?", quoted=text
            ) from None

    def _base(self) -> ActiveMission | None:
        """The mission under way; else the last one, of which a correction makes a new mission."""
        if self._active is not None:
            return self._active
        last = next((said for said in reversed(self._context.history) if said.tree is not None), None)
        return MissionUnits.over(last) if last is not None else None

    def _changed(self, change: Change, units: MissionUnits) -> Interpretation | None:
        if change.kind is ChangeKind.REPLACE:
            return self._replaced(change, units)
        if self._active is None:
            return None
        if change.kind is ChangeKind.REMOVE:
            return self._removed(change.old, units)
        if change.kind is ChangeKind.ADD:
            return self._added(change, units)
        reading = self._plain(change.new)
        if reading is None or reading.tree is None:
            return None
        said = name_of(reading.tree.root)
        if change.kind is ChangeKind.AFTER:
            tree = appended(self._active.tree, reading.tree, retired=self._active.retired)
            return self._edit(tree, reading, f"adds '{said}' after all else")
        waiting = [unit.id for unit in units.open if not units.is_started(unit)]
        tree = added(self._active.tree, reading.tree, before=waiting, retired=self._active.retired)
        return self._edit(tree, reading, f"adds '{said}' before what has not begun")

    def _removed(self, said: str, units: MissionUnits) -> Interpretation | None:
        assert self._active is not None
        found = units.meant_by(said)
        if not found:
            return None
        done = [name_of(unit) for unit in found if units.is_done(unit)]
        if done:
            raise Puzzle(f"'{done[0]}' is done already. What shall be left out?", quoted=said)
        names = ", ".join(f"'{name_of(unit)}'" for unit in found)
        tree = removed(self._active.tree, [unit.id for unit in found])
        if tree is None:
            return Interpretation(
                InterpretationStatus.CANCEL,
                interpreter=NAME,
                reason=f"takes out {names}, and nothing is left",
                mission_id=self._active.mission_id,
            )
        return self._edit(tree, None, f"takes out {names}")

    def _added(self, change: Change, units: MissionUnits) -> Interpretation | None:
        text = f"{change.new} {change.old}".strip()
        reading = self._plain(text)
        if reading is not None and reading.tree is not None:
            return self._with_more(reading, units, in_order=False)
        if reading is not None and reading.only_forbids:
            return self._with_rules(reading)
        if not is_name_only(text, self._reader, self._memory):
            return None
        # "The tea too": what was asked last, for another thing.
        substitution = Substitution(text, self._reader, self._memory)
        pattern = units.pattern_for(substitution)
        more = substitution.applied(pattern) if pattern is not None else None
        if more is None:
            return None
        return self._with_more(PlainReading(replace(_understood(), tree=more)), units, in_order=False)

    def _replaced(self, change: Change, units: MissionUnits) -> Interpretation | None:
        if is_name_only(change.new, self._reader, self._memory):
            return self._renamed(change, units)
        reading = self._plain(change.new)
        if reading is None or reading.tree is None:
            return self._half_said(change, units)
        olds = units.meant_by(change.old) if change.old else units.like(reading.tree, instead=change.instead)
        if change.old and not olds:
            raise Puzzle(f"I do not find '{change.old}' in the mission.", quoted=change.old)
        if not olds:
            return None
        if self._active is None:
            return reading.interpretation
        return self._substituted({unit.id: reading.tree for unit in olds[:1]}, olds, units)

    def _half_said(self, change: Change, units: MissionUnits) -> Interpretation | None:
        """'Bring the soup instead of the noodles': a clause that is whole only with what it corrects."""
        named = mentions(change.new, self._reader.lexicon)
        if not change.old or len(named) != 1 or not mentions(change.old, self._reader.lexicon):
            return None
        return self._renamed(replace(change, new=named[0].replace("_", " ")), units)

    def _renamed(self, change: Change, units: MissionUnits) -> Interpretation | None:
        """'No, table 2 instead': the same work with another thing, place or robot."""
        substitution = Substitution(change.new, self._reader, self._memory)
        candidates = units.replaceable(substitution, change.old)
        if not candidates:
            return None
        made = {unit.id: tree for unit, tree in candidates}
        olds = [unit for unit, _ in candidates]
        if self._active is None:
            return replace(_understood(), tree=_joined(list(made.values())))
        return self._substituted(made, olds, units)

    def _substituted(
        self, made: dict[str, TaskTree], olds: Sequence[Node], units: MissionUnits
    ) -> Interpretation:
        assert self._active is not None
        tree, retired = self._active.tree, list(self._active.retired)
        said: list[str] = []
        for unit in olds:
            new = made.get(unit.id)
            retired += [task.id for task in tasks_below(unit)]
            if new is None:
                tree = removed(tree, [unit.id]) or tree
            elif units.is_done(unit):
                tree = added(tree, new, retired=retired)
            else:
                tree = replaced(tree, unit.id, new, retired=retired)
            said.append(
                f"'{name_of(unit)}' becomes '{name_of(new.root)}'" if new else f"'{name_of(unit)}' goes"
            )
        return self._edit(tree, None, "; ".join(said))

    def _continued(self, text: str, units: MissionUnits) -> Interpretation | None:
        """Words with no mark of a change that go on with what the mission is about ('bring it back')."""
        reading = self._plain(text)
        if reading is None:
            return None
        if reading.only_forbids:
            return self._with_rules(reading)
        if reading.tree is None:
            return None
        alone = self._reader.read(text, Memory())
        moved = units.moving(reading.tree)
        if alone.tree is not None and not moved:
            return None
        return self._with_more(reading, units, in_order=alone.tree is None)

    def _with_more(self, reading: PlainReading, units: MissionUnits, *, in_order: bool) -> Interpretation:
        """The mission with more work beside it, after what it continues: what moves the same things, and,
        `in_order`, what is about the same places.
        """
        assert self._active is not None
        assert reading.tree is not None
        more = units.not_asked_yet(reading.tree)
        if more is None:
            known = f"'{name_of(reading.tree.root)}' is part of the mission already."
            return replace(_understood(), status=InterpretationStatus.ANSWER, reason=known)
        before = units.moving(more)
        if in_order:
            before = before or units.about_same(more)
        tree = added(
            self._active.tree,
            more,
            after=[unit.id for unit in before],
            retired=self._active.retired,
        )
        then = f" after '{name_of(before[-1])}'" if before else ""
        return self._edit(tree, reading, f"adds '{name_of(more.root)}'{then}")

    def _with_rules(self, reading: PlainReading) -> Interpretation:
        assert self._active is not None
        root = self._active.tree.root.id
        rules = [FormulaConstraint("c0", root, rule.formula, rule.words) for rule in reading.rules]
        tree = with_constraints(self._active.tree, rules)
        return self._edit(tree, None, f"forbids: {rules[0].words}")

    def _edit(self, tree: TaskTree, reading: PlainReading | None, said: str) -> Interpretation:
        assert self._active is not None
        found = reading.interpretation if reading is not None else _understood()
        predicate = self._reader.lexicon.verbs.location_predicate
        if predicate is not None:
            tree = with_moves_in_order(tree, predicate.name)
        return replace(
            found,
            status=InterpretationStatus.EDIT,
            tree=tree,
            interpreter=NAME,
            reason="; ".join(part for part in (said, found.reason) if part),
            mission_id=self._active.mission_id,
        )

    def _plain(self, text: str) -> PlainReading | None:
        """The grammar's reading, in the world as it is, else as it will be when the mission is done."""
        if not text:
            return None
        memory = self._memory.copy()
        reading = self._reader.read(text, memory)
        if reading.tree is not None or reading.only_forbids or self._active is None:
            return reading
        later = places_in_order(self._active, self._reader.state)
        again = self._reader.read(text, self._memory.copy(), state=later)
        return again if again.tree is not None else reading


def _understood() -> Interpretation:
    return Interpretation(InterpretationStatus.UNDERSTOOD, interpreter=NAME)


def _joined(trees: Sequence[TaskTree]) -> TaskTree:
    whole = trees[0]
    for tree in trees[1:]:
        whole = added(whole, tree)
    return whole
