"""A picture is folded from what a client sees; line log and summary say what changed."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from comuros.cli.live.line_log import LineLog
from comuros.cli.live.panels import draw
from comuros.cli.live.picture import Picture
from comuros.cli.live.summary import summary_lines
from comuros.cli.live.watch import answer_of
from comuros.core.command import AskHuman, EndMission, NodeProgress, PublishPlan, PublishState, PublishTree
from comuros.core.event import Event, EventKind
from comuros.core.geometry import Pose
from comuros.core.literal import parse_literal
from comuros.core.mission import MissionOutcome, MissionState, NodeState
from comuros.core.plan import Assignment, Certificate, Plan, PlanDiff
from comuros.core.robot import RobotStatus
from comuros.core.task import Goal, Task
from comuros.core.tree import checked_tree
from comuros.core.verdict import Response, Verdict
from comuros.nodes.mission_seen import QuestionSeen, StateSeen, TreeSeen

TASK = Task("t1", "bring tea", Goal((parse_literal("on(tea, table_1)"),)))
TREE = PublishTree("m2", checked_tree(TASK), "independent", "there is one task", ())


def plan(revision: int, diff: PlanDiff | None = None) -> PublishPlan:
    entry = Assignment("t1", ("waiter",), 0.0, 5.0, 20.0)
    made = Plan("m2", revision, (entry,), Certificate(20.0, 20.0, 12.0, 0.1))
    return PublishPlan(made, diff, 0.25 if diff else 0.0, "tea was dropped" if diff else "")


def state(
    name: MissionState,
    *,
    makespan_s: float = 0.0,
    node: NodeState = NodeState.ACTIVE,
    end: EndMission | None = None,
) -> StateSeen:
    nodes = (NodeProgress("t1", node, 0.5, ("waiter",), "pick(tea)"),)
    return StateSeen(PublishState("m2", name, nodes, 1, 0.5), "Bring tea", 100.0, makespan_s, end)


@pytest.fixture
def picture() -> Picture:
    """A mission with one replan that succeeded."""
    seen = Picture("Bring tea")
    diff = PlanDiff(("t1",), (), (), (), ("waiter",), ("drone",))
    for each in (
        TreeSeen(TREE, "Bring tea"),
        plan(1),
        state(MissionState.EXECUTING, makespan_s=4.0),
        Event(EventKind.OBJECT_DROPPED, "scene", 0.0, ("tea",), "now on the floor", id="e1"),
        Verdict("e1", "m2", True, Response.REPAIR, "tea is needed"),
        Verdict("e2", "m2", False, Response.IGNORE, "nobody cares"),
        plan(2, diff),
        RobotStatus("waiter", Pose(0, 0), "kitchen", 0.8, ("tea",), "t1", "pick(tea)"),
        state(
            MissionState.DONE,
            makespan_s=31.0,
            node=NodeState.DONE,
            end=EndMission("m2", MissionOutcome.SUCCEEDED, "done", 31.0, 2),
        ),
    ):
        seen.see(each)
    return seen


def test_the_picture_follows_its_own_mission(picture: Picture) -> None:
    assert picture.mission_id == "m2"
    assert [shown.plan.revision for shown in picture.plans] == [1, 2]
    assert (picture.relevant, picture.ignored) == (1, 1)
    assert picture.end is not None
    assert [note.kind for note in picture.notes] == ["plan", "event", "verdict", "plan"]


def test_other_missions_change_nothing() -> None:
    mine = Picture("Bring tea")
    mine.see(TreeSeen(TREE, "Clear table 1"))
    mine.see(plan(1))
    mine.see(state(MissionState.EXECUTING))
    assert mine.tree is None
    assert not mine.plans
    assert mine.mission_id == "m2"


def test_a_question_is_open_until_it_is_closed() -> None:
    mine = Picture("Bring tea", mission_id="m2")
    asked = AskHuman("m2", "m2/q1", "Which table?")
    mine.see(QuestionSeen(asked))
    assert mine.question is not None
    mine.see(QuestionSeen(asked, closed=True))
    assert mine.question is None


def test_the_summary_gives_makespan_bound_replans_and_the_undisturbed(picture: Picture) -> None:
    lines = dict(summary_lines(picture))
    assert lines["outcome"] == "succeeded - done"
    assert lines["makespan"] == "31.0 s; planned 20.0 s"
    assert lines["lower bound"] == "20.0 s of the first plan (proved optimal)"
    assert lines["replans"] == "1, planned in 0.25 s"
    assert lines["undisturbed"] == "50% of the working robots"


def test_the_line_log_writes_each_change_once(picture: Picture) -> None:
    written: list[str] = []
    log = LineLog(written.append)
    log.update(picture)
    log.update(picture)
    text = "\n".join(written)
    assert text.count("class: independent") == 1
    assert text.count("mission m2 done") == 1
    assert text.count("t1 (bring tea) done by waiter") == 1
    assert text.count("verdict: repair: tea is needed") == 1


def test_the_panels_show_tree_team_plan_and_events(picture: Picture) -> None:
    console = Console(file=io.StringIO(), width=110, force_terminal=False)
    console.print(draw(picture, title="comuros"))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    for expected in (
        "Bring tea",
        "independent",
        "bring tea",
        "waiter",
        "80%",
        "holds tea",
        "proved optimal",
        "repair",
    ):
        assert expected in text


def test_an_early_picture_can_be_drawn() -> None:
    console = Console(file=io.StringIO(), width=80)
    console.print(draw(Picture("Bring tea"), title="comuros"))
    assert "no plan yet" in console.file.getvalue()  # type: ignore[attr-defined]


def test_what_a_mission_waits_for_is_noted_once() -> None:
    seen = Picture("Bring tea")
    waits = PublishState("m2", MissionState.PLANNING, (), 0, 0.0, "queued behind mission m1; say 'also …'")
    for _ in range(3):
        seen.see(StateSeen(waits, "Bring tea", 100.0, 0.0, None))
    assert [(note.kind, note.text) for note in seen.notes] == [("mission", waits.note)]


@pytest.mark.parametrize(
    ("typed", "choices", "answer"),
    [
        ("2", ("first clean table 1, then look at table 1", "both in any order"), "both in any order"),
        ("wait", ("wait", "cancel"), "wait"),
        ("1", ("2", "1"), "1"),
        ("the left one", (), "the left one"),
    ],
)
def test_a_choice_is_made_by_its_words_or_its_number(
    typed: str, choices: tuple[str, ...], answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", lambda *_: typed)
    console = Console(file=io.StringIO())
    assert answer_of("Which [one]?", choices, console) == answer
