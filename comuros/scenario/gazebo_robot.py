"""A robot's SDF model as Gazebo spawns it: its model file, named after the robot, with a detachable joint
for each object.

`gazebo.launch.py` and the bridge use it. Which objects there are is the scenario's, so it cannot stand in
the model file.
"""

from __future__ import annotations

import xml.sax.saxutils as xml

from comuros.core.errors import InputError
from comuros.core.robot import Robot
from comuros.scenario.loader import LoadedScenario

GRIPPER_LINK = "gripper"
_BASE_FRAME = "<robot_base_frame>base_link</robot_base_frame>"
_JOINT = """\
    <plugin filename="gz-sim-detachable-joint-system" name="gz::sim::systems::DetachableJoint">
      <parent_link>{link}</parent_link>
      <child_model>{thing}</child_model>
      <child_link>link</child_link>
      <attach_topic>{topic}/attach</attach_topic>
      <detach_topic>{topic}/detach</detach_topic>
      <output_topic>{topic}/state</output_topic>
      <suppress_child_warning>true</suppress_child_warning>
    </plugin>
"""


def gripper_topic(robot: str, thing: str) -> str:
    """The Gazebo topic prefix of one robot's hold on one object: `…/attach`, `…/detach`, `…/state`."""
    return f"/model/{robot}/gripper/{thing}"


def gazebo_transforms(robot: str) -> str:
    """The Gazebo topic on which a robot's odometry publishes its transform."""
    return f"/model/{robot}/transform"


def has_gripper(robot: Robot) -> bool:
    """Whether a robot can hold anything."""
    return robot.number("grippers", 0.0) >= 1


def gazebo_robot_sdf(loaded: LoadedScenario, robot: Robot) -> str:
    """The SDF text to spawn for a robot.

    Gazebo begins with the joints attached: send every `…/detach` once before anything moves.

    Raises:
        InputError: the robot has no SDF model.
    """
    file = loaded.models.get(robot.name)
    if file is None:
        raise InputError(f"robot {robot.name!r} has no SDF model; name one with `model:` in its robot file")
    text = file.read_text(encoding="utf-8")
    text = text.replace(_BASE_FRAME, _frames(robot.name), 1)
    joints = (
        "".join(_joint(robot.name, thing.name) for thing in loaded.scenario.objects)
        if has_gripper(robot)
        else ""
    )
    return joints.join(_around_end(_renamed(text, file.parent.name, robot.name)))


def _renamed(text: str, model: str, robot: str) -> str:
    """The model as one robot: its name, and the topics that the model file says in full because their
    systems take no other, below `/model/NAME`.
    """
    named = text.replace(f'<model name="{model}">', f"<model name={xml.quoteattr(robot)}>", 1)
    return named.replace(f">/model/{model}/", f">/model/{xml.escape(robot)}/")


def _frames(robot: str) -> str:
    """The odometry system's frames as the embedded simulator names them: `map` and `<robot>/base_link`."""
    base = f"<robot_base_frame>{xml.escape(robot)}/base_link</robot_base_frame>"
    return f"<odom_frame>map</odom_frame>{base}<tf_topic>{gazebo_transforms(robot)}</tf_topic>"


def _joint(robot: str, thing: str) -> str:
    return _JOINT.format(link=GRIPPER_LINK, thing=xml.escape(thing), topic=gripper_topic(robot, thing))


def _around_end(text: str) -> tuple[str, str]:
    at = text.rindex("  </model>")
    return text[:at], text[at:]
