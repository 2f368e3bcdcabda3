"""What is wrong with a specification before anything is planned: contradictory, unreachable and vacuous
parts, each with the smallest set of parts that makes it so, in words.

The coordinator sends trees back with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from comuros.core.errors import BudgetExceeded
from comuros.core.scenario import Scenario
from comuros.core.task import FormulaGoal
from comuros.core.tree import Branch, Relation, tasks_below
from comuros.spec.hltlf.background import event_theory, relatives, world_theory
from comuros.spec.hltlf.conflict_set import Theory, conflict_among, smallest_conflict
from comuros.spec.hltlf.part import Part, PartKind, parts_of, said
from comuros.spec.hltlf.specification import Specification
from comuros.spec.ltlf import TRUE, Formula, conjunction, eventually, is_satisfiable, negation, parse
from comuros.spec.ltlf import proposition as proposition_of
from comuros.spec.phrasing import phrasing


class FindingKind(Enum):
    """What is wrong. `UNDECIDED` says that a question was not answered within its budget."""

    CONTRADICTORY = "contradictory"
    UNREACHABLE = "unreachable"
    VACUOUS = "vacuous"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Finding:
    """`subject` is the id of the part or node it is about; `because` the smallest set of parts behind it."""

    kind: FindingKind
    subject: str
    because: tuple[Part, ...]
    words: str


def diagnose(spec: Specification, scenario: Scenario | None = None) -> tuple[Finding, ...]:
    """Everything found, contradictions first; unreachable and vacuous parts only where there is none.

    Complete for what the specification says of events and of the world's propositions: without a finding of
    kind `UNDECIDED`, a trace was found for whatever is not reported. Conflicts that depend on travel, on
    the start or on who does what are left to planning.
    """
    examined = _Examined(spec, scenario)
    found = tuple(_contradictions(examined))
    if any(finding.kind is FindingKind.CONTRADICTORY for finding in found):
        return found
    return (*found, *_unreachable(examined), *_vacuous(examined))


def contradictions(spec: Specification, scenario: Scenario | None = None) -> tuple[Finding, ...]:
    """Sets of parts that no trace can satisfy together; none is part of another."""
    found = _contradictions(_Examined(spec, scenario))
    return tuple(finding for finding in found if finding.kind is FindingKind.CONTRADICTORY)


def _contradictions(examined: _Examined) -> Iterator[Finding]:
    """Small groups first, which give the best words; then all parts at once, so that none is missed."""
    found = [*_impossible_goals(examined)]
    for group in dict.fromkeys(examined.groups()):
        if any(set(finding.because) <= set(group) for finding in found):
            continue
        conflict = smallest_conflict(group, examined.theory)
        if conflict is not None:
            found.append(_contradiction(conflict))
    yield from found
    if found:
        return
    try:
        conflict = conflict_among(examined.parts, examined.theory(examined.parts))
    except BudgetExceeded as error:
        yield _undecided("", "whether all parts can be met together", error)
        return
    if conflict is not None:
        yield _contradiction(smallest_conflict(conflict, examined.theory) or conflict)


def _undecided(subject: str, question: str, error: BudgetExceeded) -> Finding:
    return Finding(FindingKind.UNDECIDED, subject, (), f"{question} was not decided: {error}")


class _Examined:
    """A specification with its parts, and what bears on what."""

    def __init__(self, spec: Specification, scenario: Scenario | None) -> None:
        self.spec, self.tree, self.scenario = spec, spec.tree, scenario
        self.parts = parts_of(spec, phrasing(spec.tree, scenario), scenario)
        self.clauses = [part for part in self.parts if part.kind is PartKind.CLAUSE]

    def groups(self) -> Iterator[tuple[Part, ...]]:
        """Sets of parts that may conflict, small ones first: a part alone, a clause with one task,
        coalitions, a clause with all that bears on it, all clauses.
        """
        yield from ((part,) for part in self.parts)
        for clause in self.clauses:
            yield from ((part, clause) for part in self.parts if self._bears(clause, part))
        for node in self.tree.nodes():
            if isinstance(node, Branch) and node.relation is Relation.TOGETHER:
                yield self._below(frozenset(task.id for task in tasks_below(node)))
        yield from (self.around([clause]) for clause in self.clauses)
        if len(self.clauses) > 1:
            yield self.around(self.clauses)

    def around(self, seeds: Sequence[Part]) -> tuple[Part, ...]:
        """The seeds, every clause and task that bears on them, and the orders between these tasks."""
        chosen = list(seeds)
        for part in chosen:
            chosen += [other for other in self.parts if other not in chosen and self._bears(part, other)]
        tasks = {task for part in chosen for task in self._tasks_of(part)}
        return self._with_orders([part for part in self.parts if part in chosen], frozenset(tasks))

    def theory(self, parts: Sequence[Part]) -> Formula:
        """What holds anyway, for these parts."""
        names = {name for part in parts for name in part.formula.propositions}
        tasks = frozenset(task for part in parts for task in self._tasks_of(part))
        events = event_theory(self.tree, tasks) if tasks else TRUE
        return conjunction((events, world_theory(names, self.scenario)))

    def _below(self, tasks: frozenset[str]) -> tuple[Part, ...]:
        return self._with_orders([part for part in self.parts if part.id in tasks], tasks)

    def _with_orders(self, chosen: Sequence[Part], tasks: frozenset[str]) -> tuple[Part, ...]:
        related = [
            part
            for part in self.parts
            if part.kind in (PartKind.RELATION, PartKind.ORDER)
            and sum(bool(tasks & set(self._tasks_under(node))) for node in part.nodes) > 1
        ]
        needed = {task for part in related for node in part.nodes for task in self._tasks_under(node)} & tasks
        tasks_too = [p for p in self.parts if p.id in needed and p.kind is PartKind.TASK and p not in chosen]
        return (*chosen, *tasks_too, *related)

    def _bears(self, part: Part, other: Part) -> bool:
        """Whether two clauses or tasks speak of the same things."""
        if other.kind not in (PartKind.CLAUSE, PartKind.TASK):
            return False
        if other.kind is PartKind.TASK and part.kind is PartKind.TASK:
            return False
        if other.kind is PartKind.TASK and other.id in self._tasks_of(part):
            return True
        theirs = other.formula.propositions
        return any(relatives(name, theirs, self.scenario) for name in part.formula.propositions)

    def _tasks_of(self, part: Part) -> tuple[str, ...]:
        return tuple(task for node in part.nodes for task in self._tasks_under(node))

    def _tasks_under(self, node_id: str) -> tuple[str, ...]:
        return tuple(task.id for task in tasks_below(self.tree.node(node_id)))


def _impossible_goals(examined: _Examined) -> Iterator[Finding]:
    """Tasks whose own formula no robot's trace can satisfy."""
    for task in examined.tree.tasks():
        if isinstance(task.work, FormulaGoal) and not is_satisfiable(parse(task.work.formula)):
            part = next(p for p in examined.parts if p.id == task.id and p.kind is PartKind.TASK)
            words = f"{part.words}, which no robot can ever satisfy"
            yield Finding(FindingKind.CONTRADICTORY, task.id, (part,), words)


