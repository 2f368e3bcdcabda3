"""Workers: what hangs in one lane keeps no other waiting."""

from __future__ import annotations

import threading
from queue import SimpleQueue

from comuros.core.event import Event, EventKind
from comuros.workers import Lane, ThreadWorkers

PATIENCE_S = 30.0


def said(source: str) -> Event:
    return Event(EventKind.PLANNED, source, 0.0)


def test_models_that_hang_and_long_examinations_keep_no_plan_from_being_made() -> None:
    workers, over, answers = ThreadWorkers(), threading.Event(), SimpleQueue[Event]()

    def hang() -> Event:
        over.wait(PATIENCE_S)
        return said("late")

    try:
        for lane in (Lane.MODEL, Lane.EXAMINATION):
            for _ in range(8):
                workers.submit(hang, answers.put, lane=lane)
        workers.submit(lambda: said("the plan"), answers.put, lane=Lane.PLAN)
        assert answers.get(timeout=PATIENCE_S).source == "the plan"
    finally:
        over.set()
        workers.close()
