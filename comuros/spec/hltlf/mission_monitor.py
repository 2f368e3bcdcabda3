"""The specification as a monitor: fed with what starts and what is done, it says which nodes are satisfied or
violated.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from comuros.core.errors import InputError, InvariantBroken
from comuros.core.task import FormulaGoal
from comuros.core.tree import Branch, Node, tasks_below
from comuros.spec.hltlf.specification import Specification
from comuros.spec.ltlf import Monitor, Verdict4, Watch, parse

_WATCHES_KEPT = 512


@lru_cache(maxsize=_WATCHES_KEPT)
def watch_of(formula: str) -> Watch:
    """The automaton of a formula. A mission is watched, and each of its plans is read, by the same automata:
    they are made once.
    """
    return Watch.of(parse(formula))


def prepare_monitors(spec: Specification) -> None:
    """Make the automata of a specification and of its tree's formula leaves, as workers do: whoever monitors
    them later finds them made.
    """
    MissionMonitor(spec)
    for task in spec.tree.tasks():
        if isinstance(task.work, FormulaGoal):
            watch_of(task.work.formula)


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
            entry.node_id: Monitor(watch_of(entry.formula)) for entry in (*spec.nodes, *spec.orders)
        }
        self._clauses = {clause.id: Monitor(watch_of(clause.formula)) for clause in spec.clauses}
        self._open_clauses = {clause.id: clause.scope for clause in spec.clauses}
        self._started: set[str] = set()
        self._accepted: set[str] = set()
        self._violated: set[str] = set()

    @property
    def complete(self) -> bool:
        """Whether the root is accepted and nothing is violated."""
        return self._spec.tree.root.id in self._accepted and not self._violated

    @property
    def is_violated(self) -> bool:
        """Whether a formula can never be satisfied any more."""
        return bool(self._violated)

    def is_accepted(self, node_id: str) -> bool:
        """Whether this node was accepted at some instant."""
        return node_id in self._accepted

    @property
    def position(self) -> Hashable:
        """Where all automata are: two monitors of one specification with equal positions go on alike."""
        monitors = (*self._monitors.values(), *self._clauses.values())
        sets = (self._open_clauses, self._started, self._accepted, self._violated)
        return tuple(monitor.position for monitor in monitors), tuple(frozenset(names) for names in sets)

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

    def verdicts(self) -> tuple[tuple[str, Verdict4], ...]:
        """The verdict on every node, order and clause, in the order of the specification.

        Acceptance latches: a node once accepted stays satisfied. A clause whose scope is over is judged for
        good.
        """
        nodes = [(node.id, self._node_verdict(node)) for node in self._spec.tree.nodes()]
        orders = [(entry.node_id, self._monitors[entry.node_id].verdict) for entry in self._spec.orders]
        clauses = [(clause.id, self._clause_verdict(clause.id)) for clause in self._spec.clauses]
        return (*nodes, *orders, *clauses)

    def to_state(self) -> dict[str, object]:
        """All that is needed to go on after a restart, as plain JSON values."""
        return {
            "monitors": {name: monitor.to_state() for name, monitor in self._monitors.items()},
            "clauses": {name: monitor.to_state() for name, monitor in self._clauses.items()},
            "open": sorted(self._open_clauses),
            "started": sorted(self._started),
            "accepted": sorted(self._accepted),
            "violated": sorted(self._violated),
        }

    @staticmethod
    def from_state(spec: Specification, stored: Mapping[str, object]) -> MissionMonitor:
        """A monitor of the same specification that goes on where the stored one stopped.

        Raises:
            InputError: the stored state is not one of this specification.
        """
        monitor = MissionMonitor(spec)
        monitor._monitors = _restored(monitor._monitors, stored.get("monitors"))
        monitor._clauses = _restored(monitor._clauses, stored.get("clauses"))
        nodes = {node.id for node in spec.tree.nodes()}
        still_open = _names(stored, "open", known=set(monitor._clauses))
        monitor._open_clauses = {c.id: c.scope for c in spec.clauses if c.id in still_open}
        monitor._started = _names(stored, "started", known=nodes)
        monitor._accepted = _names(stored, "accepted", known=nodes)
        monitor._violated = _names(stored, "violated", known={*monitor._monitors, *monitor._clauses})
        return monitor

    def _node_verdict(self, node: Node) -> Verdict4:
        if node.id in self._accepted:
            return Verdict4.SATISFIED
        return self._monitors[node.id].verdict if isinstance(node, Branch) else Verdict4.SO_FAR_VIOLATED

    def _clause_verdict(self, clause_id: str) -> Verdict4:
        verdict = self._clauses[clause_id].verdict
        if clause_id in self._open_clauses or verdict.is_final:
            return verdict
        return Verdict4.SATISFIED if verdict.holds_now else Verdict4.VIOLATED

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


def _restored(fresh: Mapping[str, Monitor], stored: object) -> dict[str, Monitor]:
    if not isinstance(stored, Mapping) or set(stored) != set(fresh):
        expected = ", ".join(sorted(fresh)) or "none"
        raise InputError(f"the stored mission state has monitors {stored!r}; expected those of {expected}")
    for name, state in stored.items():
        if not isinstance(state, Mapping):
            raise InputError(f"the stored state of {name!r} is {state!r}; expected what to_state() gives")
    return {name: Monitor.from_state(monitor.formula, stored[name]) for name, monitor in fresh.items()}


def _names(stored: Mapping[str, object], key: str, *, known: set[str]) -> set[str]:
    names = stored.get(key)
    if not isinstance(names, list) or not all(isinstance(name, str) and name in known for name in names):
        raise InputError(f"{key!r} of the stored mission state is {names!r}; expected a list of known ids")
    return set(names)
