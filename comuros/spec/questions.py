"""Questions to the engine as lines of JSON, and their answers: how anybody tests it from outside.

Used by `comuros spec accepts` and `comuros spec equiv`.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from comuros.core.errors import ComurosError, InputError
from comuros.spec.backend import Backend, equivalence_counterexample, translate
from comuros.spec.ltlf import Dfa, Dialect, Monitor, Trace, Verdict4, Watch, parse
from comuros.spec.ltlf.names import normal_name

_KEPT_WATCHES = 256
Ask = Callable[[dict[str, Any], Dialect, Backend], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one line. `error` is the reason there is none; `is_input` says the line is wrong."""

    found: dict[str, Any]
    error: str = ""
    is_input: bool = False

    def as_line(self) -> str:
        """One line of JSON."""
        return json.dumps({"error": self.error} if self.error else self.found)


@lru_cache(maxsize=_KEPT_WATCHES)
def _watch(formula: str, dialect: Dialect) -> Watch:
    return Watch.of(parse(formula, dialect))


@lru_cache(maxsize=_KEPT_WATCHES)
def _spots_dfa(formula: str, dialect: Dialect) -> Dfa:
    return translate(parse(formula, dialect), backend=Backend.SPOT)


def is_accepted(
    formula: str, trace: Trace, dialect: Dialect = Dialect.COMUROS, backend: Backend = Backend.OWN
) -> bool:
    """Whether a formula's automaton accepts a trace.

    Raises:
        FormulaError: the formula does not parse.
        InputError: the trace is empty.
        BudgetExceeded: the formula is too large.
        PartMissing: Spot is chosen and not there.
    """
    if backend is Backend.SPOT:
        return _spots_dfa(formula, dialect).accepts(trace)
    monitor = Monitor(_watch(formula, dialect))
    if not trace:
        raise InputError("an empty trace has no verdict; LTLf here is over traces of at least one step")
    for letter in trace:
        monitor.step(letter)
    return monitor.verdict in (Verdict4.SATISFIED, Verdict4.SO_FAR_SATISFIED)


def trace_of(value: object) -> Trace:
    """A trace from its JSON form: a list of steps, each a list of the propositions true in it.

    Raises:
        InputError: it has another form.
    """
    if not isinstance(value, list):
        raise InputError(f"the trace is {_shown(value)}; expected a list of lists of propositions")
    return tuple(_letter(number, step) for number, step in enumerate(value))


def accepts(question: dict[str, Any], dialect: Dialect, backend: Backend) -> dict[str, Any]:
    """The answer to `{"formula": …, "trace": …}`."""
    formula = _text(question, "formula")
    if "trace" not in question:
        raise InputError(f"'trace' is missing; the line has {_keys(question)}")
    return {"accepted": is_accepted(formula, trace_of(question["trace"]), dialect, backend)}


def equivalent(question: dict[str, Any], dialect: Dialect, backend: Backend) -> dict[str, Any]:
    """The answer to `{"left": …, "right": …}`, with a shortest trace on which they differ."""
    left, right = (parse(_text(question, side), dialect) for side in ("left", "right"))
    found = equivalence_counterexample(left, right, backend=backend)
    if found is None:
        return {"equivalent": True}
    return {"equivalent": False, "counterexample": [sorted(letter) for letter in found]}


def answers(data: bytes, ask: Ask, dialect: Dialect, backend: Backend = Backend.OWN) -> Iterator[Answer]:
    """One answer for every line, in order. Blank lines at the end are no lines, a byte order mark is none."""
    data = data.removeprefix(codecs.BOM_UTF8)
    for line in data.rstrip().split(b"\n") if data.strip() else ():
        yield _answer(line, ask, dialect, backend)


def _answer(line: bytes, ask: Ask, dialect: Dialect, backend: Backend) -> Answer:
    try:
        question = json.loads(line.decode("utf-8"))
        return Answer(ask(_object(question), dialect, backend))
    except InputError as error:
        return Answer({}, str(error), is_input=True)
    except ComurosError as error:
        return Answer({}, str(error))
    except RecursionError:
        return Answer({}, "the line is nested too deeply", is_input=True)
    except ValueError as error:
        return Answer({}, f"the line is not JSON: {error}", is_input=True)


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError(f"the line is {_shown(value)}; expected a JSON object")
    return value


def _text(question: dict[str, Any], key: str) -> str:
    value = question.get(key)
    if not isinstance(value, str):
        found = f"is {_shown(value)}" if key in question else f"is missing; the line has {_keys(question)}"
        raise InputError(f"{key!r} {found}; expected a formula as text")
    return value


def _letter(number: int, step: object) -> frozenset[str]:
    if not isinstance(step, list) or not all(isinstance(name, str) for name in step):
        raise InputError(f"step {number} of the trace is {_shown(step)}; expected a list of propositions")
    return frozenset(normal_name(name) for name in step)


def _keys(question: dict[str, Any]) -> str:
    return ", ".join(repr(key) for key in sorted(question)[:8]) or "no key"


def _shown(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:60] + "…"
