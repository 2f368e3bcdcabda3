"""The limits of skill programs, static and dynamic. Parser, checker and interpreter read them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Generous for any sensible task, tight for anything else.

    `block_depth` and `expression_depth` bound nesting; `loop_passes` bounds one run of one loop and the
    length of `range`; `steps` counts interpreter instructions and `calls` skill calls of one run;
    `foreseen_calls` bounds the checker's look at failures; `duration_s` is mission-clock time.
    """

    source_chars: int = 8_000
    nodes: int = 2_000
    block_depth: int = 8
    expression_depth: int = 8
    name_chars: int = 40
    text_chars: int = 200
    largest_number: int = 1_000_000
    choices: int = 50
    variables: int = 32
    loop_passes: int = 50
    steps: int = 5_000
    calls: int = 100
    foreseen_calls: int = 20_000
    duration_s: float = 3_600.0


DEFAULT_LIMITS = Limits()
