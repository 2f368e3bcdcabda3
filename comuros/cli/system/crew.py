"""Which programs a running system consists of, and the environment they share."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from comuros.cli.system.child import Program
from comuros.core.errors import SettingsError
from comuros.core.scenario import Scenario
from comuros.scenario import data_folder

PROFILE = "fastdds_loopback.xml"
_SIM_TIME = ("-p", "use_sim_time:=true")


@dataclass(frozen=True, slots=True)
class CrewSettings:
    """What may be chosen. `speed` is simulated seconds per second, 0 as fast as possible; `faults` are
    words for the simulator, `people` what the people of its world make of requests for work.
    """

    scenario_file: Path
    speed: float = 10.0
    seed: int = 0
    faults: tuple[str, ...] = ()
    llm: str = "none"
    llm_model: str = ""
    journal: Path | None = None
    people: str = "none"


def programs(scenario: Scenario, settings: CrewSettings) -> tuple[Program, ...]:
    """Simulator, stopper, task manager, and an agent and a monitor for each robot, with a monitor for the
    scene.
    """
    common = ("-p", f"scenario:={settings.scenario_file}")
    robots = [robot.name for robot in scenario.robots if not robot.is_human]
    agents = [
        Program(
            f"{robot}.agent",
            "comuros.nodes.robot_agent",
            (*common, *_SIM_TIME, "-r", f"__ns:=/{robot}"),
        )
        for robot in robots
    ]
    monitors = [
        Program(
            f"{subject}.monitor", "comuros.nodes.event_monitor", (*common, *_SIM_TIME, *_subject(subject))
        )
        for subject in [*robots, "scene"]
    ]
    return (
        Program("simulator", "comuros.nodes.simulator", (*common, *_simulator(settings))),
        Program("task_manager", "comuros.nodes.task_manager", (*common, *_SIM_TIME, *_manager(settings))),
        *agents,
        *monitors,
        Program("stopper", "comuros.nodes.stopper", (*common, *_SIM_TIME)),
    )


def environment(domain: int) -> dict[str, str]:
    """The environment of every process of the system, and of whoever joins it from another shell."""
    return {**os.environ, **exports(domain)}


def exports(domain: int) -> dict[str, str]:
    """The variables a second shell needs.

    Raises:
        SettingsError: the Fast DDS profile is not where comuros' data are.
    """
    profile = data_folder() / "config" / PROFILE
    if not profile.is_file():
        raise SettingsError(
            f"the Fast DDS profile {profile} is missing; install comuros again (scripts/bootstrap)"
        )
    return {
        "ROS_DOMAIN_ID": str(domain),
        "RMW_IMPLEMENTATION": "rmw_fastrtps_cpp",
        "FASTDDS_DEFAULT_PROFILES_FILE": str(profile),
        "FASTRTPS_DEFAULT_PROFILES_FILE": str(profile),
        "AMENT_PREFIX_PATH": os.environ.get("AMENT_PREFIX_PATH", sys.prefix),
    }


def _subject(subject: str) -> tuple[str, ...]:
    return ("-p", f"subject:={subject}", "-r", f"__node:=event_monitor_{subject}")


def _simulator(settings: CrewSettings) -> tuple[str, ...]:
    faults = ("-p", f"faults:={' '.join(settings.faults)}") if settings.faults else ()
    people = ("-p", f"people:={settings.people}")
    return ("-p", f"speed:={float(settings.speed)}", "-p", f"seed:={settings.seed}", *faults, *people)


def _manager(settings: CrewSettings) -> tuple[str, ...]:
    journal = ("-p", f"journal:={settings.journal}") if settings.journal else ()
    model = ("-p", f"llm_model:={settings.llm_model}") if settings.llm_model else ()
    return ("-p", f"seed:={settings.seed}", "-p", f"llm:={settings.llm}", *model, *journal)
