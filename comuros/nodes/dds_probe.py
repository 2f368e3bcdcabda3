"""Tries whether two participants of this machine hear each other. `comuros doctor` asks."""

from __future__ import annotations

import time

import rclpy
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from std_msgs.msg import String

from comuros.nodes import qos

_TOPIC = "comuros_doctor"


def word_is_heard(*, domain: int, timeout_s: float) -> bool:
    """Publish in one ROS context what another one listens to; whether it came in time."""
    contexts = [rclpy.Context(), rclpy.Context()]
    for context in contexts:
        context.init(domain_id=domain)
    speaker, listener = (
        Node(name, context=context, enable_rosout=False)
        for name, context in zip(("doctor_speaks", "doctor_listens"), contexts, strict=True)
    )
    executor = SingleThreadedExecutor(context=contexts[1])
    executor.add_node(listener)
    heard: list[String] = []
    listener.create_subscription(String, _TOPIC, heard.append, qos.INSTRUCTION)
    publisher = speaker.create_publisher(String, _TOPIC, qos.INSTRUCTION)
    deadline_s = time.monotonic() + timeout_s
    while not heard and time.monotonic() < deadline_s:
        publisher.publish(String(data="a word"))
        executor.spin_once(timeout_sec=0.1)
    executor.shutdown(timeout_sec=1.0)
    for node, context in zip((speaker, listener), contexts, strict=True):
        node.destroy_node()
        context.try_shutdown()
    return bool(heard)
