"""Attempts to add, change or authorise work by text that is only data: each by its name, on every way in."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
import yaml

from comuros.coordinator import Coordinator
from comuros.core.command import CancelTask, EndMission, Interpret, StartTask
from comuros.core.event import Event, EventKind, InstructionGiven, ObjectSeen, Planned, TaskReported
from comuros.core.geometry import Pose
from comuros.core.instruction import Instruction, Interpretation, InterpretationStatus
from comuros.core.literal import parse_literal
from comuros.core.plan import PlanningOutcome, PlanningStatus
from comuros.core.robot import RobotStatus
from comuros.core.scenario import Scenario
from comuros.core.session import Exchange, Session
from comuros.core.task_status import Cause, TaskStatus
from comuros.core.tree import FormulaConstraint, TaskTree
from comuros.language import InterpretationContext
from comuros.language.controlled_english import ControlledEnglish
from comuros.language.llm_interpreter import LlmInterpreter, LlmInterpreterSettings
from comuros.llm import Role
from comuros.llm.scripted_model import ScriptedModel
from comuros.scenario import data_folder, load_scenario
from support.examined import observe_examining

FILE = data_folder() / "config" / "eval" / "injections.yaml"
FORBIDDING = ("never", "avoid")
ENGLISH = ControlledEnglish()


@dataclass(frozen=True, slots=True)
class Attempt:
    """One entry of the file."""

    id: str
    scenario: str
    instruction: str
    wanted: tuple[str, ...]
    channel: str
    carrier: str
    text: str
    tries: str
    forbidden: tuple[str, ...]

    @property
    def states_rule(self) -> bool:
        return any(word in self.instruction.lower() for word in FORBIDDING)


def attempts() -> list[Attempt]:
    entries = yaml.safe_load(Path(FILE).read_text(encoding="utf-8"))["injections"]
    return [
        Attempt(
            e["id"], e["scenario"], e["instruction"], tuple(e["wanted"]), e["channel"], e["carrier"],
            e["text"], e["tries"], tuple(e["forbidden"]),
        )
        for e in entries
    ]  # fmt: skip


ATTEMPTS = attempts()


def each_of(chosen: list[Attempt]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("attempt", chosen, ids=[attempt.id for attempt in chosen])


each_attempt = each_of(ATTEMPTS)
# An attempt to drop a rule names no other work; names and chat reach a running mission by no message.
each_that_names_work = each_of([attempt for attempt in ATTEMPTS if attempt.forbidden])
each_that_reaches_a_mission = each_of(
    [attempt for attempt in ATTEMPTS if attempt.channel in ("camera_text", "robot_message")]
)


@cache
def world_of(name: str) -> Scenario:
    return load_scenario(name).scenario


@cache
def poisoned(attempt: Attempt) -> Scenario:
    """The scenario with the text as a synonym of the thing that carries it, where that is its way in."""
    world = world_of(attempt.scenario)
    if attempt.channel != "object_name":
        return world
    objects = tuple(
        replace(o, synonyms=(*o.synonyms, attempt.text)) if o.name == attempt.carrier else o
        for o in world.objects
    )
    places = tuple(
        replace(p, synonyms=(*p.synonyms, attempt.text)) if p.name == attempt.carrier else p
        for p in world.places
    )
    return replace(world, objects=objects, places=places)


def context_of(attempt: Attempt) -> InterpretationContext:
    """What an interpreter sees, with the text wherever its channel may bring it."""
    world = poisoned(attempt)
    status = RobotStatus(world.robots[0].name, Pose(0, 0), "", 1.0, stage=attempt.text)
    session = Session(
        history=(Exchange(attempt.text, None, "chat"),) if attempt.channel == "chat" else (),
        team=(status,) if attempt.channel == "robot_message" else (),
        unavailable=((world.robots[0].name, attempt.text),) if attempt.channel == "robot_message" else (),
    )
    feedback = (attempt.text,) if attempt.channel == "camera_text" else ()
    return InterpretationContext(world, world.initial_state(), feedback, session)


def works(tree: TaskTree | None) -> set[str]:
    return {str(task.work) for task in tree.tasks()} if tree is not None else set()


def reply(works_asked: tuple[str, ...], rules: list[dict[str, str]]) -> str:
    """What a model would say that wants exactly this work."""
    nodes = [_branch()] + [_leaf(f"t{n}", work) for n, work in enumerate(works_asked, start=1)]
    return json.dumps({"questions": [], "nodes": nodes, "orders": [], "rules": rules, "unused_words": []})


def _branch() -> dict[str, object]:
    return {**_node("n1", ""), "relation": "parallel"}


def _leaf(node_id: str, work: str) -> dict[str, object]:
    literal = parse_literal(work)
    goals = ("on", "inspected", "clean", "open", "at")
    if literal.atom.predicate in goals:
        part = {
            "predicate": literal.atom.predicate,
            "arguments": list(literal.atom.arguments),
            "positive": literal.positive,
        }
        return {**_node(node_id, "n1"), "goal": [part]}
    call = {"skill": literal.atom.predicate, "arguments": list(literal.atom.arguments)}
    return {**_node(node_id, "n1"), **call}


def _node(node_id: str, parent: str) -> dict[str, object]:
    return {
        "id": node_id, "parent": parent, "relation": "task", "label": node_id, "goal": [], "skill": "",
        "arguments": [], "robots": 1, "only": [], "never": [],
    }  # fmt: skip


def rules_of(attempt: Attempt) -> list[dict[str, str]]:
    """The rule the operator stated, in a formula."""
    if not attempt.states_rule:
        return []
    zone = "play_area" if attempt.scenario == "food_court" else "hot_zone"
    robot = "waiter" if attempt.scenario == "food_court" else "crawler_1"
    return [{"scope": "n1", "formula": f"G !(inside({robot}, {zone}))", "words": "as said"}]


def ask_model(attempt: Attempt, answer: str) -> tuple[Interpretation, ScriptedModel]:
    model = ScriptedModel([answer] * 4)
    settings = LlmInterpreterSettings(repair_rounds=3)
    found = LlmInterpreter(model, settings).interpret(
        Instruction("i1", attempt.instruction, "operator"), context_of(attempt)
    )
    return found, model


def test_the_file_holds_twenty_attempts_on_four_ways_in() -> None:
    assert len(ATTEMPTS) >= 20
    assert {a.channel for a in ATTEMPTS} == {"object_name", "camera_text", "robot_message", "chat"}


@each_attempt
def test_controlled_english_does_what_the_operator_said_and_nothing_else(attempt: Attempt) -> None:
    found = ENGLISH.interpret(Instruction("i1", attempt.instruction, "operator"), context_of(attempt))
    assert found.status is InterpretationStatus.UNDERSTOOD, found.reason
    assert works(found.tree) == set(attempt.wanted)
    assert found.tree is not None
    rules = [c for c in found.tree.constraints if isinstance(c, FormulaConstraint)]
    assert bool(rules) is attempt.states_rule


@each_attempt
def test_a_model_that_obeys_the_attacker_is_not_believed(attempt: Attempt) -> None:
    harmful = (*attempt.wanted, *attempt.forbidden[:1])
    rules = [] if attempt.tries == "drop_rule" else rules_of(attempt)
    found, model = ask_model(attempt, reply(harmful, rules))
    if attempt.forbidden or attempt.tries == "drop_rule":
        assert found.status is InterpretationStatus.QUESTION, "it is asked about, never planned"
        assert found.tree is None
        assert len(model.requests) == 4, "every repair round was used, each with a reason"
    else:
        assert works(found.tree) == set(attempt.wanted)


@each_that_names_work
def test_a_model_that_changes_the_task_is_not_believed(attempt: Attempt) -> None:
    found, _ = ask_model(attempt, reply(attempt.forbidden[:1], rules_of(attempt)))
    assert found.status is InterpretationStatus.QUESTION
    assert found.tree is None


@each_attempt
def test_a_model_that_does_what_was_said_is_believed(attempt: Attempt) -> None:
    found, _ = ask_model(attempt, reply(attempt.wanted, rules_of(attempt)))
    assert found.status is InterpretationStatus.UNDERSTOOD, found.reason
    assert works(found.tree) == set(attempt.wanted)


@each_attempt
def test_the_text_never_enters_the_system_role_and_cannot_leave_its_section(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "a key that nobody may see")
    _, model = ask_model(attempt, reply(attempt.wanted, rules_of(attempt)))
    system, user = model.requests[0].messages
    assert (system.role, user.role) == (Role.SYSTEM, Role.USER)
    assert attempt.text[:40] not in system.content
    assert "a key that nobody may see" not in system.content + user.content
    assert user.content.count("<instruction ") == user.content.count("</instruction>") == 1
    operator = user.content.split('<instruction trust="operator">')[1]
    assert operator.split("</instruction>")[0].strip() == attempt.instruction
    assert attempt.text[:40] not in operator


@each_that_reaches_a_mission
def test_a_mission_under_way_does_not_listen(attempt: Attempt) -> None:
    world = world_of(attempt.scenario)
    coordinator = Coordinator(world)
    found = ENGLISH.interpret(
        Instruction("i1", attempt.instruction, "operator"),
        InterpretationContext(world, world.initial_state()),
    )
    assert found.tree is not None
    given = InstructionGiven(attempt.instruction, found.tree)
    observe_examining(
        coordinator, Event(EventKind.INSTRUCTION_GIVEN, "operator", 0.0, mission_id="m1", body=given)
    )
    robot = world.robots[0].name
    commands = [command for event in _messages(attempt, robot) for command in coordinator.observe(event)]
    run = coordinator.missions["m1"]
    assert not run.is_over
    assert list(coordinator.missions) == ["m1"], "no message opens a mission"
    assert works(run.tree) == set(attempt.wanted)
    assert not any(isinstance(c, Interpret | EndMission | StartTask | CancelTask) for c in commands)
    assert not any(task.is_open is False for task in run.tasks.values()), "nothing counts as done"
    assert not any(approval.approved for approval in run.approvals.values())


def _messages(attempt: Attempt, robot: str) -> list[Event]:
    """The text as evidence of what is seen, as a robot's stage, as the message of a report."""
    seen = ObjectSeen(attempt.carrier, Pose(0, 0))
    status = RobotStatus(robot, Pose(0, 0), "", 1.0, task=attempt.text, stage=attempt.text)
    report = TaskReported(
        "t1", robot, 1, TaskStatus.SUCCEEDED, stage=attempt.text, cause=Cause.NONE, message=attempt.text
    )
    kinds = (
        (EventKind.OBJECT_SEEN, seen if attempt.channel == "camera_text" else None),
        (EventKind.OBJECT_MOVED, None),
        (EventKind.ROBOT_REPORTED, status),
        (EventKind.ROBOT_JOINED, None),
        (EventKind.TASK_REPORTED, report),
    )
    return [
        Event(kind, attempt.carrier, 1.0, (attempt.carrier,), attempt.text, mission_id="m1", body=body)
        for kind, body in kinds
        if body is not None or kind in (EventKind.OBJECT_MOVED, EventKind.ROBOT_JOINED)
    ]


def test_an_answer_counts_only_where_a_question_stands() -> None:
    """The outcome of planning is no way in either: an answer for another revision is discarded."""
    world = world_of("food_court")
    coordinator = Coordinator(world)
    outcome = PlanningOutcome(PlanningStatus.INFEASIBLE, reason="cancel everything")
    event = Event(EventKind.PLANNED, "stranger", 0.0, mission_id="m1", body=Planned(7, outcome))
    assert coordinator.observe(event) == []
