"""`comuros spec check --hltl`: the published specifications of a file, with the automaton of each leaf, and
MONA's size beside it where that program is installed.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from comuros.cli.output import out
from comuros.spec.backend import Backend, translate
from comuros.spec.ltlf import Formula, minimized
from comuros.spec.ltlf.mona import run_mona
from comuros.spec.published import load_published


def show_published(file: Path, case: str, backend: Backend = Backend.OWN) -> None:
    """Print every formula of a case, or of all, with its number of states.

    Raises:
        InputError: the file, the case or a specification in it is not as expected.
    """
    for found in load_published(file, case):
        out.print(
            f"{found.case}: {found.form.value} form, depth {found.depth}, root {found.root}", markup=False
        )
        for entry in found.entries:
            kind = "leaf" if entry.is_leaf else "over its parts"
            size = translate(entry.formula, backend=backend).size
            text = f"    {entry.id} ({kind}): {size} states{_beside(entry.formula)}  {entry.formula}"
            out.print(text, markup=False, soft_wrap=True)


def _beside(formula: Formula) -> str:
    """MONA's automaton, re-minimised over non-empty traces as ours is."""
    return f" (MONA: {minimized(run_mona(formula).dfa).size})" if shutil.which("mona") else ""
