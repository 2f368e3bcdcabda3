"""What the shared vocabulary composes in the first two scenarios, and why it does not where it does not."""

from __future__ import annotations

import pytest

from comuros.core.composition import Composition, compose
from comuros.core.literal import parse_literal
from comuros.core.skill import SkillCall
from comuros.core.symbolic import run_symbolically
from comuros.core.task import Goal, Task, Work
from comuros.core.task_model import TaskModel, Uncompilable, compile_task
from comuros.core.world_state import WorldState
from comuros.scenario import LoadedScenario, load_scenario


@pytest.fixture(scope="module")
def food_court() -> LoadedScenario:
    return load_scenario("food_court")


@pytest.fixture(scope="module")
def warehouse() -> LoadedScenario:
    return load_scenario("warehouse")


def goal(*literals: str) -> Goal:
    return Goal(tuple(parse_literal(text) for text in literals))


def state(loaded: LoadedScenario, *changes: str) -> WorldState:
    return loaded.scenario.initial_state().after(parse_literal(text) for text in changes)


def composed(loaded: LoadedScenario, work: Work, *robots: str, changes: tuple[str, ...] = ()) -> Composition:
    """The composition, after checking that it does what it promises from the state it was asked for."""
    scenario = loaded.scenario
    team = [scenario.robot(name) for name in robots]
    before = state(loaded, *changes)
    found = compose(work, robots=team, state=before, scenario=scenario)
    if found.ok and isinstance(work, Goal):
        run = run_symbolically(found.calls, robots=team, state=before, scenario=scenario)
        assert run.ok, run.reason()
        assert run.state.unmet(work.literals) == ()
    return found


def calls(loaded: LoadedScenario, work: Work, *robots: str, changes: tuple[str, ...] = ()) -> list[str]:
    found = composed(loaded, work, *robots, changes=changes)
    assert found.ok, found.reason
    return [str(call) for call in found.calls]


def reason(loaded: LoadedScenario, work: Work, *robots: str, changes: tuple[str, ...] = ()) -> str:
    found = composed(loaded, work, *robots, changes=changes)
    assert not found.ok
    return found.reason


@pytest.mark.parametrize("carrier", ["waiter", "cleaner"])
def test_any_carrier_fetches_and_delivers(food_court: LoadedScenario, carrier: str) -> None:
    assert calls(food_court, goal("on(noodles, table_2)"), carrier) == [
        "go_to(kitchen)",
        "pick(noodles, kitchen)",
        "go_to(table_2)",
        "place(noodles, table_2)",
    ]


def test_a_robot_that_holds_the_object_already_just_brings_it(food_court: LoadedScenario) -> None:
    held = ("holding(waiter, noodles)", "!on(noodles, kitchen)")
    assert calls(food_court, goal("on(noodles, table_2)"), "waiter", changes=held) == [
        "go_to(table_2)",
        "place(noodles, table_2)",
    ]


def test_an_object_on_the_floor_is_picked_up_from_its_spot(food_court: LoadedScenario) -> None:
    dropped = ("on(noodles, spot_noodles)", "at(waiter, spot_waiter)")
    assert calls(food_court, goal("on(noodles, table_2)"), "waiter", changes=dropped)[:2] == [
        "go_to(spot_noodles)",
        "pick(noodles, spot_noodles)",
    ]


def test_a_full_gripper_is_emptied_where_things_may_be_put_aside(food_court: LoadedScenario) -> None:
    held = ("holding(cleaner, noodles)", "!on(noodles, kitchen)")
    assert calls(food_court, goal("on(soup, table_2)"), "cleaner", changes=held)[:3] == [
        "go_to(dish_return)",
        "place(noodles, dish_return)",
        "go_to(kitchen)",
    ]


def test_a_robot_with_room_for_another_object_keeps_what_it_holds(food_court: LoadedScenario) -> None:
    held = ("holding(waiter, noodles)", "!on(noodles, kitchen)")
    assert calls(food_court, goal("on(soup, table_2)"), "waiter", changes=held)[:2] == [
        "go_to(kitchen)",
        "pick(soup, kitchen)",
    ]


