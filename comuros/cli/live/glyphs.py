"""The few signs and colours the command line uses, in one place."""

from __future__ import annotations

from comuros.core.mission import MissionOutcome, NodeState

NODE = {
    NodeState.PENDING: ("○", "bright_black"),
    NodeState.TRAVELLING: ("◔", "cyan"),
    NodeState.ACTIVE: ("◑", "bold cyan"),
    NodeState.DONE: ("●", "green"),
    NodeState.FAILED: ("✗", "red"),
    NodeState.ABANDONED: ("–", "bright_black"),
}
NOTE = {
    "plan": ("▸", "green"),
    "event": ("!", "yellow"),
    "verdict": ("→", "magenta"),
    "question": ("?", "bold yellow"),
    "process": ("×", "red"),
    "said": ("»", "bold"),
}
_GOOD = (
    MissionOutcome.SUCCEEDED,
    MissionOutcome.PREVIEWED,
    MissionOutcome.ANSWERED,
    MissionOutcome.MERGED,
)


def outcome_style(outcome: MissionOutcome) -> str:
    """Colour of an outcome."""
    return "bold green" if outcome in _GOOD else "bold red"


def bar(share: float, width: int) -> str:
    """A bar of that share, 0..1."""
    full = round(max(0.0, min(1.0, share)) * width)
    return "━" * full + "╌" * (width - full)
