"""From formulas over nodes to subtasks with precedence, exclusion, coalitions and alternatives, read off
their automata; and the statement which part a planner must verify instead. Disjunctions are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, permutations

from comuros.core.errors import BudgetExceeded
from comuros.spec.hltlf.specification import Specification
from comuros.spec.ltlf import (
    Budget,
    Dfa,
    Formula,
    Op,
    conjunction,
    disjunction,
    inclusion_counterexample,
    parse,
    translate,
)
from comuros.spec.published import PublishedForm, PublishedSpecification

_STARTS = "_starts"
_BUDGET = Budget(states=5_000, nodes=200_000, seconds=None)
Sets = frozenset[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Precedence:
    """`after` does not start before one of `before` is done. More than one in `before` is a disjunction."""

    before: tuple[str, ...]
    after: str


@dataclass(frozen=True, slots=True)
class FormulaNetwork:
    """What one formula asks of the nodes it speaks of.

    `alternatives` are the smallest sets of nodes whose completion satisfies it: one set where all are needed.
    `exclusions` are pairs of which one must be done before the other starts, either way round; `coalitions`
    pairs that start in one instant and are done in one. `left` are the conjuncts that these do not imply: to
    be verified on plans.
    """

    owner: str
    alternatives: tuple[tuple[str, ...], ...]
    precedence: tuple[Precedence, ...]
    exclusions: tuple[tuple[str, str], ...]
    coalitions: tuple[tuple[str, str], ...]
    left: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether a plan that keeps the network satisfies the formula."""
        return not self.left

    def statement(self) -> str:
        """What, if anything, was left to planning and verifying."""
        if self.is_complete:
            return f"{self.owner}: the network says all of it"
        return f"{self.owner}: left to plan and verify: {'; '.join(self.left)}"


def task_network(spec: Specification) -> tuple[FormulaNetwork, ...]:
    """The network of every node, order and clause of a specification."""
    ids = frozenset(node.id for node in spec.tree.nodes())
    return tuple(network_of(owner, parse(formula), ids) for owner, formula in spec.formulas())


def network_of(owner: str, formula: Formula, node_ids: frozenset[str]) -> FormulaNetwork:
    """The network of one formula over the events of nodes (`n`, `n_starts`).

    Conjuncts over anything else, and conjuncts whose automaton exceeds the budget, are left.
    """
    conjuncts = formula.args if formula.op is Op.AND else (formula,)
    timed = [each for each in conjuncts if _nodes_of(each, node_ids) is not None]
    nodes = sorted({node for each in timed for node in _nodes_of(each, node_ids) or ()})
    alternatives = _alternatives(conjunction(timed))
    reader = _Reader(timed, node_ids)
    precedence = tuple(reader.precedence(nodes))
    coalitions = tuple(pair for pair in combinations(nodes, 2) if reader.implies(_in_step(pair), pair))
    exclusions = tuple(reader.exclusions(nodes, precedence))
    found = FormulaNetwork(owner, alternatives, precedence, exclusions, coalitions, ())
    left = [str(each) for each in conjuncts if each not in timed or not _is_said(each, found, node_ids)]
    return FormulaNetwork(owner, alternatives, precedence, exclusions, coalitions, tuple(left))


