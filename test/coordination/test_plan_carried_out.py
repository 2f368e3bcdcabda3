"""What a plan says beside who does what: charging stops, passages, tasks that are stopped."""

from __future__ import annotations

from comuros.core.command import CancelTask, PublishVerdict, ReleaseBarrier, StartTask
from comuros.core.event import EventKind
from comuros.core.plan import ChargingStop, Passage
from comuros.core.task_status import TaskStatus
from comuros.core.tree import Branch, Relation
from comuros.core.verdict import Verdict
from support.stage import Stage, goal, of_kind

PAIR = Branch("root", Relation.PARALLEL, (goal("a", "on(box, dock)"), goal("b", "on(cup, dock)")))
WHO = {"a": ("ann",), "b": ("ben",)}


def given(stage: Stage) -> list[str]:
    return [task for _, task in stage.given()]


def test_a_robot_learns_where_it_charges_before_its_task() -> None:
    stop = ChargingStop("ann", "yard", "a", 2.0, 9.0, 3.0, 10.0)
    stage = Stage()
    stage.begin(PAIR, WHO, stops=(stop,))
    assert {c.robot: c.stops for c in of_kind(stage.commands, StartTask)} == {"ann": (stop,), "ben": ()}


def test_what_the_plan_orders_beyond_the_tree_is_kept() -> None:
    stage = Stage()
    stage.begin(PAIR, WHO, order=(("a", "b"),))
    second = next(c for c in of_kind(stage.commands, StartTask) if c.task.id == "b")
    assert second.barrier_id
    assert not of_kind(stage.ready("ben", second.barrier_id), ReleaseBarrier)
    released = of_kind(stage.finish("ann", "a"), ReleaseBarrier)
    assert [r.barrier_id for r in released] == [second.barrier_id]


def low(stage: Stage, robot: str) -> list[Verdict]:
    commands = stage.see(EventKind.BATTERY_LOW, subjects=(robot,))
    return [command.verdict for command in of_kind(commands, PublishVerdict)]


def test_a_battery_that_runs_low_on_the_way_to_its_charger_is_no_news() -> None:
    stage = Stage()
    stage.begin(PAIR, WHO, stops=(ChargingStop("ann", "yard", "a", 2.0, 9.0, 3.0, 10.0),))
    stage.report("ann", "a", TaskStatus.APPROACHING)
    (verdict,) = low(stage, "ann")
    assert not verdict.relevant
    assert verdict.reason == "the plan has ann charge before it goes on"
    assert "ann" not in stage.coordinator.belief.unavailable


def test_a_battery_that_runs_low_behind_its_charger_is_news() -> None:
    stage = Stage()
    stage.begin(PAIR, WHO, stops=(ChargingStop("ann", "yard", "a", 2.0, 9.0, 3.0, 10.0),))
    stage.report("ann", "a", TaskStatus.RUNNING)
    for robot in ("ann", "ben"):
        (verdict,) = low(stage, robot)
        assert verdict.relevant
        assert robot in stage.coordinator.belief.unavailable


def test_a_robot_that_charges_after_what_it_does_now_is_let_finish_it() -> None:
    tree = Branch("root", Relation.PARALLEL, (*PAIR.children, goal("c", "on(crate, dock)")))
    stage = Stage()
    stop = ChargingStop("ann", "yard", "c", 12.0, 19.0, 3.0, 10.0)
    stage.begin(tree, {"a": ("ann",), "b": ("ben",), "c": ("ann",)}, stops=(stop,))
    stage.report("ann", "a", TaskStatus.RUNNING)
    (verdict,) = low(stage, "ann")
    assert not verdict.relevant


def test_a_robot_sets_out_through_a_lift_when_the_one_before_it_stands_at_its_task() -> None:
    stage = Stage()
    lift = (Passage("lift", "ann", "a", 0.0, 8.0), Passage("lift", "ben", "b", 8.0, 16.0))
    stage.begin(PAIR, WHO, passages=lift)
    assert given(stage) == ["a"]
    stage.report("ann", "a", TaskStatus.APPROACHING)
    stage.tick(30.0)
    assert given(stage) == ["a"], "ann is still on her way, however late it is"
    stage.report("ann", "a", TaskStatus.RUNNING)
    assert given(stage) == ["a", "b"]


