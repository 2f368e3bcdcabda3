"""A CP-SAT solver as comuros uses it everywhere: it leaves the process's signals alone."""

from __future__ import annotations

from ortools.sat.python import cp_model


def new_solver() -> cp_model.CpSolver:
    """A solver that does not take Ctrl-C over.

    By default a solve replaces the handler of SIGINT, and puts the system's default in its place at its end:
    from the first plan on, Ctrl-C would kill the task manager before it could bring its robots to rest.
    """
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False
    return solver
