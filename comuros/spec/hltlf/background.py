"""What holds whatever a mission asks for: how events of a tree hang together, and what the world excludes.

Diagnosis adds it to the parts it compares, for the propositions these speak of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

from comuros.core.errors import InputError
from comuros.core.literal import Atom, parse_literal
from comuros.core.scenario import Scenario
from comuros.core.tree import Branch, Node, Relation, TaskTree, tasks_below
from comuros.spec.ltlf import Formula, conjunction, parse

_ZONE_PREDICATES = ("in", "inside")


def event_theory(tree: TaskTree, task_ids: frozenset[str]) -> Formula:
    """How starts and ends follow from each other, for the part of the tree that contains these tasks.

    A node starts once, with the first task below it, and is done once, after what it needs; it is not done
    before it has started, and a task takes some time. The root is done at some point.
    """
    kept = [node for node in tree.nodes() if any(t.id in task_ids for t in tasks_below(node))]
    rules = [rule for node in kept for rule in _events_of(node, task_ids)]
    return conjunction(_rule(rule) for rule in (*rules, f"F {tree.root.id}"))


def _events_of(node: Node, task_ids: frozenset[str]) -> list[str]:
    done, starts = node.id, f"{node.id}_starts"
    rules = [f"G ({done} -> N G !{done})", f"G ({starts} -> N G !{starts})", f"!{done} W {starts}"]
    if not isinstance(node, Branch):
        return [*rules, f"G !({done} & {starts})"]
    kept = [c for c in node.children if any(task.id in task_ids for task in tasks_below(c))]
    rules += [f"!{child.id}_starts W {starts}" for child in kept]
    if node.relation is not Relation.ANY:
        return rules + [f"!{done} W {child.id}" for child in kept]
    if len(kept) == len(node.children):
        rules.append(f"!{done} W ({' | '.join(child.id for child in kept)})")
    return rules


def world_theory(propositions: Iterable[str], scenario: Scenario | None) -> Formula:
    """What the world excludes or implies among these propositions.

    A functional predicate has one value (a robot is at one place at a time); who is at a place is in its
    zones; who holds something is carrying.
    """
    atoms = sorted(filter(None, (_atom(name) for name in set(propositions))))
    rules = [f"G !({one} & {other})" for one, other in _exclusive(atoms, scenario)]
    rules += [f"G ({one} -> {other})" for one in atoms for other in atoms if _implies(one, other, scenario)]
    return conjunction(_rule(rule) for rule in rules)


@lru_cache(maxsize=4_096)
def _rule(text: str) -> Formula:
    return parse(text)


def relatives(name: str, others: Iterable[str], scenario: Scenario | None) -> bool:
    """Whether the world lets a proposition bear on one of others: it is one of them, excludes it, or implies
    it.
    """
    mine = _atom(name)
    for other in others:
        theirs = _atom(other)
        if name == other:
            return True
        if mine is None or theirs is None:
            continue
        if any(_exclusive([mine, theirs], scenario)) or _implies(mine, theirs, scenario):
            return True
        if _implies(theirs, mine, scenario):
            return True
    return False


def _exclusive(atoms: list[Atom], scenario: Scenario | None) -> list[tuple[Atom, Atom]]:
    functional = {p.name for p in scenario.predicates if p.functional} if scenario else {"at", "on"}
    groups: dict[tuple[str, tuple[str, ...]], list[Atom]] = defaultdict(list)
    for atom in atoms:
        if atom.predicate in functional and atom.arguments:
            groups[atom.predicate, atom.arguments[:-1]].append(atom)
    return [pair for group in groups.values() for pair in combinations(group, 2)]


def _implies(one: Atom, other: Atom, scenario: Scenario | None) -> bool:
    if one == other or one.arguments[:1] != other.arguments[:1]:
        return False
    if one.predicate == "holding" and other.predicate == "carrying":
        return True
    if one.predicate != "at" or other.predicate not in _ZONE_PREDICATES or scenario is None:
        return False
    zones = {zone for p in scenario.places if p.name == one.arguments[-1] for zone in (p.name, *p.zones)}
    return other.arguments[-1] in zones


def _atom(name: str) -> Atom | None:
    try:
        return parse_literal(name).atom
    except InputError:
        return None
