"""How a mission ended, in a few lines: outcome, makespan against the bound, replans and their latency, who
was left undisturbed.
"""

from __future__ import annotations

from comuros.cli.live.picture import Picture


def summary_lines(picture: Picture) -> list[tuple[str, str]]:
    """Pairs of a name and its value."""
    end = picture.end
    if end is None:
        return [("outcome", "unknown: the mission was not seen to end")]
    lines = [("outcome", f"{end.outcome.value.replace('_', ' ')} - {end.reason}")]
    if picture.tree is not None:
        lines.append(("class", f"{picture.tree.mission_class} - {picture.tree.class_reason}"))
    if picture.plans:
        lines += _plan_lines(picture, end.makespan_s)
    return lines


def _plan_lines(picture: Picture, makespan_s: float) -> list[tuple[str, str]]:
    first = picture.plans[0].plan.certificate
    proof = "proved optimal" if first.is_optimal else f"gap {first.gap:.1%}"
    lines = [
        ("makespan", f"{makespan_s:.1f} s; planned {first.makespan_s:.1f} s"),
        ("lower bound", f"{first.lower_bound_s:.1f} s of the first plan ({proof})"),
    ]
    replans = picture.replans
    if not replans:
        return [*lines, ("replans", "none was needed")]
    latencies = ", ".join(f"{plan.replan_latency_s:.2f} s" for plan in replans)
    shares = [plan.diff.undisturbed_share for plan in replans if plan.diff is not None]
    lines.append(("replans", f"{len(replans)}, planned in {latencies}"))
    lines.append(("undisturbed", ", ".join(f"{share:.0%}" for share in shares) + " of the working robots"))
    return lines
