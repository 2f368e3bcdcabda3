"""A real model behind the real server, asked by the real client: schema-constrained decoding works, and
whatever a weak model says, nothing invalid runs.

Needs the extra `local-llm` (scripts/bootstrap --with local-llm); elsewhere skipped
with that reason.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib.util import find_spec
from urllib.parse import urlsplit

import pytest

from comuros.core.command import StartTask
from comuros.core.instruction import Instruction, Interpretation, InterpretationStatus
from comuros.core.mission import MissionState
from comuros.core.scenario import Scenario
from comuros.language import InterpretationContext
from comuros.language.llm_interpreter import LlmInterpreter, LlmInterpreterSettings
from comuros.llm import CompletionRequest, Message, Role, Schema
from comuros.llm.local_models import known_models
from comuros.llm.openai_client import OpenAiClient
from comuros.llm.output_mode import OutputMode
from comuros.llm.settings import LlmSettings
from comuros.rehearsal import Rehearsal
from comuros.scenario import load_scenario
from comuros.spec.typing import ill_typed

INSTALLED = [model.name for model in known_models() if model.is_installed]
pytestmark = [
    pytest.mark.system,
    # On a busy machine a weak model is slow too; nothing here depends on how long it takes.
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        find_spec("xllamacpp") is None or not INSTALLED,
        reason="no local model here: scripts/bootstrap --with local-llm",
    ),
]
_PATIENCE_S = 250.0


@dataclass(frozen=True, slots=True)
class Served:
    """A running `comuros llm serve`."""

    process: subprocess.Popen[str]
    name: str
    base_url: str

    def client(self) -> OpenAiClient:
        return OpenAiClient(LlmSettings(self.name, self.base_url, timeout_s=_PATIENCE_S))


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    command = [sys.executable, "-m", "comuros.cli.app", "llm", "serve", "--port", "0", "--threads", "1"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout is not None
        ready = process.stdout.readline()  # only once the model is loaded
        word, name, _, base_url = ready.split()
        assert word == "ready:", ready
        yield Served(process, name, base_url)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def test_decoding_is_constrained_by_the_schema(served: Served) -> None:
    choice = {"enum": ["crimson", "azure"], "type": "string"}
    number = {"enum": [17, 23], "type": "integer"}
    schema = {
        "type": "object",
        "properties": {"colour": choice, "number": number},
        "required": ["colour", "number"],
        "additionalProperties": False,
    }
    asked = Message(Role.USER, "Tell me a story about a green dragon that counts to one hundred.")
    client = served.client()
    answer = client.complete(CompletionRequest((asked,), Schema("q", json.dumps(schema)), max_tokens=80))
    said = json.loads(answer.text)
    assert said["colour"] in choice["enum"]
    assert said["number"] in number["enum"]
    assert set(said) == {"colour", "number"}
    assert client.mode is OutputMode.JSON_SCHEMA, "the server took the schema; nothing was fallen back to"
    assert answer.usage.prompt_tokens > 0
    assert answer.usage.completion_tokens > 0


class Watched:
    """The model interpreter, with what it answered."""

    def __init__(self, interpreter: LlmInterpreter) -> None:
        self._interpreter = interpreter
        self.answers: list[Interpretation] = []

    def interpret(self, instruction: Instruction, context: InterpretationContext) -> Interpretation:
        self.answers.append(self._interpreter.interpret(instruction, context))
        return self.answers[-1]


def test_whatever_the_weak_model_says_nothing_invalid_runs(served: Served) -> None:
    loaded = load_scenario("home")
    settings = LlmInterpreterSettings(repair_rounds=1, max_tokens=96)
    reader = Watched(LlmInterpreter(served.client(), settings))
    rehearsal = Rehearsal(loaded, interpreter=reader)
    rehearsal.run(until=lambda: rehearsal.now_s >= 2.0)
    before = dict(rehearsal.simulation.poses)
    rehearsal.say("Take the novel over to the nightstand, would you?", mission_id="m1")
    rehearsal.run(until=lambda: settled(rehearsal), limit_s=120.0)
    rehearsal.run(until=lambda: False, limit_s=3.0)
    assert reader.answers, "the model was asked"
    check_nothing_invalid(rehearsal, reader.answers, loaded.scenario)
    if not any(answer.status is InterpretationStatus.UNDERSTOOD for answer in reader.answers):
        assert rehearsal.simulation.poses == before, "robots do not move on garbage"
    rehearsal.close()


def settled(rehearsal: Rehearsal) -> bool:
    run = rehearsal.control.coordinator.missions.get("m1")
    return run is not None and (run.is_over or run.state is MissionState.ASKING)


def check_nothing_invalid(rehearsal: Rehearsal, answers: list[Interpretation], scenario: Scenario) -> None:
    """Only tasks of a tree that passed every check are given to robots, and those can do them."""
    trees = [answer.tree for answer in answers if answer.tree is not None]
    assert all(ill_typed(tree, scenario) == () for tree in trees)
    given = [command for command in rehearsal.account.commands if isinstance(command, StartTask)]
    works = {task.work for tree in trees for task in tree.tasks()}
    assert all(command.task.work in works for command in given)
    types = {robot.name: robot.type.name for robot in scenario.robots}
    assert all(c.task.eligibility.permits(c.robot, types[c.robot]) for c in given)


def test_it_ends_at_ctrl_c_even_in_the_middle_of_an_answer(served: Served) -> None:
    address = urlsplit(served.base_url)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=_PATIENCE_S)
    asked = {
        "messages": [{"role": "user", "content": "Count to ten thousand."}],
        "max_tokens": 8000,
        "stream": True,
    }
    headers = {"Content-Type": "application/json"}
    connection.request("POST", f"{address.path}/chat/completions", json.dumps(asked), headers)
    assert connection.getresponse().read(1), "it has begun to answer"
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(timeout=60.0) == 0
    connection.close()
