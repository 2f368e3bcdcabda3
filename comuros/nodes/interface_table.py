"""Every topic, service and action of a team, as docs/interfaces.md tells it. `comuros topics` shows it live,
and a test holds it against the nodes.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from enum import Enum

from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy

from comuros.core.robot import Locomotion
from comuros.core.scenario import Scenario
from comuros.nodes import qos
from comuros.scenario.gazebo_robot import has_gripper


class Kind(Enum):
    """What ROS has."""

    TOPIC = "topic"
    SERVICE = "service"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Interface:
    """One row. `name` is relative to the team's namespace unless it begins with a slash; what stands in angle
    brackets is there once for each. `by` publishes or serves it.
    """

    name: str
    kind: Kind
    type: str
    by: str
    about: str
    profile: QoSProfile | None = None


def _topic(name: str, kind: str, by: str, about: str, profile: QoSProfile) -> Interface:
    return Interface(name, Kind.TOPIC, kind, by, about, profile)


def _service(name: str, kind: str, by: str, about: str) -> Interface:
    return Interface(name, Kind.SERVICE, kind, by, about)


def _action(name: str, kind: str, by: str, about: str) -> Interface:
    return Interface(name, Kind.ACTION, kind, by, about)


MISSIONS = (
    _topic(
        "instruction", "std_msgs/msg/String", "anybody", "what the team shall do, in words", qos.INSTRUCTION
    ),
    _action(
        "execute_mission",
        "comuros_msgs/action/ExecuteMission",
        "task_manager",
        "carry out words, a tree or a preview",
    ),
    _action(
        "preview_mission",
        "comuros_msgs/action/PreviewMission",
        "task_manager",
        "understand and plan; nothing moves",
    ),
    _topic(
        "mission/tree", "comuros_msgs/msg/TaskTree", "task_manager", "task tree and formulas", qos.MISSION
    ),
    _topic(
        "mission/plan",
        "comuros_msgs/msg/Plan",
        "task_manager",
        "schedule, certificate, difference",
        qos.MISSION,
    ),
    _topic(
        "mission/state",
        "comuros_msgs/msg/MissionState",
        "task_manager",
        "where a mission stands",
        qos.MISSION,
    ),
    _topic(
        "events",
        "comuros_msgs/msg/Event",
        "event_monitor, task_manager, stopper",
        "what was observed",
        qos.EVENTS,
    ),
    _topic("verdicts", "comuros_msgs/msg/Verdict", "task_manager", "what is made of an event", qos.VERDICTS),
    _topic(
        "human_request",
        "comuros_msgs/msg/HumanRequest",
        "task_manager",
        "questions to people",
        qos.HUMAN_REQUEST,
    ),
    _service("answer_human", "comuros_msgs/srv/AnswerHuman", "task_manager", "answer a question"),
    _service(
        "approve", "comuros_msgs/srv/Approve", "task_manager", "let a skill that waits for it go on, or not"
    ),
    _service("why_not", "comuros_msgs/srv/WhyNot", "task_manager", "why a plan does not choose a robot"),
    _topic(
        "/diagnostics",
        "diagnostic_msgs/msg/DiagnosticArray",
        "task_manager, every process",
        "health; how long callbacks take",
        qos.DIAGNOSTICS,
    ),
)
TEAM = (
    _topic(
        "team/barrier",
        "comuros_msgs/msg/Barrier",
        "robot_agent, task_manager",
        "coalitions in step",
        qos.BARRIER,
    ),
    _topic("team/motion", "std_msgs/msg/String", "stopper", "stop, pause or go, for all", qos.TEAM_MOTION),
    _service(
        "stop", "std_srvs/srv/Trigger", "stopper", "bring every robot to rest; what they did is given up"
    ),
    _service(
        "pause", "std_srvs/srv/Trigger", "stopper", "bring every robot to rest; what they did goes on later"
    ),
    _service("resume_all", "std_srvs/srv/Trigger", "stopper", "let robots move again"),
    _topic(
        "world/objects",
        "comuros_msgs/msg/ObjectObservations",
        "event_monitor",
        "what is seen of objects",
        qos.OBJECTS,
    ),
    _topic(
        "map", "nav_msgs/msg/OccupancyGrid", "event_monitor", "the world as ground robots meet it", qos.MAP
    ),
    _topic(
        "markers",
        "visualization_msgs/msg/MarkerArray",
        "event_monitor",
        "robots, objects, routes, plan for RViz",
        qos.MARKERS,
    ),
)
ROBOTS = (
    _topic(
        "<robot>/join",
        "comuros_msgs/msg/RobotManifest",
        "robot_agent",
        "who I am and what I can do",
        qos.ROSTER,
    ),
    _topic(
        "<robot>/state",
        "comuros_msgs/msg/RobotState",
        "robot_agent",
        "five times a second: the heartbeat",
        qos.robot_state_offered(),
    ),
    _action("<robot>/execute_task", "comuros_msgs/action/ExecuteTask", "robot_agent", "one task of a plan"),
    _service(
        "<robot>/stop",
        "std_srvs/srv/Trigger",
        "robot_agent",
        "bring this robot to rest; its task is given up",
    ),
    _service(
        "<robot>/pause",
        "std_srvs/srv/Trigger",
        "robot_agent",
        "bring this robot to rest; its task goes on later",
    ),
    _service("<robot>/resume", "std_srvs/srv/Trigger", "robot_agent", "let this robot move again"),
    _action(
        "<robot>/skill/<skill>",
        "comuros_msgs/action/ExecuteSkill",
        "skill_servers, or your own node",
        "one skill call",
    ),
)
WORLD = (
    _topic(
        "<robot>/cmd_vel",
        "geometry_msgs/msg/Twist",
        "skill_servers, robot_agent",
        "velocity to drive",
        qos.CMD_VEL,
    ),
    _topic(
        "<robot>/odom",
        "nav_msgs/msg/Odometry",
        "simulator",
        "pose in the map frame and velocity",
        qos.ODOMETRY,
    ),
    _topic("<mobile>/battery_state", "sensor_msgs/msg/BatteryState", "simulator", "charge", qos.BATTERY),
    _topic(
        "<hand>/gripper/<axis>/cmd_pos",
        "std_msgs/msg/Float64",
        "skill_servers",
        "where a slide goes",
        qos.GRIPPER,
    ),
    _topic("<hand>/gripper/<object>/attach", "std_msgs/msg/Empty", "skill_servers", "take hold", qos.GRIPPER),
    _topic("<hand>/gripper/<object>/detach", "std_msgs/msg/Empty", "skill_servers", "let go", qos.GRIPPER),
    _topic(
        "<hand>/gripper/<object>/state",
        "std_msgs/msg/String",
        "simulator",
        "attached or detached",
        qos.GRIPPER,
    ),
    _topic(
        "objects/<object>/pose",
        "geometry_msgs/msg/PoseStamped",
        "simulator",
        "where an object is",
        qos.OBJECT_POSE,
    ),
    _topic(
        "<robot>/obstacles",
        "geometry_msgs/msg/PolygonStamped",
        "embedded simulator",
        "what no map has",
        qos.SCAN,
    ),
    _topic("/clock", "rosgraph_msgs/msg/Clock", "simulator", "the time where use_sim_time is set", qos.CLOCK),
    _topic(
        "/tf",
        "tf2_msgs/msg/TFMessage",
        "simulator, where tf2_msgs is",
        "map to <robot>/base_link",
        qos.TRANSFORMS,
    ),
    _service(
        "simulator/fault", "comuros_msgs/srv/InjectFault", "embedded simulator", "make something go wrong"
    ),
)
SECTIONS = {"Missions": MISSIONS, "The team": TEAM, "Each robot": ROBOTS, "The world": WORLD}
INTERFACES = tuple(itertools.chain.from_iterable(SECTIONS.values()))


def qos_in_words(profile: QoSProfile | None) -> str:
    """A profile as the documentation says it; "" for services and actions."""
    if profile is None:
        return ""
    reliable = profile.reliability == ReliabilityPolicy.RELIABLE
    words = ["reliable" if reliable else "best effort"]
    if profile.durability == DurabilityPolicy.TRANSIENT_LOCAL:
        words.append("transient local")
    words.append(f"depth {profile.depth}")
    if 0 < profile.deadline.nanoseconds < 1e18:
        words.append(f"deadline {profile.deadline.nanoseconds / 1e9:g} s")
    return ", ".join(words)


def names_in(interface: Interface, scenario: Scenario) -> tuple[str, ...]:
    """The names a row stands for in a scenario, in its order."""
    team = [robot for robot in scenario.robots if not robot.is_human]
    if "<skill>" in interface.name:
        pairs = ((robot.name, skill) for robot in team for skill in robot.type.skills)
        return tuple(interface.name.replace("<robot>", r).replace("<skill>", s) for r, s in pairs)
    values = {
        "<robot>": [robot.name for robot in team],
        "<mobile>": [robot.name for robot in team if robot.type.locomotion is not Locomotion.FIXED],
        "<hand>": [robot.name for robot in team if has_gripper(robot)],
        "<object>": [thing.name for thing in scenario.objects],
        "<axis>": ["x", "y", "z"],
    }
    names = [interface.name]
    for word, given in values.items():
        names = [name.replace(word, each) for name in names for each in (given if word in name else [""])]
    return tuple(names)