def _contradiction(conflict: tuple[Part, ...]) -> Finding:
    if len(conflict) == 1:
        words = f"{conflict[0].words} can never be met"
    else:
        words = f"these cannot all be met: {_listed(conflict)}"
    return Finding(FindingKind.CONTRADICTORY, conflict[-1].id, conflict, words)


def _unreachable(examined: _Examined) -> Iterator[Finding]:
    """Alternatives that can never be done, though another can."""
    for node in examined.tree.nodes():
        if not isinstance(node, Branch) or node.relation is not Relation.ANY:
            continue
        for child in node.children:
            name, done = said(examined.tree, child.id), eventually(proposition_of(child.id))
            theory, question = _with(examined, done, child.id), f"whether {name} can be done"
            for found in _unless_possible(
                FindingKind.UNREACHABLE, child.id, examined.parts, theory, question
            ):
                yield _said(found, f"{name} can never be done because of {_listed(found.because)}")


def _vacuous(examined: _Examined) -> Iterator[Finding]:
    """Clauses that ask for nothing that the others do not ask for already."""
    for clause in examined.clauses:
        others = [part for part in examined.parts if part is not clause]
        denied = _with(examined, negation(clause.formula))
        question = f"whether {clause.words} asks for anything"
        for found in _unless_possible(FindingKind.VACUOUS, clause.id, others, denied, question):
            listed = f"it follows from {_listed(found.because)}"
            reason = listed if found.because else "every course of events satisfies it"
            yield _said(found, f"{clause.words} asks for nothing: {reason}")


def _said(found: Finding, words: str) -> Finding:
    return found if found.words else replace(found, words=words)


def _unless_possible(
    kind: FindingKind, subject: str, parts: Sequence[Part], theory: Theory, question: str
) -> Iterator[Finding]:
    """A finding where parts cannot hold together under a theory, with a smallest set of them."""
    try:
        conflict = conflict_among(parts, theory(parts))
    except BudgetExceeded as error:
        yield _undecided(subject, question, error)
        return
    if conflict is not None:
        because = smallest_conflict(conflict, theory)
        because = conflict if because is None else because
        yield Finding(kind, subject, because, "")


def _with(examined: _Examined, extra: Formula, node_id: str = "") -> Callable[[Sequence[Part]], Formula]:
    """The theory with a further formula, and the propositions of that formula."""
    nodes = (node_id,) if node_id else ()
    part = Part("", PartKind.CLAUSE, extra, "", nodes)
    return lambda parts: conjunction((examined.theory((*parts, part)), extra))


def _listed(parts: Sequence[Part]) -> str:
    return "; ".join(f"({number}) {part.words}" for number, part in enumerate(parts, start=1))