def same_robots(spec: PublishedSpecification) -> tuple[tuple[str, ...], ...]:
    """Ids of typed specifications that the same robots must serve: one tuple per type and non-zero group."""
    if spec.form is not PublishedForm.TYPED:
        return ()
    groups: dict[tuple[str, str], list[str]] = {}
    for entry in spec.entries:
        for atom in entry.atoms:
            if atom.group != "0" and entry.id not in groups.setdefault((atom.robot_type, atom.group), []):
                groups[atom.robot_type, atom.group].append(entry.id)
    return tuple(tuple(ids) for _, ids in sorted(groups.items()) if len(ids) > 1)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Asks the automata of the conjuncts that speak of given nodes."""

    conjuncts: list[Formula]
    node_ids: frozenset[str]

    def implies(self, wanted: Formula, nodes: Iterable[str]) -> bool:
        """Whether the conjuncts about these nodes, with the order of their events, imply a formula."""
        about = frozenset(nodes)
        relevant = [
            each for each in self.conjuncts if about & (_nodes_of(each, self.node_ids) or frozenset())
        ]
        return _implies((*relevant, *_events(about)), wanted)

    def precedence(self, nodes: list[str]) -> Iterator[Precedence]:
        """Single predecessors, and pairs of which one is enough where none of them alone is needed."""
        starting = [node for node in nodes if any(node + _STARTS in c.propositions for c in self.conjuncts)]
        for after in starting:
            others = [node for node in nodes if node != after]
            single = [one for one in others if self.implies(_order((one,), after), (one, after))]
            yield from (Precedence((one,), after) for one in single)
            for pair in combinations([one for one in others if one not in single], 2):
                if self.implies(_order(pair, after), (*pair, after)):
                    yield Precedence(pair, after)

    def exclusions(self, nodes: list[str], precedence: tuple[Precedence, ...]) -> Iterator[tuple[str, str]]:
        ordered = {frozenset((each.after, *each.before)) for each in precedence}
        for pair in combinations(nodes, 2):
            if frozenset(pair) not in ordered and self.implies(_apart(pair), pair):
                yield pair


def _order(before: tuple[str, ...], after: str) -> Formula:
    return parse(f"!{after}{_STARTS} W ({' | '.join(before)})")


def _apart(pair: tuple[str, str]) -> Formula:
    return disjunction(_order((one,), other) for one, other in permutations(pair))


def _in_step(pair: tuple[str, str]) -> Formula:
    """They start in one instant and are done in one instant."""
    one, other = pair
    return parse(f"G (({one}{_STARTS} <-> {other}{_STARTS}) & ({one} <-> {other}))")


def _events(nodes: frozenset[str]) -> tuple[Formula, ...]:
    """A node starts once, before it is done, once."""
    return tuple(
        parse(
            f"(!{n} W {n}_starts) & G !({n} & {n}_starts) & "
            f"G ({n} -> N G !{n}) & G ({n}_starts -> N G !{n}_starts)"
        )
        for n in sorted(nodes)
    )


def _implies(known: Iterable[Formula], wanted: Formula) -> bool:
    try:
        return inclusion_counterexample(conjunction(known), wanted, budget=_BUDGET) is None
    except BudgetExceeded:
        return False


def _nodes_of(formula: Formula, node_ids: frozenset[str]) -> frozenset[str] | None:
    """The nodes a formula speaks of; None where it speaks of anything else."""
    nodes = {name if name in node_ids else name.removesuffix(_STARTS) for name in formula.propositions}
    return frozenset(nodes) if nodes <= node_ids else None


def _is_said(conjunct: Formula, found: FormulaNetwork, node_ids: frozenset[str]) -> bool:
    """Whether the network, with the order of events, implies a conjunct."""
    about = _nodes_of(conjunct, node_ids) or frozenset()
    rules = [_order(p.before, p.after) for p in found.precedence if about & {p.after, *p.before}]
    rules += [_apart(pair) for pair in found.exclusions if about & set(pair)]
    rules += [_in_step(pair) for pair in found.coalitions if about & set(pair)]
    done = [conjunction(parse(f"F {n}") for n in sets if n in about) for sets in found.alternatives]
    alternatives = (disjunction(done),) if done else ()
    return _implies((*rules, *alternatives, *_events(about)), conjunct)


def _alternatives(formula: Formula) -> tuple[tuple[str, ...], ...]:
    """The smallest sets of nodes done on accepted traces; none where no trace is, or it is too large to
    say.
    """
    try:
        found = _done_sets(translate(formula, budget=_BUDGET))
    except BudgetExceeded:
        return ()
    return tuple(sorted((tuple(sorted(each)) for each in found), key=lambda each: (len(each), each)))


def _done_sets(dfa: Dfa) -> Sets:
    """Smallest sets of completions on the way to acceptance, by a fixed point over states."""
    reached: dict[int, Sets] = {0: frozenset((frozenset(),))}
    accepted: Sets = frozenset()
    queue = [0]
    while queue:
        state = queue.pop(0)
        for cube, target in dfa.edges(state):
            done = frozenset(name for name, true in cube if true and not name.endswith(_STARTS))
            after = _smallest(each | done for each in reached[state])
            if dfa.accepting[target]:
                accepted = _smallest((*accepted, *after))
            merged = _smallest((*reached.get(target, ()), *after))
            if merged != reached.get(target):
                reached[target] = merged
                queue.append(target)
    return accepted


def _smallest(sets: Iterable[frozenset[str]]) -> Sets:
    every = frozenset(sets)
    return frozenset(one for one in every if not any(other < one for other in every))
