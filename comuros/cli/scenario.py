"""`comuros scenario list`, `check` and `bridge`."""

from __future__ import annotations

from typing import Annotated

import typer

from comuros.cli.exit_status import ExitStatus
from comuros.cli.options import ScenarioArgument
from comuros.cli.output import err, out
from comuros.core.errors import ScenarioError
from comuros.scenario import find_scenario, list_scenarios, load_scenario
from comuros.scenario.gazebo_bridge import bridge_yaml

app = typer.Typer(help="Look at scenarios.", no_args_is_help=True)


@app.command("list")
def list_all() -> None:
    """Name and title of every scenario that comes with comuros."""
    for name in list_scenarios():
        _describe(name)


@app.command()
def check(
    scenarios: Annotated[
        list[str] | None, typer.Argument(help="Names or files; all that come with comuros if none.")
    ] = None,
) -> None:
    """Check scenario files and their worlds; every problem of a file is shown at once, with its line."""
    failed = False
    for name in scenarios or list_scenarios():
        try:
            loaded = load_scenario(find_scenario(name))
        except ScenarioError as error:  # noqa: PERF203 - every file is looked at, whatever is wrong with one
            failed = True
            err.print(str(error), style="red", markup=False, soft_wrap=True)
        else:
            count = f"{len(loaded.scenario.places)} places, {len(loaded.scenario.objects)} objects"
            out.print(f"{name}: well-formed, {count}, {len(loaded.scenario.robots)} robots", markup=False)
    raise typer.Exit(ExitStatus.USAGE if failed else ExitStatus.SOLVED)


@app.command()
def bridge(
    scenario: ScenarioArgument,
    namespace: Annotated[str, typer.Option(help="Namespace of the team.")] = "",
) -> None:
    """Print the file that ros_gz_bridge reads for a scenario; gazebo.launch.py writes the same."""
    print(bridge_yaml(load_scenario(scenario).scenario, namespace=namespace), end="")


def _describe(name: str) -> None:
    try:
        scenario = load_scenario(name).scenario
    except ScenarioError as error:
        out.print(f"[bold]{name}[/bold]  has {len(error.problems)} problem(s): comuros scenario check {name}")
        return
    robots = ", ".join(robot.name for robot in scenario.robots)
    out.print(f"[bold]{name}[/bold]  {scenario.title}")
    out.print(f"    robots: {robots}", style="bright_black", markup=False)
