"""What is odd about a grid mission though it can be planned: missing orders, orders that contradict each
other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from comuros.planning.stap.cell_map import REST, ActionMachine
from comuros.planning.stap.choices import Order
from comuros.planning.stap.leaf_part import LeafPart
from comuros.spec.ltlf import Formula, Op


def cautions(parts: Sequence[LeafPart], order: Order, machine: ActionMachine) -> tuple[str, ...]:
    """Warnings in words about the leaves to serve and the order they have."""
    return (*_unordered_use(parts, order, machine), *_opposite_orders(parts))


def _unordered_use(parts: Sequence[LeafPart], order: Order, machine: ActionMachine) -> list[str]:
    """A part that uses what another produces may be served first, unless an order is stated."""
    found = []
    for user in parts:
        for maker in parts:
            if user is maker or (maker.leaf, user.leaf) in order:
                continue
            for made, used in _consumed(machine):
                mine, theirs = set(user.formula.propositions), set(maker.formula.propositions)
                if used in mine - theirs and made in theirs - mine:
                    found.append(
                        f"{user.name} asks for {used}, which follows the {made} of {maker.name}, but no "
                        f"order says that {maker.name} comes first; it may be served after {user.name}"
                    )
    return found


def _consumed(machine: ActionMachine) -> list[tuple[str, str]]:
    """(action, next action) pairs where the second may also begin from rest, so that nothing forces their
    order.
    """
    from_rest = {action for action, _ in machine.edges[REST]}
    pairs: set[tuple[str, str]] = set()
    for edges in machine.edges.values():
        for action, mode in edges:
            if mode != REST:
                pairs.update((action, after) for after, _ in machine.edges[mode] if after != action)
    return sorted((made, used) for made, used in pairs if used in from_rest and used != "default")


def _opposite_orders(parts: Sequence[LeafPart]) -> list[str]:
    found = []
    for one, other in combinations(parts, 2):
        for before, after in sorted(_orders(one.formula)):
            if (after, before) in _orders(other.formula):
                found.append(
                    f"{one.name} asks for {before} before {after}, {other.name} for {after} before "
                    f"{before}; each is read over the steps of the robot that serves it, so both are met "
                    "without a contradiction"
                )
    return found


def _orders(formula: Formula) -> set[tuple[str, str]]:
    """(before, after) for every conjunct `!after U before`."""
    conjuncts = formula.args if formula.op is Op.AND else (formula,)
    return {
        (c.args[1].name, c.args[0].args[0].name)
        for c in conjuncts
        if c.op is Op.UNTIL
        and c.args[1].op is Op.PROPOSITION
        and c.args[0].op is Op.NOT
        and c.args[0].args[0].op is Op.PROPOSITION
    }
