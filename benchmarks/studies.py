"""The three hardware studies of CoMuRoS (arXiv 2511.22354) and a hand-over no robot can do alone, rehearsed
over seeds under random faults and start poses: success rates beside the published ones, and the failures'
causes.

Usage: benchmarks/studies.py [--seeds 20] [--first 0] [STUDY…]
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from studies_formation import FormationWatch

from comuros.core.command import AskHuman, RequestKind
from comuros.core.event import EventKind
from comuros.core.mission import MissionOutcome
from comuros.core.scenario import Fault, FaultKind
from comuros.rehearsal import Rehearsal
from comuros.scenario import LoadedScenario, load_scenario
from comuros.sim.people import Habits

_LIMIT_S = 900.0
_START_JITTER_M = 0.1
FORMATION_TOLERANCE_M = 0.15
"""How far a carrier may be off its place in the load's frame while three carry."""


@dataclass(frozen=True)
class Conditions:
    """What one seed draws."""

    faults: tuple[Fault, ...]
    people: dict[str, Habits]


@dataclass(frozen=True)
class Study:
    """One study: `holds` is where objects lie at the end, `shown` finds out what the study is about and did
    not happen ("" where all did).
    """

    name: str
    scenario: str
    published: str
    draw: Callable[[random.Random], Conditions]
    holds: tuple[tuple[str, str], ...]
    shown: Callable[[FormationWatch], str]


@dataclass(frozen=True)
class Result:
    """One run; `cause` is "" where it succeeded. Times in mission seconds."""

    seed: int
    cause: str
    took_s: float
    planned_s: float
    plans: int
    off_m: float


def recovery(chance: random.Random) -> Conditions:
    """The sample falls from the dog's back in the hall; sometimes the manipulator fails once too."""
    faults = [Fault(FaultKind.DROP, "sample", during_skill="go_to", progress=chance.uniform(0.05, 0.6))]
    if chance.random() < 0.4:
        skill = chance.choice(("pick", "clean"))
        faults.append(Fault(FaultKind.SKILL_FAILS, "manipulator", during_skill=skill, progress=0.5))
    if chance.random() < 0.3:
        faults.append(_slow(chance, ("dog", "manipulator")))
    return Conditions(tuple(faults), {})


def transport(chance: random.Random) -> Conditions:
    """One or two of: a lift that fails, the pallet falls, a carrier slows down or stops for a while, the arm
    misses.
    """
    movers = ("mover_1", "mover_2", "mover_3")
    carrier, share = chance.choice(movers), chance.uniform(0.1, 0.9)
    possible = (
        Fault(FaultKind.SKILL_FAILS, carrier, during_skill="lift", progress=0.5),
        Fault(FaultKind.DROP, "pallet", during_skill="carry_to", progress=share),
        _slow(chance, movers),
        Fault(FaultKind.ROBOT_STOPS, carrier, during_skill="carry_to", progress=share, detail="5"),
        Fault(FaultKind.SKILL_FAILS, "arm", during_skill=chance.choice(("pick", "stack")), progress=0.5),
    )
    return Conditions(tuple(chance.sample(possible, k=chance.choice((1, 2)))), {})


def assistance(chance: random.Random) -> Conditions:
    """The ball misses the box and rolls out of the arm's reach; the person answers and works at their own
    pace.
    """
    rolls_m = f"{chance.uniform(3.5, 4.5):.2f}"
    progress = chance.uniform(0.0, 0.06)
    missed = Fault(FaultKind.DROP, "ball", during_skill="stack", progress=progress, detail=rolls_m)
    faults = [missed]
    if chance.random() < 0.3:
        faults.append(Fault(FaultKind.SKILL_FAILS, "arm", during_skill="pick", progress=0.5))
    habits = Habits(answers_after_s=chance.uniform(1.0, 20.0), works_for_s=chance.uniform(5.0, 40.0))
    return Conditions(tuple(faults), {"ann": habits})


def giving(chance: random.Random) -> Conditions:
    """Nothing, a failing grip, or the sample falls on the way."""
    possible = (
        (),
        (Fault(FaultKind.SKILL_FAILS, "arm", during_skill="pick", progress=0.5),),
        (Fault(FaultKind.SKILL_FAILS, "dog", during_skill="take", progress=0.3),),
        (Fault(FaultKind.SKILL_FAILS, "dog", during_skill="place", progress=0.3),),
        (_slow(chance, ("dog", "drone")),),
    )
    return Conditions(chance.choice(possible), {})


def _slow(chance: random.Random, robots: tuple[str, ...]) -> Fault:
    return Fault(FaultKind.ROBOT_SLOW, chance.choice(robots), at_s=chance.uniform(0.0, 30.0), detail="0.5")


def fell_and_was_returned(watch: FormationWatch) -> str:
    """The sample fell, and went through the manipulator's gripper again."""
    dropped = [event for event in watch.account.events if event.kind is EventKind.OBJECT_DROPPED]
    if not dropped:
        return "nothing fell"
    return "" if watch.held_after_drop else "nobody returned what fell"


