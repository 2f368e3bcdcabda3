"""Draws a picture of a mission for a terminal, with rich: tree, team, plan, events. Calm: nothing blinks,
nothing moves without reason.
"""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from comuros.cli.live.glyphs import NODE, NOTE, bar, outcome_style
from comuros.cli.live.picture import Note, Picture
from comuros.core.mission import NodeState
from comuros.core.tree import Branch, Node

_NOTES_SHOWN = 8
_LOW_BATTERY = 0.2


def draw(picture: Picture, *, title: str, footer: str = "") -> RenderableType:
    """The whole picture."""
    parts: list[RenderableType] = [_headline(picture), Text("")]
    if picture.tree is not None:
        parts += [_tree(picture), Text("")]
    if picture.robots:
        parts += [_team(picture), Text("")]
    parts.append(_plan(picture))
    if picture.notes:
        parts += [
            Rule(style="bright_black"),
            *(note_line(note) for note in list(picture.notes)[-_NOTES_SHOWN:]),
        ]
    return Panel(
        Group(*parts),
        title=f"[bold]{title}[/bold]",
        title_align="left",
        subtitle=footer,
        subtitle_align="right",
        border_style="bright_black",
        padding=(1, 2),
    )


def note_line(note: Note) -> Text:
    """One event, verdict or plan as a line."""
    sign, style = NOTE.get(note.kind, ("·", "white"))
    line = Text(f"{note.time_s:7.1f} s  ", style="bright_black")
    return line.append(f"{sign} ", style=style).append(
        note.text, style=style if note.kind == "process" else ""
    )


def _headline(picture: Picture) -> RenderableType:
    grid = Table.grid(expand=True)
    grid.add_column(ratio=1)
    grid.add_column(justify="right", no_wrap=True)
    state = picture.state.state.value if picture.state else "waiting"
    said = Text(f"“{picture.instruction}”", style="italic")
    if picture.end is not None:
        word = Text(picture.end.outcome.value.replace("_", " "), style=outcome_style(picture.end.outcome))
    else:
        word = Text(state, style="bold cyan")
    grid.add_row(said, word.append(f"  {picture.elapsed_s:6.1f} s", style="bright_black"))
    if picture.tree is not None:
        why = Text(f"{picture.tree.mission_class}", style="bold")
        why.append(f" — {picture.tree.class_reason}", style="bright_black")
        grid.add_row(why, "")
    return grid


def _tree(picture: Picture) -> RenderableType:
    assert picture.tree is not None
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(ratio=5, no_wrap=True)
    table.add_column(ratio=2, no_wrap=True)
    table.add_column(ratio=3, no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    _add_node(table, picture, picture.tree.tree.root, 0)
    return table


def _add_node(table: Table, picture: Picture, node: Node, depth: int) -> None:
    progress = picture.progress(node.id)
    state = progress.state if progress else NodeState.PENDING
    sign, style = NODE[state]
    name = Text("  " * depth).append(f"{sign} ", style=style)
    if isinstance(node, Branch):
        name.append(node.relation.value, style="bright_black").append(f"  {node.label}" if node.label else "")
        table.add_row(name, "", "", "")
        for child in node.children:
            _add_node(table, picture, child, depth + 1)
        return
    name.append(node.label, style="bright_black" if state is NodeState.ABANDONED else "")
    robots = Text(", ".join(progress.robots) if progress else "", style="cyan")
    stage = progress.stage if progress and state not in (NodeState.DONE, NodeState.PENDING) else ""
    table.add_row(name, robots, Text(stage, style="bright_black"), _window(picture, node.id))


def _window(picture: Picture, task_id: str) -> Text:
    entry = picture.plan.plan.assignment(task_id) if picture.plan else None
    if entry is None:
        return Text("")
    return Text(f"{entry.start_s:.0f}–{entry.end_s:.0f} s", style="bright_black")


def _team(picture: Picture) -> RenderableType:
    table = Table.grid(padding=(0, 2), expand=True)
    for ratio in (2, 3, 2, 2, 2):
        table.add_column(ratio=ratio, no_wrap=True)
    for name, robot in sorted(picture.robots.items()):
        charge = Text(bar(robot.battery, 8), style="red" if robot.battery < _LOW_BATTERY else "green")
        charge.append(f" {robot.battery:.0%}", style="bright_black")
        doing = robot.stage or "idle"
        holding = f"holds {', '.join(robot.holding)}" if robot.holding else ""
        table.add_row(
            Text(name, style="cyan" if robot.available else "red"),
            Text(doing, style="" if robot.task else "bright_black"),
            Text(robot.place or "on the way", style="bright_black"),
            Text(holding, style="yellow"),
            charge,
        )
    return table


def _plan(picture: Picture) -> RenderableType:
    if picture.plan is None:
        return Text("no plan yet", style="bright_black")
    certificate = picture.plan.plan.certificate
    proof = "proved optimal" if certificate.is_optimal else f"gap {certificate.gap:.1%}"
    line = Text("plan ", style="bright_black").append(str(picture.plan.plan.revision), style="bold")
    line.append(
        f"   makespan {certificate.makespan_s:.1f} s   bound {certificate.lower_bound_s:.1f} s   {proof}"
    )
    if picture.plan.diff is not None:
        share = picture.plan.diff.undisturbed_share
        line.append(f"   replanned in {picture.plan.replan_latency_s:.2f} s   {share:.0%} undisturbed")
    line.append(f"   {picture.relevant} events mattered, {picture.ignored} did not", style="bright_black")
    return line
