"""`comuros plan`: what an instruction means and how it would be done, without ROS and without moving
anything.
"""

from __future__ import annotations

import json
from typing import Annotated

import typer

from comuros.cli.options import JsonOption, ScenarioArgument, SeedOption
from comuros.cli.output import out
from comuros.scenario import load_scenario


def plan(
    scenario: ScenarioArgument,
    instruction: Annotated[
        str, typer.Option(help="What to do, in plain words; the scenario has a default.")
    ] = "",
    as_json: JsonOption = False,
    time_limit: Annotated[float, typer.Option(help="Real seconds for the planner.", min=0.1)] = 10.0,
    seed: SeedOption = 0,
) -> None:
    """Print tree, formulas, class, schedule and certificate of an instruction.

    Exit status: 0 solved, 3 infeasible, 4 not understood, 5 timed out.
    """
    from comuros.cli import plan_report
    from comuros.cli.offline import plan_offline

    loaded = load_scenario(scenario)
    said = instruction or loaded.scenario.default_instruction
    found = plan_offline(loaded, said, time_limit_s=time_limit, seed=seed)
    if as_json:
        print(json.dumps(plan_report.as_json(found), indent=2))
    else:
        out.print(plan_report.as_text(found))
    raise typer.Exit(plan_report.status_of(found))
