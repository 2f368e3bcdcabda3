"""The embedded simulator and the skill servers speak the topics and types that Gazebo's bridge carries."""

from __future__ import annotations

import time

import pytest

from comuros.scenario import load_scenario
from comuros.scenario.gazebo_bridge import bridged_topics
from support.live_team import Client, Processes

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]
PATIENCE_S = 120.0


@pytest.mark.parametrize("scenario", ["food_court", "warehouse"])
def test_every_bridged_topic_is_served_with_its_type(
    scenario: str, processes: Processes, client: Client
) -> None:
    processes.start("simulator", "simulator", scenario=scenario)
    scenario_objects = load_scenario(scenario).scenario
    wanted = {f"/{topic.ros_topic.lstrip('/')}": topic.ros_type for topic in bridged_topics(scenario_objects)}
    deadline_s = time.monotonic() + PATIENCE_S
    while True:
        served = dict(client.node.get_topic_names_and_types())
        missing = {name for name in wanted if name not in served}
        if not missing:
            break
        assert time.monotonic() < deadline_s, f"nobody serves {sorted(missing)}"
        time.sleep(0.1)
    wrong = {name: served[name] for name, kind in wanted.items() if served[name] != [kind]}
    assert not wrong
