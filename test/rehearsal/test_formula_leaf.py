"""A formula leaf carried out: the plan's calls, the zones kept, the leaf's automaton satisfied."""

from __future__ import annotations

from comuros.core.mission import MissionOutcome
from comuros.rehearsal import Rehearsal
from comuros.scenario import load_scenario
from comuros.scenario.tree_file import tree_of
from comuros.spec.ltlf import Verdict4


def test_a_parcel_goes_round_the_public_area_and_the_automaton_watches() -> None:
    loaded = load_scenario("office")
    leaf = {"id": "parcel", "formula": "F on(parcel, desk_6) & G !(holding(parcel) & inside(public_area))"}
    rehearsal = Rehearsal(loaded)
    rehearsal.give(tree_of(leaf, loaded.scenario))
    broken: list[str] = []

    def ended() -> bool:
        for robot, pose in rehearsal.simulation.poses.items():
            if rehearsal.simulation.attached[robot] and "public_area" in loaded.world.zones_at(pose):
                broken.append(robot)
        return rehearsal.all_ended()

    assert rehearsal.run(until=ended)
    assert [end.outcome for end in rehearsal.account.ended.values()] == [MissionOutcome.SUCCEEDED]
    assert broken == []
    assert rehearsal.simulation.location("parcel") == "desk_6"
    (run,) = rehearsal.control.coordinator.missions.values()
    watch = run.tasks["parcel"].watch
    assert watch is not None
    assert watch.verdict in (Verdict4.SATISFIED, Verdict4.SO_FAR_SATISFIED)
    assert watch.monitor.steps >= 4
