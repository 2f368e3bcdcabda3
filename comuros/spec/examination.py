"""Everything a proposed tree is examined for before it is adopted. It takes from milliseconds to minutes:
workers do it, never the coordinator's thread.
"""

from __future__ import annotations

from collections.abc import Iterable

from comuros.core.instruction import ProposedFormula
from comuros.core.scenario import Scenario
from comuros.core.tree import TaskTree
from comuros.spec.hltlf import Specification, contradictions, prepare_monitors, specification
from comuros.spec.hltlf.proposed import proposal_faults
from comuros.spec.typing import ill_typed


def tree_faults(
    tree: TaskTree, scenario: Scenario, *, formulas: Iterable[ProposedFormula] = ()
) -> tuple[str, ...]:
    """Why a tree cannot be meant, in words for whoever proposed it; empty where it can. Then the automata
    that will watch the mission are made, too.
    """
    spec = specification(tree)
    faults = ill_typed(tree, scenario) or _unmeetable(spec, scenario) or proposal_faults(spec, formulas)
    if not faults:
        prepare_monitors(spec)
    return faults


def _unmeetable(spec: Specification, scenario: Scenario) -> tuple[str, ...]:
    return tuple(conflict.words for conflict in contradictions(spec, scenario))
