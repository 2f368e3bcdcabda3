"""A waiter with room for two, told what to bring, fetches both before it brings either; and goes on with one
in hand where the other is lost, moved or called off.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from comuros.core.capability import Capability
from comuros.core.command import AskHuman, PublishPlan, PublishTree
from comuros.core.mission import MissionOutcome
from comuros.core.scenario import Fault, FaultKind
from comuros.core.tree import Branch
from comuros.rehearsal import Rehearsal
from comuros.scenario import LoadedScenario, load_scenario

SAID = "The waiter brings the soup to table 4 and the tea to table 6."


def with_room_for(count: int) -> LoadedScenario:
    """The food court with a waiter of another capacity."""
    loaded = load_scenario("food_court")
    robots = tuple(
        replace(robot, overrides=(Capability("capacity", float(count)),)) if robot.name == "waiter" else robot
        for robot in loaded.scenario.robots
    )
    return replace(loaded, scenario=replace(loaded.scenario, robots=robots))


def begun(*faults: Fault) -> Rehearsal:
    rehearsal = Rehearsal(load_scenario("food_court"), faults=faults)
    rehearsal.say(SAID, mission_id="m1")
    return rehearsal


def ended(rehearsal: Rehearsal) -> Rehearsal:
    assert rehearsal.run(limit_s=300.0)
    end = rehearsal.account.ended["m1"]
    assert end.outcome is MissionOutcome.SUCCEEDED, end.reason
    assert not [c for c in rehearsal.account.commands if isinstance(c, AskHuman)]
    return rehearsal


def run_until_begun(rehearsal: Rehearsal, task_id: str) -> None:
    def is_begun() -> bool:
        run = rehearsal.control.coordinator.missions["m1"]
        return task_id in run.tasks and run.tasks[task_id].started

    assert rehearsal.run(until=is_begun, limit_s=200.0)


def served(rehearsal: Rehearsal) -> dict[str, str]:
    return {thing: rehearsal.simulation.location(thing) for thing in ("soup", "tea")}


def plans(rehearsal: Rehearsal) -> list[PublishPlan]:
    return rehearsal.account.plans


def test_both_are_on_board_before_either_is_brought_and_that_is_sooner_than_one_by_one() -> None:
    rehearsal = begun()
    held: set[tuple[str, ...]] = set()

    def watched() -> bool:
        held.add(rehearsal.simulation.attached["waiter"])
        return rehearsal.all_ended()

    assert rehearsal.run(until=watched, limit_s=300.0)
    ended(rehearsal)
    assert served(rehearsal) == {"soup": "table_4", "tea": "table_6"}
    assert ("soup", "tea") in held
    (first,) = plans(rehearsal)
    by_start = sorted(first.plan.assignments, key=lambda entry: entry.start_s)
    assert [entry.task_id for entry in by_start] == ["t1_take", "t2_take", "t1_put", "t2_put"]
    assert first.plan.certificate.is_optimal
    one_by_one = Rehearsal(with_room_for(1))
    one_by_one.say(SAID)
    assert one_by_one.run(limit_s=300.0)
    (longer,) = one_by_one.account.ended.values()
    assert rehearsal.account.ended["m1"].makespan_s < 0.9 * longer.makespan_s


def test_the_goals_stay_visible_as_branches_and_the_class_is_that_of_what_was_asked() -> None:
    rehearsal = ended(begun())
    asked, in_parts = (c for c in rehearsal.account.commands if isinstance(c, PublishTree))
    assert asked.mission_class == in_parts.mission_class == "independent"
    branch = in_parts.tree.node("t1")
    assert isinstance(branch, Branch)
    assert branch.label == asked.tree.node("t1").label
    assert [child.id for child in branch.children] == ["t1_take", "t1_put"]


@pytest.mark.parametrize(
    ("fault", "lost"),
    [
        (Fault(FaultKind.DROP, "tea", during_skill="go_to", progress=0.5), "t2_put"),
        (Fault(FaultKind.DROP, "soup", during_skill="go_to", progress=0.5), "t1_put"),
        (Fault(FaultKind.SKILL_FAILS, "waiter", during_skill="pick", progress=0.5), "t1_again2"),
    ],
    ids=["the other falls on the way", "what is brought first falls on the way", "the first grip fails"],
)
def test_one_of_two_is_lost_and_both_arrive(fault: Fault, lost: str) -> None:
    rehearsal = ended(begun(fault))
    assert served(rehearsal) == {"soup": "table_4", "tea": "table_6"}
    assert plans(rehearsal)[1].plan.assignment(lost) is not None


def test_after_a_stop_with_one_in_hand_the_other_is_still_fetched_first() -> None:
    rehearsal = begun()
    run_until_begun(rehearsal, "t2_take")
    rehearsal.stop()
    rehearsal.run(until=lambda: False, limit_s=3.0)
    assert rehearsal.simulation.attached["waiter"] == ("soup",)
    rehearsal.resume()
    ended(rehearsal)
    again = plans(rehearsal)[-1].plan
    assert [entry.task_id for entry in again.of_robot("waiter")] == ["t2_take", "t1_put", "t2_put"]


def test_what_is_called_off_while_it_is_carried_is_not_brought() -> None:
    rehearsal = begun()
    run_until_begun(rehearsal, "t1_put")
    rehearsal.say("Don't bring the tea.", mission_id="m2")
    ended(rehearsal)
    assert rehearsal.account.ended["m2"].outcome is MissionOutcome.MERGED
    assert served(rehearsal)["soup"] == "table_4"
    assert rehearsal.simulation.attached["waiter"] == ("tea",)


@pytest.mark.parametrize(
    ("moved", "when", "to", "by"),
    [("soup", "t2_put", "table_1", "t1_put"), ("tea", "t1_take", "drinks_bar", "t2_again2")],
    ids=["after it was brought", "before it was taken"],
)
def test_what_somebody_moves_is_brought_from_where_it_is_then(
    moved: str, when: str, to: str, by: str
) -> None:
    rehearsal = begun()
    run_until_begun(rehearsal, when)
    rehearsal.simulation.inject(Fault(FaultKind.OBJECT_MOVED, moved, detail=to))
    ended(rehearsal)
    assert served(rehearsal) == {"soup": "table_4", "tea": "table_6"}
    assert plans(rehearsal)[1].plan.assignment(by) is not None
