"""One instruction, one run: what came of it, held against its label."""

from __future__ import annotations

from dataclasses import dataclass, field

from comuros.core.instruction import Interpretation, InterpretationStatus
from comuros.core.mission import MissionOutcome
from comuros.core.scenario import Scenario
from comuros.evaluation.cases import InstructionCase
from comuros.evaluation.matching import Match, match_tree
from comuros.evaluation.truth import accepted, executable, rules_right
from comuros.llm import Usage
from comuros.offline import OfflinePlan

INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True)
class Run:
    """What the system under evaluation did with one instruction: its last interpretation and how far the
    mission got.
    """

    found: OfflinePlan
    interpretation: Interpretation | None
    usage: Usage = field(default_factory=Usage)
    model_calls: int = 0
    wall_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """One run against its label. Booleans that do not apply are None; `fault` says in words what is wrong.

    `is_wrong_silently` is the one to fear: neither right nor asked about nor refused. `signature` is equal
    for runs that came to the same tasks, order and class.
    """

    case: InstructionCase
    run: Run
    parsed: bool
    found_class: str
    class_right: bool
    tasks_right: bool
    allocation_iou: float
    precedence: tuple[int, int, int]
    executable: bool | None
    plan_right: bool | None
    is_right: bool
    is_wrong_silently: bool
    fault: str
    signature: str

    @property
    def precedence_f1(self) -> float:
        """F1 over pairs of tasks in order; 1 where neither side has any."""
        both, found, expected = self.precedence
        return 2.0 * both / (found + expected) if found + expected else 1.0


def score(case: InstructionCase, run: Run, scenario: Scenario) -> Score:
    """Hold a run against its label."""
    tree = run.found.tree
    if tree is None:
        return _without_tree(case, run)
    match = match_tree(tree.tree, case, scenario)
    found_class = _class_of(run)
    plan = run.found.plan.plan if run.found.plan is not None else None
    cannot_run = executable(plan, tree.tree, scenario) if plan is not None else "there is no plan"
    rejected = _rejected(run, match) if plan is not None else "there is no plan"
    faults = _faults(case, run, match, found_class)
    if not rules_right(tree.tree, case, scenario):
        faults.append("the rules are not those of the label")
    if case.is_feasible:
        faults += [text for text in (cannot_run, rejected) if text]
    feasible = case.is_feasible
    return Score(
        case=case,
        run=run,
        parsed=True,
        found_class=found_class,
        class_right=found_class == case.expected_class,
        tasks_right=match.tasks_right,
        allocation_iou=_allocation_iou(match),
        precedence=_precedence(match),
        executable=not cannot_run if feasible else None,
        plan_right=not rejected and not cannot_run and match.tasks_right if feasible else None,
        is_right=not faults,
        is_wrong_silently=bool(faults) and plan is not None,
        fault="; ".join(faults),
        signature=_signature(match, found_class),
    )


def _without_tree(case: InstructionCase, run: Run) -> Score:
    said = run.found.question.question if run.found.question else ""
    said = said or (run.found.end.reason if run.found.end else "no answer")
    expected = len(case.order)
    return Score(
        case=case,
        run=run,
        parsed=False,
        found_class=_class_of(run),
        class_right=False,
        tasks_right=False,
        allocation_iou=0.0,
        precedence=(0, 0, expected),
        executable=False if case.is_feasible else None,
        plan_right=False if case.is_feasible else None,
        is_right=False,
        is_wrong_silently=False,
        fault=f"asked: {said}" if run.found.question else said,
        signature=f"none: {run.interpretation.status.value if run.interpretation else 'no answer'}",
    )


def _class_of(run: Run) -> str:
    """The derived class; infeasible only where planning has proved it; "" where there is none."""
    end = run.found.end
    if end is not None and end.outcome is MissionOutcome.INFEASIBLE:
        return INFEASIBLE
    understood = run.interpretation and run.interpretation.status is InterpretationStatus.UNDERSTOOD
    return run.found.tree.mission_class if run.found.tree and understood else ""


def _faults(case: InstructionCase, run: Run, match: Match, found_class: str) -> list[str]:
    faults = []
    if not match.tasks_right:
        missing = {i.name for i in match.expected} - {i.name for i in match.found}
        lacking = [" or ".join(sorted(i.works)) for i in match.expected if i.name in missing]
        extra = [" or ".join(sorted(i.works)) for i in match.found if i.name.startswith("extra_")]
        faults += [f"lacks {work}" for work in lacking] + [f"adds {work}" for work in extra]
        if not faults:
            faults.append("another number of robots")
    if match.expected_order != match.found_order:
        faults.append("another order")
    if _allocation_iou(match) < 1.0 and not faults:
        faults.append("other robots may do it")
    if found_class != case.expected_class:
        faults.append(f"class {found_class or 'none'}, expected {case.expected_class}")
    reason = run.found.end.reason.lower() if run.found.end else ""
    unsaid = [word for word in case.because if word.lower() not in reason]
    if unsaid and found_class == INFEASIBLE:
        faults.append(f"the reason does not mention {', '.join(unsaid)}: {reason}")
    return faults


def _rejected(run: Run, match: Match) -> str:
    assert run.found.plan is not None
    plan = run.found.plan.plan
    names = {leaf: item.name for item in match.found for leaf in item.leaves}
    allowed = {item.name: item.permitted for item in match.expected}
    for entry in plan.assignments:
        for robot in entry.robots:
            if robot not in allowed.get(names[entry.task_id], frozenset((robot,))):
                return f"{robot} may not do {entry.task_id}"
    return accepted(plan, match)


def _allocation_iou(match: Match) -> float:
    """Intersection over union of the pairs (task, robot that may do it)."""
    expected = {(item.name, robot) for item in match.expected for robot in item.permitted}
    found = {(item.name, robot) for item in match.found for robot in item.permitted}
    return len(expected & found) / len(expected | found) if expected | found else 1.0


def _precedence(match: Match) -> tuple[int, int, int]:
    both = len(match.expected_order & match.found_order)
    return both, len(match.found_order), len(match.expected_order)


def _signature(match: Match, found_class: str) -> str:
    items = sorted((sorted(item.works), item.count, sorted(item.permitted)) for item in match.found)
    return f"{found_class} {items} {sorted(match.found_order)}"
