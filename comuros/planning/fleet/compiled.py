"""Compilation of loops over arrays to machine code, by numba; without it the same functions run as they are,
some fifty times slower.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])


def compiled(function: FunctionT) -> FunctionT:
    """A function of numbers and arrays, compiled at its first call and kept on disk for the next process.

    It runs without the interpreter's lock, so two threads use two cores.
    """
    try:
        from numba import njit
    except ImportError:
        return function
    return cast("FunctionT", njit(cache=True, nogil=True)(function))
