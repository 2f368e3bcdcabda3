"""Neighbourhood search: plans that keep everything asked, never worse than they were, above a bound that
holds.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from planning_workloads import Workload, featured_workload

from comuros.core.objective import Objective
from comuros.core.plan import CriterionValue, Plan, PlanningOutcome, PlanningStatus
from comuros.core.planning_problem import PlanningProblem
from comuros.core.scenario import Scenario, TravelModel
from comuros.core.shared_resource import SharedResource
from comuros.planning import SolverSettings, interleaved, solve, solver, validate
from comuros.planning.candidates import build_instance
from comuros.planning.cp_search import SearchResult, SearchStatus, search
from comuros.planning.instance import Instance
from comuros.planning.neighbourhood import improved, plan_by_neighbourhoods
from comuros.planning.neighbourhood.choosing import Chooser
from comuros.planning.neighbourhood.cutting import cut_out
from comuros.planning.neighbourhood.dispatching import dispatched
from comuros.planning.neighbourhood.lateness import lateness_of
from comuros.planning.neighbourhood.part_search import Found, PartSearch
from comuros.planning.neighbourhood.relaxed_bound import RelaxedBound, relaxed_fleet
from comuros.planning.neighbourhood.shuffling import shuffled
from comuros.planning.schedule import Schedule
from support.small_building import (
    any_of,
    call,
    goal,
    parallel,
    problem,
    scenario,
    sequence,
    together,
    travel,
)

SOON = Objective.MAKESPAN_THEN_TRAVEL


def load(robots: int, tasks: int, *, seed: int = 0, battery_wh: float = 0.0) -> Workload:
    return featured_workload(
        robots, tasks, max(8, tasks // 2), seed=seed, time_limit_s=60.0, battery_wh=battery_wh
    )


def numbers(asked: Workload) -> Instance:
    return build_instance(asked.problem, scenario=asked.scenario, travel=asked.travel).instance


def searching(asked: Workload) -> PartSearch:
    return PartSearch(numbers(asked), asked.scenario, SOON, 0)


def first(parts: PartSearch) -> Found:
    schedule = dispatched(parts.instance, parts.scenario)
    assert schedule is not None
    return parts.judged(schedule, 0)


def searched(asked: Workload, *, rounds: int, seed: int = 0, objective: Objective = SOON) -> SearchResult:
    result = plan_by_neighbourhoods(
        numbers(asked),
        scenario=asked.scenario,
        objective=objective,
        time_limit_s=600.0,
        seed=seed,
        settings=SolverSettings(),
        rounds=rounds,
    )
    assert result is not None
    return result


def by_neighbourhoods(
    asked: PlanningProblem, world: Scenario, ways: TravelModel, monkeypatch: pytest.MonkeyPatch
) -> Plan:
    """The plan of an instance that is taken for too large for one model, with a few rounds."""

    def never(*_: object, **__: object) -> SearchResult:
        raise AssertionError("one model was asked")

    def briefly(instance: Instance, **how: object) -> SearchResult | None:
        return plan_by_neighbourhoods(instance, rounds=6, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(solver, "MOST_ARCS", 0)
    monkeypatch.setattr(solver, "search", never)
    monkeypatch.setattr(solver, "plan_by_neighbourhoods", briefly)
    outcome = solve(replace(asked, time_limit_s=600.0), scenario=world, travel=ways)
    assert outcome.plan is not None, outcome.reason
    assert validate(outcome.plan, asked, scenario=world, travel=ways) == ()
    return outcome.plan


@pytest.mark.parametrize("seed", range(3))
def test_a_dispatched_schedule_of_tasks_without_deadlines_is_a_plan(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = load(6, 20, seed=seed)
    plan = by_neighbourhoods(asked.problem, asked.scenario, asked.travel, monkeypatch)
    assert plan.certificate.lower_bound_s <= plan.certificate.makespan_s
    assert "neighbourhood" in plan.certificate.method


def test_robots_charge_in_plans_by_neighbourhoods(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = load(4, 16, battery_wh=12.0)
    plan = by_neighbourhoods(asked.problem, asked.scenario, asked.travel, monkeypatch)
    assert plan.stops


def test_alternatives_chains_that_go_together_and_shared_places_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = replace(scenario(), resources=(SharedResource("hall_door", 1, ("hall",)),))
    tree = parallel(
        "root",
        any_of("one", call("near", "go_to", "kitchen"), call("far", "inspect", "roof")),
        together(
            "both",
            sequence("left", call("a", "go_to", "hall"), call("b", "go_to", "lab")),
            call("c", "inspect", "store"),
        ),
        goal("tidy", "clean(hall)"),
        call("d", "go_to", "hall"),
    )
    plan = by_neighbourhoods(problem(tree, world=world), world, travel(), monkeypatch)
    assert len(plan.not_chosen) == 1


def test_hands_are_not_filled_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    world = scenario()
    tree = parallel(
        "p", goal("a", "on(cup, hall)"), goal("b", "on(mug, hall)"), goal("c", "on(crate, hall)", robots=2)
    )
    asked = interleaved(problem(tree, world=world), scenario=world)
    by_neighbourhoods(asked, world, travel(), monkeypatch)


@pytest.mark.parametrize("seed", range(2))
def test_rounds_never_make_a_schedule_worse_and_some_make_it_better(seed: int) -> None:
    parts = searching(load(6, 24, seed=seed))
    start = first(parts)
    told: list[Found] = []
    best = improved(start, parts, enough=lambda _: False, time_limit_s=600.0, rounds=8, on_found=told.append)
    figures = [(found.late, found.value) for found in (start, *told, best)]
    assert figures == sorted(figures, reverse=True)
    assert figures[-1] < figures[0]


def test_equal_seeds_give_equal_schedules() -> None:
    asked = load(5, 18)
    one, other = (searched(asked, rounds=5, seed=3) for _ in range(2))
    assert one.schedule == other.schedule
    assert one.bound == other.bound


def test_deadlines_that_the_first_schedule_misses_are_met() -> None:
    world = scenario()
    tree = parallel(
        "p",
        *(call(f"w{n}", "wait", only=("carrier_1",)) for n in range(4)),
        goal("soon", "on(cup, store)", deadline_s=40.0, only=("carrier_1",)),
    )
    asked = problem(tree, world=world)
    instance = build_instance(asked, scenario=world, travel=travel()).instance
    late = dispatched(instance, world, urgency=0.0)
    assert late is not None
    assert lateness_of(late, instance) > 0
    parts = PartSearch(instance, world, SOON, 0)
    best = improved(
        parts.judged(late, 0), parts, enough=lambda found: not found.late, time_limit_s=600.0, rounds=20
    )
    assert best.late == 0


def test_a_search_that_finds_nothing_in_time_leaves_it_to_one_model(monkeypatch: pytest.MonkeyPatch) -> None:
    world = scenario()
    tree = parallel(
        "p",
        *(goal(f"g{n}", f"on({thing}, hall)", deadline_s=90.0) for n, thing in enumerate(("cup", "mug"))),
    )
    asked = problem(tree, world=world, time_limit_s=60.0)
    monkeypatch.setattr(solver, "MOST_ARCS", 0)
    monkeypatch.setattr(solver, "plan_by_neighbourhoods", lambda *_, **__: None)
    assert solve(asked, scenario=world, travel=travel()).status is PlanningStatus.SOLVED


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_is_no_higher_than_the_best_plan_there_is(seed: int) -> None:
    asked = load(3, 6, seed=seed)
    instance = numbers(asked)
    proved = search(
        instance,
        scenario=asked.scenario,
        objective=SOON,
        time_limit_s=600.0,
        seed=0,
        settings=SolverSettings(),
    )
    assert proved.status is SearchStatus.OPTIMAL
    assert proved.schedule is not None
    bound = RelaxedBound(instance)
    bound.tighten(2 * proved.schedule.makespan(instance), 600.0, rounds=8)
    assert 0 < bound.ticks <= proved.schedule.makespan(instance)
    fleet = relaxed_fleet(instance)
    assert fleet is not None
    assert len(fleet.tasks) == sum(min(way.size for way in ways) for ways in instance.ways.values())


def test_nothing_outside_a_cut_moves() -> None:
    parts = searching(load(6, 24))
    start = first(parts)
    chooser = Chooser(parts.instance, parts.tied, random.Random(1))
    for _ in range(8):
        _, freed = chooser.chosen(start.schedule)
        cut = cut_out(parts.instance, start.schedule, freed.robots, parts.tied, freed.tasks)
        outside = {entry for entry in start.schedule.entries if not set(entry.robots) & freed.robots}
        assert set(cut.outside.entries) <= outside
        assert cut.joined(cut.schedule) == start.schedule
        outcome = parts.solved(start, replace(freed, still=True), effort=0.2, limit_s=600.0)
        assert outcome.found is not None
        assert set(cut.outside.entries) <= set(outcome.found.schedule.entries)


def test_crews_stay_whole_in_what_is_freed() -> None:
    parts = searching(load(6, 24))
    schedule: Schedule = first(parts).schedule
    crews = {entry.task_id: set(entry.robots) for entry in schedule.entries}
    chooser = Chooser(parts.instance, parts.tied, random.Random(2))
    for _ in range(20):
        _, freed = chooser.chosen(schedule)
        assert freed.tasks
        assert all(crews[task] <= freed.robots for task in freed.tasks)
        assert all(set(parts.tied[task]) <= freed.tasks for task in freed.tasks)


def test_shuffled_lines_are_no_worse_the_longer_they_are_shuffled() -> None:
    asked = load(6, 24)
    instance = numbers(asked)
    values = []
    for most in (1, 4, 16):
        best = shuffled(instance, asked.scenario, seed=0, goes_on=lambda tries, most=most: tries < most)
        assert best is not None
        values.append((lateness_of(best, instance), best.makespan(instance)))
    assert values == sorted(values, reverse=True)
    assert values[-1] < values[0]


def test_other_objectives_are_improved_too() -> None:
    asked = load(4, 14)
    objective = Objective.COST_THEN_MAKESPAN
    few, many = (searched(asked, rounds=rounds, objective=objective) for rounds in (0, 8))
    assert many.criteria[0].value <= few.criteria[0].value
    assert many.criteria[0].criterion == "total cost"
    assert many.status is SearchStatus.FEASIBLE


Answer = Callable[[list[Plan], Schedule | None], SearchResult]


def with_model(
    asked: PlanningProblem,
    world: Scenario,
    ways: TravelModel,
    answer: Answer,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[PlanningOutcome, list[Plan]]:
    """What `solve` makes of an answer of the model, which gets the plans announced before and its hint."""
    heard: list[Plan] = []

    def model(_: Instance, *, hint: Schedule | None, **__: object) -> SearchResult:
        return answer(heard, hint)

    monkeypatch.setattr(solver, "search", model)
    patient = replace(asked, time_limit_s=600.0)
    outcome = solve(patient, scenario=world, travel=ways, on_improvement=heard.append)
    return outcome, heard


@pytest.mark.parametrize("battery_wh", [0.0, 12.0])
@pytest.mark.parametrize("status", [SearchStatus.UNKNOWN, SearchStatus.INFEASIBLE])
def test_a_dispatched_plan_is_there_before_the_model_and_stands_without_it(
    battery_wh: float, status: SearchStatus, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = load(10, 30, battery_wh=battery_wh)
    counts: list[int] = []

    def nothing(heard: list[Plan], hint: Schedule | None) -> SearchResult:
        counts.append(len(heard))
        assert hint is not None
        assert len(hint.entries) == 30
        return SearchResult(status, None, 0)

    outcome, heard = with_model(asked.problem, asked.scenario, asked.travel, nothing, monkeypatch)
    assert counts == [1]
    assert validate(heard[0], asked.problem, scenario=asked.scenario, travel=asked.travel) == ()
    assert outcome.status is PlanningStatus.TIMED_OUT
    assert outcome.plan is not None
    assert outcome.plan.assignments == heard[0].assignments
    assert 0 < outcome.plan.certificate.lower_bound_s < outcome.plan.certificate.makespan_s
    assert "dispatched" in outcome.plan.certificate.method


def test_a_worse_plan_of_the_model_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def worse(_: list[Plan], hint: Schedule | None) -> SearchResult:
        assert hint is not None
        later = CriterionValue("makespan", 1e6, 12.5)
        return SearchResult(SearchStatus.FEASIBLE, hint, 125, criteria=(later,))

    asked = load(5, 15)
    outcome, heard = with_model(asked.problem, asked.scenario, asked.travel, worse, monkeypatch)
    assert outcome.plan is not None
    told = outcome.plan.certificate
    assert "dispatched" in told.method
    assert told.criteria[0].value == told.makespan_s == heard[0].certificate.makespan_s
    assert 12.5 <= told.criteria[0].lower_bound <= told.makespan_s


def test_a_dispatched_plan_that_ends_at_the_bound_is_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    def bound(heard: list[Plan], _: Schedule | None) -> SearchResult:
        return SearchResult(SearchStatus.UNKNOWN, None, round(10 * heard[0].certificate.makespan_s))

    asked = load(5, 15)
    outcome, _ = with_model(asked.problem, asked.scenario, asked.travel, bound, monkeypatch)
    assert outcome.status is PlanningStatus.SOLVED


def test_the_model_improves_what_was_dispatched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "FEW_TASKS", 1)
    asked = load(3, 6, seed=2)
    heard: list[Plan] = []
    outcome = solve(asked.problem, scenario=asked.scenario, travel=asked.travel, on_improvement=heard.append)
    ends = [plan.certificate.makespan_s for plan in heard]
    assert ends == sorted(ends, reverse=True)
    assert outcome.status is PlanningStatus.SOLVED
    assert outcome.plan is not None
    assert outcome.plan.certificate.makespan_s <= ends[-1] < ends[0]


def test_only_what_is_below_a_value_is_announced() -> None:
    asked = load(3, 6)
    proved = round(10 * found_below(asked, None)[0])
    assert found_below(asked, proved)[1] == []
    assert min(found_below(asked, proved + 1)[1]) == proved


def found_below(asked: Workload, value: int | None) -> tuple[float, list[int]]:
    """Makespan (s), and those (ticks) of all schedules that were announced."""
    told: list[int] = []
    instance = numbers(asked)
    result = search(
        instance, scenario=asked.scenario, objective=SOON, time_limit_s=600.0, seed=0,
        settings=SolverSettings(), told_below=value,
        on_schedule=lambda schedule, _: told.append(schedule.makespan(instance)),
    )  # fmt: skip
    assert result.status is SearchStatus.OPTIMAL
    return result.criteria[0].value, told


def errands(deadline_s: float) -> PlanningProblem:
    """More than a dozen tasks for one robot."""
    tasks = [call(f"w{n}", "wait", only=("carrier_1",)) for n in range(12)]
    soon = goal("soon", "on(cup, store)", deadline_s=deadline_s, only=("carrier_1",))
    return problem(parallel("p", *tasks, soon), world=scenario(), time_limit_s=60.0)


def test_a_dispatched_schedule_that_does_not_hold_is_dropped_and_told_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def late(instance: Instance, **_: object) -> Found:
        schedule = dispatched(instance, scenario(), urgency=0.0)
        assert schedule is not None
        return Found(schedule, 0, 0)

    monkeypatch.setattr(solver, "schedule_in_time", late)
    nothing = SearchResult(SearchStatus.UNKNOWN, None, 0)
    outcome, heard = with_model(errands(40.0), scenario(), travel(), lambda *_: nothing, monkeypatch)
    assert heard == []
    assert outcome.plan is None
    assert "a dispatched one does not hold: " in outcome.reason
    assert "deadline" in outcome.reason


def test_what_cannot_be_in_time_is_still_proved() -> None:
    heard: list[Plan] = []
    outcome = solve(errands(5.0), scenario=scenario(), travel=travel(), on_improvement=heard.append)
    assert outcome.status is PlanningStatus.INFEASIBLE
    assert heard == []
