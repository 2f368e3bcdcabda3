"""Shows a mission while it runs, on a terminal as a live picture, elsewhere as lines; returns once it has
ended.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.prompt import Prompt

from comuros.cli.live.line_log import LineLog
from comuros.cli.live.panels import draw
from comuros.cli.live.picture import Picture
from comuros.core.command import RequestKind

if TYPE_CHECKING:
    from comuros.nodes.mission_client import MissionClient

_PERIOD_S = 0.1
_FRAMES_PER_S = 8
_SHORT = 30


class Screen:
    """Shows a picture again and again. `pause` leaves the terminal to a question."""

    def __init__(self, console: Console, *, title: str) -> None:
        self._console = console
        self._title = title
        self._log = LineLog(lambda line: console.print(line, markup=False, soft_wrap=True))
        self._live = (
            Live(console=console, refresh_per_second=_FRAMES_PER_S, transient=False)
            if console.is_terminal
            else None
        )

    def show(self, picture: Picture, footer: str = "") -> None:
        """Show the picture as it is now."""
        if self._live is None:
            self._log.update(picture)
        else:
            self._live.update(draw(picture, title=self._title, footer=footer))

    @contextmanager
    def open(self) -> Iterator[Screen]:
        """Take the terminal."""
        if self._live is None:
            yield self
            return
        with self._live:
            yield self

    def ask(self, question: str, choices: tuple[str, ...]) -> str | None:
        """Ask the person at the terminal; None where nobody sits there."""
        if self._live is None or not sys.stdin.isatty():
            return None
        self._live.stop()
        try:
            return answer_of(question, choices, self._console)
        finally:
            self._live.start()


def watch(
    client: MissionClient, picture: Picture, screen: Screen, *, each_round: Callable[[], None], limit_s: float
) -> bool:
    """Fold what is seen into the picture until the mission has ended; False once it has run for `limit_s`
    mission seconds.

    Where a question would stay unanswered because nobody sits there and nothing moves yet, watching ends too.
    """
    answered: set[str] = set()
    while picture.end is None:
        for seen in client.seen():
            picture.see(seen)
        each_round()
        screen.show(picture)
        if picture.elapsed_s > limit_s:
            return False
        asked = picture.question.question if picture.question else None
        if asked is not None and asked.kind is not RequestKind.TASK and asked.request_id not in answered:
            answer = screen.ask(asked.question, asked.choices)
            if answer is None and not picture.plans:
                return True
            answered.add(asked.request_id)
            if answer is not None:
                client.respond(asked, answer)
        time.sleep(_PERIOD_S)
    screen.show(picture)
    return True


def answer_of(question: str, choices: tuple[str, ...], console: Console) -> str:
    """One of the choices, by its words or its number; anything where there are none."""
    numbers = [str(number) for number in range(1, len(choices) + 1)]
    short = all(len(choice) <= _SHORT for choice in choices)
    accepted = list(dict.fromkeys([*choices, *numbers])) if choices else None
    shown = f"{question} [{'/'.join(choices)}]" if choices and short else question
    said = Prompt.ask(escape(shown), choices=accepted, show_choices=False, console=console)
    return said if said in choices or said not in numbers else choices[int(said) - 1]
