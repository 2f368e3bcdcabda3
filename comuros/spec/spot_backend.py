"""Spot as a second engine, where a real Spot is importable; PyPI's `spot` is something else.

Spot reads LTLf through an extra proposition that is true while the trace lasts; its automaton over infinite
words is turned back into one over finite traces here. Spot is GPL and is only loaded when it is asked for.
"""

from __future__ import annotations

import importlib
import importlib.util
from types import ModuleType
from typing import Any

from comuros.core.errors import InvariantBroken, PartMissing
from comuros.spec.ltlf import (
    DEFAULT_BUDGET,
    Budget,
    Dfa,
    Dialect,
    Formula,
    are_equivalent,
    minimized,
    parse,
    to_text,
)
from comuros.spec.ltlf.reorder import AnyOrder

_HOW_TO_GET_IT = (
    "build Spot 2.12 or later with its Python bindings (https://spot.lre.epita.fr); not PyPI's 'spot'"
)


def is_available() -> bool:
    """Whether a module `spot` that knows LTLf can be imported."""
    try:
        require()
    except PartMissing:
        return False
    return True


def require() -> None:
    """Find out whether Spot is there.

    Raises:
        PartMissing: it is not, and how to get it.
    """
    _spot()


def _spot() -> ModuleType:
    if importlib.util.find_spec("spot") is None:
        raise PartMissing(f"Spot is not importable; {_HOW_TO_GET_IT}")
    module = importlib.import_module("spot")
    if not hasattr(module, "from_ltlf"):
        raise PartMissing(f"the importable module 'spot' has no from_ltlf; {_HOW_TO_GET_IT}")
    return module


def translate(formula: Formula, *, budget: Budget = DEFAULT_BUDGET) -> Dfa:
    """The minimal automaton of a formula, by Spot. Its states carry no owed formulas.

    Of the budget only the states are watched, and only after Spot has finished.

    Raises:
        PartMissing: Spot is not there.
        BudgetExceeded: minimising Spot's automaton needs more than `budget` allows.
    """
    spot = _spot()
    alive = _fresh_name(formula)
    omega = spot.from_ltlf(to_text(formula, Dialect.SPOT), alive)
    automaton = omega.translate("buchi", "deterministic", "sbacc")
    if not spot.is_deterministic(automaton):
        raise InvariantBroken(f"Spot's automaton of {formula} is not deterministic")
    return minimized(_explicit(automaton, formula.propositions, alive), budget=budget)


def simplified(formula: Formula, *, budget: Budget = DEFAULT_BUDGET) -> Formula:
    """Spot's simplification, taken only if it means the same on finite traces and is no longer.

    Spot simplifies over infinite words, where strong and weak next are one; the check is therefore needed.

    Raises:
        PartMissing: Spot is not there.
        BudgetExceeded: the check needs more than `budget` allows.
    """
    spot = _spot()
    proposed = parse(str(spot.simplify(spot.formula(to_text(formula, Dialect.SPOT)))), Dialect.SPOT)
    shorter = proposed.order[0] <= formula.order[0]
    return proposed if shorter and are_equivalent(proposed, formula, budget=budget) else formula


def equivalent(left: Formula, right: Formula) -> bool:
    """Whether two formulas hold on the same non-empty traces, decided by Spot alone.

    Raises:
        PartMissing: Spot is not there.
    """
    spot = _spot()
    alive = _fresh_name(left & right)
    both = (spot.from_ltlf(to_text(formula, Dialect.SPOT), alive) for formula in (left, right))
    return bool(spot.are_equivalent(*both))


def _fresh_name(formula: Formula) -> str:
    """A name for "the trace still lasts" that no proposition has."""
    name = "alive"
    while name in formula.propositions:
        name += "_"
    return name


def _explicit(automaton: Any, propositions: tuple[str, ...], alive: str) -> Dfa:
    """The finite-trace reading of Spot's automaton, with a rejecting sink as its last state."""
    reading = _Reading(automaton, propositions, alive)
    roots = tuple(reading.root(number) for number in reading.order)
    store = reading.decisions.store
    return Dfa(
        propositions=propositions,
        variable=tuple(store.variable),
        low=tuple(store.low),
        high=tuple(store.high),
        roots=(*roots, ~len(roots)),
        accepting=(*(reading.may_end_in(number) for number in reading.order), False),
    )


class _Reading:
    """Walks the edges of a Spot automaton, whose conditions are BuDDy diagrams.

    Spot's own `to_finite` is not used: it expects `alive` to be decided on every edge, and Spot 2.12's
    minimisation merges edges on which it is not (`G X X 0` shows it).
    """

    def __init__(self, automaton: Any, propositions: tuple[str, ...], alive: str) -> None:
        self._buddy = importlib.import_module("buddy")
        self._automaton = automaton
        names = {int(automaton.register_ap(ap)): str(ap.ap_name()) for ap in automaton.ap()}
        self._alive = int(automaton.register_ap(alive))
        place = {name: i for i, name in enumerate(propositions)}
        self._position = {variable: place[name] for variable, name in names.items() if name != alive}
        self.decisions = AnyOrder()
        first = int(automaton.get_init_state_number())
        self.order = (first, *(number for number in range(int(automaton.num_states())) if number != first))
        self._number = {number: i for i, number in enumerate(self.order)}

    def may_end_in(self, number: int) -> bool:
        """Whether the automaton accepts when `alive` is false from here on, whatever else is true."""
        path: list[int] = []
        current: int | None = number
        while current is not None and current not in path:
            path.append(current)
            current = self._after_the_end(current)
        cycle = path[path.index(current) :] if current is not None else []
        return any(bool(self._automaton.state_is_accepting(state)) for state in cycle)

    def _after_the_end(self, number: int) -> int | None:
        ended = self._buddy.bdd_nithvar(self._alive)
        for edge in self._automaton.out(number):
            if (edge.cond & ended) != self._buddy.bddfalse:
                return int(edge.dst)
        return None

    def root(self, number: int) -> int:
        """The transition diagram of one state; letters without an edge lead to the sink."""
        reference = ~len(self.order)
        for edge in self._automaton.out(number):
            reference = self._where(edge.cond, ~self._number[int(edge.dst)], reference)
        return reference

    def _where(self, condition: object, there: int, elsewhere: int) -> int:
        """`there` where the condition holds while the trace lasts, `elsewhere` where it does not."""
        buddy = self._buddy
        if condition == buddy.bddtrue:
            return there
        if condition == buddy.bddfalse:
            return elsewhere
        variable = int(buddy.bdd_var(condition))
        high = self._where(buddy.bdd_high(condition), there, elsewhere)
        if variable == self._alive:
            return high
        low = self._where(buddy.bdd_low(condition), there, elsewhere)
        return self.decisions.choice(self._position[variable], low, high)
