"""Fields of messages by dotted paths, and the values that robot files write into them. Used by the action
adapter.
"""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Callable, Mapping
from typing import Any

from comuros.core.errors import InputError, PartMissing, SettingsError
from comuros.core.geometry import Pose
from comuros.nodes.convert.pose import pose_to_ros
from comuros.scenario.adapter import FieldValue

_OF_A_PLACE = re.compile(r"(pose|x|y|yaw)\(\{(\w+)\}\)$")
_NAMED = re.compile(r"\{(\w+)\}")

PoseOf = Callable[[str], Pose]


def action_type(name: str, *, wanted_by: str) -> Any:
    """The class of an action such as `nav2_msgs/action/NavigateToPose`.

    Raises:
        PartMissing: its package is not installed; says what to install.
        SettingsError: the package has no such action.
    """
    package, _, kind = name.split("/")
    try:
        module = importlib.import_module(f"{package}.action")
    except ModuleNotFoundError as error:
        distribution = os.environ.get("ROS_DISTRO", "jazzy")
        raise PartMissing(
            f"{wanted_by} needs the package {package}, which is not installed: sudo apt install "
            f"ros-{distribution}-{package.replace('_', '-')}, or build it in a workspace and source that"
        ) from error
    if not hasattr(module, kind):
        known = ", ".join(sorted(each for each in vars(module) if each[:1].isupper()))
        raise SettingsError(f"{wanted_by}: the package {package} has no action {kind!r}; it has {known}")
    return getattr(module, kind)


def field_of(message: Any, path: str) -> Any:
    """The value of a field.

    Raises:
        SettingsError: the message has no such field.
    """
    for part in path.split("."):
        message = _part(message, part, path)
    return message


def fill(
    message: Any, values: tuple[tuple[str, FieldValue], ...], binding: Mapping[str, str], pose_of: PoseOf
) -> None:
    """Write values into the fields of a message; `binding` has the arguments of the skill by parameter.

    Raises:
        SettingsError: the message has no such field.
        InputError: a value does not fit its field, or an argument names no place.
    """
    for path, value in values:
        *parents, last = path.split(".")
        target = field_of(message, ".".join(parents)) if parents else message
        before = _part(target, last, path)
        wanted = _resolved(value, binding, pose_of)
        setattr(
            target, last, pose_to_ros(wanted) if isinstance(wanted, Pose) else _fitted(wanted, before, path)
        )


def matches(message: Any, values: tuple[tuple[str, FieldValue], ...]) -> bool:
    """Whether fields of a message have these values."""
    found = ((field_of(message, path), value) for path, value in values)
    return all(actual == _fitted(value, actual, "") for actual, value in found)


def _part(message: Any, part: str, path: str) -> Any:
    if not hasattr(message, "get_fields_and_field_types") or part not in message.get_fields_and_field_types():
        kind = type(message).__name__
        known = ", ".join(getattr(message, "get_fields_and_field_types", dict)()) or "none"
        raise SettingsError(f"{kind} has no field {part!r} (of {path!r}); it has {known}")
    return getattr(message, part)


def _resolved(value: FieldValue, binding: Mapping[str, str], pose_of: PoseOf) -> FieldValue | Pose:
    if not isinstance(value, str):
        return value
    found = _OF_A_PLACE.match(value)
    if found is None:
        return _NAMED.sub(lambda match: binding[match.group(1)], value)
    pose = pose_of(binding[found.group(2)])
    parts: dict[str, float | Pose] = {"pose": pose, "x": pose.x_m, "y": pose.y_m, "yaw": pose.yaw_rad}
    return parts[found.group(1)]


def _fitted(value: FieldValue, before: Any, path: str) -> Any:
    """The value as the type the field has."""
    try:
        if isinstance(before, bool):
            return value if isinstance(value, bool) else str(value).lower() in ("true", "1")
        if isinstance(before, (int, float)):
            return type(before)(float(value))
    except ValueError as error:
        raise InputError(f"{path!r} is {value!r}; expected a number") from error
    if isinstance(before, str):
        return f"{value:g}" if isinstance(value, float) and not isinstance(value, bool) else str(value)
    raise InputError(f"{path!r} is a {type(before).__name__}; a value can be written into its fields only")
