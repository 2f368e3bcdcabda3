"""Robots as they announce themselves on `<robot>/join`."""

from __future__ import annotations

from collections.abc import Sequence

from comuros.core.capability import Capability
from comuros.core.geometry import Pose
from comuros.core.robot import Locomotion, Robot, RobotType
from comuros.core.skill import SkillModel
from comuros.nodes.convert.capability import capability_from_ros, capability_to_ros
from comuros.nodes.convert.choice import choice_from_ros
from comuros.nodes.convert.header import MAP_FRAME, header_to_ros
from comuros.nodes.convert.pose import pose_to_ros
from comuros.nodes.convert.skill import skill_to_ros
from comuros_msgs.msg import RobotManifest


def robot_from_ros(message: RobotManifest) -> Robot:
    """The robot. The manifest's capabilities are its type's and its own in one.

    Raises:
        InputError: an unknown kind of locomotion.
    """
    kind = RobotType(
        name=message.type,
        locomotion=choice_from_ros(Locomotion, message.locomotion, field=f"locomotion of {message.robot!r}"),
        radius_m=message.radius_m,
        capabilities=tuple(capability_from_ros(each) for each in message.capabilities),
        skills=tuple(skill.name for skill in message.skills),
    )
    return Robot(message.robot, kind, message.start, (), tuple(message.synonyms), message.is_human)


def robot_to_ros(
    robot: Robot, *, skills: Sequence[SkillModel], start_pose: Pose, time_s: float, leaving: bool = False
) -> RobotManifest:
    """The manifest; `skills` are the scenario's models, of which those of the robot's type are taken."""
    capabilities = [Capability(name, value) for name, value in sorted(robot.capabilities().items())]
    return RobotManifest(
        header=header_to_ros(time_s, frame=MAP_FRAME),
        robot=robot.name,
        type=robot.type.name,
        locomotion=robot.type.locomotion.value,
        radius_m=float(robot.type.radius_m),
        is_human=robot.is_human,
        leaving=leaving,
        start=robot.start,
        start_pose=pose_to_ros(start_pose),
        capabilities=[capability_to_ros(each) for each in capabilities],
        skills=[skill_to_ros(skill) for skill in skills if skill.name in robot.type.skills],
        synonyms=list(robot.synonyms),
    )
