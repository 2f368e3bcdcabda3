"""What one robot serves in one go: a leaf, or a part of it."""

from __future__ import annotations

from dataclasses import dataclass

from comuros.spec.ltlf import Formula, Op, conjunction


@dataclass(frozen=True, slots=True)
class LeafPart:
    """A leaf, or one top-level `<>` conjunct of it with all its `[]` conjuncts."""

    name: str
    leaf: str
    formula: Formula


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
