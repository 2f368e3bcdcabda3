"""Writes an automaton's picture to a file: through Graphviz where it is installed, our own SVG otherwise."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from comuros.core.errors import InputError, PartMissing
from comuros.spec.drawing import as_dot, as_svg
from comuros.spec.ltlf import Dfa

_TIMEOUT_S = 60.0
_KINDS = (".svg", ".png", ".dot")


def write_picture(dfa: Dfa, path: Path, *, title: str = "") -> str:
    """Draw the automaton; the file's ending chooses the form. Returns what drew it.

    Raises:
        InputError: the ending is none of `.svg`, `.png`, `.dot`, or the file cannot be written.
        PartMissing: a PNG is wanted and Graphviz is not installed.
    """
    kind = path.suffix.lower()
    if kind not in _KINDS:
        raise InputError(f"cannot draw {str(path)!r}; expected a file ending in {', '.join(_KINDS)}")
    try:
        return _write(dfa, path, kind, title)
    except OSError as error:
        raise InputError(f"cannot write {str(path)!r}: {error.strerror}") from error


def _write(dfa: Dfa, path: Path, kind: str, title: str) -> str:
    text = as_dot(dfa, title=title)
    if kind == ".dot":
        path.write_text(text, encoding="utf-8")
        return "comuros"
    program = shutil.which("dot")
    if program is None and kind == ".png":
        raise PartMissing("a PNG needs Graphviz (apt-get install graphviz); an SVG can be drawn without it")
    if program is None:
        path.write_text(as_svg(dfa, title=title), encoding="utf-8")
        return "comuros"
    done = subprocess.run(  # noqa: S603 - the program is found on the path and reads only our own text
        [program, f"-T{kind[1:]}"], input=text.encode(), capture_output=True, timeout=_TIMEOUT_S, check=True
    )
    path.write_bytes(done.stdout)
    return "Graphviz"
