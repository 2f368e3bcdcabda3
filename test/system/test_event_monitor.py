"""The event monitor as a process: silence, return, drops and moves come out as events."""

from __future__ import annotations

import pytest

from comuros.core.command import StartTask
from comuros.core.literal import parse_literal
from comuros.core.task import Goal, Task
from comuros.core.task_status import Cause
from comuros_msgs.msg import Event, ObjectObservations
from comuros_msgs.srv import InjectFault
from support.live_team import Client, Processes

pytestmark = pytest.mark.system
SCENARIO = "food_court"


@pytest.fixture
def events(processes: Processes, client: Client) -> list[Event]:
    """The world, the waiter's agent and a monitor of everything; the events it publishes."""
    heard: list[Event] = []
    client.hear(Event, "events", heard.append)
    processes.start("simulator", "simulator", scenario=SCENARIO, speed=5.0)
    processes.start("monitor", "event_monitor", scenario=SCENARIO, use_sim_time=True)
    processes.start("waiter", "robot_agent", namespace="waiter", scenario=SCENARIO, use_sim_time=True)
    client.watch("waiter")
    client.wait_until(lambda: "waiter" in client.states, "waiter's state")
    return heard


def kinds(events: list[Event]) -> list[str]:
    return [event.kind for event in events]


def test_a_killed_agent_is_silent_until_it_is_back(
    processes: Processes, client: Client, events: list[Event]
) -> None:
    client.wait_until(lambda: client.node.count_subscribers("waiter/state") >= 2, "monitor's subscription")
    client.states.clear()
    client.wait_until(lambda: "waiter" in client.states, "another heartbeat")
    processes.kill("waiter")
    client.wait_until(lambda: "robot_silent" in kinds(events), "silence noticed")
    assert list(events[-1].subjects) == ["waiter"]
    assert "deadline 2 s" in events[-1].evidence
    processes.start("waiter", "robot_agent", namespace="waiter", scenario=SCENARIO, use_sim_time=True)
    client.wait_until(lambda: "robot_back" in kinds(events), "return noticed")


def test_a_dropped_object_is_seen_and_fails_the_task(
    processes: Processes, client: Client, events: list[Event]
) -> None:
    serve = Task("t1", "t1", Goal((parse_literal("on(noodles, table_6)"),)))
    watch = client.give(StartTask("m1", 1, serve, "waiter", ("waiter",)))
    client.wait_until(lambda: "go_to(table_6)" in watch.stages, "noodles under way")
    fault = client.node.create_client(InjectFault, "simulator/fault")
    client.wait_until(fault.service_is_ready, "fault service")
    answer = fault.call_async(InjectFault.Request(kind="drop", subject="waiter"))
    client.wait_until(answer.done, "fault")
    assert answer.result().accepted, answer.result().message
    assert client.wait_until(lambda: watch.final, "end of the task").cause is Cause.OBJECT_DROPPED
    client.wait_until(lambda: "object_dropped" in kinds(events), "drop noticed")
    dropped = next(event for event in events if event.kind == "object_dropped")
    assert list(dropped.subjects) == ["noodles", "waiter"]
    assert dropped.objects[0].location == ""


def test_the_scene_says_where_every_object_is(client: Client, events: list[Event]) -> None:
    seen: dict[str, str] = {}

    def look(message: ObjectObservations) -> None:
        seen.update({each.object: each.location for each in message.objects})

    client.hear_sensor(ObjectObservations, "world/objects", look)
    client.wait_until(lambda: len(seen) == 8, "observations")
    assert seen["noodles"] == "kitchen"
    assert seen["plate_1"] == "table_1"
    assert not events
