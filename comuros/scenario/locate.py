"""Finds scenario files: by path, or by name among those that come with comuros (in a checkout, or
installed).
"""

from __future__ import annotations

import sys
from pathlib import Path

from comuros.core.errors import Problem, ScenarioError
from comuros.scenario.problem_log import expected

_CHECKOUT = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """The folder that has `config` and `sim_worlds`: the checkout, or `share/comuros` of the installation."""
    installed = Path(sys.prefix) / "share" / "comuros"
    for folder in (_CHECKOUT, _CHECKOUT.parent / "share" / "comuros", installed):
        if (folder / "config" / "scenarios").is_dir():
            return folder
    return _beside_package() or installed


def list_scenarios() -> tuple[str, ...]:
    """Names of the scenarios that come with comuros, sorted."""
    return tuple(sorted(path.stem for path in (data_folder() / "config" / "scenarios").glob("*.yaml")))


def find_scenario(name_or_path: str | Path) -> Path:
    """The file of a scenario, given its name or a path.

    Raises:
        ScenarioError: there is no such file and no scenario of that name.
    """
    path = Path(name_or_path)
    if path.suffix in (".yaml", ".yml") or len(path.parts) > 1:
        if path.is_file():
            return path
        raise ScenarioError((Problem(str(path), 0, "there is no such file; expected a scenario file"),))
    known = list_scenarios()
    if str(name_or_path) not in known:
        message = f"there is no scenario of that name; {expected(str(name_or_path), known)}"
        raise ScenarioError((Problem(str(name_or_path), 0, message),))
    return data_folder() / "config" / "scenarios" / f"{name_or_path}.yaml"


def _beside_package() -> Path | None:
    """`PREFIX/share/comuros` for a package in `PREFIX/lib/pythonX.Y/site-packages`."""
    for parent in _CHECKOUT.parents:
        if (parent / "share" / "comuros" / "config" / "scenarios").is_dir():
            return parent / "share" / "comuros"
    return None