def test_a_tray_is_brought_and_then_something_stacked_on_it(food_court: LoadedScenario) -> None:
    found = calls(food_court, goal("on(tray, table_2)", "on(noodles, tray)"), "waiter")
    assert found[3] == "place(tray, table_2)"
    assert found[-1] == "stack(noodles, tray, table_2)"


def test_a_goal_that_a_later_goal_undoes_is_refused(food_court: LoadedScenario) -> None:
    text = reason(food_court, goal("on(noodles, table_2)", "on(noodles, table_3)"), "waiter")
    assert text == "on(noodles, table_2) would not hold any more at the end"


def test_clearing_a_table_takes_one_thing_after_the_other(food_court: LoadedScenario) -> None:
    found = calls(food_court, goal("on(plate_1, dish_return)", "on(cup_1, dish_return)"), "cleaner")
    assert [call for call in found if call.startswith("place")] == [
        "place(plate_1, dish_return)",
        "place(cup_1, dish_return)",
    ]


def test_drone_looks_cleaner_cleans_and_each_charges_at_home(food_court: LoadedScenario) -> None:
    assert calls(food_court, goal("inspected(table_3)"), "drone") == ["go_to(table_3)", "inspect(table_3)"]
    assert calls(food_court, goal("clean(table_1)"), "cleaner") == ["go_to(table_1)", "clean(table_1)"]
    assert calls(food_court, goal("charged(drone)"), "drone", changes=("at(drone, kitchen)",)) == [
        "go_to(drone_pad)",
        "charge(drone_pad)",
    ]


def test_a_skill_call_is_preceded_by_what_it_needs_of_its_robot(food_court: LoadedScenario) -> None:
    assert calls(food_court, SkillCall("place", ("noodles", "table_2")), "waiter") == [
        "go_to(kitchen)",
        "pick(noodles, kitchen)",
        "go_to(table_2)",
        "place(noodles, table_2)",
    ]


def test_the_world_is_never_rearranged_to_make_a_call_possible(food_court: LoadedScenario) -> None:
    text = reason(food_court, SkillCall("pick", ("noodles", "table_1")), "waiter")
    assert text == "pick(noodles, table_1) cannot run: needs on(noodles, table_1)"


def test_reasons_name_the_missing_skill_and_the_numbers(
    food_court: LoadedScenario, warehouse: LoadedScenario
) -> None:
    assert "drone has not that skill" in reason(food_court, goal("on(noodles, table_2)"), "drone")
    assert "needs flies is yes, waiter has no" in reason(
        food_court, SkillCall("fly_to", ("table_3",)), "waiter"
    )
    assert "needs sensors has camera, waiter has lidar" in reason(
        food_court, goal("inspected(table_3)"), "waiter"
    )
    heavy = reason(warehouse, goal("on(heavy_crate, dock)"), "mover_1", "mover_2")
    assert heavy.endswith("needs payload_kg >= 300, mover 1 and mover 2 together have 80")
    alone = reason(warehouse, goal("on(long_crate, dock)"), "mover_1")
    assert "needs grippers >= 2, mover 1 has 1" in alone
    assert "needs payload_kg >= 60, mover 1 has 40" in alone


def test_what_one_robot_carries_is_not_lifted_by_two(warehouse: LoadedScenario) -> None:
    text = reason(warehouse, goal("on(small_box, dock)"), "mover_1", "mover_2")
    assert "needs grippers is 1, mover 1 and mover 2 together have 2" in text
    held = ("holding(mover_1, small_box)", "holding(mover_2, small_box)", "!on(small_box, buffer)")
    assert calls(warehouse, goal("on(small_box, dock)"), "mover_1", "mover_2", changes=held)


