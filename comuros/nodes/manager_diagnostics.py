"""The task manager's health on `/diagnostics`: latencies, queue, when robots were last heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue

from comuros.llm.guarded_client import LlmFigures
from comuros.nodes.convert.header import header_to_ros

_STALE_S = 2.0


def manager_diagnostics(
    *,
    time_s: float,
    missions_waiting: int,
    interpretations_s: Sequence[float],
    replans_s: Sequence[float],
    heard_ago_s: Mapping[str, float],
    longest_callback_s: float,
    team: str = "comuros",
    models: Mapping[str, LlmFigures] | None = None,
) -> DiagnosticArray:
    """One status for the manager, one per language model and one per robot; latencies are wall seconds. Names
    begin with the team's: `/diagnostics` is one for all teams of a domain.
    """
    manager = _status(
        "task_manager",
        DiagnosticStatus.OK,
        "works",
        {
            "missions waiting": str(missions_waiting),
            "last interpretation (s)": _last(interpretations_s),
            "last replan (s)": _last(replans_s),
            "replans": str(len(replans_s)),
            "longest callback (s)": f"{longest_callback_s:.4f}",
        },
    )
    asked = [_model_status(name, figures) for name, figures in (models or {}).items()]
    robots = [_robot_status(robot, ago_s) for robot, ago_s in sorted(heard_ago_s.items())]
    found = [manager, *asked, *robots]
    for status in found:
        status.name = f"{team}: {status.name}"
    return DiagnosticArray(header=header_to_ros(time_s), status=found)


def _model_status(name: str, figures: LlmFigures) -> DiagnosticStatus:
    level = DiagnosticStatus.WARN if figures.is_resting else DiagnosticStatus.OK
    message = "failed too often, rests" if figures.is_resting else "asked when needed"
    values = {
        "calls": figures.calls,
        "answers from the cache": figures.cache_hits,
        "retries": figures.retries,
        "failures": figures.failures,
        "tokens read": figures.prompt_tokens,
        "tokens written": figures.completion_tokens,
        "time (s)": f"{figures.wall_s:.3f}",
        "last latency (s)": f"{figures.last_latency_s:.3f}",
        "money": f"{figures.cost:.6f}",
    }
    return _status(f"model {name}", level, message, {key: str(value) for key, value in values.items()})


def _robot_status(robot: str, ago_s: float) -> DiagnosticStatus:
    fresh = ago_s <= _STALE_S
    level = DiagnosticStatus.OK if fresh else DiagnosticStatus.STALE
    message = "heard" if fresh else "silent"
    return _status(f"robot {robot}", level, message, {"last heard (s ago)": f"{ago_s:.2f}"})


def _status(name: str, level: bytes, message: str, values: Mapping[str, str]) -> DiagnosticStatus:
    pairs = [KeyValue(key=key, value=value) for key, value in values.items()]
    return DiagnosticStatus(name=name, level=level, message=message, values=pairs)


def _last(latencies_s: Sequence[float]) -> str:
    return f"{latencies_s[-1]:.3f}" if latencies_s else "none"
