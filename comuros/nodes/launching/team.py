"""The nodes of a team, whatever its robots live in: for OpaqueFunctions of the launch files."""

from __future__ import annotations

from typing import Any

from comuros.nodes.launching.arguments import flag_of, number_of, text_of
from comuros.nodes.launching.node_actions import comuros_node, with_reports
from comuros.scenario import load_scenario


def team(context: Any) -> list[Any]:
    """Task manager, stopper, for each robot an agent and a monitor; the web console where it is wanted."""
    scenario = load_scenario(text_of(context, "scenario")).scenario
    robots = [robot.name for robot in scenario.robots if not robot.is_human]
    model = {"llm": text_of(context, "llm"), "llm_model": text_of(context, "llm_model")}
    nodes = [
        comuros_node(context, "task_manager", name="task_manager", parameters=model),
        comuros_node(context, "stopper", name="stopper"),
    ]
    nodes += [
        comuros_node(
            context, "event_monitor", name=f"event_monitor_{subject}", parameters={"subject": subject}
        )
        for subject in ("scene", *robots)
    ]
    nodes += [comuros_node(context, "robot_agent", name="robot_agent", below=robot) for robot in robots]
    if not flag_of(context, "headless"):
        nodes.append(comuros_node(context, "console"))
    return with_reports(context, nodes)


def embedded_world(context: Any) -> list[Any]:
    """The embedded simulator, which serves the robots' skills too."""
    own = {
        # The one that makes the time does not take it from elsewhere.
        "use_sim_time": False,
        "speed": number_of(context, "speed"),
        "seed": int(number_of(context, "seed")),
        "faults": text_of(context, "faults"),
    }
    return with_reports(context, [comuros_node(context, "simulator", parameters=own)])


def drivers(context: Any) -> list[Any]:
    """Whatever serves the robots' skills on hardware: the argument `drivers` says what."""
    if text_of(context, "drivers") == "none":
        return []
    wanted = {"robots": text_of(context, "driven_robots"), "adapters": True}
    return with_reports(context, [comuros_node(context, "skill_servers", parameters=wanted)])
