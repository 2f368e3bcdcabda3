"""Commands for a system that `comuros up` keeps running: `send`, `status`, `stop`, `pause`, `resume`,
`down`."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from comuros.cli.exit_status import ExitStatus, of_outcome
from comuros.cli.live.picture import Picture
from comuros.cli.live.summary import summary_lines
from comuros.cli.live.watch import Screen, watch
from comuros.cli.options import DomainOption
from comuros.cli.output import err, out
from comuros.cli.signals import interruptible
from comuros.cli.system.running import running_systems, started_of, the_running_system
from comuros.core.errors import SettingsError
from comuros.core.mission import MissionOutcome
from comuros.nodes.fault_text import GRAMMAR, parse_faults
from comuros.scenario import load_scenario

if TYPE_CHECKING:
    from comuros.nodes.mission_client import MissionClient

RobotArgument = Annotated[str | None, typer.Argument(help="One robot; all of them unless given.")]
_JOIN_S = 15.0
_STOP_S = 10.0
_DOWN_S = 60.0
_LISTEN_S = 1.5


@contextmanager
def joined(domain: int | None) -> Iterator[MissionClient]:
    """A client of the running system."""
    from comuros.cli.system.crew import exports
    from comuros.nodes.mission_client import MissionClient

    system = the_running_system(domain)
    os.environ.update(exports(system.domain))
    robots = [
        robot.name for robot in load_scenario(system.scenario_file).scenario.robots if not robot.is_human
    ]
    with MissionClient(robots, domain=system.domain) as client:
        yield client


def send(
    text: Annotated[str, typer.Argument(help="What to do, in plain words.")],
    domain: DomainOption = None,
    fault: Annotated[
        list[str] | None, typer.Option(help=f"What goes wrong, counted from now: {GRAMMAR} (no kill).")
    ] = None,
    wait: Annotated[bool, typer.Option(help="Watch the mission to its end.")] = True,
    limit: Annotated[float, typer.Option(help="Watch for so many mission seconds.", min=1.0)] = 1800.0,
) -> None:
    """Give the running system an instruction, and watch what comes of it."""
    scenario = load_scenario(the_running_system(domain).scenario_file).scenario
    faults, kills = parse_faults(fault or (), scenario)
    if kills:
        raise SettingsError("a system that is up kills none of its robots; kill faults are for comuros demo")
    with interruptible(), joined(domain) as client:
        missing = client.wait_until_complete(timeout_s=_JOIN_S)
        if missing:
            raise SettingsError(f"{', '.join(missing)} did not answer within {_JOIN_S:g} s")
        client.seen()
        for each in faults:
            client.inject(each)
        client.say(text)
        if wait:
            raise typer.Exit(_watch(client, text, limit))


def status(domain: DomainOption = None) -> None:
    """Which systems run, where their missions stand, and what their robots do."""
    systems = [each for each in running_systems() if domain is None or each.domain == domain]
    if not systems:
        out.print("no system runs")
        raise typer.Exit(ExitStatus.FAILED)
    for system in systems:
        out.print(f"[bold]{system.scenario}[/bold] on domain {system.domain}, process {system.pid}")
        with joined(system.domain) as client:
            client.wait_until_complete(timeout_s=_JOIN_S)
            _show(client)


def stop(robot: RobotArgument = None, domain: DomainOption = None) -> None:
    """Bring every robot, or the one named, to rest now. Works with the task manager dead."""
    raise typer.Exit(_trigger("stop", robot, domain))


def pause(robot: RobotArgument = None, domain: DomainOption = None) -> None:
    """Bring every robot, or the one named, to rest; they keep their tasks."""
    raise typer.Exit(_trigger("pause", robot, domain))


def resume(robot: RobotArgument = None, domain: DomainOption = None) -> None:
    """Let stopped or paused robots, or the one named, work again."""
    raise typer.Exit(_trigger("resume" if robot else "resume_all", robot, domain))


def down(domain: DomainOption = None) -> None:
    """End the running system: robots first, then every process."""
    system = the_running_system(domain)
    os.kill(system.pid, signal.SIGTERM)
    deadline_s = time.monotonic() + _DOWN_S
    while started_of(system.pid) == system.started:
        if time.monotonic() > deadline_s:
            err.print(f"process {system.pid} did not end within {_DOWN_S:g} s", style="red")
            raise typer.Exit(ExitStatus.FAILED)
        time.sleep(0.1)
    out.print(f"{system.scenario} on domain {system.domain} has ended")


def _trigger(service: str, robot: str | None, domain: int | None) -> ExitStatus:
    with joined(domain) as client:
        known = client.robots
        if robot is not None and robot not in known:
            raise SettingsError(f"there is no robot {robot!r}; expected one of {', '.join(known)}")
        name = f"{robot}/{service}" if robot else service
        done, message = client.trigger(name, timeout_s=_STOP_S)
    (out if done else err).print(message, markup=False)
    return ExitStatus.SOLVED if done else ExitStatus.FAILED


def _watch(client: MissionClient, text: str, limit_s: float) -> ExitStatus:
    picture = Picture(text)
    screen = Screen(out, title="comuros")
    with screen.open():
        in_time = watch(client, picture, screen, each_round=lambda: None, limit_s=limit_s)
    for name, value in summary_lines(picture):
        out.print(f"{name:>12}  {value}", markup=False, soft_wrap=True)
    if picture.end is None:
        return ExitStatus.NOT_UNDERSTOOD if in_time else ExitStatus.TIMED_OUT
    return of_outcome(picture.end.outcome)


def _show(client: MissionClient) -> None:
    from comuros.core.robot import RobotStatus
    from comuros.nodes.mission_seen import StateSeen

    robots: dict[str, RobotStatus] = {}
    missions: dict[str, StateSeen] = {}
    deadline_s = time.monotonic() + _LISTEN_S
    while time.monotonic() < deadline_s:
        for seen in client.seen():
            if isinstance(seen, RobotStatus):
                robots[seen.robot] = seen
            elif isinstance(seen, StateSeen):
                missions[seen.state.mission_id] = seen
        time.sleep(0.1)
    for name, mission in missions.items():
        outcome = mission.end.outcome if mission.end else None
        word = outcome.value if isinstance(outcome, MissionOutcome) else mission.state.state.value
        out.print(
            f"  mission {name}: {word}, {mission.state.progress:.0%} - {mission.instruction}", markup=False
        )
    for name, robot in sorted(robots.items()):
        where = robot.place or "on the way"
        out.print(f"  {name}: {robot.stage or 'idle'}, at {where}, battery {robot.battery:.0%}", markup=False)
