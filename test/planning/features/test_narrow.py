"""Two robots are never in a way too narrow for both: plans wait, and the validator sees to it by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from comuros.core.plan import Plan, PlanningStatus
from comuros.core.planning_problem import PlanningProblem, RunningTask
from comuros.core.robot import Robot, RobotStatus
from comuros.core.scenario import TravelModel
from comuros.core.skill import SkillCall
from comuros.core.task import Eligibility, FormulaGoal, Task, Work
from comuros.core.tree import Node, checked_tree
from comuros.planning import solve, validate, why_not
from comuros.scenario import LoadedScenario, load_scenario
from support.corridor import write_corridor
from support.small_building import parallel, sequence, together

FACING = {"ann": "home_w", "ben": "home_e"}
BEHIND = {"ann": "home_w", "cid": "home_v"}


class Blind:
    """A travel model that knows ways, and nothing of how wide they are."""

    def __init__(self, travel: TravelModel) -> None:
        self._travel = travel

    def distance_m(self, robot: Robot, start: str, goal: str) -> float | None:
        return self._travel.distance_m(robot, start, goal)

    def duration_s(self, robot: Robot, start: str, goal: str) -> float | None:
        return self._travel.duration_s(robot, start, goal)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., LoadedScenario]:
    loaded: dict[str, LoadedScenario] = {}

    def load(homes: dict[str, str], *, width_m: float = 1.1) -> LoadedScenario:
        key = f"{homes} {width_m}"
        if key not in loaded:
            folder: Path = tmp_path_factory.mktemp("corridor")
            loaded[key] = load_scenario(write_corridor(folder, homes, width_m=width_m))
        return loaded[key]

    return load


def visit(task_id: str, who: str, place: str, *, deadline_s: float | None = None) -> Task:
    return does(task_id, who, SkillCall("go_to", (place,)), deadline_s=deadline_s)


def does(task_id: str, who: str, work: Work, *, deadline_s: float | None = None) -> Task:
    return Task(task_id, task_id, work, 1, Eligibility(only=(who,)), deadline_s)


def asked(loaded: LoadedScenario, root: Node, **more: object) -> PlanningProblem:
    scenario = loaded.scenario
    team = tuple(RobotStatus(r.name, loaded.start_pose(r), r.start, 1.0) for r in scenario.robots)
    return PlanningProblem("m", 1, checked_tree(root), scenario.initial_state(), team, **more)  # type: ignore[arg-type]


def planned(loaded: LoadedScenario, problem: PlanningProblem, travel: TravelModel | None = None) -> Plan:
    outcome = solve(problem, scenario=loaded.scenario, travel=travel or loaded.travel)
    assert outcome.plan is not None, outcome.reason
    return outcome.plan


def objections(loaded: LoadedScenario, plan: Plan, problem: PlanningProblem) -> tuple[str, ...]:
    return validate(plan, problem, scenario=loaded.scenario, travel=loaded.travel)


def crossing(first_deadline_s: float | None = None, second_deadline_s: float | None = None) -> Node:
    return parallel(
        "p",
        visit("a", "ann", "east_1", deadline_s=first_deadline_s),
        visit("b", "ben", "west_1", deadline_s=second_deadline_s),
    )


def test_robots_that_meet_in_a_corridor_go_through_one_after_the_other(worlds) -> None:
    loaded = worlds(FACING)
    problem = asked(loaded, crossing())
    plan = planned(loaded, problem)
    first, second = sorted(plan.passages, key=lambda p: p.start_s)
    assert {first.robot, second.robot} == {"ann", "ben"}
    assert second.start_s >= first.end_s
    late = plan.assignment(second.before_task)
    assert late is not None
    assert late.departure_s == pytest.approx(second.start_s - second.lead_s)
    assert objections(loaded, plan, problem) == ()


def test_the_certificate_counts_the_waits_and_proves_them_least(worlds) -> None:
    loaded = worlds(FACING)
    problem = asked(loaded, crossing())
    plan, careless = planned(loaded, problem), planned(loaded, problem, Blind(loaded.travel))
    assert plan.certificate.makespan_s == max(entry.end_s for entry in plan.assignments)
    assert plan.certificate.makespan_s > careless.certificate.makespan_s
    assert plan.certificate.criteria[0].value == plan.certificate.makespan_s
    assert plan.certificate.is_optimal


def test_where_the_model_would_be_too_large_the_bound_is_that_of_plans_without_waits(
    worlds, monkeypatch
) -> None:
    monkeypatch.setattr("comuros.planning.features.narrow_part.MOST_PAIRS", 0)
    loaded = worlds(FACING)
    problem = asked(loaded, crossing())
    careless = planned(loaded, problem, Blind(loaded.travel))
    outcome = solve(problem, scenario=loaded.scenario, travel=loaded.travel)
    assert outcome.status is PlanningStatus.TIMED_OUT
    assert outcome.plan is not None
    assert outcome.plan.certificate.lower_bound_s == careless.certificate.makespan_s
    assert "not proved to be the shortest" in outcome.reason
    assert objections(loaded, outcome.plan, problem) == ()


def test_tasks_change_hands_where_that_is_quicker_than_waiting(worlds) -> None:
    loaded = worlds({"ann": "home_w", "ben": "home_e", "cid": "home_v"})
    others = (visit(f"x{n}", "ann", place) for n, place in enumerate(("east_1", "west_1", "east_1")))
    free = Task("free", "free", SkillCall("go_to", ("west_2",)), 1, Eligibility(only=("ben", "cid")))
    root = parallel("p", sequence("s", *others), free)
    problem = asked(loaded, root)
    plan = planned(loaded, problem)
    assert objections(loaded, plan, problem) == ()
    entry = plan.assignment("free")
    assert entry is not None
    assert entry.robots == ("cid",)


def test_the_validator_rejects_the_plan_without_waits(worlds) -> None:
    loaded = worlds(FACING)
    problem = asked(loaded, crossing())
    careless = planned(loaded, problem, Blind(loaded.travel))
    found = objections(loaded, careless, problem)
    assert len(found) == 2
    assert all("crosses the narrow way at (8." in words and "not reserved" in words for words in found)


def test_the_validator_sees_two_robots_in_one_way_at_once(worlds) -> None:
    loaded = worlds(FACING)
    problem = asked(loaded, crossing())
    plan = planned(loaded, problem)
    second = max(plan.passages, key=lambda p: p.start_s)
    early_s = second.start_s - second.lead_s
    passages = (replace(p, start_s=p.start_s - early_s, end_s=p.end_s - early_s) if p is second else p
                for p in plan.passages)  # fmt: skip
    assert "they cannot pass" in objections(loaded, replace(plan, passages=tuple(passages)), problem)[0]


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("not reserved", {"end_s": -2.0}),
        ("not reserved", {"start_s": 2.0, "lead_s": 2.0}),
        ("sets out", {"start_s": -1.0, "end_s": -1.0, "lead_s": 2.0}),
        ("sets out", {"lead_s": -3.0}),
    ],
)
def test_a_passage_that_does_not_fit_the_way_is_rejected(worlds, words, change) -> None:
    loaded = worlds(FACING)
    problem = asked(loaded, crossing())
    plan = planned(loaded, problem)
    first = min(plan.passages, key=lambda p: p.start_s)
    changed = replace(first, **{key: getattr(first, key) + by for key, by in change.items()})
    passages = tuple(changed if p is first else p for p in plan.passages)
    found = objections(loaded, replace(plan, passages=passages), problem)
    assert any(words in reason for reason in found), found


def test_a_passage_for_nobody_is_rejected(worlds) -> None:
    loaded = worlds(FACING)
    problem = asked(loaded, crossing())
    plan = planned(loaded, problem)
    twice = replace(plan, passages=(*plan.passages, plan.passages[0]))
    assert any("does not cross" in reason for reason in objections(loaded, twice, problem))
    strange = replace(plan, passages=(*plan.passages, replace(plan.passages[0], before_task="x")))
    assert any("does not do x" in reason for reason in objections(loaded, strange, problem))


def test_a_robot_that_stops_inside_and_gives_the_way_up_before_it_is_out_is_rejected(worlds) -> None:
    loaded = worlds(FACING)
    root = parallel("p", sequence("s", visit("m", "ann", "middle"), visit("w", "ann", "west_1")),
                    visit("b", "ben", "east_2"))  # fmt: skip
    problem = asked(loaded, root)
    plan = planned(loaded, problem)
    inside = next(p for p in plan.passages if p.before_task == "m")
    start = plan.assignment("m")
    assert start is not None
    passages = tuple(replace(p, end_s=start.start_s) if p is inside else p for p in plan.passages)
    found = objections(loaded, replace(plan, passages=passages), problem)
    assert any("has it until" in reason for reason in found)


def test_robots_follow_one_another_through_with_a_headway(worlds) -> None:
    loaded = worlds(BEHIND)
    root = parallel("p", visit("a", "ann", "east_1"), visit("c", "cid", "east_2"))
    problem = asked(loaded, root)
    plan = planned(loaded, problem)
    first, second = sorted(plan.passages, key=lambda p: p.start_s)
    assert second.start_s < first.end_s
    assert second.start_s - first.start_s >= 2.0
    assert second.end_s - first.end_s >= 2.0
    assert objections(loaded, plan, problem) == ()


def test_nobody_waits_in_a_corridor_that_is_wide_enough(worlds) -> None:
    loaded = worlds(FACING, width_m=1.9)
    plan = planned(loaded, asked(loaded, crossing()))
    assert plan.passages == ()
    assert plan.certificate.is_optimal


def test_who_has_a_deadline_goes_first(worlds) -> None:
    loaded = worlds(FACING)
    for deadlines, first in (((18.0, None), "ann"), ((None, 21.0), "ben")):
        problem = asked(loaded, crossing(*deadlines))
        plan = planned(loaded, problem)
        assert min(plan.passages, key=lambda p: p.start_s).robot == first
        assert objections(loaded, plan, problem) == ()


SLOW = crossing(22.0, 22.0)


def test_deadlines_that_only_robots_side_by_side_could_meet_are_a_minimal_conflict(worlds) -> None:
    loaded = worlds(FACING)
    outcome = solve(asked(loaded, SLOW), scenario=loaded.scenario, travel=loaded.travel)
    assert outcome.status is PlanningStatus.INFEASIBLE
    assert outcome.conflict is not None
    words = outcome.conflict.requirements
    assert "robots that cannot pass one another go through narrow ways one after the other" in words
    assert sum("22 s" in requirement for requirement in words) == 2
    assert solve(asked(loaded, SLOW), scenario=loaded.scenario, travel=Blind(loaded.travel)).plan is not None
    for deadlines in ((None, 22.0), (22.0, None)):
        planned(loaded, asked(loaded, crossing(*deadlines)))


def test_where_that_is_not_proved_it_is_said(worlds, monkeypatch) -> None:
    monkeypatch.setattr("comuros.planning.features.narrow_part.MOST_PAIRS", 0)
    loaded = worlds(FACING)
    outcome = solve(asked(loaded, SLOW), scenario=loaded.scenario, travel=loaded.travel)
    assert outcome.status is PlanningStatus.TIMED_OUT
    assert outcome.plan is None
    assert "narrow ways" in outcome.reason


def test_a_robot_that_stops_in_the_corridor_has_it_until_it_has_left(worlds) -> None:
    loaded = worlds(FACING)
    root = parallel("p", sequence("s", visit("m", "ann", "middle"), visit("w", "ann", "west_1")),
                    visit("b", "ben", "west_2"))  # fmt: skip
    problem = asked(loaded, root)
    plan = planned(loaded, problem)
    mine = [p for p in plan.passages if p.robot == "ann"]
    (other,) = (p for p in plan.passages if p.robot == "ben")
    assert other.start_s >= max(p.end_s for p in mine) or other.end_s <= min(p.start_s for p in mine)
    assert objections(loaded, plan, problem) == ()


def test_work_that_leads_through_the_corridor_is_reserved(worlds) -> None:
    loaded = worlds(FACING)
    there_and_back = FormulaGoal("F(at(east_1) & F at(west_2))")
    root = parallel("p", does("a", "ann", there_and_back), visit("b", "ben", "west_1"))
    problem = asked(loaded, root)
    plan = planned(loaded, problem)
    assert any(p.at_work and p.robot == "ann" for p in plan.passages)
    assert objections(loaded, plan, problem) == ()


def test_parts_done_together_are_timed_together(worlds) -> None:
    loaded = worlds(FACING)
    root = together("t", visit("a", "ann", "east_1"), visit("b", "ben", "west_1"))
    problem = asked(loaded, root)
    plan = planned(loaded, problem)
    assert len({entry.start_s for entry in plan.assignments}) == 1
    assert objections(loaded, plan, problem) == ()


def test_a_robot_under_way_in_the_corridor_is_let_out_first(worlds) -> None:
    loaded = worlds(FACING)
    running = RunningTask("a", ("ann",), 9.0)
    root = crossing()
    before = planned(loaded, asked(loaded, root))
    problem = asked(loaded, root, running=(running,), previous=before)
    plan = planned(loaded, problem)
    assert objections(loaded, plan, problem) == ()


def test_why_not_counts_the_waits_of_the_other_plan_too(worlds) -> None:
    loaded = worlds(FACING)
    free = Task("free", "free", SkillCall("go_to", ("west_1",)))
    root = parallel("p", visit("a", "ann", "west_2"), free, visit("b", "ben", "east_1"))
    problem = asked(loaded, root)
    plan = planned(loaded, problem)
    assert plan.passages == ()
    reason = why_not(plan, problem, "free", "ben", scenario=loaded.scenario, travel=loaded.travel)
    assert reason.startswith("with ben on free the mission would end at")
