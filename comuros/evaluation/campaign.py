"""Runs an evaluation set: every instruction, paraphrase, event and change, as often as asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache

from comuros.core.errors import InputError
from comuros.evaluation.cases import EvaluationSet, InstructionCase, ReplanningCase
from comuros.evaluation.events import EventScore, score_event
from comuros.evaluation.matching import expected_items, expected_order
from comuros.evaluation.replanning import ReplanningScore, rehearse
from comuros.evaluation.score import Run, Score, score
from comuros.evaluation.subject import Recording, Subject
from comuros.llm import Usage
from comuros.offline import plan_offline
from comuros.scenario import LoadedScenario, load_scenario

PARTS = ("instructions", "paraphrases", "events", "replanning")


@dataclass(frozen=True, slots=True)
class Results:
    """Everything an evaluation found out."""

    title: str
    subject: str
    repeats: int
    wall_s: float
    canonical: tuple[Score, ...] = ()
    paraphrases: tuple[Score, ...] = ()
    events: tuple[EventScore, ...] = ()
    replanning: tuple[ReplanningScore, ...] = ()


@dataclass(frozen=True, slots=True)
class CampaignSettings:
    """What is run: which `parts` (all four if empty), only cases whose id begins with one of `only`, how
    often, with what limit for a plan.
    """

    parts: tuple[str, ...] = PARTS
    only: tuple[str, ...] = ()
    repeats: int = 1
    plan_limit_s: float = 10.0
    seed: int = 0

    def wants(self, part: str, case_id: str) -> bool:
        """Whether this case of this part is run."""
        return part in self.parts and (not self.only or case_id.startswith(self.only))


def evaluate(
    chosen: EvaluationSet,
    subject: Subject,
    settings: CampaignSettings = CampaignSettings(),
    *,
    progress: Callable[[str], None] | None = None,
) -> Results:
    """Run a set. `progress` hears the id of each case before it runs.

    Raises:
        InputError: a label does not fit its scenario, or nothing is left to run.
    """
    wanted = _wanted(chosen, settings)
    check_labels(wanted)
    began = time.monotonic()
    hear = progress or (lambda _: None)
    canonical = _run_all(wanted.instructions, subject, settings, hear)
    paraphrases = _run_all(wanted.paraphrases, subject, settings, hear)
    events = tuple(score_event(case, _loaded(case.scenario).scenario) for case in wanted.events)
    replanning = _rehearse_all(wanted.replanning, settings, hear)
    return Results(
        title=chosen.title,
        subject=subject.name,
        repeats=settings.repeats,
        wall_s=time.monotonic() - began,
        canonical=canonical,
        paraphrases=paraphrases,
        events=events,
        replanning=replanning,
    )


def _wanted(chosen: EvaluationSet, settings: CampaignSettings) -> EvaluationSet:
    found = replace(
        chosen,
        instructions=tuple(c for c in chosen.instructions if settings.wants("instructions", c.id)),
        paraphrases=tuple(c for c in chosen.paraphrases if settings.wants("paraphrases", c.id)),
        events=tuple(c for c in chosen.events if settings.wants("events", c.id)),
        replanning=tuple(c for c in chosen.replanning if settings.wants("replanning", c.id)),
    )
    if not (found.instructions or found.paraphrases or found.events or found.replanning):
        only = ", ".join(settings.only) or "-"
        raise InputError(f"no case of {chosen.file} is left to run; parts: {settings.parts}, only: {only}")
    return found


def _run_all(
    cases: Iterable[InstructionCase],
    subject: Subject,
    settings: CampaignSettings,
    hear: Callable[[str], None],
) -> tuple[Score, ...]:
    found: list[Score] = []
    for case in cases:
        hear(case.id)
        found += [run_case(case, subject, settings, repeat) for repeat in range(settings.repeats)]
    return tuple(found)


def _rehearse_all(
    cases: Iterable[ReplanningCase], settings: CampaignSettings, hear: Callable[[str], None]
) -> tuple[ReplanningScore, ...]:
    found: list[ReplanningScore] = []
    for case in cases:
        hear(case.id)
        found.append(rehearse(case, seed=settings.seed))
    return tuple(found)


def run_case(case: InstructionCase, subject: Subject, settings: CampaignSettings, repeat: int) -> Score:
    """One instruction once: interpreted, checked, planned and held against its label."""
    loaded = _loaded(case.scenario)
    recording = Recording(subject.interpreter(repeat))
    usage_before, calls_before = subject.usage()
    began = time.monotonic()
    found = plan_offline(
        loaded, case.say, interpreter=recording, time_limit_s=settings.plan_limit_s, seed=settings.seed
    )
    wall_s = time.monotonic() - began
    usage, calls = subject.usage()
    used = Usage(
        usage.prompt_tokens - usage_before.prompt_tokens,
        usage.completion_tokens - usage_before.completion_tokens,
        usage.wall_s - usage_before.wall_s,
        usage.cost - usage_before.cost,
    )
    return score(case, Run(found, recording.last, used, calls - calls_before, wall_s), loaded.scenario)


def check_labels(chosen: EvaluationSet) -> None:
    """Whether every label can be held against its scenario.

    Raises:
        InputError: with every label that cannot.
    """
    faults = []
    for case in (*chosen.instructions, *chosen.paraphrases):
        scenario = _loaded(case.scenario).scenario
        try:
            items = expected_items(case, scenario)
            expected_order(case, items, scenario)
        except InputError as error:
            faults.append(f"{case.id}: {error}")
        except KeyError as error:
            faults.append(f"{case.id}: its order names {error}, which is none of its tasks")
        known = {robot.name for robot in scenario.robots}
        named = {name for task in case.tasks for name in (*task.robots, *task.never)}
        faults += [f"{case.id}: there is no robot {name!r}" for name in sorted(named - known)]
    if faults:
        raise InputError("\n".join(faults))


@cache
def _loaded(scenario: str) -> LoadedScenario:
    return load_scenario(scenario)
