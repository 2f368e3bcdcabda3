"""`comuros plan`: what an instruction means and how it would be done, without ROS and without moving
anything.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from comuros.cli.options import JsonOption, LlmOption, ModelOption, ScenarioArgument, SeedOption
from comuros.cli.output import out
from comuros.core.errors import InputError
from comuros.language.choice import InterpreterSettings
from comuros.nodes.model_choice import interpreter_settings
from comuros.scenario import load_scenario
from comuros.scenario.tree_file import read_tree


def plan(
    scenario: ScenarioArgument = "",
    instruction: Annotated[
        str, typer.Option(help="What to do, in plain words; the scenario has a default.")
    ] = "",
    as_json: JsonOption = False,
    time_limit: Annotated[float, typer.Option(help="Real seconds for the planner.", min=0.1)] = 10.0,
    seed: SeedOption = 0,
    llm: LlmOption = "none",
    llm_model: ModelOption = "",
    tree: Annotated[
        Path | None, typer.Option(help="A task tree (YAML or JSON) instead of an instruction.")
    ] = None,
    hltl: Annotated[Path | None, typer.Option(help="Plan a case of this file of H-LTL problems.")] = None,
    case: Annotated[str, typer.Option(help="Id of the case in --hltl.")] = "",
    map_file: Annotated[Path | None, typer.Option("--map", help="Map of the --hltl case.")] = None,
    starts: Annotated[str, typer.Option(help="Start cells as JSON: [[18,3],[19,3]].")] = "",
    objective: Annotated[str, typer.Option(help="cost or makespan, for --hltl.")] = "",
    compat: Annotated[str, typer.Option(help="stap silences what the published semantics permits.")] = "",
) -> None:
    """Print tree, formulas, class, schedule and certificate of an instruction.

    With --hltl, a published H-LTL problem is planned instead of an instruction in a scenario.

    Exit status: 0 solved, 3 infeasible, 4 not understood, 5 timed out.
    """
    if hltl is not None:
        from comuros.cli import plan_hltl

        plan_hltl.run(hltl, case, map_file, starts, objective, time_limit, compat, as_json)
    if not scenario:
        raise InputError("plan needs a scenario, or --hltl FILE; see: comuros scenario list")
    settings = interpreter_settings(llm, llm_model)
    _plan_instruction(scenario, instruction, as_json, time_limit, seed, settings, tree)


def _plan_instruction(
    scenario: str,
    instruction: str,
    as_json: bool,
    time_limit_s: float,
    seed: int,
    interpreter: InterpreterSettings,
    tree_file: Path | None,
) -> NoReturn:
    from comuros.cli import plan_report
    from comuros.offline import plan_offline

    loaded = load_scenario(scenario)
    said = instruction or loaded.scenario.default_instruction
    tree = read_tree(tree_file, loaded.scenario) if tree_file is not None else None
    found = plan_offline(
        loaded,
        "" if tree is not None else said,
        interpreter=interpreter,
        time_limit_s=time_limit_s,
        seed=seed,
        tree=tree,
    )
    if as_json:
        print(json.dumps(plan_report.as_json(found), indent=2))
    else:
        out.print(plan_report.as_text(found))
    raise typer.Exit(plan_report.status_of(found))
