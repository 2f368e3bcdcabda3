"""The double that ships: replies in order, errors raised, functions called, requests kept."""

from __future__ import annotations

import pytest

from comuros.core.errors import ModelUnavailable
from comuros.llm import CompletionRequest, LlmClient, Message, Role, Schema
from comuros.llm.scripted_model import ScriptedModel

REQUEST = CompletionRequest((Message(Role.USER, "three words here"),), Schema("answer", "{}"), "m1")


def test_it_gives_its_replies_in_order_and_keeps_what_it_was_asked() -> None:
    model = ScriptedModel(["one", lambda request: request.messages[0].content.upper()], model="double")
    client: LlmClient = model
    assert client.complete(REQUEST).text == "one"
    assert client.complete(REQUEST).text == "THREE WORDS HERE"
    assert model.requests == [REQUEST, REQUEST]
    assert client.model == "double"


def test_it_counts_words_as_tokens() -> None:
    usage = ScriptedModel(["two words"]).complete(REQUEST).usage
    assert (usage.prompt_tokens, usage.completion_tokens) == (3, 2)


def test_errors_of_the_script_are_raised_and_an_empty_script_is_a_model_that_is_not_there() -> None:
    model = ScriptedModel([ModelUnavailable("out of order")])
    with pytest.raises(ModelUnavailable, match="out of order"):
        model.complete(REQUEST)
    with pytest.raises(ModelUnavailable, match="no reply for call 2"):
        model.complete(REQUEST)
