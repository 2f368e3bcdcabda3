"""The `comuros` command: puts the commands together and turns errors into exit statuses."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from comuros.cli.demo import demo
from comuros.cli.doctor import doctor
from comuros.cli.eval import evaluation
from comuros.cli.exit_status import ExitStatus
from comuros.cli.interpret import interpret
from comuros.cli.llm import app as llm_app
from comuros.cli.output import err
from comuros.cli.people import answer, approve, requests
from comuros.cli.plan import plan
from comuros.cli.remote import down, pause, resume, send, status, stop
from comuros.cli.scenario import app as scenario_app
from comuros.cli.signals import Interrupted
from comuros.cli.spec import app as spec_app
from comuros.cli.topics import topics
from comuros.cli.up import up
from comuros.core.errors import ComurosError, InputError

_SIGNAL_BASE = 128

app = typer.Typer(
    name="comuros",
    help="Tell a team of different robots what you want in plain words; get a plan that is proved before "
    "anything moves and repaired, not restarted, while it runs.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command()(demo)
app.command()(plan)
app.command()(interpret)
app.command("eval")(evaluation)
for command in (up, send, status, requests, answer, approve, stop, pause, resume, down, topics, doctor):
    app.command()(command)
app.add_typer(scenario_app, name="scenario")
app.add_typer(spec_app, name="spec")
app.add_typer(llm_app, name="llm")


def main() -> NoReturn:
    """Entry point. Bad input ends with status 2, other failures with 1, a signal with 128 plus its number."""
    try:
        app()
    except Interrupted as interrupted:
        sys.exit(_SIGNAL_BASE + interrupted.number)
    except InputError as error:
        err.print(f"comuros: {error}", style="red", markup=False, soft_wrap=True)
        sys.exit(ExitStatus.USAGE)
    except ComurosError as error:
        err.print(f"comuros: {error}", style="red", markup=False, soft_wrap=True)
        sys.exit(ExitStatus.FAILED)
    sys.exit(ExitStatus.SOLVED)


if __name__ == "__main__":
    main()
