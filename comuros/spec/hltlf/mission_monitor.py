"""The specification as a monitor: fed with what starts and what is done, it says which nodes are satisfied or
violated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comuros.core.errors import InvariantBroken
from comuros.core.tree import Branch, Node, tasks_below
from comuros.spec.hltlf.specification import Specification
from comuros.spec.ltlf import Monitor, Verdict4, parse


@dataclass(frozen=True, slots=True)
class Instant:
    """What becomes known at one instant: nodes accepted for the first time, and formulas
    violated for good.
    """

    accepted: tuple[str, ...]
    violated: tuple[str, ...]


class MissionMonitor:
    """Watches the task events of one mission. One step is one instant; events of one instant must come in one
    call.

    A composite proposition `n` is true in the instant in which node n's own specification first accepts,
    `n_starts` in the instant in which the first task below it starts.
    """

    def __init__(self, spec: Specification) -> None:
        self._spec = spec
        self._monitors = {
            entry.node_id: Monitor(parse(entry.formula)) for entry in (*spec.nodes, *spec.orders)
        }
        self._clauses = {clause.id: Monitor(parse(clause.formula)) for clause in spec.clauses}
        self._open_clauses = {clause.id: clause.scope for clause in spec.clauses}
        self._started: set[str] = set()
        self._accepted: set[str] = set()
        self._violated: set[str] = set()

    @property
    def complete(self) -> bool:
        """Whether the root is accepted and nothing is violated."""
        return self._spec.tree.root.id in self._accepted and not self._violated

    def is_accepted(self, node_id: str) -> bool:
        """Whether this node was accepted at some instant."""
        return node_id in self._accepted

    def step(
        self, *, started: Iterable[str] = (), done: Iterable[str] = (), facts: frozenset[str] = frozenset()
    ) -> Instant:
        """One instant of the mission: tasks that start, tasks that are done, and the world's propositions
        true in it.

        Raises:
            InvariantBroken: a task is reported that the tree does not have.
        """
        events = self._task_events(tuple(started), tuple(done))
        accepted = [task_id for task_id in done if task_id in self._accepted]
        violated: list[str] = []
        self._step_node(self._spec.tree.root, events, accepted, violated)
        for entry in self._spec.orders:
            self._judge(entry.node_id, self._monitors[entry.node_id].step(events), violated)
        self._step_clauses(frozenset(events) | facts, violated)
        self._violated.update(violated)
        return Instant(tuple(accepted), tuple(violated))

    def observe(self, facts: frozenset[str]) -> tuple[str, ...]:
        """The world changed and no task started or ended: step the clauses alone; ids of
        those now violated.
        """
        violated: list[str] = []
        self._step_clauses(facts, violated)
        self._violated.update(violated)
        return tuple(violated)

    def owed_at_end(self) -> tuple[str, ...]:
        """Formulas that the trace as it stands does not satisfy: ids of started nodes, orders and clauses."""
        owed = [n for n in self._monitors if self._must_accept(n) and not self._is_satisfied_now(n)]
        owed += [c for c, monitor in self._clauses.items() if not _accepts(monitor.verdict)]
        root = self._spec.tree.root.id
        owed += [root] if root not in self._accepted else []
        return tuple(sorted({*owed, *self._violated}))

    def _task_events(self, started: tuple[str, ...], done: tuple[str, ...]) -> set[str]:
        known = {task.id for task in self._spec.tree.tasks()}
        unknown = sorted({*started, *done} - known)
        if unknown:
            raise InvariantBroken(f"the monitor was told of {unknown[0]!r}, which is no task of the tree")
        self._accepted.update(done)
        events = {f"{task_id}_starts" for task_id in started} | set(done)
        for node in self._spec.tree.nodes():
            if isinstance(node, Branch) and node.id not in self._started and _any_task(node, started):
                self._started.add(node.id)
                events.add(f"{node.id}_starts")
        self._started.update(started)
        return events

    def _step_node(self, node: Node, events: set[str], accepted: list[str], violated: list[str]) -> None:
        """Children first, so that a child's acceptance is an event of the same instant for its parent."""
        if not isinstance(node, Branch):
            return
        for child in node.children:
            self._step_node(child, events, accepted, violated)
        if node.id not in self._started:
            return
        verdict = self._monitors[node.id].step(events)
        self._judge(node.id, verdict, violated)
        if node.id not in self._accepted and _accepts(verdict):
            self._accepted.add(node.id)
            accepted.append(node.id)
            events.add(node.id)

    def _step_clauses(self, propositions: frozenset[str], violated: list[str]) -> None:
        for clause_id, scope in sorted(self._open_clauses.items()):
            if scope not in self._started and scope != self._spec.tree.root.id:
                continue
            monitor = self._clauses[clause_id]
            self._judge(clause_id, monitor.step(propositions), violated)
            if scope in self._accepted and scope != self._spec.tree.root.id:
                del self._open_clauses[clause_id]

    def _judge(self, formula_id: str, verdict: Verdict4, violated: list[str]) -> None:
        if verdict is Verdict4.VIOLATED and formula_id not in self._violated:
            violated.append(formula_id)

    def _must_accept(self, formula_id: str) -> bool:
        is_order = any(entry.node_id == formula_id for entry in self._spec.orders)
        return is_order or formula_id in self._started or formula_id == self._spec.tree.root.id

    def _is_satisfied_now(self, formula_id: str) -> bool:
        return formula_id in self._accepted or _accepts(self._monitors[formula_id].verdict)


def _accepts(verdict: Verdict4) -> bool:
    return verdict in (Verdict4.SATISFIED, Verdict4.SO_FAR_SATISFIED)


def _any_task(node: Branch, started: tuple[str, ...]) -> bool:
    return any(task.id in started for task in tasks_below(node))
