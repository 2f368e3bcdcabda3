"""How many free-form instructions controlled English turns into a tree with the right tasks and order, in
an open world.

Usage: python benchmarks/instructions.py FILE. FILE is JSON with `instructions`, a list of {id, text}; the
sentences are not part of the project. Labels are in `benchmarks/data/instruction_labels.json`, by id: the
number of tasks and the pairs that must be in order, tasks numbered as mentioned. What one clause does, or one
sentence with one object, counts as one task. The labels were made by reading the sentences, after the grammar
was written.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

from comuros.core.tree import TaskTree, task_edges
from comuros.language.report import interpret_text

LABELS = Path(__file__).parent / "data" / "instruction_labels.json"


@dataclass(frozen=True, slots=True)
class Label:
    """What is right for one instruction."""

    tasks: int
    order: frozenset[tuple[int, int]]


def closed(pairs: frozenset[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """The transitive closure."""
    longer = pairs | {(a, d) for a, b in pairs for c, d in pairs if b == c}
    return pairs if longer == pairs else closed(frozenset(longer))


def is_right(tree: TaskTree, label: Label) -> bool:
    """Whether the tree has as many tasks and exactly the order of the label."""
    order = {(int(a.lstrip("t")), int(b.lstrip("t"))) for a, b in task_edges(tree)}
    return len(tree.tasks()) == label.tasks and closed(frozenset(order)) == closed(label.order)


def main() -> None:
    """Print what was understood of all, and what was right of the labelled ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    instructions = json.loads(parser.parse_args().file.read_text(encoding="utf-8"))["instructions"]
    labels = {
        key: Label(value["tasks"], frozenset((a, b) for a, b in value["order"]))
        for key, value in json.loads(LABELS.read_text(encoding="utf-8")).items()
    }
    trees = {entry["id"]: interpret_text(entry["text"], scenario=None).tree for entry in instructions}
    understood = sum(tree is not None for tree in trees.values())
    right = [key for key in labels if (tree := trees.get(key)) is not None and is_right(tree, labels[key])]
    asked = [key for key in labels if key in trees and trees[key] is None]
    print(f"{understood} of {len(trees)} instructions became a tree, {len(trees) - understood} a question")
    print(f"{len(right)} of {len(labels)} labelled ones have the right tasks and the right order")
    for key in labels:
        if key not in right:
            print(f"  {'asked' if key in asked else 'wrong'}: {key}")


if __name__ == "__main__":
    main()