def test_ill_sorted_work_is_refused_with_the_sort(food_court: LoadedScenario) -> None:
    text = reason(food_court, SkillCall("go_to", ("noodles",)), "waiter")
    assert text == "go_to(noodles) cannot run: noodles is of sort object; expected a place"
    assert "takes 1" in reason(food_court, SkillCall("go_to", ()), "waiter")
    assert "is not known" in reason(food_court, SkillCall("go_to", ("moon",)), "waiter")
    assert "no skill 'dance'" in reason(food_court, SkillCall("dance", ()), "waiter")


def test_two_movers_carry_the_long_crate_together(warehouse: LoadedScenario) -> None:
    assert calls(warehouse, goal("on(long_crate, dock)"), "mover_1", "mover_2") == [
        "go_to(storage)",
        "lift(long_crate, storage)",
        "carry_to(long_crate, dock)",
        "lower(long_crate, dock)",
    ]


def test_a_team_that_holds_the_crate_already_goes_on_carrying(warehouse: LoadedScenario) -> None:
    held = ("holding(mover_1, long_crate)", "holding(mover_2, long_crate)", "!on(long_crate, storage)")
    assert calls(warehouse, goal("on(long_crate, dock)"), "mover_1", "mover_2", changes=held) == [
        "carry_to(long_crate, dock)",
        "lower(long_crate, dock)",
    ]


def test_the_arm_stacks_the_small_box_once_the_crate_is_at_the_dock(warehouse: LoadedScenario) -> None:
    delivered = ("on(long_crate, dock)",)
    assert calls(warehouse, goal("on(small_box, long_crate)"), "arm", changes=delivered) == [
        "go_to(buffer)",
        "pick(small_box, buffer)",
        "go_to(dock)",
        "stack(small_box, long_crate, dock)",
    ]
    stacked = (*delivered, "on(small_box, long_crate)")
    assert calls(warehouse, goal("on(small_box, buffer)"), "arm", changes=stacked)[0] == (
        "unstack(small_box, long_crate, dock)"
    )


def test_nothing_is_stacked_on_what_is_no_surface(warehouse: LoadedScenario) -> None:
    text = reason(warehouse, goal("on(small_box, parcel_a)"), "mover_1")
    assert "needs surface(parcel_a)" in text


def compiled(
    loaded: LoadedScenario, work: Work, *robots: str, changes: tuple[str, ...] = ()
) -> TaskModel | Uncompilable:
    return compile_task(
        Task("t", "t", work, robots=len(robots)),
        robots=[loaded.scenario.robot(name) for name in robots],
        state=state(loaded, *changes),
        scenario=loaded.scenario,
        travel=loaded.travel,
    )


def test_the_arm_cannot_work_where_it_does_not_reach(warehouse: LoadedScenario) -> None:
    model = compiled(warehouse, goal("on(small_box, shelf_a)"), "arm")
    assert isinstance(model, Uncompilable)
    assert model.reason == "there is no way from buffer to shelf_a for arm"


def test_task_models_time_work_and_ask_for_a_free_gripper_once(food_court: LoadedScenario) -> None:
    model = compiled(food_court, goal("on(plate_1, dish_return)", "on(cup_1, dish_return)"), "waiter")
    assert isinstance(model, TaskModel)
    assert (model.start, model.end, model.approach_calls) == ("table_1", "dish_return", 1)
    assert model.duration_s > 4 * 4 + model.cost / 0.8
    assert [str(p) for p in model.preconditions] == [
        "on(plate_1, table_1)",
        "!holding(waiter, _)",
        "at(waiter, table_1)",
        "on(cup_1, table_1)",
    ]


def test_work_that_begins_with_full_hands_does_not_ask_for_empty_ones(food_court: LoadedScenario) -> None:
    held = ("holding(waiter, noodles)", "!on(noodles, kitchen)")
    model = compiled(food_court, goal("on(noodles, table_2)", "on(soup, table_2)"), "waiter", changes=held)
    assert isinstance(model, TaskModel)
    assert "!holding(waiter, _)" not in [str(p) for p in model.preconditions]
