"""An evaluation as JSON: every figure with its interval, every case with what was wrong."""

from __future__ import annotations

import math

from comuros.evaluation.campaign import Results
from comuros.evaluation.events import EventScore
from comuros.evaluation.figures import Figure, figure_groups
from comuros.evaluation.replanning import ReplanningScore
from comuros.evaluation.score import Score
from comuros.version import __version__

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]


def as_json(results: Results) -> dict[str, JsonValue]:
    """Everything, under names that stay. Figures that are not known are null."""
    figures: dict[str, JsonValue] = {
        group.title: {figure.name: _figure(figure) for figure in group.figures}
        for group in figure_groups(results)
    }
    return {
        "set": results.title,
        "subject": results.subject,
        "version": __version__,
        "repeats": results.repeats,
        "wall_s": round(results.wall_s, 3),
        "figures": figures,
        "instructions": [_instruction(score) for score in (*results.canonical, *results.paraphrases)],
        "events": [_event(score) for score in results.events],
        "replanning": [_replanning(score) for score in results.replanning],
    }


def _figure(figure: Figure) -> JsonValue:
    interval = figure.interval
    value, low, high = (
        None if math.isnan(x) else round(x, 6) for x in (interval.value, interval.low, interval.high)
    )
    found: dict[str, JsonValue] = {"value": value, "low": low, "high": high, "n": figure.total}
    if figure.hits is not None:
        found["hits"] = figure.hits
    return found


def _instruction(score: Score) -> JsonValue:
    usage, interpretation = score.run.usage, score.run.interpretation
    return {
        "id": score.case.id,
        "paraphrase_of": score.case.paraphrase_of or None,
        "say": score.case.say,
        "right": score.is_right,
        "wrong_silently": score.is_wrong_silently,
        "fault": score.fault,
        "parsed": score.parsed,
        "class": score.found_class or None,
        "expected_class": score.case.expected_class,
        "tasks_right": score.tasks_right,
        "allocation_iou": round(score.allocation_iou, 6),
        "precedence_f1": round(score.precedence_f1, 6),
        "executable": score.executable,
        "plan_accepted": score.plan_right,
        "confidence": interpretation.confidence if interpretation else None,
        "model_calls": score.run.model_calls,
        "tokens": usage.tokens,
        "cost": usage.cost,
        "wall_s": round(score.run.wall_s, 3),
    }


def _event(score: EventScore) -> JsonValue:
    return {
        "id": score.case.id,
        "relevant": score.verdict.relevant,
        "expected_relevant": score.case.relevant,
        "response": score.verdict.response.value,
        "expected_responses": list(score.case.responses),
        "reason": score.verdict.reason,
    }


def _replanning(score: ReplanningScore) -> JsonValue:
    return {
        "id": score.case.id,
        "right": score.is_right,
        "fault": score.fault,
        "responses": list(score.responses),
        "ended": score.ended,
        "plans": score.plans,
        "simulated_s": round(score.simulated_s, 2),
    }
