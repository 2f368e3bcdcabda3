"""Answers against labels: what counts as right, and what each kind of mistake does to each figure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comuros.core.instruction import Instruction, Interpretation, InterpretationStatus, Question
from comuros.core.skill import SkillCall
from comuros.core.task import Eligibility, Task, Work
from comuros.core.tree import Branch, FormulaConstraint, Node, Relation, checked_tree
from comuros.evaluation.campaign import CampaignSettings, run_case
from comuros.evaluation.cases import ExpectedTask, InstructionCase
from comuros.evaluation.score import Score
from comuros.evaluation.works import parse_work, work_key
from comuros.language import InterpretationContext, Interpreter
from comuros.llm import Usage
from comuros.scenario import LoadedScenario
from support.evaluation_farm import WATERING

GARDENERS = ("gardener_1", "gardener_2")


class Says:
    """An interpreter with one answer."""

    def __init__(self, root: Node | None, rules: tuple[FormulaConstraint, ...] = ()) -> None:
        self._root, self._rules = root, rules

    def interpret(self, instruction: Instruction, context: InterpretationContext) -> Interpretation:
        if self._root is None:
            return Interpretation(InterpretationStatus.QUESTION, questions=(Question("Which field?"),))
        tree = checked_tree(self._root, constraints=self._rules)
        return Interpretation(InterpretationStatus.UNDERSTOOD, tree)


class Subject:
    """That interpreter as something to evaluate."""

    name = "test"

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter

    def interpreter(self, repeat: int) -> Interpreter:
        return self._interpreter

    def usage(self) -> tuple[Usage, int]:
        return Usage(), 0


def scored(root: Node | None, case: InstructionCase = WATERING, *rules: FormulaConstraint) -> Score:
    return run_case(case, Subject(Says(root, rules)), CampaignSettings(), 0)


@pytest.fixture
def task(farm: LoadedScenario):  # type: ignore[no-untyped-def]
    """Makes tasks of works as text."""

    def make(task_id: str, does: str | Work, **facts: object) -> Task:
        work = parse_work(does, farm.scenario) if isinstance(does, str) else does
        return Task(task_id, task_id, work, **facts)  # type: ignore[arg-type]

    return make


def sequence(*children: Node) -> Node:
    return Branch("n1", Relation.SEQUENCE, children)


def test_the_labels_own_tree_is_right_in_every_respect(task) -> None:  # type: ignore[no-untyped-def]
    found = scored(sequence(task("a", "watered(north_field)"), task("b", "watered(south_field)")))
    assert found.fault == ""
    assert found.is_right
    assert found.executable
    assert found.plan_right
    assert (found.allocation_iou, found.precedence_f1, found.found_class) == (1.0, 1.0, "sequential")


def test_a_skill_in_place_of_a_goal_is_as_right(task) -> None:  # type: ignore[no-untyped-def]
    called = task("b", SkillCall("water", ("south_field",)))
    assert scored(sequence(task("a", "watered(north_field)"), called)).is_right


def test_a_missing_task_is_wrong_and_was_not_asked_about(task) -> None:  # type: ignore[no-untyped-def]
    found = scored(task("a", "watered(north_field)"))
    assert "lacks watered(south_field)" in found.fault
    assert found.is_wrong_silently
    assert found.allocation_iou == 0.5
    assert not found.plan_right


def test_a_task_nobody_asked_for_is_wrong(task) -> None:  # type: ignore[no-untyped-def]
    third = task("c", "watered(orchard)")
    found = scored(sequence(task("a", "watered(north_field)"), task("b", "watered(south_field)"), third))
    assert "adds watered(orchard)" in found.fault
    assert found.precedence == (1, 3, 1)


def test_the_wrong_order_is_rejected_by_the_labels_automata(task) -> None:  # type: ignore[no-untyped-def]
    found = scored(sequence(task("a", "watered(south_field)"), task("b", "watered(north_field)")))
    assert found.tasks_right
    assert not found.plan_right
    assert found.precedence_f1 == 0.0
    assert "!e2_starts U e1" in found.fault


def test_an_order_that_was_not_said_is_wrong_although_the_plan_is_accepted(task) -> None:  # type: ignore[no-untyped-def]
    free = replace(WATERING, expected_class="independent", order=())
    found = scored(sequence(task("a", "watered(north_field)"), task("b", "watered(south_field)")), free)
    assert found.plan_right
    assert not found.is_right
    assert found.fault == "another order; class sequential, expected independent"


def test_a_robot_the_words_rule_out_makes_the_plan_wrong(task) -> None:  # type: ignore[no-untyped-def]
    north = ExpectedTask(("watered(north_field)",), robots=("gardener_1",))
    case = replace(WATERING, expected_class="independent", tasks=(north,), order=())
    only = Eligibility(only=("gardener_2",))
    found = scored(task("a", "watered(north_field)", eligibility=only), case)
    assert "gardener_2 may not do a" in found.fault
    assert found.allocation_iou == 0.0
    loose = scored(task("a", "watered(north_field)"), case)
    assert loose.allocation_iou == 0.5


def test_another_number_of_robots_is_wrong(task) -> None:  # type: ignore[no-untyped-def]
    case = replace(
        WATERING,
        expected_class="coordinated",
        tasks=(ExpectedTask(("on(pipe, farm_gate)",), count=2),),
        order=(),
    )
    assert scored(task("a", "on(pipe, farm_gate)", robots=2), case).is_right
    assert "another number of robots" in scored(task("a", "on(pipe, farm_gate)"), case).fault


def test_a_choice_matches_a_label_with_alternatives(task) -> None:  # type: ignore[no-untyped-def]
    either = ExpectedTask(("watered(north_field)", "watered(south_field)"))
    case = replace(WATERING, expected_class="independent", tasks=(either,), order=())
    choice = Branch(
        "n1", Relation.ANY, (task("a", "watered(north_field)"), task("b", "watered(south_field)"))
    )
    assert scored(choice, case).is_right
    assert not scored(task("a", "watered(north_field)"), case).is_right


def test_rules_are_compared_by_what_they_mean(task) -> None:  # type: ignore[no-untyped-def]
    rule = "G !inside(?robot, farm_gate)"
    case = replace(WATERING, expected_class="independent", tasks=WATERING.tasks[:1], order=(), rules=(rule,))
    robots = ("carrier_1", "carrier_2", "gardener_1", "gardener_2", "scout")
    said = [FormulaConstraint(f"c{r}", "a", f"!F inside({r}, farm_gate)") for r in robots]
    north = task("a", "watered(north_field)")
    assert scored(north, case, *said).fault == ""
    assert "rules" in scored(north, case, *said[1:]).fault
    assert "rules" in scored(north, case).fault


def test_infeasible_counts_only_where_it_is_proved_and_explained(task) -> None:  # type: ignore[no-untyped-def]
    tank = ExpectedTask(("on(big_tank, farm_gate)",), count=2)
    case = replace(
        WATERING, expected_class="infeasible", tasks=(tank,), order=(), because=("payload_kg", "900")
    )
    found = scored(task("a", "on(big_tank, farm_gate)", robots=2), case)
    assert found.is_right
    assert found.plan_right is None
    other_reason = replace(case, because=("battery",))
    assert (
        "does not mention battery"
        in scored(task("a", "on(big_tank, farm_gate)", robots=2), other_reason).fault
    )
    assert "class independent" in scored(task("a", "watered(north_field)"), case).fault


def test_a_question_is_not_right_but_not_silently_wrong_either() -> None:
    found = scored(None)
    assert (found.parsed, found.is_right, found.is_wrong_silently) == (False, False, False)
    assert found.fault == "asked: Which field?"
    assert found.precedence == (0, 0, 1)


@pytest.mark.parametrize(
    ("work", "key"),
    [
        ("go_to(yard)", "at(?self, yard)"),
        ("at(scout, yard)", "at(?self, yard)"),
        ("close(farm_gate)", "!open(farm_gate)"),
        ("!open(farm_gate)", "!open(farm_gate)"),
        ("wait()", "wait()"),
        ("place(seed, compost)", "on(seed, compost)"),
    ],
)
def test_works_that_come_to_the_same_have_one_key(work: str, key: str, farm: LoadedScenario) -> None:
    assert work_key(parse_work(work, farm.scenario), farm.scenario) == key
