"""`comuros plan --hltl`: a published H-LTL problem as it stands, planned on its map."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

import typer

from comuros.cli.exit_status import ExitStatus, of_planning
from comuros.cli.output import out
from comuros.core.errors import InputError
from comuros.core.plan import PlanningStatus
from comuros.planning import plan_hltl, read_starts
from comuros.planning.stap.answer import HltlObjective


def run(
    hltl: Path,
    case: str,
    map_file: Path | None,
    starts: str,
    objective: str,
    time_limit_s: float,
    compat: str,
    as_json: bool,
) -> NoReturn:
    """Plan one case and print it; ends with the exit status of every other planning.

    Raises:
        InputError: an option is missing or not one of those expected.
    """
    if not case or map_file is None:
        raise InputError("--hltl needs --case ID and --map FILE as well")
    if compat not in ("", "stap"):
        raise InputError(f"--compat {compat!r} is unknown; expected stap")
    answer = plan_hltl(
        hltl=hltl,
        case=case,
        map_file=map_file,
        starts=read_starts(starts) if starts else (),
        objective=_objective(objective),
        time_limit_s=time_limit_s,
        compat=compat == "stap",
    )
    shown = answer.to_json()
    if as_json:
        print(json.dumps(shown))
    else:
        for key in ("status", "cost", "horizon", "lower_bound", "gap", "wall_s", "serving"):
            out.print(f"{key:>12}  {shown.get(key)}")
    status = str(shown["status"])
    known = {each.value: each for each in PlanningStatus}
    raise typer.Exit(of_planning(known[status]) if status in known else ExitStatus.FAILED)


def _objective(text: str) -> HltlObjective | None:
    if not text:
        return None
    known = {each.value: each for each in HltlObjective}
    if text not in known:
        raise InputError(f"--objective {text!r} is unknown; expected one of {', '.join(known)}")
    return known[text]
