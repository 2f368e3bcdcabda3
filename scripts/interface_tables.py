"""Writes the tables of docs/interfaces.md anew from the code, or says with --check which differ.

.venv/bin/python scripts/interface_tables.py [--check]
"""

import sys
from pathlib import Path
from types import ModuleType

from comuros.nodes import event_monitor, robot_agent, simulator, skill_servers, stopper, task_manager
from comuros.nodes.interface_table import SECTIONS, Interface, qos_in_words
from comuros.nodes.parameters import ParameterSpec

PAGE = Path(__file__).resolve().parents[1] / "docs" / "interfaces.md"
NODES: tuple[ModuleType, ...] = (task_manager, robot_agent, event_monitor, simulator, skill_servers, stopper)


def tables() -> dict[str, list[str]]:
    """Headings of the page and the lines of the table below each."""
    head = ["| name | kind, type | QoS | from | what |", "|---|---|---|---|---|"]
    found = {f"## {title}": [*head, *(_interface(row) for row in rows)] for title, rows in SECTIONS.items()}
    head = ["| parameter | default | range | what |", "|---|---|---|---|"]
    for node in NODES:
        name = node.__name__.rpartition(".")[2]
        found[f"### `{name}`"] = [*head, *(_parameter(spec) for spec in node.PARAMETERS)]
    return found


def _interface(row: Interface) -> str:
    cells = (f"`{row.name}`", f"{row.kind.value} `{row.type}`", qos_in_words(row.profile), row.by, row.about)
    return f"| {' | '.join(cells)} |"


def _parameter(spec: ParameterSpec) -> str:
    low, high = spec.minimum, spec.maximum
    span = (
        ""
        if low is None and high is None
        else f"{'' if low is None else f'{low:g}'} … {'' if high is None else f'{high:g}'}"
    )
    default = f"`{spec.default}`" if spec.default != "" else "empty"
    about = spec.description + (" (may be changed at any time)" if spec.live else "")
    return f"| `{spec.name}` | {default} | {span.strip()} | {about} |"


def rewritten(page: str) -> str:
    """The page with its tables as the code has them; a heading the page lacks is an error."""
    for heading, lines in tables().items():
        before, found, after = page.partition(f"\n{heading}\n")
        if not found:
            raise SystemExit(f"{PAGE} has no heading {heading!r}")
        kept = after.lstrip("\n").splitlines(keepends=True)
        while kept and kept[0].startswith("|"):
            kept.pop(0)
        page = before + found + "\n" + "\n".join(lines) + "\n\n" + "".join(kept).lstrip("\n")
    return page.rstrip("\n") + "\n"


def main() -> int:
    """0 where the page was written, or is as it should be."""
    page = PAGE.read_text(encoding="utf-8")
    wanted = rewritten(page)
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(wanted, encoding="utf-8")
        return 0
    old, new = page.splitlines(), set(page.splitlines())
    missing = [line for line in wanted.splitlines() if line not in new]
    extra = [line for line in old if line not in set(wanted.splitlines())]
    print("\n".join([*(f"missing: {line}" for line in missing), *(f"not so: {line}" for line in extra)]))
    return 0 if page == wanted else 1


if __name__ == "__main__":
    sys.exit(main())
