"""`comuros spec check`: is a formula satisfiable, valid, vacuous; are a scenario's rules; which automata
has a published specification.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from comuros.cli.exit_status import ExitStatus
from comuros.cli.output import out
from comuros.cli.spec_options import BackendOption, DialectOption
from comuros.cli.spec_subject import Named, formulas_of
from comuros.core.errors import InputError
from comuros.spec.backend import Backend, require
from comuros.spec.judgement import Judgement, judge_formula
from comuros.spec.ltlf import Dialect, Trace


def check(
    subject: Annotated[str, typer.Argument(help="A formula, or the name or file of a scenario.")] = "",
    scenario: Annotated[str, typer.Option(help="Type the formula against this scenario.")] = "",
    instruction: Annotated[str, typer.Option(help="Of a scenario: check what this instruction means.")] = "",
    hltl: Annotated[Path | None, typer.Option(help="A file of published H-LTL specifications.")] = None,
    case: Annotated[str, typer.Option(help="Only this case of the file.")] = "",
    dialect: DialectOption = Dialect.COMUROS,
    backend: BackendOption = Backend.OWN,
) -> None:
    """Is it satisfiable, valid, vacuous, well-typed?

    Exit status: 0 nothing is wrong, 2 it does not parse or is ill-typed, 3 it can never be satisfied.
    """
    require(backend)
    if hltl is not None:
        from comuros.cli.spec_published import show_published

        show_published(hltl, case, backend)
        return
    if not subject:
        raise InputError("nothing to check; expected a formula, a scenario, or --hltl FILE")
    named = formulas_of(subject, dialect=dialect, scenario=scenario, instruction=instruction)
    contradictory = False
    for one in named:
        judgement = judge_formula(one.formula, backend=backend)
        contradictory = contradictory or not judgement.is_satisfiable
        _show(one, judgement)
    for remark in named.remarks:
        out.print(remark, markup=False, soft_wrap=True)
    for conflict in named.conflicts:
        out.print(conflict, style="red", markup=False, soft_wrap=True)
    if contradictory or named.conflicts:
        raise typer.Exit(ExitStatus.INFEASIBLE)


def _show(named: Named, judgement: Judgement) -> None:
    out.print(f"{named.name + ': ' if named.name else ''}{named.formula}", markup=False, soft_wrap=True)
    lines = [f"automaton of {judgement.states} states"]
    if judgement.example is None:
        lines.append("unsatisfiable: no trace satisfies it")
    else:
        lines.append(f"satisfiable, for example by {shown_trace(judgement.example)}")
    if judgement.counterexample is None:
        lines.append("valid: every trace satisfies it, so it asks for nothing")
    else:
        lines.append(f"not valid: violated by {shown_trace(judgement.counterexample)}")
    if judgement.idle and judgement.is_satisfiable and not judgement.is_valid:
        lines.append(f"vacuous in {', '.join(judgement.idle)}: what is said of it changes nothing")
    if judgement.counts_steps:
        lines.append("warning: X and N count changes of the world, not time")
    for line in lines:
        out.print(f"    {line}", markup=False, soft_wrap=True)


def shown_trace(trace: Trace) -> str:
    """A trace for people: steps in braces."""
    return " ".join("{" + ", ".join(sorted(letter)) + "}" for letter in trace)
