"""A small scenario on disk that is right in every respect, for tests that break one thing at a time."""

from __future__ import annotations

from pathlib import Path

SCENARIO = "config/scenarios/tiny.yaml"
SKILLS = "config/skills.yaml"
CART = "config/robots/cart.yaml"
CRANE = "config/robots/crane.yaml"
WORLD = "sim_worlds/tiny.sdf"
CART_MODEL = "sim_worlds/models/cart/model.sdf"

_FOLDER = Path(__file__).parent / "tiny"
FILES = {
    name: (_FOLDER / name).read_text(encoding="utf-8")
    for name in (SCENARIO, SKILLS, CART, CRANE, WORLD, CART_MODEL)
}


def write_scenario(folder: Path, *, file: str = "", old: str = "", new: str = "") -> Path:
    """Write the files below a folder, one text in one file replaced; returns the scenario file.

    Raises:
        AssertionError: the text to replace is not in the file exactly once, so the test would test nothing.
    """
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_replaced(text, old, new, name) if name == file else text, encoding="utf-8")
    return folder / SCENARIO


def line_of(file: str, text: str) -> int:
    """The 1-based line of a file on which a text begins, as the file was before anything was replaced."""
    return FILES[file][: FILES[file].index(text)].count("\n") + 1


def _replaced(text: str, old: str, new: str, file: str) -> str:
    assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {file}"
    return text.replace(old, new)
