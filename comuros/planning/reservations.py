"""Who has which narrow way when, in ticks: what is taken, and when the next one may come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

from comuros.core.narrow_way import HEADWAY_S, INSIDE, Crossing, may_follow
from comuros.core.robot import Robot
from comuros.planning.ticks import TICKS_PER_S, ticks_of

_HEADWAY = ticks_of(HEADWAY_S)


@dataclass(frozen=True, slots=True)
class Span:
    """A robot is in a narrow way between these ticks. `ally` is what it does there together with others, who
    need not wait: a task, or tasks of one `together`.
    """

    robot: Robot
    crossing: Crossing
    start: int
    end: int
    ally: str

    def later(self, ticks: int) -> Span:
        """The same span that many ticks later."""
        return Span(self.robot, self.crossing, self.start + ticks, self.end + ticks, self.ally)


@dataclass(slots=True)
class Reservations:
    """Spans taken, by way."""

    _taken: dict[str, list[Span]] = field(default_factory=dict)

    def take(self, spans: Iterable[Span]) -> None:
        """Nobody whom they would meet comes in meanwhile."""
        for span in spans:
            self._taken.setdefault(span.crossing.way, []).append(span)

    def give_back(self, spans: Iterable[Span]) -> None:
        """These are not taken after all; they are the last that were."""
        for span in spans:
            self._taken[span.crossing.way].remove(span)

    def wait(self, spans: Sequence[Span]) -> int:
        """By how many ticks the earliest moment lies later at which all of these find their ways free, one
        setting out for all.
        """
        total = 0
        while delay := max((self._delay(span.later(total)) for span in spans), default=0):
            total += delay
        return total

    def _delay(self, span: Span) -> int:
        taken = self._taken.get(span.crossing.way, ())
        return max((_behind(span, other) for other in taken if _meet(span, other)), default=0)


def span_of(crossing: Crossing, robot: Robot, begins: int, ally: str, *, until: int | None = None) -> Span:
    """A crossing in ticks, of a robot that sets out or begins at this tick; where it stops inside, it is
    there `until` a tick at least.
    """
    start = begins + floor(crossing.enter_s * TICKS_PER_S)
    end = begins + ceil(crossing.leave_s * TICKS_PER_S - 1e-6)
    stays = until is not None and crossing.mouths[1] == INSIDE
    return Span(robot, crossing, start, max(end, until or 0) if stays else end, ally)


def _meet(one: Span, other: Span) -> bool:
    """Whether two robots must not be in a way at once, whenever that is."""
    return (
        one.robot.name != other.robot.name
        and (not one.ally or one.ally != other.ally)
        and one.crossing.is_tight_for(one.robot, other.robot)
    )


def _behind(span: Span, other: Span) -> int:
    """How many ticks later a span must be so as to come after another one; 0 where both may be."""
    if not may_follow(span.crossing, other.crossing):
        return other.end - span.start if span.start < other.end and other.start < span.end else 0
    behind = max(other.start - span.start, other.end - span.end) + _HEADWAY
    ahead = max(span.start - other.start, span.end - other.end) + _HEADWAY
    return behind if behind > 0 and ahead > 0 else 0
