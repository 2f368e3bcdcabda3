"""The validator shares core types with the planners, what a trace is, and nothing else of their room."""

from __future__ import annotations

import ast
from pathlib import Path

PLANNING = Path(__file__).parents[2] / "comuros" / "planning"
VALIDATOR = ("validator.py", "world_check.py", "checks")


def imports_of(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


def test_its_modules_import_no_planner() -> None:
    files = [PLANNING / name for name in VALIDATOR[:2]] + sorted((PLANNING / "checks").glob("*.py"))
    allowed = (
        "comuros.core",
        "comuros.spec",
        "comuros.planning.checks",
        "comuros.planning.formula_leaf.trace",
        "comuros.planning.world_check",
    )
    strangers = {
        f"{file.name}: {name}"
        for file in files
        for name in imports_of(file)
        if name.startswith("comuros.") and not name.startswith(allowed)
    }
    assert strangers == set()
    assert len(files) > 6
