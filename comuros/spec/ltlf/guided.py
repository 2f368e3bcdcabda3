"""A trace that satisfies many small formulas at once, found by walking the product of their automata.

The product is never built: of every state reached only the letters are looked at that keep all automata alive
and bring as many as possible nearer to acceptance. Finds traces; a failure proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from comuros.core.errors import BudgetExceeded
from comuros.spec.ltlf.budget import Budget, Meter
from comuros.spec.ltlf.dfa import Dfa
from comuros.spec.ltlf.diagram import FALSE_NODE, TRUE_NODE, Diagrams
from comuros.spec.ltlf.evaluate import holds
from comuros.spec.ltlf.formula import Formula, Op, negation
from comuros.spec.ltlf.operations import Trace
from comuros.spec.ltlf.proposition_order import related_order
from comuros.spec.ltlf.translate import translate

_PART = Budget(states=300, nodes=20_000, seconds=None)
_WALK = Budget(nodes=400_000, seconds=None)
_HOPELESS = 1 << 30
Place = tuple[int, ...]


def guided_trace(formulas: Sequence[Formula], *, visits: int) -> Trace | None:
    """A trace on which all formulas hold; None where none was found in so many states of the product.

    A disjunction with a large automaton is walked with as one of its operands, chosen when a trace found
    violates it; any other formula with a large automaton is only checked on the trace found.
    """
    facts = frozenset(formulas)
    parts = [small_part(formula) for formula in formulas]
    large = [formula for formula, part in zip(formulas, parts, strict=True) if part is None]
    small = [part for part in parts if part is not None]
    for _ in range(1 + len(large)):
        try:
            trace = _Walk(small, visits).trace()
        except (BudgetExceeded, RecursionError):
            return None
        violated = [formula for formula in large if trace is not None and not holds(formula, trace)]
        if trace is None or not violated:
            return trace
        chosen = [part for formula in violated if (part := _operand(formula, facts)) is not None]
        if not chosen:
            return None
        small, large = small + chosen, [formula for formula in large if formula not in violated]
    return None


def _operand(formula: Formula, facts: frozenset[Formula]) -> SmallPart | None:
    """The first operand of a disjunction that no fact denies; they stand in order of size."""
    if formula.op is not Op.OR:
        return None
    return next((small_part(each) for each in formula.args if negation(each) not in facts), None)


@dataclass(frozen=True, slots=True)
class SmallPart:
    """An automaton and how many steps each of its states is from acceptance."""

    dfa: Dfa
    distance: tuple[int, ...]


@lru_cache(maxsize=4_096)
def small_part(formula: Formula) -> SmallPart | None:
    """The automaton of a formula that has a small one."""
    try:
        dfa = translate(formula, budget=_PART)
    except BudgetExceeded:
        return None
    return SmallPart(dfa, _distances(dfa))


def _distances(dfa: Dfa) -> tuple[int, ...]:
    """Breadth first, backwards from the accepting states; the first state accepts nothing by itself."""
    table = dfa.successor_table
    distance = [0 if accepting else _HOPELESS for accepting in dfa.accepting]
    changed = True
    while changed:
        changed = False
        for state, targets in enumerate(table):
            nearest = min(distance[target] for target in targets) + 1
            if nearest < distance[state]:
                distance[state], changed = nearest, True
    return tuple(distance)


class _Walk:
    """Depth first over states of the product, each with a few letters that are worth a try."""

    def __init__(self, parts: Sequence[SmallPart], visits: int) -> None:
        self._parts = parts
        self._visits = visits
        self._diagrams = Diagrams(Meter(_WALK, "a product of many automata"))
        self._names = related_order(part.dfa.propositions for part in parts)
        self._position = {name: i for i, name in enumerate(self._names)}
        self._letters: dict[tuple[int, int, int], int] = {}

    def trace(self) -> Trace | None:
        """See guided_trace."""
        start = (0,) * len(self._parts)
        path: list[frozenset[str]] = []
        seen = {start}
        stack = [(start, self._choices(start))]
        while stack:
            place, choices = stack[-1]
            letter = next(choices, None)
            if letter is None:
                stack.pop()
                if path:
                    path.pop()
                continue
            after = tuple(
                part.dfa.step(state, letter) for part, state in zip(self._parts, place, strict=True)
            )
            if all(part.dfa.accepting[state] for part, state in zip(self._parts, after, strict=True)):
                return (*path, letter)
            if after in seen:
                continue
            if len(seen) >= self._visits:
                return None
            seen.add(after)
            path.append(letter)
            stack.append((after, self._choices(after)))
        return None

    def _choices(self, place: Place) -> Iterator[frozenset[str]]:
        """Letters worth a try in a place, each once."""
        safe = self._safe(place)
        if safe == FALSE_NODE:
            return
        offered: set[int] = set()
        for wish in self._wishes(place, safe):
            if wish not in offered:
                offered.add(wish)
                yield self._letter(wish)

    def _wishes(self, place: Place, safe: int) -> Iterator[int]:
        """Letters that bring unfinished parts nearer, each of these first in turn; letters with all events
        that can be, since something may have to happen before anything comes nearer; then any one event.
        """
        distances = [part.distance[state] for part, state in zip(self._parts, place, strict=True)]
        unfinished = sorted((i for i, left in enumerate(distances) if left), key=lambda i: -distances[i])
        finished = [i for i, left in enumerate(distances) if not left]
        for shift in range(len(unfinished)):
            wish = safe
            for number in unfinished[shift:] + unfinished[:shift]:
                wish = self._also(wish, self._within(number, place[number], distances[number] - 1))
            if wish != safe:
                for number in finished:
                    wish = self._also(wish, self._within(number, place[number], 0))
                yield wish
        events = [self._diagrams.literal(variable) for variable in range(len(self._names))]
        busy = safe
        for event in events:
            busy = self._also(busy, event)
        yield busy
        yield from (self._also(safe, event) for event in events)
        yield safe

    def _safe(self, place: Place) -> int:
        """The letters after which every part can still accept."""
        safe = TRUE_NODE
        for number, state in enumerate(place):
            safe = self._diagrams.both(safe, self._within(number, state, _HOPELESS - 1))
            if safe == FALSE_NODE:
                break
        return safe

    def _also(self, wish: int, more: int) -> int:
        """The letters wished for that are also among `more`, if there are any."""
        both = self._diagrams.both(wish, more)
        return both if both != FALSE_NODE else wish

    def _within(self, number: int, state: int, distance: int) -> int:
        """The letters that lead a part from a state to one so near to acceptance."""
        key = (number, state, distance)
        found = self._letters.get(key)
        if found is None:
            found = self._letters[key] = self._leading(self._parts[number], state, distance)
        return found

    def _leading(self, part: SmallPart, state: int, distance: int) -> int:
        dfa, diagrams = part.dfa, self._diagrams
        known: dict[int, int] = {}

        def image(reference: int) -> int:
            if reference < 0:
                return TRUE_NODE if part.distance[~reference] <= distance else FALSE_NODE
            if reference not in known:
                variable = diagrams.literal(self._position[dfa.propositions[dfa.variable[reference]]])
                low, high = image(dfa.low[reference]), image(dfa.high[reference])
                known[reference] = diagrams.choice(variable, high, low)
            return known[reference]

        return image(dfa.roots[state])

    def _letter(self, node: int) -> frozenset[str]:
        """One of the letters of a diagram that is not empty, with few true propositions."""
        diagrams = self._diagrams
        true: list[str] = []
        while node != TRUE_NODE:
            low = diagrams.low[node]
            if low == FALSE_NODE:
                true.append(self._names[diagrams.variable[node]])
            node = low if low != FALSE_NODE else diagrams.high[node]
        return frozenset(true)
