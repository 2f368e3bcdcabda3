"""Options and arguments that the `comuros spec` commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from comuros.spec.backend import Backend
from comuros.spec.ltlf import Dialect

DialectOption = Annotated[
    Dialect, typer.Option(help="How formulas are written. In spot's, X is weak and X[!] strong.")
]
BackendOption = Annotated[
    Backend, typer.Option(help="Which engine makes the automata. spot needs Spot with its Python bindings.")
]
SubjectArgument = Annotated[
    str, typer.Argument(help="A formula, or the name or file of a scenario.", show_default=False)
]
