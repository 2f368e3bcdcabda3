"""One seed of each study of benchmarks/studies.py: what it is about happens, and its goals hold."""

from __future__ import annotations

import pytest
from studies import STUDIES, Study, carry_out

from comuros.scenario import load_scenario


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.scenario)
def test_a_study_succeeds_under_its_random_faults(study: Study) -> None:
    result = carry_out(study, load_scenario(study.scenario), seed=0)
    assert result.cause == ""
    assert result.took_s >= 0.9 * result.planned_s
