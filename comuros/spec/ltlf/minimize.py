"""The smallest automaton with the same non-empty traces: Moore's partition refinement on shared diagrams."""

from __future__ import annotations

from comuros.spec.ltlf.budget import DEFAULT_BUDGET, Budget, Meter
from comuros.spec.ltlf.debts import Debts
from comuros.spec.ltlf.dfa import Dfa
from comuros.spec.ltlf.node_store import NodeStore


def minimized(dfa: Dfa, *, budget: Budget = DEFAULT_BUDGET, meter: Meter | None = None) -> Dfa:
    """The minimal complete automaton; whether the state before the first step accepts is left open.

    Unreachable states are dropped. Among merged states the first one's owed formula is kept.
    """
    watch = meter or Meter(budget, "an automaton to be minimised")
    dfa = reachable(dfa)
    classes = _stable_classes(dfa, watch)
    return _quotient(dfa, _with_initial_merged(dfa, classes))


def reachable(dfa: Dfa) -> Dfa:
    """The automaton without states that no trace leads to, numbered breadth first."""
    table = dfa.successor_table
    order = {0: 0}
    queue = [0]
    for state in queue:
        for target in table[state]:
            if target not in order:
                order[target] = len(order)
                queue.append(target)
    if len(order) == dfa.size and all(old == new for old, new in order.items()):
        return dfa
    return _rebuilt(dfa, queue, order)


def _stable_classes(dfa: Dfa, meter: Meter) -> list[int]:
    """The coarsest partition that respects acceptance and steps. The initial state is kept by itself."""
    classes = [2, *(int(accepting) for accepting in dfa.accepting[1:])]
    if _initial_is_reentered(dfa):
        classes[0] = int(dfa.accepting[0])
    count = len(set(classes))
    while True:
        meter.check_time()
        images = _images(dfa, classes)
        signatures = [
            (own, images[root] if root >= 0 else ~classes[~root])
            for own, root in zip(classes, dfa.roots, strict=True)
        ]
        numbering: dict[tuple[int, int], int] = {}
        classes = [numbering.setdefault(signature, len(numbering)) for signature in signatures]
        if len(numbering) == count:
            return classes
        count = len(numbering)


def _images(dfa: Dfa, classes: list[int]) -> list[int]:
    """Each diagram node with classes in place of states, hash-consed to a reference."""
    unique: dict[tuple[int, int, int], int] = {}
    images: list[int] = []
    for variable, low, high in zip(dfa.variable, dfa.low, dfa.high, strict=True):
        low = images[low] if low >= 0 else ~classes[~low]
        high = images[high] if high >= 0 else ~classes[~high]
        images.append(low if low == high else unique.setdefault((variable, low, high), len(unique)))
    return images


def _initial_is_reentered(dfa: Dfa) -> bool:
    return any(reference == -1 for references in (dfa.low, dfa.high, dfa.roots) for reference in references)


def _with_initial_merged(dfa: Dfa, classes: list[int]) -> list[int]:
    """An initial state that is never returned to may join a class that steps alike; a rejecting one first."""
    if _initial_is_reentered(dfa):
        return classes
    images = _images(dfa, classes)
    steps = [images[root] if root >= 0 else ~classes[~root] for root in dfa.roots]
    alike = [state for state in range(1, dfa.size) if steps[state] == steps[0]]
    if not alike:
        return classes
    chosen = min(alike, key=lambda state: (dfa.accepting[state], state))
    return [classes[chosen], *classes[1:]]


def _quotient(dfa: Dfa, classes: list[int]) -> Dfa:
    """One state per class. A class that the initial state joined keeps the others' acceptance."""
    member: dict[int, int] = {}
    for state in (*range(1, dfa.size), 0):
        member.setdefault(classes[state], state)
    first_seen = list(dict.fromkeys(classes))
    order = {name: i for i, name in enumerate(first_seen)}
    return _rebuilt(dfa, [member[name] for name in first_seen], {s: order[c] for s, c in enumerate(classes)})


def _rebuilt(dfa: Dfa, kept: list[int], number: dict[int, int]) -> Dfa:
    """The automaton of the `kept` states, renamed; its diagram reduced and freed of unused nodes."""
    rebuild = _Rebuild(dfa, number)
    roots = tuple(rebuild.reference(dfa.roots[state]) for state in kept)
    return Dfa(
        propositions=dfa.propositions,
        variable=tuple(rebuild.store.variable),
        low=tuple(rebuild.store.low),
        high=tuple(rebuild.store.high),
        roots=roots,
        accepting=tuple(dfa.accepting[state] for state in kept),
        owed=Debts(len(kept), lambda state: dfa.owed[kept[state]]) if dfa.owed else (),
    )


class _Rebuild:
    """Copies the nodes in use of a diagram with other state numbers."""

    def __init__(self, dfa: Dfa, number: dict[int, int]) -> None:
        self._dfa = dfa
        self._number = number
        self._image: dict[int, int] = {}
        self.store = NodeStore()

    def reference(self, reference: int) -> int:
        """The image of a reference."""
        if reference < 0:
            return ~self._number[~reference]
        found = self._image.get(reference)
        if found is None:
            low, high = self.reference(self._dfa.low[reference]), self.reference(self._dfa.high[reference])
            found = self._image[reference] = self.store.node(self._dfa.variable[reference], low, high)
        return found
