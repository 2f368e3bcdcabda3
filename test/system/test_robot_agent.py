"""A robot agent as a process: tasks, cancel, stop without a task manager, and kill -9 in mid-task."""

from __future__ import annotations

import itertools

import pytest
from nav_msgs.msg import Odometry
from std_msgs.msg import String

from comuros.core.command import StartTask
from comuros.core.geometry import Pose
from comuros.core.literal import Atom, parse_literal
from comuros.core.skill import SkillCall
from comuros.core.task import Goal, Task, Work
from comuros.core.task_status import Cause, TaskStatus
from comuros.core.velocity import STILL
from comuros.nodes import qos
from comuros.nodes.convert.odometry import odometry_to_ros
from comuros_msgs.msg import Event
from support.live_team import Client, Processes

pytestmark = pytest.mark.system
SCENARIO = "food_court"
SERVE = Goal((parse_literal("on(noodles, table_2)"),))


def waiter_task(work: Work, *, revision: int = 1, facts: tuple[Atom, ...] = ()) -> StartTask:
    return StartTask("m1", revision, Task("t1", "t1", work), "waiter", ("waiter",), facts=facts)


def start_world(processes: Processes, client: Client, *, speed: float = 0.0, **more: object) -> None:
    """The embedded world and the waiter's agent; returns once the waiter has reported for work."""
    processes.start("simulator", "simulator", scenario=SCENARIO, speed=speed)
    start_waiter(processes, **more)
    client.watch("waiter")
    client.wait_until(lambda: client.place_of("waiter") == "waiter_dock", "waiter at its dock")


def start_waiter(processes: Processes, **more: object) -> None:
    processes.start("waiter", "robot_agent", namespace="waiter", scenario=SCENARIO, use_sim_time=True, **more)


def test_a_task_moves_a_robot_through_its_skills(processes: Processes, client: Client) -> None:
    start_world(processes, client)
    watch = client.give(waiter_task(SERVE))
    final = client.wait_until(lambda: watch.final, "end of the task")
    assert (final.status, final.message) == (TaskStatus.SUCCEEDED, "")
    assert [stage for stage in watch.stages if "(" in stage] == [
        "go_to(kitchen)",
        "pick(noodles, kitchen)",
        "go_to(table_2)",
        "place(noodles, table_2)",
    ]
    client.wait_until(lambda: client.place_of("waiter") == "table_2", "waiter at table 2")
    assert set(processes.end().values()) == {0}


def test_cancelling_the_goal_brings_the_robot_to_rest(processes: Processes, client: Client) -> None:
    start_world(processes, client, speed=5.0)
    watch = client.give(waiter_task(SkillCall("go_to", ("table_6",))))
    client.wait_until(lambda: client.speed_of("waiter") > 0.2, "motion")
    watch.handle.cancel_goal_async()
    final = client.wait_until(lambda: watch.final, "end of the task")
    assert (final.status, final.cause) == (TaskStatus.CANCELLED, Cause.CANCELLED)
    client.wait_until(lambda: client.speed_of("waiter") < 0.01, "rest")


def test_stop_needs_no_task_manager_and_holds_until_resumed(processes: Processes, client: Client) -> None:
    pressed: list[str] = []
    client.hear(Event, "events", lambda event: pressed.append(event.kind))
    processes.start("stopper", "stopper", scenario=SCENARIO, use_sim_time=True)
    start_world(processes, client, speed=5.0)
    watch = client.give(waiter_task(SkillCall("go_to", ("table_6",))))
    client.wait_until(lambda: client.speed_of("waiter") > 0.2, "motion")
    answer = client.call("stop")
    assert answer.success, answer.message
    assert "3 robots at rest" in answer.message
    final = client.wait_until(lambda: watch.final, "end of the task")
    assert (final.status, final.message) == (TaskStatus.CANCELLED, "stopped")
    refused = client.give(waiter_task(SERVE, revision=2))
    assert client.wait_until(lambda: refused.final, "refusal").cause is Cause.STOPPED
    assert client.call("resume_all").success
    client.wait_until(lambda: client.states["waiter"].available, "waiter available again")
    again = client.give(waiter_task(SkillCall("go_to", ("kitchen",)), revision=3))
    assert client.wait_until(lambda: again.final, "end of the task").status is TaskStatus.SUCCEEDED
    client.wait_until(lambda: pressed == ["stop_pressed", "resumed"], "both events")


def test_stop_does_not_say_that_robots_it_never_heard_of_stand(processes: Processes, client: Client) -> None:
    processes.start("stopper", "stopper", scenario=SCENARIO, use_sim_time=True, rest_timeout_s=0.5)
    answer = client.call("stop")
    assert not answer.success
    assert answer.message.startswith("0 robots at rest")
    assert answer.message.endswith("never heard of: waiter, cleaner, drone")


