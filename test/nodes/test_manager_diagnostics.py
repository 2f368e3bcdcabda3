"""What the task manager says of its models on `/diagnostics`."""

from __future__ import annotations

from diagnostic_msgs.msg import DiagnosticStatus

from comuros.llm.guarded_client import LlmFigures
from comuros.nodes.manager_diagnostics import manager_diagnostics


def statuses(models: dict[str, LlmFigures]) -> dict[str, DiagnosticStatus]:
    array = manager_diagnostics(
        time_s=1.0,
        missions_waiting=0,
        interpretations_s=(),
        replans_s=(),
        heard_ago_s={},
        longest_callback_s=0.0,
        models=models,
    )
    return {status.name: status for status in array.status}


def test_tokens_latency_and_money_of_every_model_are_shown() -> None:
    figures = LlmFigures(calls=3, prompt_tokens=4200, completion_tokens=310, last_latency_s=1.25, cost=0.0042)
    status = statuses({"tiny": figures})["comuros: model tiny"]
    values = {pair.key: pair.value for pair in status.values}
    assert status.level == DiagnosticStatus.OK
    assert (values["calls"], values["tokens read"], values["tokens written"]) == ("3", "4200", "310")
    assert (values["last latency (s)"], values["money"]) == ("1.250", "0.004200")


def test_a_model_that_is_left_alone_is_a_warning() -> None:
    status = statuses({"tiny": LlmFigures(failures=4, is_resting=True)})["comuros: model tiny"]
    assert status.level == DiagnosticStatus.WARN
    assert "rests" in status.message


def test_without_models_nothing_is_said_of_them() -> None:
    assert list(statuses({})) == ["comuros: task_manager"]


def test_names_begin_with_the_team_since_the_topic_is_one_for_all_teams() -> None:
    array = manager_diagnostics(
        time_s=1.0, missions_waiting=0, interpretations_s=(), replans_s=(), heard_ago_s={"drone": 0.2},
        longest_callback_s=0.0, team="east",
    )  # fmt: skip
    assert [status.name for status in array.status] == ["east: task_manager", "east: robot drone"]