def kept_formation(watch: FormationWatch) -> str:
    """Every carrier kept its place in the load's frame within the tolerance."""
    if watch.carried_s <= 0.0:
        return "three never carried"
    bent = watch.off_m > FORMATION_TOLERANCE_M
    return f"formation bent by {watch.off_m:.2f} m" if bent else ""


def person_was_asked(watch: FormationWatch) -> str:
    """A person was asked for work, and the drone was not disturbed by any of it."""
    asked = [c for c in watch.account.commands if isinstance(c, AskHuman) and c.kind is RequestKind.TASK]
    if not asked:
        return "nobody was asked"
    disturbed = [p for p in watch.account.plans if p.diff is not None and "drone" in p.diff.disturbed]
    return "the drone was disturbed" if disturbed else ""


def handed_over(watch: FormationWatch) -> str:
    """Two grippers held the sample at once."""
    return "" if watch.handed_over else "nothing was handed over"


STUDIES = (
    Study(
        "object recovery", "object_recovery", "9/10", recovery, (("sample", "ward"),), fell_and_was_returned
    ),
    Study(
        "coordinated transport",
        "coordinated_transport",
        "8/8",
        transport,
        (("pallet", "assembly"), ("engine", "pallet")),
        kept_formation,
    ),
    Study(
        "human assistance",
        "human_assisted_recovery",
        "5/5",
        assistance,
        (("ball", "box"), ("box", "outgoing")),
        person_was_asked,
    ),
    Study("hand-over", "hand_over", "-", giving, (("sample", "depot"),), handed_over),
)


def carry_out(study: Study, loaded: LoadedScenario, *, seed: int) -> Result:
    """Rehearse one study under one seed; the world at the end decides."""
    drawn = study.draw(random.Random(seed))
    rehearsal = Rehearsal(
        loaded, seed=seed, start_jitter_m=_START_JITTER_M, faults=drawn.faults, people=drawn.people
    )
    watch = FormationWatch(rehearsal)
    rehearsal.say(loaded.scenario.default_instruction, mission_id="m1")

    def over() -> bool:
        watch.look()
        return "m1" in rehearsal.account.ended

    rehearsal.run(until=over, limit_s=_LIMIT_S)
    ended, plans = rehearsal.account.ended.get("m1"), rehearsal.account.plans
    result = Result(
        seed=seed,
        cause=_cause(study, rehearsal, watch),
        took_s=ended.makespan_s if ended else _LIMIT_S,
        planned_s=plans[0].plan.certificate.makespan_s if plans else 0.0,
        plans=len(plans),
        off_m=watch.off_m,
    )
    rehearsal.close()
    return result


def _cause(study: Study, rehearsal: Rehearsal, watch: FormationWatch) -> str:
    ended = rehearsal.account.ended.get("m1")
    if ended is None:
        return f"not over after {_LIMIT_S:.0f} s"
    if ended.outcome is not MissionOutcome.SUCCEEDED:
        return f"{ended.outcome.value}: {ended.reason}"
    for thing, location in study.holds:
        if rehearsal.simulation.location(thing) != location:
            return f"{thing} is not on {location}"
    if rehearsal.simulation.collisions:
        first = rehearsal.simulation.collisions[0]
        return f"{first.mover} struck {first.obstacle}"
    return study.shown(watch)


def show(study: Study, results: list[Result]) -> None:
    """One line of the table, and one for every way in which runs failed."""
    done = [result for result in results if not result.cause]
    ratios = [result.took_s / result.planned_s for result in done if result.planned_s]
    took = f"{statistics.median(ratios):.2f}" if ratios else "-"
    most_plans = max(result.plans for result in results)
    off_m = max(result.off_m for result in results)
    bent = f"   formation kept within {off_m:.3f} m" if off_m else ""
    print(
        f"{study.name:22s} {len(done):3d}/{len(results):<3d} {study.published:>9s} {took:>12s} "
        f"{most_plans:10d}{bent}",
        flush=True,
    )
    for cause, count in Counter(result.cause for result in results if result.cause).most_common():
        seeds = ", ".join(str(result.seed) for result in results if result.cause == cause)
        print(f"    {count} x {cause} (seeds {seeds})", flush=True)


def main() -> int:
    """Print the table; 1 where a run failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [study.scenario for study in STUDIES]
    parser.add_argument("studies", nargs="*", metavar="STUDY", help=f"some of: {', '.join(names)}")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    options = parser.parse_args()
    unknown = sorted(set(options.studies) - set(names))
    if unknown:
        parser.error(f"unknown study {', '.join(unknown)}; expected some of: {', '.join(names)}")
    began, failed = time.monotonic(), 0
    print(
        f"{options.seeds} seeds each; starts up to {_START_JITTER_M} m off; stated tolerance of the", end=" "
    )
    print(f"formation {FORMATION_TOLERANCE_M} m")
    print("study                succeeded  published  took/planned  most plans")
    for study in (each for each in STUDIES if not options.studies or each.scenario in options.studies):
        loaded = load_scenario(study.scenario)
        seeds = range(options.first, options.first + options.seeds)
        results = [carry_out(study, loaded, seed=seed) for seed in seeds]
        failed += sum(bool(result.cause) for result in results)
        show(study, results)
    print(f"{failed} runs failed; {time.monotonic() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
