"""Sets are read whole or not at all, and every problem names the case, the value and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from comuros.core.errors import InputError
from comuros.evaluation.campaign import check_labels
from comuros.evaluation.set_file import find_set, read_set
from support.evaluation_farm import FARM

CASE = """
  - id: a
    say: Water the north field.
    class: independent
    tasks: ["watered(north_field)"]
"""


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "set.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_set_has_its_paraphrases_as_cases_with_the_label_of_the_canonical_wording(set_file: Path) -> None:
    found = read_set(set_file)
    assert [case.id for case in found.instructions] == ["two_fields", "tank"]
    paraphrase = found.paraphrases[0]
    assert (paraphrase.id, paraphrase.paraphrase_of) == ("two_fields_p1", "two_fields")
    assert paraphrase.tasks == found.instructions[0].tasks


def test_a_file_may_include_others_and_scenarios_are_found_beside_it(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "one.yaml").write_text(
        f"scenario: ../here.yaml\ninstructions:{CASE}", encoding="utf-8"
    )
    found = read_set(written(tmp_path, "title: all\ninclude: [parts/one.yaml]\n"))
    assert found.title == "all"
    assert found.instructions[0].scenario == str(tmp_path / "parts" / "../here.yaml")


FAULTS = {
    "an unknown key": (f"scenario: farm\ninstructions:{CASE}    colour: red\n", "instructions.0.colour"),
    "an unknown class": (
        f"scenario: farm\ninstructions:{CASE}".replace("independent", "easy"),
        "'independent', 'sequential'",
    ),
    "no scenario": (f"instructions:{CASE}", "an entry has no scenario"),
    "a reason for what is feasible": (
        f"scenario: farm\ninstructions:{CASE}    because: [payload_kg]\n",
        "`because` goes with the class infeasible",
    ),
    "an id twice": (f"scenario: farm\ninstructions:{CASE}{CASE}", "more than once: a"),
    "nothing": ("title: empty\n", "holds no cases"),
    "no YAML": ("title: [", "is not YAML"),
    "itself": ("include: [set.yaml]\n", "includes itself"),
    "another file that is not there": ("include: [nothing.yaml]\n", "cannot read"),
    "an unknown fault": (
        "scenario: home\nreplanning:\n  - {id: r, say: Go., responses: [retry], faults: "
        "[{kind: explodes, subject: helper}]}\n",
        "'explodes' is no fault",
    ),
    "another version": (f"version: 2\nscenario: farm\ninstructions:{CASE}", "version"),
}


@pytest.mark.parametrize(("text", "said"), list(FAULTS.values()), ids=list(FAULTS))
def test_a_set_that_cannot_be_used_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read_set(written(tmp_path, text))
    assert said in str(refused.value)


WRONG_LABELS = {
    "an object that is not there": ('"on(moon, compost)"', "", "on(moon, compost)"),
    "a place where an object belongs": ('"on(compost, yard)"', "", "on(object, location)"),
    "no literal": ('"water everything"', "", "not a literal"),
    "an unknown skill": ('"juggle(carrots)"', "", "no skill 'juggle'"),
    "an order of nothing": (
        '"watered(north_field)"',
        '    order: [["watered(orchard)", "watered(north_field)"]]\n',
        "none of its tasks",
    ),
    "an unknown robot": ('{do: "watered(north_field)", robots: [hal]}', "", "no robot 'hal'"),
}


@pytest.mark.parametrize(("task", "more", "said"), list(WRONG_LABELS.values()), ids=list(WRONG_LABELS))
def test_labels_that_do_not_fit_their_scenario_are_told_with_the_case(
    tmp_path: Path, task: str, more: str, said: str
) -> None:
    text = f"scenario: {FARM}\ninstructions:{CASE}{more}".replace('"watered(north_field)"', task, 1)
    with pytest.raises(InputError) as refused:
        check_labels(read_set(written(tmp_path, text)))
    assert said in str(refused.value)
    assert "a: " in str(refused.value)


def test_a_set_is_found_by_name_or_by_path(tmp_path: Path) -> None:
    assert find_set("shipped").is_file()
    with pytest.raises(InputError, match="there is no evaluation set 'nosuch'"):
        find_set("nosuch")
