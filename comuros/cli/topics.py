"""`comuros topics`: the interface table of a running system, live."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from comuros.cli.exit_status import ExitStatus
from comuros.cli.options import DomainOption, JsonOption
from comuros.cli.output import out
from comuros.cli.system.running import the_running_system
from comuros.scenario import load_scenario

if TYPE_CHECKING:
    from comuros.nodes.interface_watch import InterfaceSeen


def topics(
    scenario: Annotated[
        str, typer.Option(help="Scenario of a system that comuros up did not start, such as a launch.")
    ] = "",
    namespace: Annotated[str, typer.Option(help="Namespace of the team.")] = "",
    domain: DomainOption = None,
    listen: Annotated[float, typer.Option(help="Count messages for so many seconds.", min=0.0)] = 3.0,
    only: Annotated[str, typer.Option(help="Only names that contain this.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Which topics, services and actions the team has, who serves them, and how often something comes.

    Exit status 1 where something of the table is missing or differs.
    """
    file, number = scenario, domain
    if not scenario:
        system = the_running_system(domain)
        file, number = system.scenario_file, system.domain
    from comuros.cli.system.crew import exports

    if number is not None:
        os.environ.update(exports(number))
    from comuros.nodes.interface_watch import watched

    seen = watched(load_scenario(file).scenario, domain=number, namespace=namespace, listen_s=listen)
    seen = tuple(each for each in seen if only in each.name)
    if as_json:
        print(json.dumps([asdict(each) for each in seen], indent=2))
    else:
        _show(seen)
    raise typer.Exit(ExitStatus.FAILED if any(_is_amiss(each) for each in seen) else ExitStatus.SOLVED)


def _is_amiss(seen: InterfaceSeen) -> bool:
    """What people may publish, and what depends on an optional package, need not be there."""
    optional = seen.name.endswith(("instruction", "tf"))
    return bool(seen.differs) or (not seen.by and not optional)


def _show(seen: tuple[InterfaceSeen, ...]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("name", "kind", "type", "QoS", "from", "to", "Hz", ""):
        table.add_column(heading, overflow="fold")
    for each in seen:
        rate = "" if each.rate_hz is None else f"{each.rate_hz:.1f}"
        remark = (
            f"[red]{each.differs}[/red]" if each.differs else "" if each.by else "[yellow]nobody[/yellow]"
        )
        listeners = str(each.listeners) if each.kind == "topic" else ""
        table.add_row(each.name, each.kind, each.type, each.qos, ", ".join(each.by), listeners, rate, remark)
    out.print(table)
