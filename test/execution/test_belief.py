"""Whom an agent believes about what."""

from __future__ import annotations

import pytest

from comuros.core.literal import Atom, parse_literal
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.execution.belief import Belief


def atom(text: str) -> Atom:
    return parse_literal(text).atom


@pytest.fixture
def belief(scenario: Scenario) -> Belief:
    return Belief(scenario.robot("waiter"), scenario)


def test_facts_about_the_work_replace_old_ones_and_leave_the_rest(belief: Belief) -> None:
    belief.adopt([atom("on(noodles, table_1)")], about=["noodles"])
    assert belief.state.value("on", "noodles") == "table_1"
    assert belief.state.value("on", "crate") == "kitchen"
    assert atom("quiet(dock)") in belief.state.facts


def test_what_the_facts_leave_out_about_the_work_is_not_true_any_more(belief: Belief) -> None:
    belief.adopt([atom("holding(helper, noodles)")], about=["noodles"])
    assert belief.state.value("on", "noodles") is None


def test_where_the_robot_is_its_own_calls_know_best(scenario: Scenario, belief: Belief) -> None:
    call = SkillCall("go_to", ("kitchen",))
    belief.began(call, [scenario.robot("waiter")])
    assert belief.state.value("at", "waiter") is None
    belief.done(call, [scenario.robot("waiter")])
    belief.adopt([atom("at(waiter, table_2)")], about=["table_2"])
    belief.sense(place="table_1", holding=())
    assert belief.state.value("at", "waiter") == "kitchen"


def test_before_its_first_call_the_robot_believes_its_odometry(belief: Belief) -> None:
    belief.sense(place="table_1", holding=())
    assert belief.state.value("at", "waiter") == "table_1"
    belief.sense(place="", holding=())
    assert belief.state.value("at", "waiter") is None


def test_what_the_robot_holds_its_gripper_knows_best(belief: Belief) -> None:
    belief.sense(place="", holding=("noodles",))
    belief.adopt([atom("on(noodles, table_1)")], about=["noodles"])
    assert belief.holding == ("noodles",)
    assert belief.state.value("on", "noodles") is None


def test_without_a_gripper_the_facts_are_believed(belief: Belief) -> None:
    belief.adopt([atom("holding(waiter, noodles)")], about=["noodles"])
    assert belief.holding == ("noodles",)


def test_an_object_that_left_the_gripper_is_named_once(belief: Belief) -> None:
    assert belief.sense(place="", holding=("noodles",)) == ()
    assert belief.sense(place="", holding=()) == ("noodles",)
    assert belief.sense(place="", holding=()) == ()
    assert belief.holding == ()


def test_partners_are_where_the_facts_say_or_nowhere(scenario: Scenario, belief: Belief) -> None:
    team = [scenario.robot("waiter"), scenario.robot("helper")]
    belief.forget_places(team, [atom("at(helper, dock)")])
    assert belief.state.value("at", "helper") == "dock"
    belief.forget_places(team, [])
    assert belief.state.value("at", "helper") is None
    assert belief.state.value("at", "waiter") == "dock"
