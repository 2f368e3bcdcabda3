"""Clauses that forbid a robot a place or zone, read as rules for routes: planning then looks for ways that
keep them.

`solver` plans within these rules; what they cannot say is left to the check of clauses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from comuros.core.errors import InputError, InvariantBroken
from comuros.core.keep_out import KeepOut, rules_of, within
from comuros.core.literal import ANYTHING, Atom, parse_literal
from comuros.core.plan import Conflict, PlanningOutcome, PlanningStatus
from comuros.core.planning_problem import PlanningProblem
from comuros.core.scenario import TravelModel
from comuros.core.tree import FormulaConstraint, TaskTree, tasks_below
from comuros.spec.ltlf import Formula, Op, negation, negation_normal_form, parse

_PRESENCE = ("inside", "in", "in_zone", "at")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a tree. `everywhere` hold for the whole mission; `scoped` only while some node is under
    way, which ways of the whole mission keep as far as possible.
    """

    everywhere: tuple[KeepOut, ...] = ()
    scoped: tuple[KeepOut, ...] = ()

    def attempts(self) -> Iterator[tuple[KeepOut, ...]]:
        """Sets of rules to plan with, one after the other until there is a plan: the true ones with those of
        scopes, the true ones, and stricter ones that do not ask what a robot holds.
        """
        tried: dict[tuple[KeepOut, ...], None] = {(*self.everywhere, *self.scoped): None}
        tried[self.everywhere] = None
        tried[tuple(replace(rule, holding=()) for rule in (*self.everywhere, *self.scoped))] = None
        yield from tried


def rules_in(tree: TaskTree, *, over: Sequence[str] = ()) -> Rules:
    """The rules that a tree's clauses imply. A clause whose scope has only tasks that are `over` ends."""
    everywhere: list[KeepOut] = []
    scoped: list[KeepOut] = []
    for clause in tree.constraints:
        if not isinstance(clause, FormulaConstraint):
            continue
        found = [replace(rule, clause=clause.id, words=clause.words) for rule in _implied(clause)]
        if clause.scope == tree.root.id:
            everywhere += found
        elif any(task.id not in over for task in tasks_below(tree.node(clause.scope))):
            scoped += found
    return Rules(tuple(dict.fromkeys(everywhere)), tuple(dict.fromkeys(scoped)))


def without_words(travel: TravelModel, words: str) -> TravelModel:
    """The travel model as if this had not been said."""
    return within(travel, [rule for rule in rules_of(travel) if (rule.words or rule.clause) != words])


def solve_within_rules(
    problem: PlanningProblem, travel: TravelModel, solve: Callable[[TravelModel], PlanningOutcome]
) -> PlanningOutcome:
    """The first plan found with ways that keep the rules, as strict as need be.

    Where there is none with the rules of the whole mission, which every plan must keep, that is proved; with
    others nothing is.
    """
    rules = rules_in(problem.tree, over=problem.done)
    broken = _broken_already(rules.everywhere, problem)
    if broken is not None:
        return broken
    first: PlanningOutcome | None = None
    for attempt in rules.attempts():
        outcome = _attempted(attempt, travel, solve)
        if outcome.plan is not None or _is_proof(outcome, attempt, rules):
            return outcome
        first = first or outcome
    assert first is not None
    if first.status is PlanningStatus.INFEASIBLE:
        reason = f"no plan that keeps it was found, which is no proof that there is none: {first.reason}"
        return PlanningOutcome(PlanningStatus.UNSUPPORTED, reason=reason)
    return first


def _broken_already(rules: Sequence[KeepOut], problem: PlanningProblem) -> PlanningOutcome | None:
    """A robot that is where it must never be: no plan helps."""
    for rule in rules:
        for status in problem.team:
            is_there = status.robot == rule.robot and rule.zone in (status.place, *status.zones)
            if is_there and rule.applies(status.holding):
                where = f"{rule.robot} is in {rule.zone} now".replace("_", " ")
                conflict = Conflict((where, rule.words or rule.clause))
                return PlanningOutcome(PlanningStatus.INFEASIBLE, conflict=conflict, reason=str(conflict))
    return None


def _attempted(
    attempt: tuple[KeepOut, ...], travel: TravelModel, solve: Callable[[TravelModel], PlanningOutcome]
) -> PlanningOutcome:
    """Planning reckons with what a robot holds only where a task needs it held: a robot that keeps something
    in hand through another task is found out by the validator, and planned with stricter rules.
    """
    try:
        return solve(within(travel, attempt))
    except InvariantBroken as error:
        if not any(rule.holding for rule in attempt):
            raise
        return PlanningOutcome(PlanningStatus.UNSUPPORTED, reason=str(error))


def _is_proof(outcome: PlanningOutcome, attempt: tuple[KeepOut, ...], rules: Rules) -> bool:
    implied = set(attempt) <= set(rules.everywhere)
    return implied and outcome.status is PlanningStatus.INFEASIBLE


def _implied(clause: FormulaConstraint) -> Iterator[KeepOut]:
    formula = negation_normal_form(parse(clause.formula))
    for part in _conjuncts(formula):
        if part.op is Op.ALWAYS:
            for body in _conjuncts(part.args[0]):
                rule = _rule(_disjuncts(body))
                if rule is not None:
                    yield rule


def _rule(alternatives: Sequence[Formula]) -> KeepOut | None:
    """The rule that `!inside(r, z) | !holding(r, a) & !holding(r, b)` is; None where it is none."""
    absent = [atom for atom in map(_denied, alternatives) if atom and atom.predicate in _PRESENCE]
    others = [part for part in alternatives if not ((a := _denied(part)) and a.predicate in _PRESENCE)]
    if len(absent) != 1 or len(others) > 1 or len(absent[0].arguments) != 2:
        return None
    robot, zone = absent[0].arguments
    held = [_held(part, robot) for part in _conjuncts(others[0])] if others else []
    if any(thing is None for thing in held):
        return None
    return KeepOut(robot, zone, tuple(thing for thing in held if thing is not None))


def _held(part: Formula, robot: str) -> str | None:
    """What `part` says the robot does not hold; None where it says something else."""
    atom = _denied(part)
    if atom is None or atom.arguments[:1] != (robot,):
        return None
    if atom.predicate == "carrying" and len(atom.arguments) == 1:
        return ANYTHING
    return atom.arguments[1] if atom.predicate == "holding" and len(atom.arguments) == 2 else None


def _denied(part: Formula) -> Atom | None:
    """The atom that a negative literal denies."""
    if part.op is not Op.NOT or part.args[0].op is not Op.PROPOSITION:
        return None
    try:
        return parse_literal(part.args[0].name).atom
    except InputError:
        return None


def _conjuncts(formula: Formula) -> Iterator[Formula]:
    if formula.op is Op.AND:
        for arg in formula.args:
            yield from _conjuncts(arg)
    else:
        yield formula


def _disjuncts(formula: Formula) -> tuple[Formula, ...]:
    if formula.op is Op.IMPLIES:
        premise, conclusion = formula.args
        denied = negation_normal_form(negation(premise))
        return (*_disjuncts(denied), *_disjuncts(conclusion))
    if formula.op is Op.OR:
        return tuple(part for arg in formula.args for part in _disjuncts(arg))
    return (formula,)
