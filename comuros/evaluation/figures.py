"""The figures of an evaluation with their confidence intervals: what tables, JSON and HTML show."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from comuros.evaluation.campaign import Results
from comuros.evaluation.score import Score
from comuros.evaluation.statistics import UNKNOWN, Interval, bootstrap, mean, wilson


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `unit` is "%" for rates of `hits` in `total` (Wilson), else what it counts (bootstrap over
    instructions).
    """

    name: str
    interval: Interval
    unit: str
    total: int
    hits: int | None = None
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Figures over the same cases."""

    title: str
    figures: tuple[Figure, ...]


Group = Sequence[Score]  # the runs of one instruction, which are not independent of each other


def figure_groups(results: Results) -> tuple[FigureGroup, ...]:
    """Every figure of an evaluation, by group."""
    groups = []
    if results.canonical:
        groups.append(FigureGroup("canonical wordings", _of_instructions(results.canonical)))
    if results.paraphrases:
        group = _of_instructions(results.paraphrases)
        agreement = _agreement(results)
        groups.append(FigureGroup("paraphrases", (*group, *([agreement] if agreement else []))))
    if results.events:
        groups.append(FigureGroup("events", _of_events(results)))
    if results.replanning:
        groups.append(FigureGroup("replanning", _of_replanning(results)))
    return tuple(groups)


def _of_instructions(scores: Sequence[Score]) -> tuple[Figure, ...]:
    feasible = [s for s in scores if s.case.is_feasible]
    infeasible = [s for s in scores if not s.case.is_feasible]
    used_model = any(s.run.model_calls for s in scores)
    return (
        _rate(
            "wholly right", [s.is_right for s in scores], "tasks, robots, order, rules, class, plan, reason"
        ),
        _rate(
            "wrong without a question",
            [s.is_wrong_silently for s in scores],
            "planned, but not what was said",
        ),
        _rate("parse rate", [s.parsed for s in scores], "a valid tree came out"),
        _rate("class accuracy", [s.class_right for s in scores], "infeasible counts only where proved"),
        _rate("task set", [s.tasks_right for s in scores], "the tasks of the label, no more, no less"),
        _mean("allocation IoU", scores, lambda s: s.allocation_iou, "pairs of task and robot that may do it"),
        _precedence_f1(scores),
        _rate("executable", [bool(s.executable) for s in feasible], "plans run symbolically to their end"),
        _rate("plan accepted", [bool(s.plan_right) for s in feasible], "by the automata of the label"),
        *([_infeasible(infeasible)] if infeasible else []),
        *(_costs(scores) if used_model else ()),
    )


def _infeasible(scores: Sequence[Score]) -> Figure:
    return _rate("infeasible proved", [s.is_right for s in scores], "with the expected reason")


def _costs(scores: Sequence[Score]) -> tuple[Figure, ...]:
    """Per success: what failed is paid for too."""

    def per_success(amount: Callable[[Score], float]) -> Callable[[Sequence[Group]], float]:
        def statistic(groups: Sequence[Group]) -> float:
            successes = sum(s.is_right for group in groups for s in group)
            total = math.fsum(amount(s) for group in groups for s in group)
            return total / successes if successes else math.nan

        return statistic

    groups = _by_case(scores)
    tokens = bootstrap(groups, per_success(lambda s: float(s.run.usage.tokens)))
    cost = bootstrap(groups, per_success(lambda s: s.run.usage.cost))
    return (
        Figure("tokens per success", tokens, "tokens", len(scores), meaning="both ways, failures included"),
        Figure("cost per success", cost, "money", len(scores), meaning="at the prices given"),
        _mean(
            "model seconds", scores, lambda s: s.run.usage.wall_s, "per instruction, repairs included", "s"
        ),
        _mean("model calls", scores, lambda s: float(s.run.model_calls), "per instruction", "calls"),
    )


def _precedence_f1(scores: Sequence[Score]) -> Figure:
    """Over all pairs together: instructions without order would otherwise count as full marks."""

    def statistic(groups: Sequence[Group]) -> float:
        counts = [s.precedence for group in groups for s in group]
        both, found, expected = (sum(count[index] for count in counts) for index in range(3))
        return 2.0 * both / (found + expected) if found + expected else math.nan

    interval = bootstrap(_by_case(scores), statistic)
    return Figure("precedence F1", interval, "", len(scores), meaning="pairs of tasks in order, over all")


def _agreement(results: Results) -> Figure | None:
    """How often a paraphrase comes to what its canonical wording comes to, right or wrong."""
    canonical = {s.case.id: s.signature for s in results.canonical}
    same = [
        s.signature == canonical[s.case.paraphrase_of]
        for s in results.paraphrases
        if s.case.paraphrase_of in canonical
    ]
    return _rate("paraphrase agreement", same, "same tasks, robots, order and class") if same else None


def _of_events(results: Results) -> tuple[Figure, ...]:
    events = results.events
    relevant = [e for e in events if e.case.relevant]
    distractors = [e for e in events if not e.case.relevant]
    return (
        _rate("relevance accuracy", [e.relevance_right for e in events], "relevant or distractor"),
        _rate("recall", [e.relevance_right for e in relevant], "relevant events noticed"),
        _rate("distractors ignored", [e.relevance_right for e in distractors], ""),
        _rate("response", [e.response_right for e in events], "one of the expected responses"),
    )


def _of_replanning(results: Results) -> tuple[Figure, ...]:
    cases = results.replanning
    return (
        _rate("response", [c.response_right for c in cases], "one of the expected responses"),
        _rate("end", [c.end_right for c in cases], "ends as it should, with what should hold"),
        _rate("both", [c.is_right for c in cases], ""),
    )


def _rate(name: str, hits: Iterable[bool], meaning: str) -> Figure:
    known = list(hits)
    return Figure(name, wilson(sum(known), len(known)), "%", len(known), sum(known), meaning)


def _mean(
    name: str, scores: Sequence[Score], value: Callable[[Score], float], meaning: str, unit: str = ""
) -> Figure:
    def statistic(groups: Sequence[Group]) -> float:
        return mean([value(s) for group in groups for s in group])

    interval = bootstrap(_by_case(scores), statistic) if scores else UNKNOWN
    return Figure(name, interval, unit, len(scores), meaning=meaning)


def _by_case(scores: Sequence[Score]) -> list[Group]:
    """Runs of one instruction, its paraphrases and repetitions together: the bootstrap draws these."""
    groups: dict[str, list[Score]] = defaultdict(list)
    for each in scores:
        groups[each.case.paraphrase_of or each.case.id].append(each)
    return list(groups.values())
