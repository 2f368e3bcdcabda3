"""From typed formulas to events: visits at unknown steps, what precedes what, where robots stay, what is
avoided till when.

Formulas are unfolded along conjunction, disjunction, `<>`, `X`, `U` of literals and `[]` of negated
literals; a
disjunction makes alternatives. A specification below another is not begun before what comes before it is
done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from comuros.core.errors import InputError
from comuros.planning.stap.cell_map import Cell
from comuros.spec.ltlf import Formula, Op, to_text
from comuros.spec.typed_atom import TypedAtom, atom_of, spec_id

START = 0
MAX_STEP = 600


@dataclass(frozen=True, slots=True)
class Visit:
    """An atom is true at a step; with `until`, it stays true up to the step before that one."""

    atom: TypedAtom
    at: int
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Avoid:
    """An atom is false from one step to the one before another; None means to the end."""

    atom: TypedAtom
    since: int
    until: int | None


@dataclass(frozen=True, slots=True)
class Leg:
    """A robot goes from a cell, where it makes visit `before` (None: where it starts), to one for `after`."""

    robot: int
    start: Cell
    goal: Cell
    before: int | None
    after: int


@dataclass(frozen=True, slots=True)
class Window:
    """A specification is served from one step to another; its last event is the other.

    `visits` are the numbers of the visits made for it, those for specifications below it included.
    """

    spec: str
    begin: int
    done: int
    visits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """One alternative: times are numbers standing for unknown steps, START is step 0.

    `gaps` are (earlier, later, least difference); `later` are (specification, time) for specifications that
    must
    not begin before a time, where they are served at all.
    """

    visits: tuple[Visit, ...] = ()
    avoids: tuple[Avoid, ...] = ()
    windows: tuple[Window, ...] = ()
    gaps: tuple[tuple[int, int, int], ...] = ()
    later: tuple[tuple[str, int], ...] = ()

    def window(self, spec: str) -> Window | None:
        """The window of a specification, if it is served."""
        return next((window for window in self.windows if window.spec == spec), None)


@dataclass(slots=True)
class Unfolding:
    """Unfolds one mission. `formulas` are by id, `regions` tell atoms from specifications."""

    formulas: Mapping[str, Formula]
    regions: Mapping[str, object]
    _times: count[int] = field(default_factory=lambda: count(1))

    def drafts(self, root: str) -> list[Draft]:
        """Every alternative of the mission.

        Raises:
            InputError: a formula has a form that cannot be unfolded.
        """
        return self._at(self.formulas[root], START, START, Draft())

    def _at(self, formula: Formula, time: int, base: int, draft: Draft) -> list[Draft]:
        """Alternatives in which the formula holds at a time; what is served for it begins no earlier than
        `base`.
        """
        op = formula.op
        if op is Op.TRUE:
            return [draft]
        if op is Op.PROPOSITION:
            return self._proposition(formula.name, time, base, draft)
        if op is Op.NOT and formula.args[0].op is Op.PROPOSITION:
            after = next(self._times)
            onward = replace(draft, gaps=(*draft.gaps, (time, after, 1), (after, time, -1)))
            return [self._avoiding(formula, time, after, onward)]
        if op is Op.AND:
            drafts = [draft]
            for part in sorted(formula.args, key=_is_until):
                drafts = [done for started in drafts for done in self._at(part, time, base, started)]
            return drafts
        if op is Op.OR:
            return [done for part in formula.args for done in self._at(part, time, base, draft)]
        return self._temporal(formula, time, base, draft)

    def _temporal(self, formula: Formula, time: int, base: int, draft: Draft) -> list[Draft]:
        if formula.op is Op.EVENTUALLY:
            found = next(self._times)
            onward = replace(draft, gaps=(*draft.gaps, (time, found, 0)))
            return self._at(formula.args[0], found, time, onward)
        if formula.op is Op.NEXT:
            after = next(self._times)
            onward = replace(draft, gaps=(*draft.gaps, (time, after, 1), (after, time, -1)))
            return self._at(formula.args[0], after, base, onward)
        if formula.op is Op.UNTIL:
            met = next(self._times)
            onward = replace(draft, gaps=(*draft.gaps, (time, met, 0)))
            drafts = self._at(formula.args[1], met, time, onward)
            return [self._throughout(formula.args[0], time, met, done) for done in drafts]
        if formula.op is Op.ALWAYS:
            return [self._throughout(formula.args[0], time, None, draft)]
        raise InputError(
            f"{to_text(formula)!r} cannot be planned; expected <>, X, U, [] of negated atoms, &&, ||"
        )

    def _throughout(self, formula: Formula, since: int, until: int | None, draft: Draft) -> Draft:
        """The draft with a literal, or a conjunction of literals, true from one time to before another."""
        if formula.op is Op.TRUE:
            return draft
        if formula.op is Op.AND:
            for part in formula.args:
                draft = self._throughout(part, since, until, draft)
            return draft
        if formula.op is Op.NOT and formula.args[0].op is Op.PROPOSITION:
            return self._avoiding(formula, since, until, draft)
        atom = atom_of(formula.name, self.regions) if formula.op is Op.PROPOSITION else None
        if atom is None or until is None:
            raise InputError(
                f"{to_text(formula)!r} cannot be kept true; expected atoms of regions or negated ones"
            )
        return replace(draft, visits=(*draft.visits, Visit(atom, since, until)))

    def _avoiding(self, formula: Formula, since: int, until: int | None, draft: Draft) -> Draft:
        name = formula.args[0].name
        atom = atom_of(name, self.regions)
        if atom is not None:
            return replace(draft, avoids=(*draft.avoids, Avoid(atom, since, until)))
        if until is None:
            raise InputError(
                f"{to_text(formula)!r}: a specification that must never be satisfied cannot be planned"
            )
        return replace(draft, later=(*draft.later, (spec_id(name), until)))

    def _proposition(self, name: str, time: int, base: int, draft: Draft) -> list[Draft]:
        atom = atom_of(name, self.regions)
        if atom is not None:
            return [replace(draft, visits=(*draft.visits, Visit(atom, time)))]
        spec = spec_id(name)
        if spec not in self.formulas:
            raise InputError(f"{name!r} is neither a region's atom nor a specification")
        known = draft.window(spec)
        if known is not None:
            return [replace(draft, gaps=(*draft.gaps, (known.done, time, 0), (time, known.done, 0)))]
        begin = next(self._times)
        window = Window(spec, begin, time)
        onward = replace(
            draft, windows=(*draft.windows, window), gaps=(*draft.gaps, (base, begin, 0), (begin, time, 0))
        )
        drafts = self._at(self.formulas[spec], begin, begin, onward)
        return [_closed(done, window, len(onward.visits), len(onward.windows)) for done in drafts]


def _closed(draft: Draft, window: Window, first: int, inner: int) -> Draft:
    """The visits from number `first` on and the windows from number `inner` on are made for the window; all
    of them are over when it is done.
    """
    ends = sorted({*(v.at for v in draft.visits[first:]), *(w.done for w in draft.windows[inner:])})
    gaps = tuple((end, window.done, 0) for end in ends)
    served = replace(window, visits=tuple(range(first, len(draft.visits))))
    windows = tuple(served if known.spec == window.spec else known for known in draft.windows)
    return replace(draft, gaps=(*draft.gaps, *gaps), windows=windows)


def _is_until(formula: Formula) -> int:
    """Conjuncts that only refer to specifications come last, when those are known."""
    return 1 if formula.op is Op.UNTIL else 0
