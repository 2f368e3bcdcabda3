"""`comuros demo`: one mission from words to its end, on a system of its own, with a fault on the way if
wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

import typer

from comuros.cli.exit_status import ExitStatus, of_outcome
from comuros.cli.live.picture import Picture
from comuros.cli.live.summary import summary_lines
from comuros.cli.live.watch import Screen, watch
from comuros.cli.options import LlmOption, ModelOption, PeopleOption, SeedOption, SpeedOption
from comuros.cli.output import out
from comuros.cli.signals import interruptible
from comuros.core.errors import SettingsError
from comuros.nodes.fault_text import GRAMMAR, Kill, parse_faults
from comuros.scenario import LoadedScenario, find_scenario, load_scenario


@dataclass(frozen=True, slots=True)
class DemoRequest:
    """What the demo shall do; `faults` are words."""

    loaded: LoadedScenario
    instruction: str
    faults: tuple[str, ...]
    kills: tuple[Kill, ...]
    limit_s: float


@dataclass(slots=True)
class _Executioner:
    """Carries out the ordered kills when their time has come."""

    kill: Callable[[str], None]
    waiting: list[Kill] = field(default_factory=list)

    def look(self, picture: Picture) -> None:
        due = [kill for kill in self.waiting if picture.plans and picture.elapsed_s >= kill.at_s]
        for kill in due:
            self.waiting.remove(kill)
            self.kill(f"{kill.robot}.agent")


def demo(
    scenario: Annotated[str, typer.Argument(help="Name of a scenario, or a scenario file.")] = "food_court",
    instruction: Annotated[
        str, typer.Option(help="What to do, in plain words; the scenario has a default.")
    ] = "",
    fault: Annotated[
        list[str] | None, typer.Option(help=f"What goes wrong: {GRAMMAR}. May be given several times.")
    ] = None,
    speed: SpeedOption = 10.0,
    seed: SeedOption = 0,
    llm: LlmOption = "none",
    llm_model: ModelOption = "",
    people: PeopleOption = "does_it",
    limit: Annotated[float, typer.Option(help="Give up after this many mission seconds.", min=1.0)] = 1800.0,
) -> None:
    """Run one mission: plan it, prove it, carry it out in the embedded world, repair it when something goes
    wrong.

    Without an instruction and without --fault the scenario's own instruction and fault are shown.
    """
    from comuros.cli.system.crew import CrewSettings
    from comuros.nodes.model_choice import interpreter_settings

    interpreter_settings(llm, llm_model)
    path = find_scenario(scenario).resolve()
    loaded = load_scenario(path)
    words = tuple(fault) if fault else (("none",) if instruction else ("default",))
    _, kills = parse_faults(words, loaded.scenario)
    world_words = tuple(word for word in words if not word.startswith("kill:"))
    said = instruction or loaded.scenario.default_instruction
    if not said:
        raise SettingsError(f"scenario {loaded.scenario.name} has no default instruction; give --instruction")
    settings = CrewSettings(path, speed, seed, world_words, llm, llm_model, people=people)
    raise typer.Exit(_run(DemoRequest(loaded, said, words, kills, limit), settings))


def _run(request: DemoRequest, settings: object) -> ExitStatus:
    from comuros.cli.system.crew import CrewSettings
    from comuros.cli.system.live_system import LiveSystem, live_system

    assert isinstance(settings, CrewSettings)
    picture = Picture(request.instruction)
    screen = Screen(out, title=f"comuros · {request.loaded.scenario.name}")
    with interruptible(), live_system(request.loaded, settings) as system, screen.open():
        out.print(
            f"starting {len(system.supervisor.pids)} processes on ROS domain {system.domain}",
            style="bright_black",
        )
        system.wait_until_ready()
        system.client.say(request.instruction)
        executioner = _Executioner(system.supervisor.kill, list(request.kills))

        def each_round(system: LiveSystem = system) -> None:
            executioner.look(picture)
            for loss in system.losses():
                picture.note("process", str(loss))

        in_time = watch(system.client, picture, screen, each_round=each_round, limit_s=request.limit_s)
    return _conclude(picture, in_time=in_time, logs=str(system.run_folder))


def _conclude(picture: Picture, *, in_time: bool, logs: str) -> ExitStatus:
    if picture.end is None and picture.question is not None:
        out.print(f"not understood: {picture.question.question.question}", markup=False)
        return ExitStatus.NOT_UNDERSTOOD
    for name, value in summary_lines(picture):
        out.print(f"{name:>12}  {value}", markup=False, soft_wrap=True)
    out.print(f"{'logs':>12}  {logs}", style="bright_black", soft_wrap=True)
    if not in_time:
        out.print("the mission did not end in time", style="red")
        return ExitStatus.TIMED_OUT
    return of_outcome(picture.end.outcome) if picture.end else ExitStatus.FAILED
