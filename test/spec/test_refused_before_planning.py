"""The coordinator sends ill-typed and contradictory trees back with the reason, before planning."""

from __future__ import annotations

import pytest

from comuros.coordinator import Coordinator
from comuros.core.command import EndMission, PublishTree
from comuros.core.event import Event, EventKind, InstructionGiven
from comuros.core.literal import parse_literal
from comuros.core.mission import MissionOutcome
from comuros.core.task import Goal, Task
from comuros.core.tree import Branch, FormulaConstraint, Relation, checked_tree
from comuros.scenario import load_scenario
from support.examined import observe_examining

SCENARIO = load_scenario("food_court").scenario
TEA = Task("tea", "bring the tea", Goal((parse_literal("on(tea, table_1)"),)))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("G !on(tea, table_1)", "these cannot all be met: (1) 'bring the tea' must be done"),
        ("G !at(table_1, table_2)", "'table_1' in at(table_1, table_2) is a place; expected a robot"),
    ],
)
def test_a_tree_that_cannot_be_meant_is_sent_back_with_the_reason(formula: str, expected: str) -> None:
    constraints = (FormulaConstraint("c", "root", formula, "as said"),)
    tree = checked_tree(Branch("root", Relation.PARALLEL, (TEA,)), constraints=constraints)
    given = InstructionGiven("", tree=tree)
    event = Event(EventKind.INSTRUCTION_GIVEN, "test", 0.0, body=given)
    commands = observe_examining(Coordinator(SCENARIO), event)
    assert not any(isinstance(command, PublishTree) for command in commands)
    (end,) = (command for command in commands if isinstance(command, EndMission))
    assert end.outcome is MissionOutcome.INFEASIBLE
    assert expected in end.reason