def test_pause_keeps_the_task_and_resume_goes_on(processes: Processes, client: Client) -> None:
    processes.start("stopper", "stopper", scenario=SCENARIO, use_sim_time=True)
    start_world(processes, client, speed=5.0)
    watch = client.give(waiter_task(SkillCall("go_to", ("table_6",))))
    client.wait_until(lambda: client.speed_of("waiter") > 0.2, "motion")
    assert client.call("pause").success
    client.wait_until(lambda: client.states["waiter"].stage == "paused", "pause")
    assert watch.final is None
    client.call("resume_all")
    assert client.wait_until(lambda: watch.final, "end of the task").status is TaskStatus.SUCCEEDED


def test_an_agent_killed_between_pick_and_place_goes_on_from_what_it_holds(
    processes: Processes, client: Client
) -> None:
    start_world(processes, client)
    first = client.give(waiter_task(SERVE))
    client.wait_until(lambda: "go_to(table_2)" in first.stages, "way to table 2")
    processes.kill("waiter")
    client.states.clear()
    start_waiter(processes)
    client.wait_until(lambda: "waiter" in client.states, "waiter back")
    assert list(client.states["waiter"].holding) == ["noodles"]
    second = client.give(waiter_task(SERVE, revision=2, facts=(Atom("holding", ("waiter", "noodles")),)))
    assert client.wait_until(lambda: second.final, "end of the task").status is TaskStatus.SUCCEEDED
    assert not any("pick" in stage for stage in second.stages)


def test_a_task_given_before_the_sensors_were_heard_waits_for_them(
    processes: Processes, client: Client
) -> None:
    start_waiter(processes)
    client.watch("waiter")
    kept = client.give(waiter_task(SkillCall("go_to", ("kitchen",))))
    other = Task("t2", "t2", SkillCall("go_to", ("table_6",)))
    taken_back = client.give(StartTask("m1", 1, other, "waiter", ("waiter",)))
    taken_back.handle.cancel_goal_async()
    final = client.wait_until(lambda: taken_back.final, "end of the task taken back")
    assert final.status is TaskStatus.CANCELLED
    assert kept.final is None
    assert not client.states, "it said where it is without knowing"
    processes.start("simulator", "simulator", scenario=SCENARIO, speed=0.0)
    assert client.wait_until(lambda: kept.final, "end of the task").status is TaskStatus.SUCCEEDED
    assert "reports for work without" not in processes.words()


def test_a_gripper_that_stays_silent_is_named_when_its_time_is_over(
    processes: Processes, client: Client
) -> None:
    client.node.create_publisher(String, "waiter/gripper/noodles/state", qos.GRIPPER)
    odometry = client.node.create_publisher(Odometry, "waiter/odom", qos.ODOMETRY)
    start_waiter(processes, settle_s=0.0, settle_at_most_s=0.5)
    client.watch("waiter")
    stamps = itertools.count(1)

    def reported() -> bool:
        odometry.publish(odometry_to_ros(Pose(0, 0), STILL, robot="waiter", time_s=0.1 * next(stamps)))
        return "waiter" in client.states

    client.wait_until(reported, "report")
    client.wait_until(
        lambda: "waiter reports for work without a word on" in processes.words(), "word of the silent topics"
    )
    assert "/waiter/gripper/noodles/state" in processes.words()


def test_whatever_drives_too_fast_is_stopped_by_the_agent(processes: Processes, client: Client) -> None:
    start_world(processes, client, speed=5.0, max_speed_mps=0.3)
    watch = client.give(waiter_task(SkillCall("go_to", ("table_6",))))
    final = client.wait_until(lambda: watch.final, "end of the task")
    assert (final.status, final.cause) == (TaskStatus.FAILED, Cause.BLOCKED)
    assert final.message.endswith("0.3 m/s are allowed")
    client.wait_until(lambda: client.speed_of("waiter") < 0.01, "rest")


def test_an_agent_for_an_unknown_robot_says_which_there_are(processes: Processes, client: Client) -> None:
    processes.start("elsewhere", "robot_agent", scenario=SCENARIO, robot="nobody")
    said = "parameter 'robot' is 'nobody'; expected one of waiter, cleaner, drone"
    client.wait_until(lambda: said in processes.words(), "refusal of a wrong name")


def test_an_agent_that_is_ended_leaves_its_robot_at_rest(processes: Processes, client: Client) -> None:
    start_world(processes, client, speed=5.0)
    client.give(waiter_task(SkillCall("go_to", ("table_6",))))
    client.wait_until(lambda: client.speed_of("waiter") > 0.2, "motion")
    assert processes.interrupt("waiter") == 0
    client.wait_until(lambda: client.speed_of("waiter") < 0.01, "rest")
    assert "Traceback" not in processes.words()
