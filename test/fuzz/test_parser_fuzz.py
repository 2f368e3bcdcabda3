"""The parser on texts nobody would write: no crash, no hang, in a stated number of inputs."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comuros.core.errors import FormulaError
from comuros.spec.ltlf import Dialect, Formula, parse, to_text

HYPOTHESIS_INPUTS = 2_000
COVERAGE_GUIDED_INPUTS = 50_000
HERE = Path(__file__).parent

pieces = st.sampled_from(
    [
        "a",
        "b",
        "p1",
        "at(x,y)",
        "(",
        ")",
        "!",
        "&",
        "&&",
        "|",
        "||",
        "->",
        "<->",
        "U",
        "R",
        "W",
        "M",
        "X",
        "N",
        "F",
        "G",
        "X[!]",
        "[]",
        "<>",
        "true",
        "false",
        "last",
        "1",
        "0",
        '"',
        ".",
        ",",
        "@",
        "\n",
    ]
)
texts = st.one_of(
    st.text(max_size=80), st.lists(pieces, max_size=40).map(" ".join), st.lists(pieces).map("".join)
)


def read(text: str, dialect: Dialect) -> Formula | FormulaError:
    """The formula, or the error that says why there is none; anything else is a crash."""
    try:
        return parse(text, dialect)
    except FormulaError as error:
        return error


@settings(max_examples=HYPOTHESIS_INPUTS, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
@given(text=texts, dialect=st.sampled_from(Dialect))
def test_any_text_is_read_or_refused_with_its_place(text: str, dialect: Dialect) -> None:
    outcome = read(text, dialect)
    if isinstance(outcome, FormulaError):
        assert 0 <= outcome.position <= len(text)
        assert outcome.reason
        return
    for written in (Dialect.COMUROS, Dialect.SPOT):
        assert parse(to_text(outcome, written), written) is outcome


@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="atheris is not installed (pip install atheris)"
)
def test_a_coverage_guided_fuzzer_finds_no_crash_and_no_hang(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            str(HERE / "parser_target.py"),
            f"-atheris_runs={COVERAGE_GUIDED_INPUTS}",
            f"-dict={HERE / 'ltlf.dict'}",
            "-seed=1",
            "-timeout=5",
            "-max_len=800",
            str(tmp_path),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(HERE.parent.parent)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"Done {COVERAGE_GUIDED_INPUTS} in" in done.stderr
