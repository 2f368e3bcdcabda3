"""One node of a team as an action of a launch: named, in its namespace, reported and respawned as asked."""

from __future__ import annotations

from typing import Any

from launch.actions import LogInfo, RegisterEventHandler
from launch.event_handlers import OnProcessExit
from launch_ros.actions import Node

from comuros.nodes.launching.arguments import flag_of, text_of

PACKAGE = "comuros"
_RESPAWN_DELAY_S = 1.0


def team_namespace(context: Any) -> str:
    """The team's namespace without slashes around it, "" for none."""
    return text_of(context, "namespace").strip("/")


def team_remappings(context: Any) -> list[tuple[str, str]]:
    """A team in a namespace has a clock and transforms of its own, so that two teams can share a domain."""
    namespace = team_namespace(context)
    topics = ("clock", "tf", "tf_static")
    return [(f"/{topic}", f"/{namespace}/{topic}") for topic in topics] if namespace else []


def comuros_node(
    context: Any,
    executable: str,
    *,
    name: str = "",
    below: str = "",
    parameters: dict[str, Any] | None = None,
) -> Node:
    """An executable of comuros; `below` is a namespace inside the team's."""
    own = {
        "scenario": text_of(context, "scenario"),
        "use_sim_time": flag_of(context, "use_sim_time"),
        "autostart": flag_of(context, "autostart"),
        **(parameters or {}),
    }
    return Node(
        package=PACKAGE,
        executable=executable,
        # A process of several nodes keeps their names.
        name=name or None,
        namespace="/".join(part for part in (team_namespace(context), below) if part),
        parameters=[text_of(context, "params_file"), own],
        remappings=team_remappings(context),
        arguments=["--ros-args", "--log-level", text_of(context, "log_level")],
        respawn=flag_of(context, "use_respawn"),
        respawn_delay=_RESPAWN_DELAY_S,
        output="screen",
    )


def with_reports(context: Any, nodes: list[Node]) -> list[Any]:
    """The nodes, and for each a word when it ends that nobody asked to end."""
    will_return = "; it is started again" if flag_of(context, "use_respawn") else ""
    return [*nodes, *(_report_end(node, will_return) for node in nodes)]


def _report_end(node: Node, will_return: str) -> RegisterEventHandler:
    def say(event: Any, context: Any) -> list[Any] | None:
        if context.is_shutdown:
            return None
        return [LogInfo(msg=f"{event.process_name} ended with status {event.returncode}{will_return}")]

    return RegisterEventHandler(OnProcessExit(target_action=node, on_exit=say))
