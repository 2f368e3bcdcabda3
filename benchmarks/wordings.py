"""Twenty wordings that were written apart from the grammar, half of them for teams with other names, carried
out in rehearsal.

Usage: python benchmarks/wordings.py [--only N]. Each wording runs without a fault, and with one where the
file gives it; the world at the end decides. Prints a line per run and the share that came out right; exits
with 1 unless all did.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from comuros.core.literal import parse_literal
from comuros.core.scenario import Fault, FaultKind
from comuros.rehearsal import Rehearsal
from comuros.scenario import data_folder, load_scenario

CASES = Path(__file__).parent / "data" / "wordings.yaml"
DROP_PROGRESS = 0.5


@dataclass(frozen=True, slots=True)
class Wording:
    """One instruction and what must hold at the end: all of `holds`, and one of `any_of`
    where there are any.
    """

    scenario: str
    say: str
    holds: tuple[str, ...]
    any_of: tuple[str, ...]
    fault: str


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", type=int, help="run this wording alone, counted from 1")
    chosen = parser.parse_args().only
    file = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    right = runs = 0
    with tempfile.TemporaryDirectory() as folder:
        places = {name: renamed(Path(folder) / name, entry) for name, entry in file["renamed"].items()}
        for number, wording in enumerate(map(wording_of, file["wordings"]), start=1):
            if chosen not in (None, number):
                continue
            for faults in fault_sets(wording):
                verdict = carry_out(places.get(wording.scenario, wording.scenario), wording, faults)
                runs += 1
                right += verdict.startswith("right")
                label = f"{wording.scenario}{' with a fault' if faults else ''}"
                print(f"{number:3d} {label:24} {verdict}  | {wording.say}", flush=True)
    print(f"{right} of {runs} runs right")
    return 0 if right == runs else 1


def wording_of(entry: dict[str, object]) -> Wording:
    """One entry of the file."""
    texts = {key: tuple(map(str, entry.get(key, ()))) for key in ("holds", "any")}  # type: ignore[call-overload]
    return Wording(
        str(entry["scenario"]), str(entry["say"]), texts["holds"], texts["any"], str(entry.get("fault", ""))
    )


def fault_sets(wording: Wording) -> list[tuple[Fault, ...]]:
    """No fault, and the wording's own where it has one."""
    if not wording.fault:
        return [()]
    thing = wording.fault.removeprefix("drop:")
    skill = "carry_to" if "girder" in thing or "crate" in thing else "go_to"
    return [(), (Fault(FaultKind.DROP, thing, during_skill=skill, progress=DROP_PROGRESS),)]


def carry_out(scenario: str, wording: Wording, faults: tuple[Fault, ...]) -> str:
    """Rehearse one wording; 'right' or what is wrong."""
    rehearsal = Rehearsal(load_scenario(scenario), faults=faults)
    rehearsal.say(wording.say, mission_id="m1")
    ended = rehearsal.run(until=lambda: "m1" in rehearsal.account.ended, limit_s=900.0)
    end = rehearsal.account.ended.get("m1")
    state = rehearsal.control.coordinator.belief.state
    lies = {name: rehearsal.simulation.location(name) for name in rehearsal.simulation.object_poses}
    plans = len(rehearsal.account.plans)
    rehearsal.close()
    if end is None or end.outcome.value != "succeeded":
        run = rehearsal.control.coordinator.missions["m1"]
        where = end.outcome.value if ended and end else run.state.value
        return f"WRONG {where}: {end.reason if end else run.reason}"

    def true_at_the_end(text: str) -> bool:
        atom = parse_literal(text).atom
        if atom.predicate == "on":
            return lies[atom.arguments[0]] == atom.arguments[1]
        return atom in state.facts

    missing = [text for text in wording.holds if not true_at_the_end(text)]
    if missing or (wording.any_of and not any(map(true_at_the_end, wording.any_of))):
        return f"WRONG does not hold: {', '.join(missing or wording.any_of)}"
    if faults and plans < 2:
        return "WRONG the fault led to no repair"
    return f"right {end.makespan_s:6.1f} s, {plans} plan(s)"


def renamed(folder: Path, entry: Mapping[str, object]) -> str:
    """A copy of a shipped scenario with other names; returns its file."""
    names = dict(entry["names"])  # type: ignore[call-overload]
    source = data_folder()
    shutil.copytree(source / "config", folder / "config")
    shutil.copytree(source / "sim_worlds", folder / "sim_worlds")
    scenario = folder / "config" / "scenarios" / f"{entry['of']}.yaml"
    world = folder / "sim_worlds" / f"{entry['of']}.sdf"
    pattern = re.compile(
        r"(?<![\w/@])(" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + r")(?!\w)"
    )
    world.write_text(
        pattern.sub(lambda found: names[found[0]], world.read_text(encoding="utf-8")), encoding="utf-8"
    )
    kept = [
        re.sub(r",? *synonyms: \[[^]]*\]", "", line)
        for line in scenario.read_text(encoding="utf-8").splitlines()
    ]
    text = "\n".join(line if "type:" not in line else _renamed_robot(line, names) for line in kept)
    text = pattern.sub(lambda found: names[found[0]], text).replace("type: @", "type: ")
    scenario.write_text(text.split("# What goes wrong")[0], encoding="utf-8")
    return str(scenario)


def _renamed_robot(line: str, names: Mapping[str, str]) -> str:
    """A robot's line keeps its type, whose file is not renamed: a mark in front keeps the pattern off it."""
    return re.sub(r"type: (\w+)", r"type: @\1", line) if names else line


if __name__ == "__main__":
    sys.exit(main())
