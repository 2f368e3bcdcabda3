"""Declared, described node parameters. Every node lists its own as `ParameterSpec`s and reads them typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor
from rclpy.exceptions import ParameterException
from rclpy.node import Node
from rclpy.parameter import Parameter

from comuros.core.errors import SettingsError

Value = bool | int | float | str


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """A parameter with what `ros2 param describe` says of it. `choices` closes the values of a text; `live`
    says that a change counts at once, others are read when the node is configured.
    """

    name: str
    default: Value
    description: str
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    live: bool = False


def declare(node: Node, specs: Iterable[ParameterSpec]) -> None:
    """Declare the parameters on a node.

    Raises:
        SettingsError: a value given from outside has the wrong type, is out of range or none of the choices.
    """
    for spec in specs:
        try:
            node.declare_parameter(spec.name, spec.default, _descriptor(spec))
        except (ParameterException, ValueError) as error:
            raise SettingsError(f"parameter {spec.name!r} of {node.get_name()}: {error}") from error
        if spec.choices:
            _check_choice(text(node, spec.name), spec, node)


def refusal(spec: ParameterSpec, value: object, *, configured: bool) -> str:
    """Why a parameter may not be given a value now, "" where it may. Types and ranges rclpy checks itself."""
    if spec.choices and value not in spec.choices:
        return f"{spec.name} is {value!r}; expected one of {', '.join(spec.choices)}"
    if configured and not spec.live:
        return f"{spec.name} is read when the node is configured; clean the node up first"
    return ""


def text(node: Node, name: str) -> str:
    """The value of a text parameter."""
    return str(node.get_parameter(name).value)


def number(node: Node, name: str) -> float:
    """The value of a numeric parameter."""
    value = node.get_parameter(name).value
    if isinstance(value, (int, float)):
        return float(value)
    raise SettingsError(f"parameter {name!r} of {node.get_name()} is {value!r}; expected a number")


def flag(node: Node, name: str) -> bool:
    """The value of a yes-or-no parameter."""
    return bool(node.get_parameter(name).value)


def _descriptor(spec: ParameterSpec) -> ParameterDescriptor:
    choices = f"; one of: {', '.join(spec.choices)}" if spec.choices else ""
    descriptor = ParameterDescriptor(name=spec.name, description=spec.description + choices)
    descriptor.additional_constraints = (
        "may be changed at any time" if spec.live else "read when the node is configured; fixed from then on"
    )
    descriptor.type = Parameter.Type.from_parameter_value(spec.default).value
    low, high = spec.minimum, spec.maximum
    if low is None and high is None:
        return descriptor
    if isinstance(spec.default, int):
        bounds = IntegerRange(from_value=int(low or 0), to_value=int(high if high is not None else 2**31))
        descriptor.integer_range = [bounds]
    else:
        top = float(high) if high is not None else 1e9
        descriptor.floating_point_range = [FloatingPointRange(from_value=float(low or 0.0), to_value=top)]
    return descriptor


def _check_choice(value: str, spec: ParameterSpec, node: Node) -> None:
    if value not in spec.choices:
        raise SettingsError(
            f"parameter {spec.name!r} of {node.get_name()} is {value!r}; "
            f"expected one of {', '.join(spec.choices)}"
        )
