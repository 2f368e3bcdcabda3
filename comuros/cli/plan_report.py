"""An offline plan as text for people and as one JSON object for programs."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from comuros.cli.exit_status import ExitStatus, of_outcome
from comuros.core.command import PublishPlan, PublishTree
from comuros.core.mission import MissionOutcome
from comuros.core.task import Task
from comuros.core.tree import Branch, Constraint, FormulaConstraint, Node
from comuros.language.report import constraints_as_json
from comuros.offline import OfflinePlan

Json = dict[str, object]


def status_of(found: OfflinePlan) -> ExitStatus:
    """The exit status: a question means that the instruction was not understood as it stands."""
    return of_outcome(found.end.outcome) if found.end else ExitStatus.NOT_UNDERSTOOD


def as_json(found: OfflinePlan) -> Json:
    """Everything that is known, under names that stay."""
    end = found.end
    report: Json = {
        "instruction": found.instruction,
        "status": _status_word(found),
        "reason": end.reason if end else (found.question.question if found.question else ""),
        "class": found.tree.mission_class if found.tree else None,
        "class_reason": found.tree.class_reason if found.tree else None,
        "tree": _node_json(found.tree.tree.root) if found.tree else None,
        "constraints": constraints_as_json(found.tree.tree) if found.tree else [],
        "formulas": dict(found.tree.formulas) if found.tree else {},
        "schedule": _schedule_json(found.plan) if found.plan else [],
        "certificate": _certificate_json(found.plan) if found.plan else None,
        "questions": [found.question.question] if found.question else [],
        "conflict": end.reason.split("; ") if end and end.outcome is MissionOutcome.INFEASIBLE else [],
    }
    if end and end.outcome is MissionOutcome.INFEASIBLE:
        report["class"] = "infeasible"
    return report


def as_text(found: OfflinePlan) -> RenderableType:
    """The same for a terminal."""
    parts: list[RenderableType] = []
    if found.tree is not None:
        parts += [_tree(found.tree), Text("")]
    if found.plan is not None:
        parts += [_schedule(found.plan, found.tree), Text(""), _certificate(found.plan)]
    elif found.question is not None:
        parts.append(Text(f"not understood: {found.question.question}", style="yellow"))
    elif found.end is not None:
        word = found.end.outcome.value.replace("_", " ")
        parts.append(Text(f"{word}: {found.end.reason}", style="red"))
    return Group(*parts)


def _status_word(found: OfflinePlan) -> str:
    if found.end is None:
        return MissionOutcome.NOT_UNDERSTOOD.value
    return "solved" if found.end.outcome is MissionOutcome.PREVIEWED else found.end.outcome.value


def _node_json(node: Node) -> Json:
    if isinstance(node, Task):
        who = node.eligibility
        return {
            "id": node.id,
            "label": node.label,
            "work": str(node.work),
            "robots": node.robots,
            "only": list(who.only),
            "never": list(who.never),
            "types": list(who.types),
            "words": node.words,
        }
    children = [_node_json(child) for child in node.children]
    return {"id": node.id, "label": node.label, "relation": node.relation.value, "children": children}


def _schedule_json(shown: PublishPlan) -> list[Json]:
    return [
        {
            "task": entry.task_id,
            "robots": list(entry.robots),
            "departure_s": entry.departure_s,
            "start_s": entry.start_s,
            "end_s": entry.end_s,
            "start": entry.start,
            "end": entry.end,
            "travel_m": entry.travel_m,
        }
        for entry in shown.plan.assignments
    ]


def _certificate_json(shown: PublishPlan) -> Json:
    certificate = shown.plan.certificate
    return {
        "makespan_s": certificate.makespan_s,
        "lower_bound_s": certificate.lower_bound_s,
        "gap": certificate.gap,
        "optimal": certificate.is_optimal,
        "total_travel_m": certificate.total_travel_m,
        "wall_s": certificate.wall_s,
        "objective": certificate.objective,
    }


def _tree(shown: PublishTree) -> RenderableType:
    formulas = dict(shown.formulas)
    title = Text(shown.mission_class, style="bold").append(f" — {shown.class_reason}", style="bright_black")
    root = Tree(title, guide_style="bright_black")
    _grow(root, shown.tree.root, formulas)
    for constraint in shown.tree.constraints:
        line = Text(f"and {_constraint(constraint)}", style="magenta")
        root.add(line.append(f"   {constraint.words}", style="bright_black"))
    return root


def _constraint(constraint: Constraint) -> str:
    if isinstance(constraint, FormulaConstraint):
        return constraint.formula
    return f"{constraint.before} before {constraint.after}"


def _grow(parent: Tree, node: Node, formulas: dict[str, str]) -> None:
    if isinstance(node, Branch):
        line = Text(f"{node.id} ", style="bright_black").append(node.relation.value, style="cyan")
        line.append(f"   {formulas.get(node.id, '')}", style="bright_black")
        branch = parent.add(line)
        for child in node.children:
            _grow(branch, child, formulas)
        return
    line = Text(f"{node.id} ", style="bright_black").append(node.label)
    line.append(f"   {node.work}", style="bright_black")
    if node.robots > 1:
        line.append(f"   {node.robots} robots together", style="yellow")
    parent.add(line)


def _schedule(shown: PublishPlan, tree: PublishTree | None) -> RenderableType:
    labels = {task.id: task.label for task in tree.tree.tasks()} if tree else {}
    table = Table(box=None, pad_edge=False, header_style="bright_black")
    for name, justify in (
        ("task", "left"),
        ("", "left"),
        ("robots", "left"),
        ("leaves", "right"),
        ("works", "right"),
    ):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for entry in shown.plan.assignments:
        table.add_row(
            entry.task_id,
            labels.get(entry.task_id, ""),
            Text(", ".join(entry.robots), style="cyan"),
            f"{entry.departure_s:.1f} s",
            f"{entry.start_s:.1f} to {entry.end_s:.1f} s",
        )
    return table


def _certificate(shown: PublishPlan) -> RenderableType:
    certificate = shown.plan.certificate
    proof = "proved optimal" if certificate.is_optimal else f"gap {certificate.gap:.1%}"
    return Text.assemble(
        ("makespan ", "bright_black"),
        (f"{certificate.makespan_s:.1f} s", "bold green"),
        (f"   bound {certificate.lower_bound_s:.1f} s   ", "bright_black"),
        (proof, "green"),
        (
            f"   travel {certificate.total_travel_m:.1f} m   planned in {certificate.wall_s:.2f} s",
            "bright_black",
        ),
    )
