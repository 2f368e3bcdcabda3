"""Drafts with their order to a checked task tree with ids: t1, t2 … for tasks in order of mention, n1, n2 …
for branches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from comuros.core.errors import TreeError
from comuros.core.task import Task
from comuros.core.tree import (
    Branch,
    Constraint,
    FormulaConstraint,
    Node,
    OrderConstraint,
    Relation,
    TaskTree,
    checked_tree,
)
from comuros.language.draft import Draft, DraftTask, tasks_in
from comuros.language.order_graph import Leaf, Nesting, closure, nested


@dataclass(frozen=True, slots=True)
class DraftRule:
    """A formula that must hold too, for the whole mission or (`unit` >= 0) for one unit only."""

    formula: str
    words: str
    unit: int = -1


@dataclass(slots=True)
class _Assembly:
    drafts: dict[int, Draft]
    tasks: count[int] = field(default_factory=lambda: count(1))
    branches: count[int] = field(default_factory=lambda: count(1))
    node_of: dict[int, Node] = field(default_factory=dict)
    orders: list[tuple[int, int]] = field(default_factory=list)

    def nesting(self, nesting: Nesting) -> Node:
        """A nesting as a node."""
        if isinstance(nesting, Leaf):
            return self.node_of[nesting.unit]
        self.orders.extend(nesting.orders)
        node_id = f"n{next(self.branches)}"
        relation = Relation.SEQUENCE if nesting.in_sequence else Relation.PARALLEL
        children = tuple(self.nesting(part) for part in nesting.parts)
        return Branch(node_id, relation, children)

    def draft(self, draft: Draft) -> Node:
        """A draft as a node."""
        if isinstance(draft, DraftTask):
            return Task(
                f"t{next(self.tasks)}",
                draft.label,
                draft.work,
                draft.robots,
                draft.eligibility,
                draft.deadline_s,
                draft.words,
            )
        node_id = f"n{next(self.branches)}"
        return Branch(
            node_id, draft.relation, tuple(self.draft(child) for child in draft.children), draft.label
        )


def assemble(
    drafts: dict[int, Draft],
    edges: Sequence[tuple[int, int]],
    rules: Sequence[DraftRule],
    *,
    instruction_id: str,
) -> TaskTree:
    """The task tree of an instruction. `drafts` are numbered in order of mention; `edges` are (before,
    after) pairs of numbers.

    Raises:
        TreeError: the order is circular.
    """
    circular = sorted(a for a, b in closure(edges) if a == b)
    if circular:
        said = ", ".join(f"'{task.label}'" for unit in circular for task in tasks_in(drafts[unit]))
        raise TreeError(f"{said} would have to come before themselves")
    assembly = _Assembly(drafts)
    for unit, draft in drafts.items():
        assembly.node_of[unit] = assembly.draft(draft)
    root = assembly.nesting(nested(tuple(drafts), edges))
    numbers = count(1)
    constraints: list[Constraint] = [
        OrderConstraint(f"c{next(numbers)}", assembly.node_of[a].id, assembly.node_of[b].id)
        for a, b in assembly.orders
    ]
    for rule in rules:
        scope = assembly.node_of[rule.unit].id if rule.unit in assembly.node_of else root.id
        constraints.append(FormulaConstraint(f"c{next(numbers)}", scope, rule.formula, rule.words))
    return checked_tree(root, constraints=tuple(constraints), instruction_id=instruction_id)
