"""`comuros spec explain` and `comuros spec draw`: a formula in English, its automaton in words and as
a picture.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from comuros.cli.output import out
from comuros.cli.spec_options import BackendOption, DialectOption, SubjectArgument
from comuros.cli.spec_subject import Named, Subject, formulas_of
from comuros.core.errors import InputError
from comuros.spec import backend as backends
from comuros.spec.backend import Backend, require
from comuros.spec.ltlf import Dialect, in_english, owed_in_english, translate

_STATES_SHOWN = 50


def explain(
    subject: SubjectArgument,
    scenario: Annotated[str, typer.Option(help="Say propositions in this scenario's words.")] = "",
    instruction: Annotated[str, typer.Option(help="Of a scenario: explain this instruction.")] = "",
    dialect: DialectOption = Dialect.COMUROS,
) -> None:
    """Say in English what it demands, and what each state of its automaton still owes.

    Always by our own engine: the states of Spot's automata do not say what they owe.
    """
    found = formulas_of(subject, dialect=dialect, scenario=scenario, instruction=instruction)
    for named in found:
        _explain(named, found)


def draw(
    subject: SubjectArgument,
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write: .svg, .png or .dot.")] = Path(
        "automaton.svg"
    ),
    name: Annotated[str, typer.Option(help="Of a scenario: the node or rule to draw.")] = "",
    scenario: Annotated[str, typer.Option(help="Type the formula against this scenario.")] = "",
    instruction: Annotated[str, typer.Option(help="Of a scenario: draw what this instruction means.")] = "",
    dialect: DialectOption = Dialect.COMUROS,
    backend: BackendOption = Backend.OWN,
) -> None:
    """Draw the minimal automaton."""
    from comuros.spec.picture_file import write_picture

    require(backend)
    found = formulas_of(subject, dialect=dialect, scenario=scenario, instruction=instruction)
    named = _chosen(found, name)
    dfa = backends.translate(named.formula, backend=backend)
    drawn_by = write_picture(dfa, output, title=str(named.formula))
    out.print(f"{output}: {dfa.size} states, drawn by {drawn_by}", markup=False, soft_wrap=True)


def _chosen(found: Subject, name: str) -> Named:
    known = ", ".join(named.name for named in found)
    if not found.formulas:
        raise InputError("there is no formula to draw; expected a formula or a scenario with an instruction")
    for named in found:
        if not name or named.name == name:
            return named
    raise InputError(f"there is no formula {name!r}; expected one of {known}")


def _explain(named: Named, found: Subject) -> None:
    dfa = translate(named.formula)
    out.print(f"{named.name + ': ' if named.name else ''}{named.formula}", markup=False, soft_wrap=True)
    if named.words:
        out.print(f"    said as: {named.words}", markup=False, soft_wrap=True)
    sentence = in_english(named.formula, found.phrase)
    out.print(f"    {sentence[:1].upper()}{sentence[1:]}.", markup=False, soft_wrap=True)
    for state in range(min(dfa.size, _STATES_SHOWN)):
        mark = "accepts" if dfa.accepting[state] and state else "start" if state == 0 else "not yet"
        owed = owed_in_english(dfa.owed[state], found.phrase)
        out.print(f"    state {state} ({mark}): {owed}", markup=False, soft_wrap=True)
    if dfa.size > _STATES_SHOWN:
        out.print(f"    … and {dfa.size - _STATES_SHOWN} more states")
