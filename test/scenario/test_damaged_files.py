"""However a scenario's files are damaged, the check answers with problems and never with another error."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comuros.scenario import check_scenario
from support.tiny_scenario import FILES, write_scenario

_TOKEN = re.compile(r"[\w.-]+|[^\w\s]")
_JUNK = (
    "",
    "[]",
    "{}",
    "null",
    "~",
    "-1",
    "1e999",
    "true",
    "cup",
    "table_a",
    "?x",
    "cart_1",
    "\x00",
    "&a *a",
    "<a/>",
    "'",
)


@st.composite
def damages(draw: st.DrawFn) -> tuple[str, int, str]:
    """A file, the number of a token in it, and what stands there instead."""
    file = draw(st.sampled_from(sorted(FILES)))
    count = len(_TOKEN.findall(FILES[file]))
    return file, draw(st.integers(0, count - 1)), draw(st.sampled_from(_JUNK) | st.text(max_size=4))


@given(st.lists(damages(), min_size=1, max_size=3))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_files_give_problems_and_no_other_error(found: list[tuple[str, int, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        scenario = write_scenario(Path(folder))
        for file, number, junk in found:
            path = Path(folder) / file
            text = path.read_text(encoding="utf-8")
            tokens = list(_TOKEN.finditer(text))
            token = tokens[number % len(tokens)]
            damaged = text[: token.start()] + junk + text[token.end() :]
            path.write_text(damaged, encoding="utf-8", errors="surrogatepass")
        for problem in check_scenario(scenario):
            assert problem.message
            assert problem.line >= 0
