"""The farm of the evaluation set, for tests of labels and scores."""

from __future__ import annotations

from comuros.evaluation.cases import ExpectedTask, InstructionCase
from comuros.scenario import data_folder

FARM = str(data_folder() / "config" / "eval" / "scenarios" / "farm.yaml")
WATERING = InstructionCase(
    id="watering",
    scenario=FARM,
    say="Water the north field, then the south field.",
    expected_class="sequential",
    tasks=(ExpectedTask(("watered(north_field)",)), ExpectedTask(("watered(south_field)",))),
    order=(("watered(north_field)", "watered(south_field)"),),
)
