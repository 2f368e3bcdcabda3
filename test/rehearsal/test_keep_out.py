"""Said in English, planned, driven: a robot goes round what it must not enter."""

from __future__ import annotations

import pytest

from comuros.core.mission import MissionOutcome
from comuros.rehearsal import Rehearsal
from comuros.scenario import load_scenario


@pytest.mark.parametrize(
    ("words", "laden_only"),
    [
        ("The waiter brings the soup to table 2. The waiter must never enter the play area.", False),
        ("The waiter brings the soup to table 2. Never enter the play area while carrying.", True),
    ],
)
def test_the_way_driven_keeps_the_clause_on_which_the_shortest_way_would_break(
    words: str, laden_only: bool
) -> None:
    loaded = load_scenario("food_court")
    rehearsal = Rehearsal(loaded)
    rehearsal.say(words)
    inside: list[bool] = []

    def ended() -> bool:
        laden = bool(rehearsal.simulation.attached["waiter"])
        if "play_area" in loaded.world.zones_at(rehearsal.simulation.poses["waiter"]):
            inside.append(laden)
        return rehearsal.all_ended()

    assert rehearsal.run(until=ended)
    assert [end.outcome for end in rehearsal.account.ended.values()] == [MissionOutcome.SUCCEEDED]
    assert not any(inside), "it was inside while it carried something"
    assert laden_only or not inside
    waiter = loaded.scenario.robot("waiter")
    assert "play_area" in loaded.roadmap.zones_between(waiter, "kitchen", "table_2")
