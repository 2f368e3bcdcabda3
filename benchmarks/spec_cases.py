"""The formulas of benchmarks/spec.py: published patterns, growing families, published missions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from comuros.spec.ltlf import Dialect, Formula, parse

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Case:
    """A named formula as text, so that reading it is part of what is timed."""

    name: str
    text: str
    dialect: Dialect = Dialect.COMUROS

    def formula(self) -> Formula:
        """The formula, read anew."""
        return parse(self.text, self.dialect)


def chains() -> list[Case]:
    """Precedence chains: p1 before p2 before … pn, and pn in the end."""
    return [Case(f"chain n={n}", chain(n)) for n in range(2, 13)]


def chain(length: int) -> str:
    """One precedence chain."""
    order = [f"(!p{i + 1} U p{i})" for i in range(1, length)]
    return " & ".join([*order, f"F p{length}"])


def conjunctions() -> list[Case]:
    """Conjunctions of goals in any order."""
    return [Case(f"goals n={n}", " & ".join(f"F a{i}" for i in range(1, n + 1))) for n in range(2, 11)]


def responses() -> list[Case]:
    """Conjunctions of request and response, 2**n states."""
    return [
        Case(f"responses n={n}", " & ".join(f"G (a{i} -> F b{i})" for i in range(n))) for n in (2, 4, 6, 8)
    ]


def dwyer() -> list[Case]:
    """The property specification patterns, 11 patterns in 5 scopes."""
    content = json.loads((DATA / "dwyer_patterns.json").read_text())
    return [
        Case(f"{pattern}, {scope}", text)
        for pattern, texts in content["patterns"].items()
        for scope, text in zip(content["scopes"], texts, strict=True)
    ]


def missions() -> list[Case]:
    """Every formula of the two published sets of hierarchical specifications, leaves and inner nodes."""
    stap = json.loads((DATA / "hltl" / "stap_cases.json").read_text())["cases"]
    cases = [
        Case(f"office {name}/{node}", text, Dialect.LTL2BA)
        for name, case in stap.items()
        for level in case["levels"]
        for node, text in level.items()
    ]
    milp = json.loads((DATA / "hltl" / "milp_cases.json").read_text())["cases"]
    cases += [
        Case(f"supermarket {family} {name}/{node}", text, Dialect.LTL2BA)
        for family, members in milp.items()
        for name, levels in members.items()
        for level in levels
        for node, text in level.items()
    ]
    return cases


def monitored() -> list[Case]:
    """Specifications over ten propositions, for the speed of monitors."""
    names = [f"p{i}" for i in range(10)]
    mixed = [f"F {name}" for name in names[:6]]
    mixed += [f"(!{later} U {earlier})" for earlier, later in pairwise(names[:6])]
    mixed += ["G (p6 -> !p7)", "G (p8 -> F p9)"]
    return [
        Case("sequence with rules", " & ".join(mixed)),
        Case("five responses", " & ".join(f"G (p{i} -> F p{i + 5})" for i in range(5))),
        Case("ten goals", " & ".join(f"F {name}" for name in names)),
    ]