def test_robots_that_the_plan_lets_through_at_once_do_not_wait_for_one_another() -> None:
    stage = Stage()
    door = (Passage("door", "ann", "a", 0.0, 8.0), Passage("door", "ben", "b", 0.0, 8.0))
    stage.begin(PAIR, WHO, passages=door)
    assert given(stage) == ["a", "b"]


def test_a_robot_sets_out_when_the_narrow_way_will_be_free_by_the_time_it_gets_there() -> None:
    stage = Stage()
    narrow = (
        Passage("narrow", "ann", "a", 10.0, 20.0, lead_s=10.0),
        Passage("narrow", "ben", "b", 20.0, 30.0, lead_s=5.0),
    )
    stage.begin(PAIR, WHO, passages=narrow)
    stage.tick(14.0)
    assert given(stage) == ["a"]
    stage.tick(1.0)
    assert given(stage) == ["a", "b"], "at 15 s ben is five seconds away from where ann leaves at 20 s"


def test_a_late_robot_delays_those_behind_it() -> None:
    narrow = (
        Passage("narrow", "ann", "a", 10.0, 20.0, lead_s=10.0),
        Passage("narrow", "ben", "b", 20.0, 30.0, lead_s=5.0),
    )
    stage = Stage()
    stage.begin(PAIR, WHO, passages=narrow)
    stage.report("ann", "a", TaskStatus.FAILED)
    stage.tick(14.0)
    stage.report("ann", "a", TaskStatus.CANCELLED)
    stage.plan(WHO, passages=narrow)
    again = [c for c in of_kind(stage.commands, StartTask) if c.task.id == "a"]
    assert len(again) == 2, "ann is given it anew at 14 s"
    stage.tick(14.0)
    assert "b" not in given(stage)
    stage.tick(1.0)
    assert "b" in given(stage)


def test_who_sets_out_later_by_plan_is_not_waited_for() -> None:
    tree = Branch("root", Relation.PARALLEL, (*PAIR.children, goal("c", "on(crate, dock)")))
    stage = Stage()
    narrow = (
        Passage("narrow", "ann", "c", 30.0, 35.0, lead_s=1.0),
        Passage("narrow", "ben", "b", 40.0, 45.0, lead_s=40.0),
    )
    stage.begin(tree, {"a": ("ann",), "b": ("ben",), "c": ("ann",)}, passages=narrow)
    assert given(stage) == ["a", "b"]


def test_work_in_a_shared_place_begins_when_the_one_before_has_done_its_own() -> None:
    stage = Stage()
    bay = (
        Passage("bay", "ann", "a", 0.0, 10.0, at_work=True),
        Passage("bay", "ben", "b", 10.0, 20.0, at_work=True),
    )
    stage.begin(PAIR, WHO, passages=bay)
    second = next(c for c in of_kind(stage.commands, StartTask) if c.task.id == "b")
    assert second.barrier_id
    assert not of_kind(stage.ready("ben", second.barrier_id), ReleaseBarrier)
    released = of_kind(stage.finish("ann", "a"), ReleaseBarrier)
    assert [r.barrier_id for r in released] == [second.barrier_id]


def test_what_a_plan_stops_is_taken_from_its_robot_and_given_anew() -> None:
    stage = Stage()
    stage.begin(PAIR, WHO)
    stage.report("ann", "a", TaskStatus.RUNNING)
    stage.see(EventKind.ROBOT_SILENT, subjects=("ben",))
    commands = stage.plan({"a": ("ann",), "b": ("cid",)}, aborted=("a",))
    assert [(c.robot, c.task_id) for c in of_kind(commands, CancelTask)] == [("ann", "a")]
    assert ("ann", "a") not in [(c.robot, c.task.id) for c in of_kind(commands, StartTask)]
    commands = stage.report("ann", "a", TaskStatus.CANCELLED)
    assert [(c.robot, c.task.id) for c in of_kind(commands, StartTask)] == [("ann", "a")]
    assert stage.coordinator.missions["m1"].tasks["a"].progress == 0.0
