"""Working in one interval: meeting, holding while another works, and giving up together."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from comuros.core.command import CancelTask
from comuros.core.event import EventKind, TaskReported
from comuros.core.literal import parse_literal
from comuros.core.mission import MissionOutcome
from comuros.core.skill import SkillCall
from comuros.core.task import Eligibility, Goal, Task
from comuros.core.task_status import TaskStatus
from comuros.core.tree import Branch, Relation, checked_tree
from comuros.rehearsal import Rehearsal
from comuros.scenario import load_scenario

FOOD_COURT = load_scenario("food_court")
HOLDS = Task(
    "hold",
    "hold the tea",
    Goal((parse_literal("holding(waiter, tea)"),)),
    eligibility=Eligibility(("waiter",)),
)
LOOKS = Task(
    "look", "look at table 6", SkillCall("inspect", ("table_6",)), eligibility=Eligibility(("drone",))
)


class Team(Rehearsal):
    """A rehearsal that notes when each robot began to work and when it ended."""

    def __init__(self) -> None:
        super().__init__(FOOD_COURT)
        self.began: dict[str, float] = {}
        self.ended: dict[str, float] = {}
        self.stages: list[tuple[str, str]] = []

    def _hear_report(self, report: TaskReported) -> None:
        if report.status is TaskStatus.RUNNING:
            self.began.setdefault(report.robot, self.now_s)
        if report.status.is_final:
            self.ended[report.robot] = self.now_s
        self.stages.append((report.robot, report.stage))
        super()._hear_report(report)


@pytest.fixture
def team() -> Iterator[Team]:
    made = Team()
    yield made
    made.close()


def outcome(team: Team) -> MissionOutcome:
    return team.account.ended["m1"].outcome


def test_one_holds_while_the_other_works_and_both_end_in_one_instant(team: Team) -> None:
    team.give(checked_tree(Branch("root", Relation.TOGETHER, (HOLDS, LOOKS))), mission_id="m1")
    team.run(limit_s=200.0)
    assert outcome(team) is MissionOutcome.SUCCEEDED, team.account.ended["m1"].reason
    assert abs(team.ended["waiter"] - team.ended["drone"]) <= 0.2
    assert ("waiter", "done, holding until the others are") in team.stages
    assert team.simulation.attached["waiter"] == ("tea",)


def test_robots_that_meet_wait_for_one_another(team: Team) -> None:
    meet = Task("meet", "meet at the entrance", SkillCall("go_to", ("entrance",)), robots=2)
    team.give(checked_tree(meet), mission_id="m1")
    team.run(limit_s=200.0)
    assert outcome(team) is MissionOutcome.SUCCEEDED, team.account.ended["m1"].reason
    first, second = team.ended.values()
    assert abs(first - second) <= 0.2
    assert any(stage == "done, holding until the coalition is" for _, stage in team.stages)


def test_where_one_loses_what_it_holds_both_give_up_and_begin_again(team: Team) -> None:
    team.give(checked_tree(Branch("root", Relation.TOGETHER, (HOLDS, LOOKS))), mission_id="m1")
    assert team.run(until=lambda: "tea" in team.simulation.attached["waiter"], limit_s=100.0)
    team.run(until=lambda: ("waiter", "done, holding until the others are") in team.stages, limit_s=30.0)
    team.simulation.detach("waiter", "tea")
    team.run(limit_s=300.0)
    assert outcome(team) is MissionOutcome.SUCCEEDED, team.account.ended["m1"].reason
    failed = [e for e in team.account.events if e.kind is EventKind.OBJECT_DROPPED]
    cancelled = {c.task_id for c in team.account.commands if isinstance(c, CancelTask)}
    assert failed or cancelled
    assert "look" in cancelled
    assert abs(team.ended["waiter"] - team.ended["drone"]) <= 0.2
