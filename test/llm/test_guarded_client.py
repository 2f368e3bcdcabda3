"""Cache, budget, retries and breaker around any client, on a clock of their own."""

from __future__ import annotations

import pytest

from comuros.core.errors import BudgetExceeded, ModelUnavailable
from comuros.llm import Completion, CompletionRequest, Message, Role, Schema, Usage
from comuros.llm.budget import Budget
from comuros.llm.cache import CompletionCache, cache_key
from comuros.llm.circuit_breaker import CircuitBreaker
from comuros.llm.guarded_client import GuardedClient
from comuros.llm.openai_client import TryAgain
from comuros.llm.scripted_model import Reply, ScriptedModel
from comuros.llm.settings import Limits

SCHEMA = Schema("answer", "{}")


class Clock:
    """Time that passes only when told to."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now_s += seconds


def request(text: str = "Hello.", mission: str = "m1") -> CompletionRequest:
    return CompletionRequest((Message(Role.USER, text),), SCHEMA, mission)


def guarded(
    replies: list[Reply],
    clock: Clock,
    *,
    mission: Limits | None = None,
    hour: Limits | None = None,
    attempts: int = 3,
) -> tuple[GuardedClient, ScriptedModel]:
    model = ScriptedModel(replies)
    budget = Budget(mission or Limits(), hour or Limits(), clock=clock)
    client = GuardedClient(model, budget=budget, attempts=attempts, sleep=clock.sleep, clock=clock)
    return client, model


def test_the_same_question_is_asked_once() -> None:
    client, model = guarded(["yes"], Clock())
    first, second = client.complete(request()), client.complete(request())
    assert (first.text, second.text) == ("yes", "yes")
    assert (first.cached, second.cached) == (False, True)
    assert second.usage == Usage()
    assert len(model.requests) == 1
    assert client.figures().cache_hits == 1


def test_another_prompt_schema_or_model_is_another_question() -> None:
    other_schema = CompletionRequest(request().messages, Schema("answer", '{"a":1}'), "m1")
    keys = {
        cache_key("a", request()),
        cache_key("b", request()),
        cache_key("a", request("Hi.")),
        cache_key("a", other_schema),
    }
    assert len(keys) == 4
    assert cache_key("a", request(mission="m2")) == cache_key("a", request(mission="m1"))


def test_an_answer_that_was_cut_off_is_not_kept() -> None:
    cache = CompletionCache()
    cache.put("m", request(), Completion("{", "m", cut_off=True))
    assert cache.get("m", request()) is None


def test_the_cache_forgets_the_oldest_first() -> None:
    cache = CompletionCache(entries=2)
    for text in ("a", "b", "c"):
        cache.put("m", request(text), Completion(text, "m"))
    assert cache.get("m", request("a")) is None
    assert cache.get("m", request("c")) is not None


def test_a_passing_failure_is_tried_again_with_growing_waits() -> None:
    clock = Clock()
    client, _ = guarded([TryAgain("busy"), TryAgain("busy"), "at last"], clock)
    assert client.complete(request()).text == "at last"
    assert len(clock.waits) == 2
    assert 0.25 <= clock.waits[0] <= 0.75
    assert clock.waits[1] > 0.5
    assert client.figures().retries == 2


def test_the_wait_a_server_asks_for_is_kept_within_reason() -> None:
    clock = Clock()
    client, _ = guarded([TryAgain("busy", wait_s=7.0), TryAgain("busy", wait_s=9000.0), "ok"], clock)
    client.complete(request())
    assert clock.waits == [7.0, 20.0]


def test_it_gives_up_after_the_allowed_attempts() -> None:
    client, model = guarded([TryAgain("busy")] * 3, Clock())
    with pytest.raises(ModelUnavailable, match="tried 3 times"):
        client.complete(request())
    assert len(model.requests) == 3


def test_a_lasting_failure_is_not_tried_again() -> None:
    client, model = guarded([ModelUnavailable("no such model"), "never"], Clock())
    with pytest.raises(ModelUnavailable, match="no such model"):
        client.complete(request())
    assert len(model.requests) == 1


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        (Limits(calls=1), "calls"),
        (Limits(tokens=2), "tokens"),
    ],
)
def test_a_mission_cannot_use_more_than_its_budget(limits: Limits, named: str) -> None:
    client, _ = guarded(["one two", "three"], Clock(), mission=limits)
    client.complete(request("first"))
    with pytest.raises(BudgetExceeded, match=rf"mission m1.*{named}"):
        client.complete(request("second"))
    client.complete(request("second", mission="m2"))


def test_seconds_and_money_count_too() -> None:
    for limits, usage in ((Limits(seconds=5.0), Usage(wall_s=6.0)), (Limits(money=0.1), Usage(cost=0.2))):
        budget = Budget(limits, Limits())
        budget.record("m1", usage)
        with pytest.raises(BudgetExceeded):
            budget.check("m1")
        budget.check("m2")


def test_failed_calls_count_against_the_budget() -> None:
    client, model = guarded([TryAgain("busy")] * 5, Clock(), mission=Limits(calls=2), attempts=5)
    with pytest.raises(BudgetExceeded):
        client.complete(request())
    assert len(model.requests) == 2


def test_the_budget_of_the_hour_frees_itself_after_an_hour() -> None:
    clock = Clock()
    client, _ = guarded(["a", "b"], clock, hour=Limits(calls=1))
    client.complete(request("first"))
    with pytest.raises(BudgetExceeded, match="hour"):
        client.complete(request("second", mission="m2"))
    clock.now_s += 3601.0
    assert client.complete(request("second", mission="m2")).text == "b"


def test_a_server_that_keeps_failing_is_left_alone_for_a_while() -> None:
    clock = Clock()
    breaker = CircuitBreaker(failures=2, rest_s=30.0, clock=clock)
    model = ScriptedModel([ModelUnavailable("down"), ModelUnavailable("down"), "up again"])
    client = GuardedClient(model, budget=Budget(Limits(), Limits()), breaker=breaker, clock=clock)
    for text in ("a", "b", "c"):
        with pytest.raises(ModelUnavailable):
            client.complete(request(text))
    assert len(model.requests) == 2, "the third was not sent"
    clock.now_s += 31.0
    assert client.complete(request("d")).text == "up again"
    assert not breaker.is_open


def test_figures_add_up() -> None:
    client, _ = guarded(["one two three", TryAgain("busy"), "four"], Clock())
    client.complete(request("a b"))
    client.complete(request("c"))
    figures = client.figures()
    assert (figures.calls, figures.prompt_tokens, figures.completion_tokens) == (3, 3, 4)


def test_a_script_that_is_over_says_so() -> None:
    with pytest.raises(ModelUnavailable, match="no reply for call 1"):
        ScriptedModel([]).complete(request())
