"""The parser under a coverage-guided fuzzer: any text in any dialect is read or refused with a place in it.

Run by test_parser_fuzz.py, or by hand: python test/fuzz/parser_target.py -atheris_runs=100000
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["comuros.spec.ltlf"]):
    from comuros.core.errors import FormulaError
    from comuros.spec.ltlf import Dialect, parse, to_text

DIALECTS = tuple(Dialect)


def read_one(data: bytes) -> None:
    """One input: its first byte chooses the dialect, the rest is the text."""
    provider = atheris.FuzzedDataProvider(data)
    dialect = DIALECTS[provider.ConsumeIntInRange(0, len(DIALECTS) - 1)]
    text = provider.ConsumeUnicodeNoSurrogates(400)
    try:
        formula = parse(text, dialect)
    except FormulaError as error:
        if not 0 <= error.position <= len(text):
            raise AssertionError(f"the error for {text!r} points outside the text") from error
        return
    for written in (Dialect.COMUROS, Dialect.SPOT):
        if parse(to_text(formula, written), written) is not formula:
            raise AssertionError(f"{text!r} is not read back from the {written.value} dialect")


if __name__ == "__main__":
    atheris.Setup(sys.argv, read_one)
    atheris.Fuzz()
