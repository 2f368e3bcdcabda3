"""Both published forms load; what is wrong with a file is named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from comuros.core.errors import FormulaError, InputError
from comuros.spec.case_file import load_case_file
from comuros.spec.ltlf import minimized
from comuros.spec.ltlf.mona import run_mona
from comuros.spec.published import PublishedForm, load_published, published
from comuros.spec.typed_atom import TypedAtom

DATA = Path(__file__).parents[2] / "benchmarks" / "data" / "hltl"


@pytest.mark.parametrize("name", ["stap_cases.json", "milp_cases.json"])
def test_every_published_case_loads_and_every_leaf_has_an_automaton(name: str) -> None:
    found = load_published(DATA / name)
    assert found
    assert all(leaf.states() > 1 for one in found for leaf in one.leaves())


def test_a_hierarchy_may_have_any_depth() -> None:
    found = published([{"p0": "<> p1"}, {"p1": "<> p2"}, {"p2": "<> p3"}, {"p3": "<> (a && X b)"}])
    assert found.depth == 4
    assert found.form is PublishedForm.PER_ROBOT
    assert [leaf.id for leaf in found.leaves()] == ["p3"]
    assert found.entry("p1").children == (("p2", "p2"),)


def test_a_typed_atom_is_a_region_and_other_numbers_are_specifications() -> None:
    case = load_published(DATA / "milp_cases.json", "nav/4")[0]
    assert case.form is PublishedForm.TYPED
    assert case.entry("p0").children == (("p100_1_1_0", "p100"),)
    assert case.entry("p0").atoms == (TypedAtom("p5", "1", 1, "1"),)


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        ([], "exactly one formula"),
        ([{"p0": "<> p1"}, {"p1": "a", "p2": "b"}], "p2 is defined but no formula above uses it"),
        (
            [{"p0": "<> p1 && <> p2"}, {"p1": "<> p3", "p2": "<> p3"}, {"p3": "a"}],
            "more than one formula: p1 and p2",
        ),
        ([{"p0": "<> p1"}, {"p1": "<> p0"}], "not of a level below"),
        ([{"p0": "<> p1"}, {"p1": "a"}, {"p1": "b"}], "defined twice"),
    ],
)
def test_a_hierarchy_that_is_none_is_refused(levels: list[dict[str, str]], message: str) -> None:
    with pytest.raises(InputError, match=message):
        published(levels)


def test_a_formula_that_does_not_parse_names_its_case_and_has_a_caret() -> None:
    with pytest.raises(FormulaError, match="case 'x', p1") as caught:
        published([{"p0": "<> p1"}, {"p1": "<> (a &&"}], case="x")
    assert "^" in str(caught.value)


def test_a_file_that_is_no_case_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    for text, message in (("{", "not JSON"), ("[]", "expected an object with 'cases'")):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=message):
            load_published(file)
    file.write_text(json.dumps({"cases": {"1": [{"p0": 3}]}}), encoding="utf-8")
    with pytest.raises(InputError, match="level 0"):
        load_published(file)
    with pytest.raises(InputError, match="expected one of 12"):
        load_published(DATA / "stap_cases.json", "99")


@pytest.mark.skipif(
    shutil.which("mona") is None, reason="the program mona is not installed (apt-get install mona)"
)
@pytest.mark.parametrize("name", ["stap_cases.json", "milp_cases.json"])
def test_every_published_leaf_has_as_many_states_as_monas_automaton(name: str) -> None:
    for case in load_published(DATA / name):
        for leaf in case.leaves():
            assert leaf.states() == minimized(run_mona(leaf.formula).dfa).size, f"{case.case} {leaf.id}"


def test_a_name_that_two_groups_have_needs_its_group(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    levels = [{"p0": "<> a"}]
    file.write_text(
        json.dumps({"cases": {"x": {"1": levels}, "y": {"1": levels}}, "starts": [[3, 4]]}), encoding="utf-8"
    )
    cases = load_case_file(file)
    assert cases.starts == ((3, 4),)
    assert cases.only("y/1") == levels
    with pytest.raises(InputError, match="more than one case '1'; expected one of x/1, y/1"):
        cases.only("1")


@pytest.mark.parametrize("starts", ["here", [["1", "2"]], [[1.5, 2]]])
def test_starts_that_are_no_rows_of_whole_numbers_are_refused(tmp_path: Path, starts: object) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"cases": {}, "starts": starts}), encoding="utf-8")
    with pytest.raises(InputError, match="no list of lists of whole numbers"):
        load_case_file(file)
