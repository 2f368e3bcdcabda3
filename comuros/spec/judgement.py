"""What can be said of a formula before it is used: satisfiable, valid, vacuous.

`comuros spec check` shows it.
"""

from __future__ import annotations

from dataclasses import dataclass

from comuros.spec.backend import Backend, translate
from comuros.spec.ltlf import Formula, Trace, accepted_trace, complement, postorder
from comuros.spec.ltlf.formula import Op


@dataclass(frozen=True, slots=True)
class Judgement:
    """`example` satisfies the formula, `counterexample` does not; None where there is none.

    `idle` are propositions that its minimal automaton never reads: what is said of them changes nothing.
    """

    formula: Formula
    states: int
    example: Trace | None
    counterexample: Trace | None
    idle: tuple[str, ...]

    @property
    def is_satisfiable(self) -> bool:
        """Whether some trace satisfies it."""
        return self.example is not None

    @property
    def is_valid(self) -> bool:
        """Whether every trace satisfies it."""
        return self.counterexample is None

    @property
    def counts_steps(self) -> bool:
        """Whether it uses `X` or `N`, which count changes of the world and not time."""
        return any(node.op in (Op.NEXT, Op.WEAK_NEXT) for node in postorder(self.formula))


def judge_formula(formula: Formula, *, backend: Backend = Backend.OWN) -> Judgement:
    """Everything that is decided about one formula alone.

    Raises:
        BudgetExceeded: the formula is too large.
        PartMissing: Spot is chosen and not there.
    """
    dfa = translate(formula, backend=backend)
    read = {dfa.propositions[variable] for variable in dfa.variable}
    return Judgement(
        formula=formula,
        states=dfa.size,
        example=accepted_trace(dfa),
        counterexample=accepted_trace(complement(dfa)),
        idle=tuple(name for name in formula.propositions if name not in read),
    )
