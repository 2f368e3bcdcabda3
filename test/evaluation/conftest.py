"""One small set whose scenario has a distance table, for tests that need labels and answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from comuros.scenario import LoadedScenario, load_scenario
from support.evaluation_farm import FARM


@pytest.fixture(scope="session")
def farm() -> LoadedScenario:
    """Carriers, gardeners and a scout."""
    return load_scenario(FARM)


@pytest.fixture
def set_file(tmp_path: Path) -> Path:
    """A set of two instructions, one of them with a paraphrase nobody understands, and one event."""
    file = tmp_path / "set.yaml"
    file.write_text(
        f"""
title: fields <b>and</b> more
scenario: {FARM}
instructions:
  - id: two_fields
    say: Water the north field, then the south field.
    class: sequential
    tasks: ["watered(north_field)", {{do: "watered(south_field)"}}]
    order: [["watered(north_field)", "watered(south_field)"]]
    paraphrases: ["Rain shall be upon both.", "First water the north field, then water the south field."]
  - id: tank
    say: Both carriers carry the big tank to the farm gate.
    class: infeasible
    tasks: [{{do: "on(big_tank, farm_gate)", count: 2, robots: [carrier_1, carrier_2]}}]
    because: [payload_kg, "900"]
events:
  - id: seed_moved
    mission: [{{do: "watered(north_field)", robots: [gardener_1], state: working}}]
    kind: object_moved
    subject: seed
    relevant: false
    responses: [ignore]
""",
        encoding="utf-8",
    )
    return file
