"""Clauses that the task network cannot express: a plan is proposed, the automata read it, orders are
added, again.

`solver` calls it for trees with formula constraints. No plan leaves it that some automaton rejects.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import permutations

from comuros.core.errors import TreeError
from comuros.core.plan import Plan, PlanningOutcome, PlanningStatus
from comuros.core.planning_problem import Exclusion, PlanningProblem
from comuros.core.tree import FormulaConstraint, OrderConstraint, TaskTree, checked_tree, tasks_below
from comuros.spec.hltlf import plan_violations, specification
from comuros.spec.ltlf import parse

MOST_ROUNDS = 40
Solve = Callable[[PlanningProblem], PlanningOutcome]


def has_clauses(problem: PlanningProblem) -> bool:
    """Whether the tree has formula constraints at all."""
    return any(isinstance(constraint, FormulaConstraint) for constraint in problem.tree.constraints)


def violated_clauses(plan: Plan, problem: PlanningProblem) -> tuple[FormulaConstraint, ...]:
    """The clauses about tasks that the plan's trace does not satisfy; `clause_check` reads the others."""
    running = tuple(entry.task_id for entry in problem.running)
    bad = plan_violations(specification(problem.tree), plan, done=problem.done, running=running)
    clauses = (c for c in problem.tree.constraints if isinstance(c, FormulaConstraint))
    return tuple(clause for clause in clauses if clause.id in bad and is_about_tasks(clause, problem.tree))


def is_about_tasks(clause: FormulaConstraint, tree: TaskTree) -> bool:
    """Whether a clause mentions what nodes do rather than the world."""
    names = {name.removesuffix("_starts") for name in parse(clause.formula).propositions}
    return any(node.id in names for node in tree.nodes())


def plan_with_clauses(problem: PlanningProblem, solve: Solve, search: Solve) -> PlanningOutcome:
    """A plan that keeps all clauses: orders between nodes a clause mentions are added, or a robot kept
    off a task; where no such plan keeps them, `search` is asked.

    `solve` answers UNSUPPORTED where its best plan breaks a clause. The bound is that of the problem
    without additions where that is known. Where nothing is found in MOST_ROUNDS plans, nor by the search, the
    answer is UNSUPPORTED, since nothing is proved.
    """
    first = solve(problem)
    if not _is_refused(first, problem):
        return first
    bound_s = first.plan.certificate.lower_bound_s if first.plan is not None else problem.now_s
    waiting: deque[PlanningProblem] = deque(_narrowed(problem))
    for _ in range(MOST_ROUNDS):
        if not waiting:
            break
        candidate = waiting.popleft()
        outcome = solve(candidate)
        if outcome.plan is not None and not _is_refused(outcome, problem):
            return _bounded(outcome, bound_s)
        if _is_refused(outcome, problem):
            waiting.extend(_narrowed(candidate))
    searched = search(problem)
    if searched.plan is not None:
        return _bounded(searched, max(bound_s, searched.plan.certificate.lower_bound_s))
    reason = f"{_given_up(problem, first)}; {searched.reason}"
    return PlanningOutcome(PlanningStatus.UNSUPPORTED, reason=reason)


def _is_refused(outcome: PlanningOutcome, problem: PlanningProblem) -> bool:
    """Whether there is a plan that breaks a clause."""
    if outcome.plan is None:
        return outcome.status is PlanningStatus.UNSUPPORTED
    return bool(violated_clauses(outcome.plan, problem))


def _given_up(problem: PlanningProblem, first: PlanningOutcome) -> str:
    clauses = [c for c in problem.tree.constraints if isinstance(c, FormulaConstraint)]
    broken = violated_clauses(first.plan, problem) if first.plan is not None else clauses
    words = "; ".join(clause.words or clause.formula for clause in broken)
    proposals = f"no plan that keeps {words!r} was found in {MOST_ROUNDS} proposals"
    return f"{proposals}; it is not proved that there is none"


def _narrowed(problem: PlanningProblem) -> Iterator[PlanningProblem]:
    """The problem with one more order between two nodes, or one more robot kept off a task."""
    known = {node.id for node in problem.tree.nodes()}
    team = [status.robot for status in problem.team]
    for clause in [c for c in problem.tree.constraints if isinstance(c, FormulaConstraint)]:
        mentioned = parse(clause.formula).propositions
        names = dict.fromkeys(name.removesuffix("_starts") for name in mentioned)
        for before, after in permutations([name for name in names if name in known], 2):
            yield from _with_order(problem, clause, before, after)
        for robot in [r for r in team if any(f"({r}," in name or f"({r})" in name for name in mentioned)]:
            for task in tasks_below(problem.tree.node(clause.scope)):
                entry = Exclusion(task.id, robot, clause.words or clause.formula)
                if entry not in problem.excluded:
                    yield replace(problem, excluded=(*problem.excluded, entry))


def _with_order(
    problem: PlanningProblem, clause: FormulaConstraint, before: str, after: str
) -> Iterator[PlanningProblem]:
    order = OrderConstraint(f"{clause.id}_{before}_{after}", before, after, clause.words)
    if order in problem.tree.constraints:
        return
    constraints = (*problem.tree.constraints, order)
    try:
        tree = checked_tree(
            problem.tree.root, constraints=constraints, instruction_id=problem.tree.instruction_id
        )
    except TreeError:
        return
    yield replace(problem, tree=tree)


def _bounded(outcome: PlanningOutcome, bound_s: float) -> PlanningOutcome:
    """The outcome with a bound that holds without the added orders; optimal only where the plan meets it."""
    assert outcome.plan is not None
    certificate = outcome.plan.certificate
    proved = certificate.makespan_s <= bound_s + 1e-6
    plan = replace(
        outcome.plan, certificate=replace(certificate, lower_bound_s=min(bound_s, certificate.makespan_s))
    )
    note = (
        outcome.reason
        if proved
        else "the plan was changed to keep the clauses; the bound is that without them"
    )
    return PlanningOutcome(PlanningStatus.SOLVED, plan, reason=note)
