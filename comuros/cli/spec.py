"""`comuros spec`: the specification engine at the command line. Formulas in; verdicts, English, pictures
out.
"""

from __future__ import annotations

import typer

from comuros.cli.spec_check import check
from comuros.cli.spec_explain import draw, explain
from comuros.cli.spec_lines import accepts, equiv

app = typer.Typer(help="Ask the specification engine about LTLf formulas.", no_args_is_help=True)
for command in (accepts, equiv, check, explain, draw):
    app.command()(command)
