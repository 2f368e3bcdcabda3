"""Whatever a model's server does while a mission runs: a clear outcome for the instruction, nothing for the
mission.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from comuros.core.event import Event, EventKind, InstructionGiven
from comuros.core.geometry import Pose
from comuros.core.mission import MissionOutcome, MissionState
from comuros.core.robot import RobotStatus
from comuros.language.choice import InterpreterSettings, choose
from comuros.llm.settings import HOSTS_VARIABLE, Limits, LlmSettings
from comuros.scenario import LoadedScenario, load_scenario
from comuros.wiring import MissionControl
from comuros.workers import InlineWorkers
from support.model_server import Fails, Hangs, Raw, Says, model_server

SERVE = "Deliver the noodles to table 2, then clear table 1."
STRANGE = "Perform the usual evening routine at the noodles."


@pytest.fixture(scope="module")
def loaded() -> LoadedScenario:
    return load_scenario("food_court")


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOSTS_VARIABLE, "loopback")


def node(**facts: Any) -> dict[str, Any]:
    usual = {
        "id": "t1", "parent": "", "relation": "task", "label": "", "goal": [], "skill": "", "arguments": [],
        "robots": 1, "only": [], "never": [],
    }  # fmt: skip
    return {**usual, **facts}


def reply(**facts: Any) -> str:
    return json.dumps({"questions": [], "nodes": [], "orders": [], "rules": [], "unused_words": [], **facts})


BEHAVIOURS = {
    "malformed JSON": Says('{"nodes": ['),
    "schema violation": Says(reply(nodes=[{"id": "t1", "run": "rm"}])),
    "unknown robot": Says(reply(nodes=[node(skill="go_to", arguments=["entrance"], only=["robocop"])])),
    "429": Fails(429, retry_after="0"),
    "500": Fails(500),
    "half a body": Raw(b'{"choices": [{"mess', promised=400),
    "hangs": Hangs(),
}


@pytest.mark.parametrize("behaviour", list(BEHAVIOURS.values()), ids=list(BEHAVIOURS))
def test_the_instruction_ends_clearly_within_its_budget_and_the_mission_is_what_it_was(
    behaviour: Any, loaded: LoadedScenario
) -> None:
    with model_server([behaviour]) as server:
        model = LlmSettings(
            "tiny", server.base_url, timeout_s=0.5, attempts=2, per_mission=Limits(calls=3, seconds=5.0)
        )
        chosen = choose(InterpreterSettings(models=(model,)))
        control = MissionControl(loaded, workers=InlineWorkers(), interpreter=chosen.interpreter)
        begin(control, loaded)
        before = standing(control)
        say(control, STRANGE, "m2", 2.0)
        asked = control.coordinator.missions["m2"]
        assert asked.state in (MissionState.ASKING, MissionState.DONE), "the instruction hangs nowhere"
        assert asked.outcome in (None, MissionOutcome.NOT_UNDERSTOOD)
        assert asked.reason
        assert standing(control) == before
        figures = chosen.clients[0].figures()
        assert 1 <= figures.calls <= 3
        control.close()


def test_the_outage_is_said_with_what_was_not_understood(loaded: LoadedScenario) -> None:
    model = LlmSettings("tiny", "http://127.0.0.1:9/v1", timeout_s=0.5, attempts=1)
    chosen = choose(InterpreterSettings(models=(model,)))
    control = MissionControl(loaded, workers=InlineWorkers(), interpreter=chosen.interpreter)
    say(control, STRANGE, "m1", 1.0)
    run = control.coordinator.missions["m1"]
    assert run.state is MissionState.ASKING
    assert "tiny, prompts v3 was not available" in run.reason
    assert "'perform'" in run.reason
    control.close()


def begin(control: MissionControl, loaded: LoadedScenario) -> None:
    for robot in loaded.scenario.robots:
        status = RobotStatus(robot.name, Pose(0, 0), robot.start, 1.0)
        control.observe(Event(EventKind.ROBOT_REPORTED, robot.name, 0.0, (robot.name,), body=status))
    say(control, SERVE, "m1", 1.0)
    assert control.coordinator.missions["m1"].state is MissionState.EXECUTING


def say(control: MissionControl, text: str, mission_id: str, now_s: float) -> None:
    body = InstructionGiven(text)
    control.observe(Event(EventKind.INSTRUCTION_GIVEN, "test", now_s, mission_id=mission_id, body=body))
    for turn in range(4):
        control.tick(now_s + 0.1 * turn)


def standing(control: MissionControl) -> tuple[object, ...]:
    run = control.coordinator.missions["m1"]
    tasks = tuple((task_id, task.state, tuple(task.robots)) for task_id, task in run.tasks.items())
    return run.state, run.tree, run.revision, run.plan, tasks
