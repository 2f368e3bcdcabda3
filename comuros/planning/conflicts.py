"""Why there is no plan: a minimal set of requirements in words, found by leaving them out one at a time.

`solver` calls it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comuros.core.objective import Objective
from comuros.core.plan import Conflict
from comuros.core.planning_problem import PlanningProblem
from comuros.core.scenario import Scenario, TravelModel
from comuros.planning.candidates import Undoable, build_instance
from comuros.planning.cp_search import SearchStatus, SolverSettings, search
from comuros.planning.feature_relaxation import feature_relaxations
from comuros.planning.features.narrow import narrow_book
from comuros.planning.relaxation import Question, Relaxation, relaxations

PROBE_LIMIT_S = 2.0


def explain(
    problem: PlanningProblem,
    *,
    scenario: Scenario,
    travel: TravelModel,
    stuck: Sequence[Undoable],
    settings: SolverSettings,
    narrow: bool = False,
) -> Conflict:
    """The conflict of a problem known to have no plan, or, `narrow`, none with waits at narrow ways.

    Its first lines are requirements of which leaving out any one would help; the facts behind them, with
    the numbers, are attached to the requirement that a task be done.
    """
    question = Question(problem, scenario, travel, narrow)
    core = minimal_core(question, settings).requirements
    facts = {entry.task.id: _facts(entry) for entry in stuck}
    return Conflict(tuple(_with_facts(relaxation.words, facts) for relaxation in core))


@dataclass(frozen=True, slots=True)
class Core:
    """Requirements that cannot all be met. `question` has them and nothing else that could be left out;
    leaving
    out any one of them in it makes it feasible.
    """

    requirements: tuple[Relaxation, ...]
    question: Question


def minimal_core(question: Question, settings: SolverSettings) -> Core:
    """A deletion filter: whatever can be left out with the rest still contradictory is left out for good.

    It is repeated until nothing goes any more: one robot instead of two may make a task harder, so that what
    was needed before is not needed after.
    """
    core = (*relaxations(question), *feature_relaxations(question))
    while True:
        kept: list[Relaxation] = []
        for candidate in core:
            without = candidate.without(question)
            if is_feasible(without, settings):
                kept.append(candidate)
            else:
                question = without
        if len(kept) == len(core) or not kept:
            return Core(tuple(kept), question)
        core = tuple(kept)


def is_feasible(question: Question, settings: SolverSettings) -> bool:
    """Whether there is a plan; a time-out counts as feasible, so that nothing unproved is claimed."""
    built = build_instance(question.problem, scenario=question.scenario, travel=question.travel)
    optional = built.instance.network.alternative_of
    if any(stuck.task.id not in optional for stuck in built.undoable):
        return False
    book = narrow_book(built.instance, question.scenario, question.travel) if question.narrow else None
    try:
        result = search(
            built.instance,
            scenario=question.scenario,
            objective=Objective.MAKESPAN_THEN_TRAVEL,
            time_limit_s=PROBE_LIMIT_S,
            seed=question.problem.seed,
            settings=settings,
            book=book,
        )
    except ValueError:  # more crossings than one model holds: nothing is proved
        return True
    return result.status is not SearchStatus.INFEASIBLE


def _facts(stuck: Undoable) -> str:
    """Why nobody can do a task, each reason once."""
    reasons: dict[str, None] = {}
    able = [refused for refused in stuck.refused if "needs skill" not in refused.reason]
    for refused in able or stuck.refused:
        who = " and ".join(name.replace("_", " ") for name in refused.robots)
        about_crew = refused.reason.startswith("is ")
        reasons[f"{who} {refused.reason}" if about_crew and who else refused.reason] = None
    return "; ".join(reasons)


def _with_facts(words: str, facts: dict[str, str]) -> str:
    known = [fact for task_id, fact in facts.items() if fact and f"{task_id} (" in words]
    return f"{words}, but: {'; '.join(known)}" if words.endswith("has to be done") and known else words
