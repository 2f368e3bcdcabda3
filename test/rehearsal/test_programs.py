"""A whole mission whose programs a model writes: what it writes runs only where it reaches the goal."""

from __future__ import annotations

import json

from comuros.core.command import StartTask
from comuros.core.mission import MissionOutcome
from comuros.llm.completion import CompletionRequest
from comuros.llm.scripted_model import Reply, ScriptedModel
from comuros.rehearsal import Rehearsal
from comuros.scenario import load_scenario
from comuros.wiring import ControlSettings, CoordinatorSettings

HOME = load_scenario("home")
CLOSES = 'go_to("window")\nif not close("window"):\n    close("window")\n'


def rehearsed(*replies: Reply) -> tuple[Rehearsal, ScriptedModel]:
    writer = ScriptedModel(replies)
    settings = ControlSettings(CoordinatorSettings(programs_by_model=True))
    rehearsal = Rehearsal(HOME, settings=settings, writer=writer)
    rehearsal.say("Close the window.", mission_id="m1")
    rehearsal.run(limit_s=120.0)
    rehearsal.close()
    return rehearsal, writer


def said(program: str) -> str:
    return json.dumps({"program": program})


def programs(rehearsal: Rehearsal) -> list[str]:
    return [c.program for c in rehearsal.account.commands if isinstance(c, StartTask)]


def test_the_model_s_program_runs_once_it_is_right() -> None:
    rehearsal, writer = rehearsed(said('close("window")\n'), said(CLOSES))
    assert rehearsal.account.ended["m1"].outcome is MissionOutcome.SUCCEEDED
    assert programs(rehearsal) == [CLOSES]
    assert "close(window) cannot run" in writer.requests[1].messages[-1].content


def test_where_no_program_may_run_the_methods_do() -> None:
    def escape(_: CompletionRequest) -> str:
        return said('__import__("os").system("true")\n')

    rehearsal, writer = rehearsed(escape, escape, escape)
    assert rehearsal.account.ended["m1"].outcome is MissionOutcome.SUCCEEDED
    assert programs(rehearsal) == [""]
    assert len(writer.requests) == 3


def test_a_model_that_is_away_delays_nothing_but_its_own_answer() -> None:
    rehearsal, _ = rehearsed()
    assert rehearsal.account.ended["m1"].outcome is MissionOutcome.SUCCEEDED
    assert programs(rehearsal) == [""]
