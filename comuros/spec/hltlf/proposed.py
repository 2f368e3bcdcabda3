"""Formulas that came with a proposed tree, each held against the node it was proposed for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from comuros.core.errors import BudgetExceeded, FormulaError, TreeError
from comuros.core.instruction import ProposedFormula
from comuros.core.tree import Constraint, OrderConstraint, TaskTree
from comuros.spec.hltlf.agreement import agreement
from comuros.spec.hltlf.specification import Specification, specification


def proposal_faults(spec: Specification, proposed: Iterable[ProposedFormula]) -> tuple[str, ...]:
    """Why formulas and tree cannot both be right, in words for whoever proposed them; empty where they agree.

    Pure. Two that are too large to compare are no fault: the tree is checked and planned either way.
    """
    return tuple(fault for each in proposed for fault in _faults(spec, each))


def _faults(spec: Specification, proposed: ProposedFormula) -> Iterator[str]:
    where = f"the formula proposed for {proposed.node_id!r}"
    try:
        found = agreement(_below(spec, proposed.node_id), proposed.formula)
    except (FormulaError, TreeError) as error:
        yield f"{where}: {error}"
    except BudgetExceeded:
        return
    else:
        if not found.agrees:
            yield f"{where} and the tree differ: {found.words}"


def _below(spec: Specification, node_id: str) -> Specification:
    """The specification of one node: its subtree with the constraints that lie within it.

    Raises:
        TreeError: there is no such node.
    """
    if node_id == spec.tree.root.id:
        return spec
    root = spec.tree.node(node_id)
    inside = {node.id for node in TaskTree(root).nodes()}
    kept = tuple(c for c in spec.tree.constraints if _nodes_of(c) <= inside)
    return specification(TaskTree(root, kept, spec.tree.instruction_id))


def _nodes_of(constraint: Constraint) -> set[str]:
    if isinstance(constraint, OrderConstraint):
        return {constraint.before, constraint.after}
    return {constraint.scope}
