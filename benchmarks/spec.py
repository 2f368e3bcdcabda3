"""Measures the specification engine: agreement with MONA and Spot, translation time, size, monitor speed.

Run from the repository's root:

    python benchmarks/spec.py                    all of it (about two minutes)
    python benchmarks/spec.py --formulas 500     fewer random formulas
    python benchmarks/spec.py --only chains      one section (repeatable); --help lists them

MONA is the program of Debian's package `mona`; its time is that of the whole process, which prints the
automaton; the first line of a table gives that of such a process on the formula `true`. Where MONA or Spot is
missing, the comparison is left out and that is said.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from random import Random

import spec_cases

from comuros.core.errors import ComurosError, PartMissing
from comuros.spec import spot_backend
from comuros.spec.ltlf import (
    Budget,
    Formula,
    Monitor,
    Watch,
    accepted_trace,
    disagreement,
    minimized,
    parse,
    translate,
)
from comuros.spec.ltlf.mona import MonaRun, mona_path, run_mona
from comuros.spec.ltlf.sampling import random_formula, random_trace

REPETITIONS = 5
PROPOSITIONS = ("a", "b", "c", "d")
MONITOR_STEPS = 100_000
NESTED_LIMIT_S = 15.0


def main() -> None:
    """Print the sections asked for."""
    sections: dict[str, Callable[[argparse.Namespace], None]] = {
        "random": random_section,
        "nested": nested_section,
        "chains": lambda _: translation_section(spec_cases.chains()),
        "goals": lambda _: translation_section(spec_cases.conjunctions()),
        "responses": lambda _: translation_section(spec_cases.responses()),
        "dwyer": lambda _: translation_section(spec_cases.dwyer()),
        "missions": lambda _: translation_section(spec_cases.missions()),
        "monitors": monitor_section,
    }
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--formulas", type=int, default=5_000, help="how many random formulas (default 5000)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=sorted(sections), action="append")
    options = parser.parse_args()
    print(f"MONA: {'yes' if has_mona() else 'not installed, left out'}", end="; ")
    print(f"Spot: {'yes' if spot_backend.is_available() else 'not importable, left out'}")
    for name, section in sections.items():
        if options.only is None or name in options.only:
            print(f"\n== {name}")
            section(options)


def has_mona() -> bool:
    """Whether MONA can be compared with."""
    try:
        mona_path()
    except PartMissing:
        return False
    return True


def random_section(options: argparse.Namespace) -> None:
    """Language and size of random formulas against MONA and Spot."""
    random = Random(options.seed)
    times: list[float] = []
    mona_seconds = 0.0
    differing: list[str] = []
    for _ in range(options.formulas):
        names = PROPOSITIONS[: random.randint(1, 4)]
        formula = random_formula(random, operators=random.randint(1, 12), propositions=names)
        begun = time.perf_counter()
        ours = translate(formula)
        times.append(time.perf_counter() - begun)
        if has_mona():
            run = run_mona(formula)
            mona_seconds += run.seconds
            theirs = minimized(run.dfa)
            if ours.size != theirs.size or accepted_trace(disagreement(ours, theirs)) is not None:
                differing.append(f"MONA: {formula}")
        if spot_backend.is_available():
            theirs = spot_backend.translate(formula)
            if ours.size != theirs.size or accepted_trace(disagreement(ours, theirs)) is not None:
                differing.append(f"Spot: {formula}")
    print(f"{options.formulas} random formulas, up to 12 operators and 4 propositions, seed {options.seed}")
    print(f"ours: {sum(times):.2f} s in all, median {ms(statistics.median(times))}, worst {ms(max(times))}")
    print(f"MONA: {mona_seconds:.2f} s in all")
    print(f"differing in language or minimal size: {len(differing)}", *differing[:10], sep="\n  ")


def nested_section(options: argparse.Namespace) -> None:
    """Large random formulas, in which `<->`, untils and nexts nest: where obligations multiply."""
    random = Random(options.seed)
    for operators, count in ((20, 100), (30, 100), (40, 60)):
        formulas = [
            random_formula(random, operators=operators, propositions=PROPOSITIONS) for _ in range(count)
        ]
        ours = [own_seconds(formula) for formula in formulas]
        done = [our for our in ours if our is not None]
        line = f"{count} formulas of {operators} operators: ours {len(done)} within {NESTED_LIMIT_S:.0f} s,"
        line += f" {sum(done):.2f} s, worst {ms(max(done))}"
        if has_mona():
            theirs = [mona_seconds(formula) for formula in formulas]
            both = [(a, b) for a, b in zip(ours, theirs, strict=True) if a is not None and b is not None]
            ratio, ratios = sum(a for a, _ in both) / sum(b for _, b in both), [a / b for a, b in both]
            line += f"; MONA {count - theirs.count(None)}, {sum(b for b in theirs if b is not None):.2f} s;"
            line += f" ours / MONA where both end {ratio:.2f},"
            line += f" median {statistics.median(ratios):.2f}, worst {max(ratios):.1f}"
        print(line)


def own_seconds(formula: Formula) -> float | None:
    """Our own time, by the same rule as `mona_seconds`."""
    begun = time.perf_counter()
    try:
        translate(formula, budget=Budget(seconds=NESTED_LIMIT_S))
    except ComurosError:
        return None
    return time.perf_counter() - begun


def mona_seconds(formula: Formula) -> float | None:
    """MONA's time; None where it does not come to an end in time."""
    try:
        return run_mona(formula, timeout_s=NESTED_LIMIT_S).seconds
    except ComurosError:
        return None


