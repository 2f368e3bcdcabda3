"""A skill call that is sent twice is carried out once."""

from __future__ import annotations

from comuros.core.robot_port import SkillReport
from comuros.core.task_status import TaskStatus
from comuros.nodes.call_goals import CallGoals
from comuros.nodes.goal_server import GoalEnd
from support.open_goal import HeardGoal


class Calls:
    """Two goals of one call."""

    def __init__(self) -> None:
        self.ended = 0
        self.goals = CallGoals(on_end=self._count)
        self.one, self.other = HeardGoal(), HeardGoal()

    def begin(self, goal: HeardGoal, call_id: str = "c") -> bool:
        return self.goals.begin(call_id, goal)  # type: ignore[arg-type]

    def cancel(self, goal: HeardGoal) -> str:
        return self.goals.cancel(goal)  # type: ignore[arg-type]

    def _count(self) -> None:
        self.ended += 1


def test_the_second_goal_of_a_call_begins_nothing_and_hears_all() -> None:
    calls = Calls()
    assert [calls.begin(calls.one), calls.begin(calls.other)] == [True, False]
    calls.goals.tell(SkillReport("c", TaskStatus.RUNNING, 0.5))
    calls.goals.tell(SkillReport("c", TaskStatus.SUCCEEDED, 1.0))
    assert calls.one.heard == calls.other.heard == ["running", "succeeded"]
    assert calls.one.end is calls.other.end is GoalEnd.SUCCEEDED
    assert calls.ended == 2


def test_a_call_is_cancelled_with_the_last_of_its_goals() -> None:
    calls = Calls()
    calls.begin(calls.one)
    calls.begin(calls.other)
    assert [calls.cancel(calls.other), calls.cancel(calls.other), calls.cancel(calls.one)] == ["", "", "c"]


def test_a_goal_that_comes_after_the_end_of_its_call_is_told_how_it_ended() -> None:
    calls = Calls()
    calls.begin(calls.one)
    calls.goals.tell(SkillReport("c", TaskStatus.FAILED))
    assert calls.begin(calls.other) is False
    assert calls.other.end is GoalEnd.ABORTED


def test_calls_of_other_ids_are_other_calls() -> None:
    calls = Calls()
    assert [calls.begin(calls.one, "c"), calls.begin(calls.other, "d")] == [True, True]
    calls.goals.tell(SkillReport("d", TaskStatus.CANCELLED))
    assert (calls.one.end, calls.other.end) == (None, GoalEnd.CANCELLED)
    assert calls.cancel(calls.other) == ""
