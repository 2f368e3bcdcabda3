"""Recorded answers in the OpenAI wire format, played to the real client by a local server."""

from __future__ import annotations

from pathlib import Path

import pytest

from comuros.llm import CompletionRequest, Message, Role, Schema
from comuros.llm.openai_client import OpenAiClient
from comuros.llm.settings import LlmSettings
from support.model_server import Raw, model_server

RECORDED = Path(__file__).parent / "recorded"
REQUEST = CompletionRequest((Message(Role.USER, "Choose."),), Schema("answer", "{}"), "m1")
EXPECTED = {
    "llama_cpp_schema": ('{\n  "a": "x",\n  "n": 1\n}', 49, False),
    "llama_cpp_cut_off": ('{\n  "questions', 1240, True),
    "tool_call": ('{"a": "y", "n": 2}', 92, False),
    "fenced": ('{"a": "x", "n": 3}', 0, False),
    "refusal": ("I cannot help with that.", 47, False),
}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_recorded_form_is_understood(name: str) -> None:
    body = (RECORDED / f"{name}.json").read_bytes()
    with model_server([Raw(body)]) as server:
        found = OpenAiClient(LlmSettings("m", server.base_url, timeout_s=10.0)).complete(REQUEST)
    assert (found.text, found.usage.tokens, found.cut_off) == EXPECTED[name]


def test_no_recording_is_left_out() -> None:
    assert {file.stem for file in RECORDED.glob("*.json")} == set(EXPECTED)
