"""From a task tree to its H-LTLf specification. Coordinator, planner and command line all start from here."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from comuros.core.tree import Branch, FormulaConstraint, OrderConstraint, Relation, TaskTree
from comuros.spec.ltlf import is_satisfiable, parse


@dataclass(frozen=True, slots=True)
class NodeSpecification:
    """The formula of one inner node (or of one constraint) over its children's propositions, in comuros' own
    dialect.
    """

    node_id: str
    formula: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Specification:
    """One formula per inner node, parents before children; orders between nodes; clauses over the world's
    propositions.

    `orders` and `clauses` read the mission's global trace; a clause with a scope ends with that node.
    """

    tree: TaskTree
    nodes: tuple[NodeSpecification, ...]
    orders: tuple[NodeSpecification, ...]
    clauses: tuple[FormulaConstraint, ...]

    def formulas(self) -> tuple[tuple[str, str], ...]:
        """(id, formula) of everything, for people to read."""
        named = [(entry.node_id, entry.formula) for entry in (*self.nodes, *self.orders)]
        return (*named, *((clause.id, clause.formula) for clause in self.clauses))


def specification(tree: TaskTree) -> Specification:
    """The H-LTLf specification of a tree (relations as DESIGN's 'LTLf and H-LTLf, exactly' defines them)."""
    branches = [node for node in tree.nodes() if isinstance(node, Branch)]
    return Specification(
        tree=tree,
        nodes=tuple(NodeSpecification(node.id, formula_of(node), node.label) for node in branches),
        orders=tuple(
            NodeSpecification(c.id, f"!{c.after}_starts W {c.before}", c.words)
            for c in tree.constraints
            if isinstance(c, OrderConstraint)
        ),
        clauses=tuple(c for c in tree.constraints if isinstance(c, FormulaConstraint)),
    )


def unsatisfiable_nodes(spec: Specification) -> tuple[str, ...]:
    """Ids of nodes and clauses that no trace can satisfy, whatever the others say."""
    return tuple(node_id for node_id, formula in spec.formulas() if not is_satisfiable(parse(formula)))


def formula_of(node: Branch) -> str:
    """The formula of an inner node over its children's propositions."""
    ids = [child.id for child in node.children]
    if node.relation is Relation.ANY:
        return " | ".join(f"F {child}" for child in ids)
    if node.relation is Relation.TOGETHER:
        return _together(ids)
    eventually = [f"F {child}" for child in ids]
    if node.relation is Relation.SEQUENCE:
        eventually += [f"(!{later}_starts U {earlier})" for earlier, later in itertools.pairwise(ids)]
    return " & ".join(eventually)


def _together(ids: Sequence[str]) -> str:
    first, *others = ids
    in_step = " & ".join(f"({first}_starts <-> {other}_starts)" for other in others)
    return f"F ({' & '.join(ids)}) & G ({in_step})"
