"""Figures in words, for the terminal and the page alike."""

from __future__ import annotations

from comuros.evaluation.figures import Figure


def shown_value(figure: Figure) -> str:
    """The value: a rate in per cent, shares with three digits, amounts as they are."""
    return _shown(figure.interval.value, figure.unit) if figure.interval.is_known else "-"


def shown_interval(figure: Figure) -> str:
    """The 95 % interval."""
    if not figure.interval.is_known:
        return ""
    low, high = (_shown(bound, figure.unit) for bound in (figure.interval.low, figure.interval.high))
    return f"{low.removesuffix(' %')} to {high}"


def shown_total(figure: Figure) -> str:
    """What it was counted over."""
    return f"{figure.hits} of {figure.total}" if figure.hits is not None else f"n = {figure.total}"


def _shown(value: float, unit: str) -> str:
    if unit == "%":
        return f"{100 * value:.1f} %"
    if unit in ("tokens", "calls"):
        return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"
    if unit == "money":
        return f"{value:.4f}"
    return f"{value:.2f} s" if unit == "s" else f"{value:.3f}"
