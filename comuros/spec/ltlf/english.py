"""Formulas in English, for people who read plans and verdicts. The caller phrases the propositions."""

from __future__ import annotations

from typing import Protocol

from comuros.spec.ltlf.formula import LAST, Formula, Op, negation, postorder
from comuros.spec.ltlf.normal_form import negation_normal_form


class Phrase(Protocol):
    """How a proposition is said: a clause such as 'the box is on table 2', or its denial when not `holds`."""

    def __call__(self, name: str, *, holds: bool) -> str:
        """The clause for a proposition that holds, or that does not."""
        ...


def plain_phrase(name: str, *, holds: bool) -> str:
    """The phrase for propositions nobody has words for."""
    words = name.replace("_", " ")
    return f"'{words}' holds" if holds else f"'{words}' does not hold"


def in_english(formula: Formula, phrase: Phrase = plain_phrase) -> str:
    """What a formula demands, as one clause without capital letter or full stop.

    Operands that are more than one clause are bracketed, so that the sentence has one reading.
    """
    root = negation_normal_form(formula)
    clauses: dict[Formula, str] = {}
    for node in postorder(root):
        clauses[node] = _clause(node, [_bracketed(arg, clauses[arg]) for arg in node.args], phrase)
    return clauses[root]


def owed_in_english(formula: Formula, phrase: Phrase = plain_phrase) -> str:
    """What a state still owes, as one sentence."""
    if formula.op is Op.TRUE:
        return "Nothing more is owed."
    if formula.op is Op.FALSE:
        return "It can no longer be satisfied."
    normal = negation_normal_form(formula)
    parts = [in_english(arg, phrase) for arg in (normal.args if normal.op is Op.AND else (normal,))]
    return f"Still owed: {'; '.join(parts)}."


def _bracketed(node: Formula, clause: str) -> str:
    return f"({clause})" if len(node.args) > 1 else clause


def _clause(node: Formula, parts: list[str], phrase: Phrase) -> str:
    if node.op is Op.PROPOSITION:
        return phrase(node.name, holds=True)
    if node.op is Op.NOT:
        return "there is a further step" if node.args[0] is LAST else phrase(node.args[0].name, holds=False)
    if node.op in _CONSTANT:
        return _CONSTANT[node.op]
    if node.op in (Op.AND, Op.OR):
        return _listed(parts, *(("both", "and") if node.op is Op.AND else ("either", "or")))
    if _is_order(node):
        first, later = phrase(node.args[1].name, holds=True), _never_part(node.args[0], phrase)
        return f"at some point {first}, and until then it is never the case that {later}"
    if node.op is Op.ALWAYS and _is_denial(node.args[0]):
        return f"it is never the case that {_never_part(node.args[0], phrase)}"
    return _SENTENCE[node.op].format(*parts)


def _is_denial(node: Formula) -> bool:
    """Whether the node denies one proposition, so that 'never' says it better than 'always not'."""
    return node.op is Op.NOT and node.args[0].op is Op.PROPOSITION


def _is_order(node: Formula) -> bool:
    """Whether the node has the shape `!b U a`: a comes before b."""
    return node.op is Op.UNTIL and _is_denial(node.args[0]) and node.args[1].op is Op.PROPOSITION


def _never_part(denial: Formula, phrase: Phrase) -> str:
    return phrase(negation(denial).name, holds=True)


def _listed(parts: list[str], opening: str, word: str) -> str:
    if len(parts) == 2:
        return f"{opening} {parts[0]} {word} {parts[1]}"
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


_CONSTANT = {
    Op.TRUE: "nothing is demanded",
    Op.FALSE: "something impossible is demanded",
    Op.LAST: "this is the last step",
}
_SENTENCE = {
    Op.IMPLIES: "if {0}, then {1}",
    Op.IFF: "{0} exactly when {1}",
    Op.NEXT: "in the next step, {0}",
    Op.WEAK_NEXT: "in the next step, if there is one, {0}",
    Op.EVENTUALLY: "at some point {0}",
    Op.ALWAYS: "at every step {0}",
    Op.UNTIL: "at some point {1}, and at every step until then {0}",
    Op.RELEASE: "{1} up to and including the first step in which {0}, or to the end",
    Op.WEAK_UNTIL: "{0} until {1}, or to the end",
    Op.STRONG_RELEASE: "at some point {0}, and up to and including then {1}",
}
