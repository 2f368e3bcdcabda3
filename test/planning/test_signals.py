"""A solver leaves Ctrl-C to the process it runs in."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from comuros.planning import cp_solver
from comuros.planning.cp_solver import new_solver

PLANNING = Path(cp_solver.__file__).parent
CAUGHT = "SigCgt:"


@pytest.fixture
def own_handler() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, lambda *_: None)
    yield
    signal.signal(signal.SIGINT, before)


def is_caught(number: int) -> bool:
    """Whether this process has a handler for a signal, as the kernel knows it."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    mask = int(next(line for line in status if line.startswith(CAUGHT)).split()[1], 16)
    return bool(mask >> (number - 1) & 1)


@pytest.mark.usefixtures("own_handler")
@pytest.mark.parametrize("careful", [True, False])
def test_a_solve_leaves_the_handler_of_ctrl_c_in_place_only_with_our_setting(careful: bool) -> None:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    model.maximize(model.new_int_var(0, 9, "x"))
    solver = new_solver()
    solver.parameters.catch_sigint_signal = not careful
    assert is_caught(signal.SIGINT)
    assert solver.solve(model) == cp_model.OPTIMAL
    assert is_caught(signal.SIGINT) is careful


def test_every_solver_is_made_in_one_place() -> None:
    makers = [
        path.name for path in PLANNING.rglob("*.py") if "cp_model.CpSolver()" in path.read_text("utf-8")
    ]
    assert makers == ["cp_solver.py"]