def translation_section(cases: list[spec_cases.Case]) -> None:
    """Time and size, ours beside MONA's (and Spot's), one line a formula."""
    start = mona_time(parse("true")).seconds if has_mona() else 0.0
    ratios: list[float] = []
    print(f"{'':44} {'ours':>10} {'states':>6} {'nodes':>6}  {'mona':>10} {'states':>6}  ratio")
    print(f"{'a MONA process on true':44} {'':>10} {'':6} {'':6}  {ms(start):>10}")
    for case in cases:
        ours = best_of(lambda case=case: translate(case.formula()))
        dfa = translate(case.formula())
        line = f"{case.name:44} {ms(ours):>10} {dfa.size:6} {len(dfa.variable):6}"
        if has_mona():
            run = mona_time(case.formula())
            ratios.append(ours / run.seconds)
            line += f"  {ms(run.seconds):>10} {minimized(run.dfa).size:6}  {ours / run.seconds:5.2f}"
        print(line + spot_column(case.formula()))
    if ratios:
        print(f"ours / MONA: median {statistics.median(ratios):.2f}, worst {max(ratios):.2f}")


def spot_column(formula: Formula) -> str:
    """Spot's time and size where it is there."""
    if not spot_backend.is_available():
        return ""
    try:
        seconds = best_of(lambda: spot_backend.translate(formula), repetitions=2)
    except ComurosError as error:
        return f"  spot: {str(error)[:40]}"
    return f"  spot {ms(seconds)} {spot_backend.translate(formula).size}"


def mona_time(formula: Formula) -> MonaRun:
    """The fastest of a few runs."""
    return min((run_mona(formula) for _ in range(REPETITIONS)), key=lambda run: run.seconds)


def best_of(work: Callable[[], object], repetitions: int = REPETITIONS) -> float:
    """The shortest time of a few, in seconds."""
    times: list[float] = []
    for _ in range(repetitions):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def ms(seconds: float) -> str:
    """Seconds as milliseconds for people."""
    return f"{seconds * 1e3:.2f} ms"


def monitor_section(options: argparse.Namespace) -> None:
    """Single steps timed one by one (median, clock included), and a whole run (steps per second)."""
    random = Random(options.seed)
    for case in spec_cases.monitored():
        watch = Watch.of(case.formula())
        propositions = case.formula().propositions
        letters = [
            set(random_trace(random, length=1, propositions=propositions)[0]) for _ in range(MONITOR_STEPS)
        ]
        single = step_times(watch, letters)
        monitor = Monitor(watch)
        begun = time.perf_counter()
        for letter in letters:
            monitor.step(letter)
        rate = MONITOR_STEPS / (time.perf_counter() - begun)
        quantile = sorted(single)[int(0.99 * len(single))]
        size = translate(case.formula()).size
        print(f"{case.name:24} {size:5} states: median {statistics.median(single) / 1e3:.2f} µs,", end=" ")
        print(f"99 % under {quantile / 1e3:.2f} µs, {rate:,.0f} steps per second")


def step_times(watch: Watch, letters: list[set[str]]) -> list[int]:
    """Nanoseconds of each step, a cold monitor's first ones included."""
    monitor = Monitor(watch)
    times: list[int] = []
    for letter in letters:
        begun = time.perf_counter_ns()
        monitor.step(letter)
        times.append(time.perf_counter_ns() - begun)
    return times


if __name__ == "__main__":
    main()
