"""Messages come from anywhere: what is not understood is an input error that names the value and what was
expected.
"""

from __future__ import annotations

import math

import pytest

from comuros.core.errors import InputError, TreeError
from comuros.nodes.convert.barrier import barrier_from_ros
from comuros.nodes.convert.battery import battery_from_ros
from comuros.nodes.convert.capability import capability_from_ros
from comuros.nodes.convert.charging_stop import charging_stop_from_ros
from comuros.nodes.convert.event import event_from_ros
from comuros.nodes.convert.literal import facts_from_ros, literal_from_ros
from comuros.nodes.convert.outline import outline_from_ros
from comuros.nodes.convert.passage import passage_from_ros
from comuros.nodes.convert.pose import pose_from_ros
from comuros.nodes.convert.skill_call import skill_goal_from_ros
from comuros.nodes.convert.task import task_from_ros, work_from_ros
from comuros.nodes.convert.task_report import task_report_from_ros
from comuros.nodes.convert.tree import tree_from_ros
from comuros.nodes.convert.verdict import verdict_from_ros
from comuros_msgs import msg
from comuros_msgs.action import ExecuteSkill


@pytest.fixture
def leaf() -> msg.TaskNode:
    goal = msg.Literal(predicate="on", arguments=["tea", "table_1"])
    task = msg.Task(id="t1", work=msg.Work(kind=msg.Work.GOAL, goal=[goal]))
    return msg.TaskNode(id="t1", parent_id="n1", relation=msg.TaskNode.TASK, task=task)


def branch(relation: str = "sequence") -> msg.TaskNode:
    return msg.TaskNode(id="n1", relation=relation)


def test_an_unknown_event_is_named_with_what_was_expected() -> None:
    with pytest.raises(InputError, match=r"kind of an event is 'earthquake'; expected one of: .*battery_low"):
        event_from_ros(msg.Event(kind="earthquake"))


def test_an_unknown_status_names_its_task() -> None:
    with pytest.raises(InputError, match="status of task 't7' is 'perhaps'"):
        task_report_from_ros(msg.TaskReport(status="perhaps"), task_id="t7", robot="r", revision=1)


def test_an_unknown_response_is_refused() -> None:
    with pytest.raises(InputError, match="response of a verdict is 'panic'"):
        verdict_from_ros(msg.Verdict(response="panic"))


def test_a_charging_stop_names_a_robot_and_a_place() -> None:
    with pytest.raises(InputError, match="'ann' charges at ''; expected the names"):
        charging_stop_from_ros(msg.ChargingStop(robot="ann"))


def test_a_passage_names_a_robot_and_a_resource() -> None:
    with pytest.raises(InputError, match="'' uses 'lift'; expected the names"):
        passage_from_ros(msg.Passage(resource="lift"))


def test_work_that_asks_for_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="asks for nothing"):
        work_from_ros(msg.Work(kind=msg.Work.GOAL))


def test_a_task_needs_an_id() -> None:
    with pytest.raises(InputError, match="a task has no id"):
        task_from_ros(msg.Task())


def test_a_literal_needs_a_predicate() -> None:
    with pytest.raises(InputError, match="no predicate"):
        literal_from_ros(msg.Literal())


def test_a_negative_literal_is_no_fact() -> None:
    assert facts_from_ros([msg.Literal(predicate="clean", arguments=["table_1"], positive=False)]) == ()


def test_a_skill_goal_needs_a_skill() -> None:
    with pytest.raises(InputError, match="no skill"):
        skill_goal_from_ros(ExecuteSkill.Goal())


def test_a_capability_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(InputError, match="'payload_kg' has kind 9"):
        capability_from_ros(msg.Capability(name="payload_kg", kind=9))


def test_an_unknown_barrier_word_is_refused_and_hand_overs_are_left_to_agents() -> None:
    with pytest.raises(InputError, match="'maybe'"):
        barrier_from_ros(msg.Barrier(kind="maybe"))
    assert barrier_from_ros(msg.Barrier(kind=msg.Barrier.GIVEN)) is None


def test_a_tree_needs_exactly_one_root(leaf: msg.TaskNode) -> None:
    with pytest.raises(TreeError, match="0 nodes without a parent"):
        tree_from_ros(msg.TaskTree(nodes=[leaf]))


def test_parents_come_before_their_children(leaf: msg.TaskNode) -> None:
    with pytest.raises(TreeError, match="does not come before it"):
        tree_from_ros(msg.TaskTree(nodes=[leaf, branch()]))


def test_an_id_is_used_once(leaf: msg.TaskNode) -> None:
    with pytest.raises(TreeError, match="'t1' is used more than once"):
        tree_from_ros(msg.TaskTree(nodes=[branch(), leaf, leaf]))


def test_an_unknown_relation_is_refused(leaf: msg.TaskNode) -> None:
    with pytest.raises(InputError, match="relation of node 'n1' is 'maybe'"):
        tree_from_ros(msg.TaskTree(nodes=[branch("maybe"), leaf]))


def test_a_quaternion_of_zeros_means_no_turn() -> None:
    from geometry_msgs.msg import Pose, Quaternion

    assert pose_from_ros(Pose(orientation=Quaternion(w=0.0))).yaw_rad == 0.0


def test_a_battery_that_measures_nothing_counts_as_full() -> None:
    from sensor_msgs.msg import BatteryState

    assert battery_from_ros(BatteryState(percentage=math.nan)) == 1.0


@pytest.mark.parametrize(
    ("percentage", "charge", "capacity", "share"),
    [
        (0.4, math.nan, math.nan, 0.4),
        (0.4, 0.0, 12.0, 0.4),
        (40.0, math.nan, math.nan, 0.4),
        (1.01, math.nan, math.nan, 1.0),
        # Gazebo's, at 90 percent and at nine tenths of one percent.
        (90.0, 10.8, 12.0, 0.9),
        (0.9, 0.108, 12.0, 0.009),
        (math.nan, 6.0, 12.0, 0.5),
        (0.5, 6.0, 0.0, 0.5),
        (-0.1, math.nan, math.nan, 0.0),
    ],
)
def test_a_battery_is_read_whichever_way_its_driver_counts(
    percentage: float, charge: float, capacity: float, share: float
) -> None:
    from sensor_msgs.msg import BatteryState

    message = BatteryState(percentage=percentage, charge=charge, capacity=capacity)
    assert battery_from_ros(message) == pytest.approx(share)


def test_an_outline_needs_three_corners() -> None:
    from geometry_msgs.msg import PolygonStamped

    with pytest.raises(InputError, match="0 points"):
        outline_from_ros(PolygonStamped())
