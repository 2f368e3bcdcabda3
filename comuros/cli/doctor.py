"""`comuros doctor`: what this installation has, what it misses, for what, and the command that brings it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from comuros.cli.exit_status import ExitStatus
from comuros.cli.installation.finding import Finding
from comuros.cli.installation.parts import examined
from comuros.cli.options import JsonOption
from comuros.cli.output import out

_ROS_PARTS = ("ROS 2 (rclpy)", "comuros_msgs", "std_srvs")


def doctor(
    as_json: JsonOption = False,
    try_dds: Annotated[
        bool, typer.Option("--dds/--no-dds", help="Try whether nodes find each other.")
    ] = True,
) -> None:
    """Check this installation. Exit status 0: missions run; 1: something they need is missing."""
    findings = list(examined())
    if try_dds and all(each.is_there for each in findings if each.name in _ROS_PARTS):
        from comuros.cli.installation.dds import tried

        findings.append(tried())
    if as_json:
        print(json.dumps([asdict(each) for each in findings], indent=2, ensure_ascii=False))
    else:
        _show(findings)
    missing = [each for each in findings if each.required and not each.is_there]
    raise typer.Exit(ExitStatus.FAILED if missing else ExitStatus.SOLVED)


def _show(findings: list[Finding]) -> None:
    for title, required in (("Needed", True), ("For more", False)):
        table = Table(title=title, title_justify="left", box=None, pad_edge=False)
        for heading in ("", "what", "for", "found"):
            table.add_column(heading, overflow="fold")
        for each in findings:
            if each.required is required:
                table.add_row(_mark(each), each.name, each.needed_for, each.detail)
        out.print(table)
        out.print()
    for each in findings:
        if not each.is_there:
            out.print(f"{each.name}, for {each.needed_for}: {each.remedy}", markup=False, soft_wrap=True)
    missing = [each.name for each in findings if each.required and not each.is_there]
    out.print(f"missing: {', '.join(missing)}" if missing else "missions run here", style="bold")


def _mark(finding: Finding) -> str:
    if finding.is_there:
        return "[green]yes[/green]"
    return "[red]no[/red]" if finding.required else "[yellow]-[/yellow]"


if __name__ == "__main__":
    # Works where `comuros` itself cannot start because a package is missing.
    typer.run(doctor)
