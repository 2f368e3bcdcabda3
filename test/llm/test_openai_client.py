"""The real client against a local server that answers rightly, wrongly, late, or not at all."""

from __future__ import annotations

import json

import pytest

from comuros.core.errors import ModelUnavailable, SettingsError
from comuros.llm import CompletionRequest, Message, Role, Schema
from comuros.llm.openai_client import OpenAiClient, TryAgain
from comuros.llm.output_mode import OutputMode
from comuros.llm.settings import LlmSettings, Prices
from support.model_server import Drips, Fails, Hangs, ModelServer, OnlyModes, Raw, Says, model_server

SCHEMA = Schema("answer", json.dumps({"type": "object", "properties": {"a": {"type": "integer"}}}))
REQUEST = CompletionRequest((Message(Role.SYSTEM, "You count."), Message(Role.USER, "One.")), SCHEMA, "m1")


def client(server: ModelServer, timeout_s: float = 5.0) -> OpenAiClient:
    return OpenAiClient(LlmSettings("tiny", server.base_url, timeout_s=timeout_s, prices=Prices(1.0, 2.0)))


def test_a_right_answer_comes_with_its_tokens_and_cost() -> None:
    with model_server([Says('{"a": 1}', tokens=1000)]) as server:
        answer = client(server).complete(REQUEST)
    assert answer.text == '{"a": 1}'
    assert answer.usage.tokens == 2000
    assert answer.usage.cost == pytest.approx(0.003)
    sent = server.requests[0]
    assert [message["role"] for message in sent["messages"]] == ["system", "user"]
    assert sent["response_format"]["json_schema"]["schema"]["properties"] == {"a": {"type": "integer"}}


@pytest.mark.parametrize(
    ("modes", "expected"),
    [
        (("tool_call",), OutputMode.TOOL_CALL),
        (("json_object",), OutputMode.JSON_OBJECT),
        (("plain",), OutputMode.PLAIN),
    ],
)
def test_it_falls_back_to_what_the_server_can_do_and_remembers_it(
    modes: tuple[str, ...], expected: OutputMode
) -> None:
    with model_server([OnlyModes(modes, '{"a": 2}')]) as server:
        asked = client(server)
        assert asked.complete(REQUEST).text == '{"a": 2}'
        tries = len(server.requests)
        asked.complete(REQUEST)
    assert asked.mode is expected
    assert len(server.requests) == tries + 1, "the second call uses the mode at once"


def test_a_server_that_refuses_every_mode_is_unavailable() -> None:
    with model_server([Fails(400)]) as server, pytest.raises(ModelUnavailable, match="400"):
        client(server).complete(REQUEST)


def test_a_fence_around_the_answer_is_taken_off() -> None:
    with model_server([Says('```json\n{"a": 3}\n```')]) as server:
        assert client(server).complete(REQUEST).text == '{"a": 3}'


def test_an_answer_at_the_token_limit_is_marked_as_cut_off() -> None:
    with model_server([Says('{"a": ', finish_reason="length")]) as server:
        assert client(server).complete(REQUEST).cut_off


@pytest.mark.parametrize("status", [429, 500, 503])
def test_rate_limits_and_server_errors_may_pass(status: int) -> None:
    with model_server([Fails(status, retry_after="7")]) as server, pytest.raises(TryAgain) as caught:
        client(server).complete(REQUEST)
    assert caught.value.wait_s == 7.0


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_does_not_pass(status: int) -> None:
    with model_server([Fails(status)]) as server, pytest.raises(ModelUnavailable) as caught:
        client(server).complete(REQUEST)
    assert not isinstance(caught.value, TryAgain)
    assert str(status) in str(caught.value)


@pytest.mark.parametrize(
    "behaviour",
    [
        Raw(b"<html>gateway</html>"),
        Raw(b'{"choices": []}'),
        Raw(b'{"choices": [{"message": {"conte', promised=500),
    ],
    ids=["no JSON", "no choice", "half a body"],
)
def test_a_broken_answer_may_pass(behaviour: Raw) -> None:
    with model_server([behaviour]) as server, pytest.raises(TryAgain):
        client(server).complete(REQUEST)


@pytest.mark.parametrize("behaviour", [Hangs(), Drips()], ids=["hangs", "drips"])
def test_the_time_limit_holds_for_the_whole_answer(behaviour: Hangs | Drips) -> None:
    with model_server([behaviour]) as server, pytest.raises(TryAgain, match=r"within 0\.3 s"):
        client(server, timeout_s=0.3).complete(REQUEST)


def test_an_endless_answer_is_stopped() -> None:
    settings = LlmSettings("tiny", "http://127.0.0.1:1/v1", longest_reply_bytes=1000)
    with model_server([Raw(b" " * 5000)]) as server, pytest.raises(TryAgain, match="more than 1000 bytes"):
        OpenAiClient(LlmSettings("tiny", server.base_url, longest_reply_bytes=1000)).complete(REQUEST)
    assert settings.is_local


def test_no_server_at_all_is_said() -> None:
    with pytest.raises(TryAgain, match=r"127\.0\.0\.1"):
        OpenAiClient(LlmSettings("tiny", "http://127.0.0.1:9/v1")).complete(REQUEST)


def test_tests_cannot_reach_a_vendor() -> None:
    with pytest.raises(SettingsError, match="loopback"):
        LlmSettings("gpt", "https://api.openai.com/v1")


def test_a_distant_server_needs_a_key_and_a_local_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMUROS_MODEL_HOSTS")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        LlmSettings("gpt", "https://models.example.org/v1").key()
    assert LlmSettings("tiny", "http://localhost:8000/v1").key() == "none"


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"model": ""}, "model"),
        ({"model": "m", "base_url": "ftp://x"}, "base_url"),
        ({"model": "m", "timeout_s": 0.0}, "timeout_s"),
        ({"model": "m", "attempts": 0}, "attempts"),
    ],
)
def test_settings_that_cannot_work_are_refused_by_name(values: dict[str, object], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        LlmSettings(**{"base_url": "http://127.0.0.1/v1", **values})  # type: ignore[arg-type]
