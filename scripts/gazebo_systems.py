"""The Gazebo systems that worlds and models use, as Gazebo Harmonic has them. Used by check_sdf_schema.py and
the tests.

The schema lets anything pass inside <plugin>, and Gazebo passes over a parameter it does not know and starts
without a system it does not find. Names and parameters are those that the sources of gz-sim 8 read
(github.com/gazebosim/gz-sim, branch gz-sim8, src/systems).
"""

from __future__ import annotations

from dataclasses import dataclass

from comuros.scenario.problem_log import expected
from comuros.scenario.sdf_document import Element

PREFIX = "gz::sim::systems::"


@dataclass(frozen=True, slots=True)
class GazeboSystem:
    """One system: its library, the parameters it cannot do without, and others that it reads."""

    library: str
    needs: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()

    @property
    def parameters(self) -> frozenset[str]:
        """Every parameter."""
        return self.needs | self.reads


def _system(library: str, needs: str = "", reads: str = "") -> GazeboSystem:
    return GazeboSystem(f"gz-sim-{library}-system", frozenset(needs.split()), frozenset(reads.split()))


_LIMITS = " ".join(
    f"{end}_{axis}{what}"
    for end in ("min", "max")
    for axis in ("", "linear_", "angular_")
    for what in ("velocity", "acceleration", "jerk")
)
SYSTEMS = {
    "Contact": _system("contact"),
    "DetachableJoint": _system(
        "detachable-joint",
        "parent_link child_model child_link",
        "attach_topic detach_topic output_topic topic suppress_child_warning",
    ),
    "DiffDrive": _system(
        "diff-drive",
        "left_joint right_joint wheel_separation wheel_radius",
        f"topic odom_topic tf_topic odom_publish_frequency frame_id child_frame_id {_LIMITS}",
    ),
    "JointPositionController": _system(
        "joint-position-controller",
        "joint_name",
        "joint_index topic sub_topic initial_position use_velocity_commands use_actuator_msg actuator_number "
        "p_gain i_gain d_gain i_max i_min cmd_max cmd_min cmd_offset",
    ),
    "LinearBatteryPlugin": _system(
        "linearbatteryplugin",
        "battery_name voltage capacity power_load",
        "open_circuit_voltage_constant_coef open_circuit_voltage_linear_coef initial_charge resistance "
        "smooth_current_tau fix_issue_225 invert_current_sign enable_recharge charging_time "
        "recharge_by_topic start_draining power_draining_topic stop_power_draining_topic",
    ),
    "OdometryPublisher": _system(
        "odometry-publisher",
        "",
        "odom_frame robot_base_frame odom_publish_frequency odom_topic odom_covariance_topic tf_topic "
        "dimensions xyz_offset rpy_offset gaussian_noise",
    ),
    "Physics": _system("physics", "", "engine contacts"),
    "PosePublisher": _system(
        "pose-publisher",
        "",
        "publish_link_pose publish_visual_pose publish_collision_pose publish_sensor_pose publish_model_pose "
        "publish_nested_model_pose use_pose_vector_msg update_frequency static_publisher "
        "static_update_frequency topic",
    ),
    "SceneBroadcaster": _system("scene-broadcaster", "", "dynamic_pose_hertz state_hertz"),
    "UserCommands": _system("user-commands"),
    "VelocityControl": _system("velocity-control", "", "topic link_name initial_linear initial_angular"),
}


def problems_of_plugin(plugin: Element) -> list[tuple[Element, str]]:
    """What Gazebo would pass over or refuse in a <plugin>, with the element it is about."""
    name = plugin.name
    system = SYSTEMS.get(name.removeprefix(PREFIX)) if name.startswith(PREFIX) else None
    if system is None:
        known = [f"{PREFIX}{each}" for each in SYSTEMS]
        return [(plugin, f"<plugin> names {name!r}, no Gazebo system known here; {expected(name, known)}")]
    found: list[tuple[Element, str]] = []
    library = plugin.attributes.get("filename", "")
    if library != system.library:
        found.append((plugin, f"{name} is in the file {library!r}; expected {system.library!r}"))
    given = {child.tag for child in plugin.children}
    for child in plugin.children:
        if child.tag not in system.parameters:
            hint = expected(child.tag, system.parameters)
            found.append((child, f"{name} does not read <{child.tag}>; {hint}"))
    found += [(plugin, f"{name} lacks <{each}>") for each in sorted(system.needs - given)]
    return found
