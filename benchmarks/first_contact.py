"""How many wordings of `benchmarks/data/first_contact.txt` controlled English reads right, asks about, or
gets wrong.

Usage: python benchmarks/first_contact.py [FILE] [--quiet]. A wording is right where its tree has exactly
the tasks of its label, with the robots named, the order of the label, and its rules, no more and no less;
`ask` is right where a question comes and no tree. A file has a wording a line: scenario | wording | tasks |
order | rules.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from comuros.core.instruction import Instruction
from comuros.core.task import Task
from comuros.core.tree import Branch, FormulaConstraint, Node, Relation, TaskTree, task_edges
from comuros.language.controlled_english import ControlledEnglish
from comuros.language.interpreter import InterpretationContext
from comuros.scenario import load_scenario

CASES = Path(__file__).parent / "data" / "first_contact.txt"


@dataclass(frozen=True, slots=True)
class Case:
    """A wording with its label; `tasks` is empty where a question is right."""

    scenario: str
    text: str
    tasks: tuple[str, ...]
    order: frozenset[tuple[int, int]]
    rules: frozenset[str] = frozenset()


def cases(file: Path) -> list[Case]:
    """Every labelled wording of a file."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return [_case(*(part.strip() for part in line.split(" | ", 4))) for line in lines]


def _case(scenario: str, text: str, tasks: str, order: str = "", rules: str = "") -> Case:
    pairs = [pair.split("<") for pair in order.strip("| ").split(",") if "<" in pair]
    listed = () if tasks.startswith("ask") else tuple(t.strip(" |") for t in tasks.split(";"))
    forbidden = frozenset(rule.strip() for rule in rules.strip("| ").split(";") if rule.strip())
    return Case(scenario, text, listed, frozenset((int(a), int(b)) for a, b in pairs), forbidden)


def written(task: Task) -> str:
    """A task as the labels write it."""
    allowed = task.eligibility
    parts = [str(task.work)]
    parts += [f"x{task.robots}"] if task.robots > 1 else []
    parts += [f"@{'/'.join(allowed.only)}"] if allowed.only else []
    parts += [f"not @{'/'.join(allowed.never)}"] if allowed.never else []
    parts += [f"within {task.deadline_s:g} s"] if task.deadline_s is not None else []
    return " ".join(parts)


def units(node: Node) -> list[tuple[str, tuple[str, ...]]]:
    """Label and task ids of every task, choices as one."""
    if isinstance(node, Task):
        return [(written(node), (node.id,))]
    below = [unit for child in node.children for unit in units(child)]
    if isinstance(node, Branch) and node.relation is Relation.ANY:
        return [(" / ".join(label for label, _ in below), tuple(i for _, ids in below for i in ids))]
    return below


def is_right(tree: TaskTree, case: Case) -> bool:
    """Whether the tree says what the label says."""
    found = units(tree.root)
    if Counter(label for label, _ in found) != Counter(case.tasks):
        return False
    number = {i: case.tasks.index(label) + 1 for label, ids in found for i in ids}
    got = frozenset((number[a], number[b]) for a, b in task_edges(tree))
    rules = {c.formula for c in tree.constraints if isinstance(c, FormulaConstraint)}
    return closed(got) == closed(case.order) and rules == case.rules


def closed(pairs: frozenset[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """The transitive closure."""
    longer = pairs | {(a, d) for a, b in pairs for c, d in pairs if b == c}
    return pairs if longer == pairs else closed(longer)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, nargs="?", default=CASES)
    parser.add_argument("--quiet", action="store_true", help="print the figures only")
    chosen = parser.parse_args()
    english, counts = ControlledEnglish(), Counter[str]()
    worlds = {name: load_scenario(name).scenario for name in {case.scenario for case in cases(chosen.file)}}
    for number, case in enumerate(cases(chosen.file), start=1):
        world = worlds[case.scenario]
        context = InterpretationContext(world, world.initial_state())
        answer = english.interpret(Instruction(f"i{number}", case.text, "benchmark"), context)
        if answer.tree is None:
            verdict = "asked" if case.tasks else "right"
            said = answer.reason
        else:
            verdict = "right" if case.tasks and is_right(answer.tree, case) else "WRONG"
            said = "; ".join(label for label, _ in units(answer.tree.root))
            said += f" {sorted(task_edges(answer.tree))} "
            said += "; ".join(c.formula for c in answer.tree.constraints if isinstance(c, FormulaConstraint))
        counts[verdict] += 1
        if verdict != "right" and not chosen.quiet:
            print(f"{number:3d} {verdict} {case.scenario}: {case.text}\n      {said}")
    total = sum(counts.values())
    print(f"{counts['right']} of {total} right, {counts['asked']} asked about, {counts['WRONG']} wrong")


if __name__ == "__main__":
    main()
