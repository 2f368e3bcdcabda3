"""A tree is examined by a worker before a mission becomes it; answers nobody waits for change nothing."""

from __future__ import annotations

from comuros.coordinator import Coordinator
from comuros.core.command import Command, EndMission, ExamineTree, Interpret, MakePlan, PublishTree
from comuros.core.event import Event, EventBody, EventKind, InstructionGiven, Interpreted, TreeExamined
from comuros.core.instruction import Interpretation, InterpretationStatus
from comuros.core.mission import MissionState
from comuros.core.tree import Branch, Node, Relation, TaskTree, checked_tree
from support.stage import goal, of_kind, scenario

A, B, C = (goal(name, f"on({thing}, dock)") for name, thing in (("a", "box"), ("b", "cup"), ("c", "crate")))


def tree(*children: Node) -> TaskTree:
    return checked_tree(Branch("root", Relation.PARALLEL, children))


def see(
    coordinator: Coordinator, kind: EventKind, body: EventBody = None, mission: str = "m1"
) -> list[Command]:
    return coordinator.observe(Event(kind, "test", 30.0, mission_id=mission, body=body))


def understood(found: TaskTree) -> Interpreted:
    return Interpreted(Interpretation(InterpretationStatus.UNDERSTOOD, found))


def begun() -> Coordinator:
    """A coordinator that has the words of a mission examined."""
    coordinator = Coordinator(scenario())
    see(coordinator, EventKind.INSTRUCTION_GIVEN, InstructionGiven("the box and the cup"))
    (question,) = of_kind(see(coordinator, EventKind.INTERPRETED, understood(tree(A, B))), ExamineTree)
    assert question == ExamineTree("m1", 1, tree(A, B))
    return coordinator


def test_a_tree_is_adopted_once_it_is_examined() -> None:
    coordinator = begun()
    assert coordinator.missions["m1"].tree is None
    commands = see(coordinator, EventKind.TREE_EXAMINED, TreeExamined(1))
    assert of_kind(commands, PublishTree)
    assert coordinator.missions["m1"].state is MissionState.PLANNING


def test_what_is_wrong_with_it_goes_back_to_the_interpreter() -> None:
    commands = see(begun(), EventKind.TREE_EXAMINED, TreeExamined(1, ("the cup has no bottom", "nor a top")))
    (asked,) = of_kind(commands, Interpret)
    assert asked.feedback == ("the cup has no bottom; nor a top",)


def test_an_answer_to_an_earlier_question_or_the_same_answer_twice_changes_nothing() -> None:
    coordinator = begun()
    see(coordinator, EventKind.TREE_EXAMINED, TreeExamined(1, ("no",)))
    (question,) = of_kind(see(coordinator, EventKind.INTERPRETED, understood(tree(A))), ExamineTree)
    assert question.number == 2
    assert see(coordinator, EventKind.TREE_EXAMINED, TreeExamined(1)) == []
    assert of_kind(see(coordinator, EventKind.TREE_EXAMINED, TreeExamined(2)), PublishTree)
    assert not of_kind(see(coordinator, EventKind.TREE_EXAMINED, TreeExamined(2)), PublishTree)


def test_a_mission_that_was_cancelled_meanwhile_adopts_nothing() -> None:
    coordinator = begun()
    assert of_kind(see(coordinator, EventKind.MISSION_CANCELLED), EndMission)
    assert see(coordinator, EventKind.TREE_EXAMINED, TreeExamined(1)) == []
    assert coordinator.missions["m1"].tree is None


def test_a_change_is_read_again_where_the_mission_changed_while_it_was_examined() -> None:
    coordinator = begun()
    see(coordinator, EventKind.TREE_EXAMINED, TreeExamined(1))
    for mission, edited in (("m2", tree(A, B, C)), ("m3", tree(A))):
        see(coordinator, EventKind.INSTRUCTION_GIVEN, InstructionGiven("but …"), mission)
        found = Interpretation(InterpretationStatus.EDIT, edited, reason="changed", mission_id="m1")
        assert of_kind(see(coordinator, EventKind.INTERPRETED, Interpreted(found), mission), ExamineTree)
    assert coordinator.missions["m1"].tree == tree(A, B)
    see(coordinator, EventKind.TREE_EXAMINED, TreeExamined(1), "m2")
    assert coordinator.missions["m1"].tree == tree(A, B, C)
    (asked,) = of_kind(see(coordinator, EventKind.TREE_EXAMINED, TreeExamined(1), "m3"), Interpret)
    assert asked.mission_id == "m3"
    assert asked.feedback == ("the mission under way has changed meanwhile",)


def test_a_tree_given_in_place_of_words_is_examined_too() -> None:
    coordinator = Coordinator(scenario())
    commands = see(coordinator, EventKind.INSTRUCTION_GIVEN, InstructionGiven("", tree(A)))
    assert of_kind(commands, ExamineTree) == [ExamineTree("m1", 1, tree(A))]
    assert not of_kind(commands, MakePlan)
