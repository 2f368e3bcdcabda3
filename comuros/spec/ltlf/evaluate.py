"""Whether a formula holds on a trace, by the textbook definition of LTLf over non-empty traces.

Shares nothing with the automata but the formulas; tests hold the automata against it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from comuros.core.errors import InputError
from comuros.spec.ltlf.formula import Formula, Op, postorder

Truth = list[bool]


def holds(formula: Formula, trace: Sequence[Collection[str]]) -> bool:
    """Whether `formula` holds at the first step of `trace`, given as the propositions true at each step.

    Takes time quadratic in the length of the trace; for tests and explanations, not for monitoring.

    Raises:
        InputError: the trace is empty.
    """
    if not trace:
        raise InputError("an empty trace has no verdict; LTLf here is over traces of at least one step")
    truth: dict[Formula, Truth] = {}
    steps = range(len(trace))
    for node in postorder(formula):
        if node.op is Op.PROPOSITION:
            truth[node] = [node.name in trace[i] for i in steps]
        else:
            rule = _RULES[node.op]
            operands = [truth[arg] for arg in node.args]
            truth[node] = [rule(operands, i, len(trace)) for i in steps]
    return truth[formula][0]


def _until(p: list[Truth], i: int, n: int) -> bool:
    return any(p[1][k] and all(p[0][j] for j in range(i, k)) for k in range(i, n))


def _release(p: list[Truth], i: int, n: int) -> bool:
    return all(p[1][k] or any(p[0][j] for j in range(i, k)) for k in range(i, n))


def _weak_until(p: list[Truth], i: int, n: int) -> bool:
    return all(p[0][i:n]) or _until(p, i, n)


def _strong_release(p: list[Truth], i: int, n: int) -> bool:
    return any(p[0][k] and all(p[1][j] for j in range(i, k + 1)) for k in range(i, n))


_RULES: dict[Op, Callable[[list[Truth], int, int], bool]] = {
    Op.FALSE: lambda _p, _i, _n: False,
    Op.TRUE: lambda _p, _i, _n: True,
    Op.LAST: lambda _p, i, n: i == n - 1,
    Op.NOT: lambda p, i, _n: not p[0][i],
    Op.AND: lambda p, i, _n: all(operand[i] for operand in p),
    Op.OR: lambda p, i, _n: any(operand[i] for operand in p),
    Op.IMPLIES: lambda p, i, _n: not p[0][i] or p[1][i],
    Op.IFF: lambda p, i, _n: p[0][i] == p[1][i],
    Op.NEXT: lambda p, i, n: i + 1 < n and p[0][i + 1],
    Op.WEAK_NEXT: lambda p, i, n: i + 1 == n or p[0][i + 1],
    Op.EVENTUALLY: lambda p, i, n: any(p[0][i:n]),
    Op.ALWAYS: lambda p, i, n: all(p[0][i:n]),
    Op.UNTIL: _until,
    Op.RELEASE: _release,
    Op.WEAK_UNTIL: _weak_until,
    Op.STRONG_RELEASE: _strong_release,
}
