"""Propositional LTLf over non-empty finite traces: the engine under specification, plan check, monitor.

Knows nothing of robots. Formulas are parsed, built, evaluated, translated to automata, compared, watched.
"""

from comuros.spec.ltlf.budget import DEFAULT_BUDGET, Budget
from comuros.spec.ltlf.dfa import Dfa
from comuros.spec.ltlf.dialect import Dialect
from comuros.spec.ltlf.english import Phrase, in_english, owed_in_english, plain_phrase
from comuros.spec.ltlf.evaluate import holds
from comuros.spec.ltlf.formula import (
    FALSE,
    LAST,
    TRUE,
    Formula,
    Op,
    always,
    conjunction,
    disjunction,
    equivalence_of,
    eventually,
    implication,
    negation,
    postorder,
    proposition,
    release,
    strong_next,
    strong_release,
    substitute,
    until,
    weak_next,
    weak_until,
)
from comuros.spec.ltlf.minimize import minimized
from comuros.spec.ltlf.monitor import Monitor, Watch
from comuros.spec.ltlf.normal_form import negation_normal_form
from comuros.spec.ltlf.operations import (
    Trace,
    accepted_trace,
    complement,
    difference,
    disagreement,
    intersection,
    union,
)
from comuros.spec.ltlf.parser import parse
from comuros.spec.ltlf.printer import to_text
from comuros.spec.ltlf.progression import Progression
from comuros.spec.ltlf.search import (
    are_equivalent,
    equivalence_counterexample,
    inclusion_counterexample,
    is_satisfiable,
    is_valid,
    witness,
)
from comuros.spec.ltlf.simplify import simplified
from comuros.spec.ltlf.translate import translate
from comuros.spec.ltlf.verdict import Verdict4

__all__ = [
    "Formula", "Op", "TRUE", "FALSE", "LAST", "proposition", "negation", "conjunction", "disjunction",
    "implication", "equivalence_of", "strong_next", "weak_next", "eventually", "always", "until", "release",
    "weak_until", "strong_release", "postorder", "substitute",
    "Dialect", "parse", "to_text",
    "holds", "Trace",
    "Budget", "DEFAULT_BUDGET", "Progression", "Dfa", "translate", "minimized",
    "complement", "intersection", "union", "difference", "disagreement", "accepted_trace",
    "simplified", "negation_normal_form", "in_english", "owed_in_english", "Phrase", "plain_phrase",
    "witness", "is_satisfiable", "is_valid", "inclusion_counterexample", "equivalence_counterexample",
    "are_equivalent",
    "Monitor", "Watch", "Verdict4",
]  # fmt: skip
