"""Two judges that share nothing with the planner: a plan run symbolically, its trace read by the label's
automata.
"""

from __future__ import annotations

from comuros.core.composition import compose
from comuros.core.errors import BudgetExceeded, FormulaError
from comuros.core.plan import Plan
from comuros.core.robot import Locomotion
from comuros.core.scenario import Scenario
from comuros.core.symbolic import run_symbolically
from comuros.core.tree import FormulaConstraint, TaskTree
from comuros.evaluation.cases import InstructionCase
from comuros.evaluation.matching import Match
from comuros.spec.ltlf import are_equivalent, conjunction, parse
from comuros.spec.questions import is_accepted

_SAME_INSTANT_S = 1e-6
ROBOT = "?robot"


def executable(plan: Plan, tree: TaskTree, scenario: Scenario) -> str:
    """Why the plan cannot be run from the initial state, task by task in order of time; "" where it can."""
    state = scenario.initial_state()
    for entry in sorted(plan.assignments, key=lambda a: (a.start_s, a.end_s, a.task_id)):
        task = next(task for task in tree.tasks() if task.id == entry.task_id)
        robots = tuple(scenario.robot(name) for name in entry.robots)
        composed = compose(task.work, robots=robots, state=state, scenario=scenario)
        if not composed.ok:
            return f"{task.label}: {composed.reason}"
        run = run_symbolically(composed.calls, robots=robots, state=state, scenario=scenario)
        if not run.ok:
            return f"{task.label}: {run.reason()}"
        state = run.state
    return ""


def accepted(plan: Plan, match: Match) -> str:
    """Which formula of the label rejects the plan's trace; "" where all accept."""
    trace = plan_trace(plan, match)
    formulas = [f"F {item.name}" for item in match.expected]
    formulas += [f"!{after}_starts U {before}" for before, after in sorted(match.expected_order)]
    return next((formula for formula in formulas if not is_accepted(formula, trace)), "")


def plan_trace(plan: Plan, match: Match) -> tuple[frozenset[str], ...]:
    """Starts (`e1_starts`) and ends (`e1`) of the plan in the names of the label, one letter per instant."""
    names = {leaf: item.name for item in match.found for leaf in item.leaves}
    moments = sorted(
        [(entry.start_s, f"{names[entry.task_id]}_starts") for entry in plan.assignments]
        + [(entry.end_s, names[entry.task_id]) for entry in plan.assignments]
    )
    letters: list[set[str]] = [set()]
    last_s = 0.0
    for time_s, name in moments:
        if time_s - last_s > _SAME_INSTANT_S:
            letters.append(set())
            last_s = time_s
        letters[-1].add(name)
    return tuple(frozenset(letter) for letter in letters)


def rules_right(tree: TaskTree, case: InstructionCase, scenario: Scenario) -> bool:
    """Whether the rules of the tree and of the label have the same language."""
    ours = [c.formula for c in tree.constraints if isinstance(c, FormulaConstraint)]
    theirs = _expanded(case.rules, scenario)
    if not ours or not theirs:
        return not ours and not theirs
    try:
        return are_equivalent(
            conjunction(parse(formula) for formula in ours),
            conjunction(parse(formula) for formula in theirs),
        )
    except (FormulaError, BudgetExceeded):
        return False


def _expanded(rules: tuple[str, ...], scenario: Scenario) -> list[str]:
    """One formula for each robot that moves where a rule says `?robot`."""
    moving = [r.name for r in scenario.robots if r.type.locomotion is not Locomotion.FIXED]
    return [rule.replace(ROBOT, name) for rule in rules for name in (moving if ROBOT in rule else [""])]
