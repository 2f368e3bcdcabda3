"""`comuros up`: keeps the system of a scenario running until Ctrl-C or `comuros down`."""

from __future__ import annotations

import shlex
import time
from typing import Annotated

import typer

from comuros.cli.options import DomainOption, LlmOption, ModelOption, PeopleOption, SeedOption, SpeedOption
from comuros.cli.output import err, out
from comuros.cli.signals import interruptible
from comuros.cli.system.running import RunningSystem, announced, this_process
from comuros.nodes.fault_text import GRAMMAR, parse_faults
from comuros.scenario import find_scenario, load_scenario

_LOOK_S = 0.5


def up(
    scenario: Annotated[str, typer.Argument(help="Name of a scenario, or a scenario file.")] = "food_court",
    fault: Annotated[list[str] | None, typer.Option(help=f"What goes wrong: {GRAMMAR}.")] = None,
    speed: SpeedOption = 1.0,
    seed: SeedOption = 0,
    llm: LlmOption = "none",
    llm_model: ModelOption = "",
    people: PeopleOption = "none",
    domain: DomainOption = None,
) -> None:
    """Start the system and keep it running; prints what a second shell must export to join it."""
    from comuros.cli.system.crew import CrewSettings, exports
    from comuros.cli.system.live_system import live_system
    from comuros.nodes.model_choice import interpreter_settings

    interpreter_settings(llm, llm_model)
    path = find_scenario(scenario).resolve()
    loaded = load_scenario(path)
    words = tuple(fault or ())
    parse_faults(words, loaded.scenario)
    settings = CrewSettings(path, speed, seed, words, llm, llm_model, people=people)
    with interruptible(), live_system(loaded, settings, domain=domain) as system:
        pid, started = this_process()
        record = RunningSystem(
            pid, started, system.domain, loaded.scenario.name, str(path), str(system.run_folder)
        )
        system.wait_until_ready()
        with announced(record):
            for name, value in exports(system.domain).items():
                print(f"export {name}={shlex.quote(value)}", flush=True)
            err.print(f"{loaded.scenario.name} runs; logs in {system.run_folder}", soft_wrap=True)
            err.print("end it with Ctrl-C or: comuros down")
            while True:
                time.sleep(_LOOK_S)
                system.client.seen()
                for loss in system.losses():
                    out.print(str(loss), style="red", markup=False)
