"""Whole missions in one process: words in, robots that act, faults, repaired plans, goals that hold in the
world.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from comuros.core.command import PublishState
from comuros.core.event import EventKind
from comuros.core.mission import MissionOutcome
from comuros.core.scenario import Fault, FaultKind
from comuros.core.skill import SkillCall
from comuros.core.task import Eligibility, Task
from comuros.core.tree import Branch, Relation, checked_tree
from comuros.core.verdict import Response
from comuros.rehearsal import Rehearsal
from comuros.scenario import LoadedScenario, load_scenario

SERVE = "Deliver the noodles to table 2, then clear table 1. Meanwhile the drone looks at table 3."
CARRY = "Both movers carry the long crate to the dock, then the arm stacks the small box on it."


@pytest.fixture(scope="module")
def food_court() -> LoadedScenario:
    return load_scenario("food_court")


@pytest.fixture(scope="module")
def warehouse() -> LoadedScenario:
    return load_scenario("warehouse")


@pytest.fixture
def rehearse() -> Iterator[object]:
    opened: list[Rehearsal] = []

    def start(loaded: LoadedScenario, text: str, *faults: Fault, seed: int = 0) -> Rehearsal:
        rehearsal = Rehearsal(loaded, faults=faults, seed=seed)
        opened.append(rehearsal)
        if text:
            rehearsal.say(text, mission_id="m1")
        return rehearsal

    yield start
    for rehearsal in opened:
        rehearsal.close()


def outcome(rehearsal: Rehearsal) -> MissionOutcome:
    return rehearsal.account.ended["m1"].outcome


def assert_served(rehearsal: Rehearsal) -> None:
    assert outcome(rehearsal) is MissionOutcome.SUCCEEDED, rehearsal.account.ended["m1"].reason
    assert rehearsal.simulation.location("noodles") == "table_2"
    assert rehearsal.simulation.location("cup_1") == "dish_return"
    assert rehearsal.simulation.location("plate_1") == "dish_return"
    assert rehearsal.simulation.collisions == []


def assert_stacked(rehearsal: Rehearsal) -> None:
    assert outcome(rehearsal) is MissionOutcome.SUCCEEDED, rehearsal.account.ended["m1"].reason
    assert rehearsal.simulation.location("long_crate") == "dock"
    assert rehearsal.simulation.location("small_box") == "long_crate"
    assert rehearsal.simulation.collisions == []


def test_the_food_court_is_served_without_a_fault(food_court, rehearse) -> None:
    rehearsal = rehearse(food_court, SERVE)
    rehearsal.run()
    assert_served(rehearsal)
    assert len(rehearsal.account.plans) == 1


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (Fault(FaultKind.DROP, "noodles", at_s=20.0), EventKind.OBJECT_DROPPED),
        (Fault(FaultKind.OBJECT_MOVED, "noodles", at_s=5.0, detail="table_4"), EventKind.OBJECT_MOVED),
        (Fault(FaultKind.BATTERY_LOW, "waiter", at_s=5.0), EventKind.BATTERY_LOW),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Fault) else "",
)
def test_a_fault_in_the_food_court_is_seen_judged_and_repaired(food_court, rehearse, fault, seen) -> None:
    rehearsal = rehearse(food_court, SERVE, fault)
    rehearsal.run()
    assert_served(rehearsal)
    assert seen in [event.kind for event in rehearsal.account.events]
    assert any(verdict.relevant for verdict in rehearsal.account.verdicts)
    assert len(rehearsal.account.plans) > 1


def test_a_skill_that_fails_once_is_tried_again(food_court, rehearse) -> None:
    fault = Fault(FaultKind.SKILL_FAILS, "waiter", during_skill="pick", progress=0.2)
    rehearsal = rehearse(food_court, SERVE, fault)
    rehearsal.run()
    assert_served(rehearsal)
    assert rehearsal.account.verdicts[0].response is Response.RETRY


def test_work_of_a_killed_agent_goes_to_others_and_the_rest_are_not_disturbed(food_court, rehearse) -> None:
    rehearsal = rehearse(food_court, SERVE)
    rehearsal.run(until=lambda: rehearsal.now_s > 5.0)
    rehearsal.kill("waiter")
    rehearsal.run()
    assert_served(rehearsal)
    silent = [event for event in rehearsal.account.events if event.kind is EventKind.ROBOT_SILENT]
    assert [event.subjects for event in silent] == [("waiter",)]
    diff = rehearsal.account.plans[1].diff
    assert diff is not None
    assert "waiter" not in diff.undisturbed


def test_two_movers_carry_and_an_arm_stacks(warehouse, rehearse) -> None:
    rehearsal = rehearse(warehouse, CARRY)
    rehearsal.run()
    assert_stacked(rehearsal)


def test_a_crate_that_falls_is_lifted_again_by_both(warehouse, rehearse) -> None:
    rehearsal = rehearse(warehouse, CARRY, Fault(FaultKind.DROP, "long_crate", at_s=40.0))
    rehearsal.run()
    assert_stacked(rehearsal)
    assert rehearsal.account.plans[-1].diff.undisturbed == ("arm",)


@pytest.mark.parametrize(
    ("text", "ends", "says"),
    [
        ("Bring the heavy crate to the dock.", MissionOutcome.INFEASIBLE, "payload_kg >= 300"),
        ("Mover 1 flies to the dock.", None, "fl"),
    ],
)
def test_what_is_impossible_moves_nobody_and_says_what_is_missing(
    warehouse, rehearse, text, ends, says
) -> None:
    rehearsal = rehearse(warehouse, text)
    before = dict(rehearsal.simulation.poses)
    rehearsal.run()
    ended = rehearsal.account.ended["m1"]
    assert ended.outcome in ((ends,) if ends else (MissionOutcome.INFEASIBLE, MissionOutcome.NOT_UNDERSTOOD))
    assert says in ended.reason
    assert rehearsal.simulation.poses == before


def test_cancelling_brings_every_robot_to_rest(food_court, rehearse) -> None:
    rehearsal = rehearse(food_court, SERVE)
    rehearsal.run(until=lambda: rehearsal.now_s > 12.0)
    rehearsal.cancel("m1")
    rehearsal.run(limit_s=30.0)
    assert outcome(rehearsal) is MissionOutcome.CANCELLED
    poses = dict(rehearsal.simulation.poses)
    rehearsal.run(until=lambda: False, limit_s=5.0)
    assert rehearsal.simulation.poses == poses


def test_the_same_seed_gives_the_same_run(food_court, rehearse) -> None:
    def run() -> list[str]:
        rehearsal = rehearse(food_court, SERVE, Fault(FaultKind.DROP, "noodles", at_s=20.0), seed=3)
        rehearsal.run()
        return [entry.body for entry in rehearsal.control.journal.entries() if "wall_s" not in entry.body]

    first = run()
    assert first == run()
    assert len(first) > 100


def test_an_effect_undone_while_its_successors_work_is_made_good_without_stopping_them(
    food_court, rehearse
) -> None:
    moved = Fault(FaultKind.OBJECT_MOVED, "noodles", at_s=45.0, detail="table_5")
    rehearsal = rehearse(food_court, SERVE, moved)
    rehearsal.run()
    assert_served(rehearsal)
    assert rehearsal.account.plans[1].diff.disturbed == ()


def test_a_load_that_falls_where_it_was_wanted_is_no_work_left(warehouse, rehearse) -> None:
    rehearsal = rehearse(warehouse, CARRY, Fault(FaultKind.DROP, "mover_1", at_s=49.3))
    rehearsal.run()
    assert_stacked(rehearsal)


def test_unlike_roles_begin_and_end_in_one_instant(food_court, rehearse) -> None:
    """The drone is done looking long before the cleaner is done cleaning, and stays until then."""
    look = Task("look", "look at table 3", SkillCall("inspect", ("table_3",)), eligibility=only("drone"))
    clean = Task("clean", "clean table 3", SkillCall("clean", ("table_3",)), eligibility=only("cleaner"))
    rehearsal = rehearse(food_court, "")
    rehearsal.give(checked_tree(Branch("root", Relation.TOGETHER, (look, clean))), mission_id="m2")
    rehearsal.run()
    assert rehearsal.account.ended["m2"].outcome is MissionOutcome.SUCCEEDED
    seen = [command for command in rehearsal.account.commands if isinstance(command, PublishState)]
    stages = [node.stage for state in seen for node in state.nodes if node.node_id == "look"]
    assert "done, holding until the others are" in stages


def only(robot: str) -> Eligibility:
    return Eligibility(only=(robot,))


def test_the_mission_changes_while_it_runs_and_only_who_is_concerned_is_stopped(food_court, rehearse) -> None:
    rehearsal = rehearse(food_court, SERVE)
    rehearsal.run(until=lambda: rehearsal.now_s > 10.0)
    rehearsal.say("Bring the soup instead of the noodles.", mission_id="m2")
    rehearsal.say("Who is free?", mission_id="m3")
    assert rehearsal.run()
    assert outcome(rehearsal) is MissionOutcome.SUCCEEDED, rehearsal.account.ended["m1"].reason
    assert rehearsal.simulation.location("soup") == "table_2"
    assert rehearsal.simulation.location("noodles") == "kitchen"
    assert rehearsal.account.ended["m2"].outcome is MissionOutcome.MERGED
    assert rehearsal.account.ended["m3"].outcome is MissionOutcome.ANSWERED
    diff = rehearsal.account.plans[1].diff
    assert diff is not None
    assert (diff.removed, diff.added, diff.disturbed) == (("t1",), ("t5",), ("waiter",))
