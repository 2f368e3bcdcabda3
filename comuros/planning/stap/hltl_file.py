"""Published H-LTL specifications: levels of formulas over the ids of the level below, read from a case
file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from comuros.core.errors import InputError
from comuros.spec.ltlf import Dialect, Formula, Op, conjunction, parse


@dataclass(frozen=True, slots=True)
class HltlSpec:
    """Formulas by id; the root is the first. `children` are the ids an inner formula mentions."""

    root: str
    inner: Mapping[str, Formula]
    leaves: Mapping[str, Formula]

    def children(self, node_id: str) -> tuple[str, ...]:
        """Ids of the specifications a formula mentions, in order of first mention."""
        known = {*self.inner, *self.leaves}
        return tuple(name for name in self.inner[node_id].propositions if name in known)


@dataclass(frozen=True, slots=True)
class LeafPart:
    """What one robot serves in one go: a leaf, or one top-level `<>` conjunct of it with all its `[]`
    conjuncts.
    """

    name: str
    leaf: str
    formula: Formula


def spec_of_levels(levels: Sequence[Mapping[str, str]]) -> HltlSpec:
    """A specification from its levels.

    Raises:
        FormulaError: a formula does not parse.
        InputError: there is no single root, an id is defined twice or is never used.
    """
    if not levels or len(levels[0]) != 1:
        raise InputError("the first level must hold exactly one formula, the root")
    texts: dict[str, str] = {}
    for level in levels:
        for node_id, text in level.items():
            if node_id in texts:
                raise InputError(f"id {node_id!r} is defined twice")
            texts[node_id] = text
    formulas = {node_id: parse(text, Dialect.LTL2BA) for node_id, text in texts.items()}
    root = next(iter(levels[0]))
    inner = {n: f for n, f in formulas.items() if any(name in formulas for name in f.propositions)}
    leaves = {node_id: formula for node_id, formula in formulas.items() if node_id not in inner}
    spec = HltlSpec(root, inner, leaves)
    _check_used(spec)
    return spec


def load_levels(path: Path, case: str) -> list[dict[str, str]]:
    """The levels of one case of a case file.

    Raises:
        InputError: the file is not a case file or has no such case.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        cases = data["cases"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} is not a file of H-LTL cases: {error!r}") from error
    if case not in cases:
        raise InputError(f"{path} has no case {case!r}; expected one of {', '.join(cases)}")
    return list(cases[case]["levels"])


def parts_of(leaf: str, formula: Formula) -> tuple[LeafPart, ...]:
    """The parts of a leaf that may be served as siblings, by different robots; the leaf itself where it
    has only one.
    """
    conjuncts = formula.args if formula.op is Op.AND else (formula,)
    eventual = [c for c in conjuncts if c.op is Op.EVENTUALLY]
    always = [c for c in conjuncts if c.op is Op.ALWAYS]
    if len(eventual) < 2 or len(eventual) + len(always) < len(conjuncts):
        return (LeafPart(leaf, leaf, formula),)
    return tuple(
        LeafPart(f"{leaf}.{number}", leaf, conjunction((part, *always)))
        for number, part in enumerate(eventual, start=1)
    )


def _check_used(spec: HltlSpec) -> None:
    reached: set[str] = set()
    waiting = [spec.root]
    while waiting:
        node = waiting.pop()
        if node in reached:
            raise InputError(f"id {node!r} is used in more than one formula")
        reached.add(node)
        if node in spec.inner:
            waiting.extend(spec.children(node))
    unused = sorted({*spec.inner, *spec.leaves} - reached)
    if unused:
        raise InputError(f"{', '.join(unused)} is defined but no formula above uses it")
