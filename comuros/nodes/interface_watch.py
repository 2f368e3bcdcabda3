"""Sees which of a team's interfaces are there, who has them, and how often something comes. `comuros topics`
shows it.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

import rclpy
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node, NodeNameNonExistentError
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from rclpy.topic_endpoint_info import TopicEndpointInfo

from comuros.core.scenario import Scenario
from comuros.nodes.interface_table import INTERFACES, Interface, Kind, names_in, qos_in_words

_LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class InterfaceSeen:
    """One name of the table as it is in a running system. `rate_hz` is None where nobody listened."""

    name: str
    kind: str
    type: str
    qos: str
    by: tuple[str, ...]
    listeners: int
    rate_hz: float | None = None
    differs: str = ""


def watched(
    scenario: Scenario, *, domain: int | None, namespace: str, listen_s: float
) -> tuple[InterfaceSeen, ...]:
    """The interfaces of a scenario's team in the order of the table, after listening for so many seconds."""
    context = rclpy.Context()
    context.init(domain_id=domain)
    node = Node("comuros_topics", context=context, namespace=namespace, enable_rosout=False)
    executor = SingleThreadedExecutor(context=context)
    executor.add_node(node)
    try:
        names = [
            (row, node.resolve_topic_name(name))
            for row in INTERFACES
            for name in _names(row, scenario, namespace)
        ]
        counts = _listen(node, executor, names, listen_s)
        served = _served(node)
        return tuple(_seen(node, row, name, counts.get(name), listen_s, served) for row, name in names)
    finally:
        executor.shutdown(timeout_sec=1.0)
        node.destroy_node()
        context.try_shutdown()


def _names(row: Interface, scenario: Scenario, namespace: str) -> Iterator[str]:
    """Launch files put the clock and the transforms of a team into its namespace."""
    for name in names_in(row, scenario):
        remapped = namespace.strip("/") and name in ("/clock", "/tf")
        yield name.lstrip("/") if remapped else name


def _listen(
    node: Node, executor: SingleThreadedExecutor, names: list[tuple[Interface, str]], listen_s: float
) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row, name in names:
        kind = _message_class(row) if row.kind is Kind.TOPIC else None
        if kind is None or listen_s <= 0.0:
            continue
        counts[name] = 0

        def hear(_: object, name: str = name) -> None:
            counts[name] += 1

        node.create_subscription(kind, name, hear, _hears_everything(row))
    end_s = time.monotonic() + max(listen_s, 1.0)
    while time.monotonic() < end_s:
        executor.spin_once(timeout_sec=_LOOK_S)
    return counts


def _message_class(row: Interface) -> type | None:
    package, _, name = row.type.split("/")
    try:
        return getattr(importlib.import_module(f"{package}.msg"), name, None)
    except ImportError:
        return None


def _hears_everything(row: Interface) -> QoSProfile:
    depth = row.profile.depth if row.profile is not None else 10
    return QoSProfile(depth=max(10, depth), reliability=ReliabilityPolicy.BEST_EFFORT)


def _seen(
    node: Node, row: Interface, name: str, count: int | None, listen_s: float, served: dict[str, list[str]]
) -> InterfaceSeen:
    if row.kind is not Kind.TOPIC:
        service = f"{name}/_action/send_goal" if row.kind is Kind.ACTION else name
        return InterfaceSeen(name, row.kind.value, row.type, "", tuple(sorted(served.get(service, ()))), 0)
    publishers = node.get_publishers_info_by_topic(name)
    own = 0 if count is None else 1
    differs = [word for each in publishers if (word := _difference(row, each))]
    return InterfaceSeen(
        name,
        row.kind.value,
        row.type,
        qos_in_words(row.profile),
        tuple(sorted({_full(each.node_namespace, each.node_name) for each in publishers})),
        len(node.get_subscriptions_info_by_topic(name)) - own,
        None if count is None else count / listen_s,
        "; ".join(dict.fromkeys(differs)),
    )


def _served(node: Node) -> dict[str, list[str]]:
    """Every service with the nodes that serve it."""
    found: dict[str, list[str]] = {}
    for name, space in node.get_node_names_and_namespaces():
        for service, _ in _services(node, name, space):
            found.setdefault(service, []).append(_full(space, name))
    return found


def _services(node: Node, name: str, space: str) -> list[tuple[str, list[str]]]:
    try:
        return list(node.get_service_names_and_types_by_node(name, space))
    except NodeNameNonExistentError:
        return []


def _difference(row: Interface, info: TopicEndpointInfo) -> str:
    """In what a publisher differs from the table; depths are not seen from outside."""
    profile = info.qos_profile
    if info.topic_type != row.type:
        return f"is {info.topic_type}"
    if row.profile is None:
        return ""
    if profile.reliability != row.profile.reliability:
        return "reliable" if profile.reliability == ReliabilityPolicy.RELIABLE else "best effort"
    if profile.durability != row.profile.durability:
        return "transient local" if profile.durability == DurabilityPolicy.TRANSIENT_LOCAL else "volatile"
    return ""


def _full(space: str, name: str) -> str:
    return f"{space.rstrip('/')}/{name}"
