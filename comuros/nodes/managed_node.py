"""Base of comuros' nodes: a managed (lifecycle) node that starts itself unless told not to, and cleans up
what it made.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from rcl_interfaces.msg import SetParametersResult
from rclpy.callback_groups import CallbackGroup
from rclpy.clock import Clock
from rclpy.clock_type import ClockType
from rclpy.event_handler import PublisherEventCallbacks, SubscriptionEventCallbacks
from rclpy.lifecycle import LifecycleNode, LifecycleState, TransitionCallbackReturn
from rclpy.node import Node
from rclpy.parameter import Parameter
from rclpy.publisher import Publisher
from rclpy.service import Service
from rclpy.subscription import Subscription
from rclpy.timer import Timer

from comuros.core.errors import ComurosError, SettingsError
from comuros.nodes.callback_watch import CallbackWatch
from comuros.nodes.parameters import ParameterSpec, declare, flag, refusal

_AUTOSTART = ParameterSpec(
    "autostart", True, "configure and activate at once instead of waiting for a lifecycle manager"
)
CALLBACK_BOUND = ParameterSpec(
    "callback_bound_s",
    0.5,
    "real seconds that a callback may take; /diagnostics warns of longer ones",
    minimum=0.001,
    maximum=3600.0,
    live=True,
)


class ManagedNode(LifecycleNode):
    """Subclasses create publishers, subscriptions, services and `every` timers in `set_up`; nothing of it
    survives a cleanup.

    `go` and `rest` are called on activation and deactivation; timers run only in between.
    """

    def __init__(
        self,
        name: str,
        *,
        parameters: Iterable[ParameterSpec] = (),
        namespace: str | None = None,
        overrides: list[object] | None = None,
    ) -> None:
        self.callbacks = CallbackWatch()
        super().__init__(name, namespace=namespace, parameter_overrides=overrides)
        self._specs = {spec.name: spec for spec in (_AUTOSTART, CALLBACK_BOUND, *parameters)}
        declare(self, self._specs.values())
        self._is_configured = False
        self.add_on_set_parameters_callback(self._may_be_set)
        self.steady_clock = Clock(clock_type=ClockType.STEADY_TIME)
        self.is_active = False
        self._wanted_timers: list[tuple[float, Callable[[], None], Clock | None, CallbackGroup | None]] = []
        self._running_timers: list[Timer] = []
        self._entities_before: set[int] = set()
        self._failure: Exception | None = None

    def create_publisher(self, *arguments: object, **keywords: object) -> Publisher:
        """As of any node, without handlers of QoS events unless asked for.

        The executor builds its wait set anew in every round, and the default handlers are two of three
        entities in it.
        """
        keywords.setdefault("event_callbacks", PublisherEventCallbacks(use_default_callbacks=False))
        return super().create_publisher(*arguments, **keywords)

    def create_subscription(
        self, kind: type, topic: str, callback: Callable[..., Any], *arguments: object, **keywords: object
    ) -> Subscription:
        """As of any node, watched, and without handlers of QoS events unless asked for; see
        `create_publisher`.
        """
        keywords.setdefault("event_callbacks", SubscriptionEventCallbacks(use_default_callbacks=False))
        timed = self.callbacks.timed(callback)
        return super().create_subscription(kind, topic, timed, *arguments, **keywords)

    def create_timer(
        self, period_s: float, callback: Callable[..., Any], *arguments: object, **keywords: object
    ) -> Timer:
        """As of any node, watched."""
        return super().create_timer(period_s, self.callbacks.timed(callback), *arguments, **keywords)

    def create_service(
        self, kind: type, name: str, callback: Callable[..., Any], *arguments: object, **keywords: object
    ) -> Service:
        """As of any node, watched."""
        return super().create_service(kind, name, self.callbacks.timed(callback), *arguments, **keywords)

    def set_up(self) -> None:
        """Called on configure. Raise a `ComurosError` to refuse."""

    def go(self) -> None:
        """Called on activate, before the timers start."""

    def rest(self) -> None:
        """Called on deactivate and shutdown, after the timers have stopped."""

    def tear_down(self) -> None:
        """Called on cleanup and shutdown, before what `set_up` created is destroyed."""

    def every(
        self,
        period_s: float,
        callback: Callable[[], None],
        *,
        steady: bool = False,
        group: CallbackGroup | None = None,
    ) -> None:
        """Run a callback periodically while active: on the node's clock (simulated time), or on the steady
        clock.
        """
        self._wanted_timers.append((period_s, callback, self.steady_clock if steady else None, group))

    def start(self) -> None:
        """Configure and activate, where parameter `autostart` says so.

        Raises:
            ComurosError: the node refused to be configured or activated.
        """
        if not flag(self, "autostart"):
            return
        for transition in (self.trigger_configure, self.trigger_activate):
            if transition() != TransitionCallbackReturn.SUCCESS:
                raise self._failure or SettingsError(f"{self.get_name()} could not be started")

    def on_configure(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Lifecycle transition; see `set_up`."""
        self._entities_before = {id(entity) for entity in self._entities()}
        failed = self._attempt(self.set_up)
        _get_ready_to_log()
        self._is_configured = failed is None
        return failed or super().on_configure(state)

    def on_activate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Lifecycle transition; see `go`."""
        failed = self._attempt(self.go)
        if failed:
            return failed
        self._running_timers = [
            self.create_timer(period_s, callback, clock=clock, callback_group=group)
            for period_s, callback, clock, group in self._wanted_timers
        ]
        self.is_active = True
        return super().on_activate(state)

    def on_deactivate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Lifecycle transition; see `rest`."""
        self._stop_working()
        return super().on_deactivate(state)

    def on_cleanup(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Lifecycle transition; see `tear_down`."""
        self._clean()
        return super().on_cleanup(state)

    def on_shutdown(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Lifecycle transition; see `rest` and `tear_down`."""
        self._stop_working()
        self._clean()
        return super().on_shutdown(state)

    def _attempt(self, step: Callable[[], None]) -> TransitionCallbackReturn | None:
        try:
            step()
        except ComurosError as error:
            self._failure = error
            self.get_logger().error(str(error))
            return TransitionCallbackReturn.FAILURE
        return None

    def _stop_working(self) -> None:
        for timer in self._running_timers:
            self.destroy_timer(timer)
        self._running_timers = []
        if self.is_active:
            self.is_active = False
            self.rest()

    def _may_be_set(self, parameters: list[Parameter]) -> SetParametersResult:
        for parameter in parameters:
            spec = self._specs.get(parameter.name)
            reason = refusal(spec, parameter.value, configured=self._is_configured) if spec else ""
            if reason:
                return SetParametersResult(successful=False, reason=reason)
        return SetParametersResult(successful=True)

    def _clean(self) -> None:
        self._is_configured = False
        self.tear_down()
        self._wanted_timers = []
        for waitable in [w for w in self.waitables if id(w) not in self._entities_before]:
            if hasattr(waitable, "destroy"):
                waitable.destroy()
        for entities, destroy in (
            (self.publishers, self.destroy_publisher),
            (self.subscriptions, self.destroy_subscription),
            (self.services, self.destroy_service),
            (self.clients, self.destroy_client),
        ):
            for entity in [e for e in entities if id(e) not in self._entities_before]:
                destroy(entity)

    def _entities(self) -> list[object]:
        return [*self.publishers, *self.subscriptions, *self.services, *self.clients, *self.waitables]


def _get_ready_to_log() -> None:
    """rclpy's log lines name the place in the source they come from; finding the first one looks every module
    up that is loaded, which took the task manager 118 ms of a callback.
    """
    frame = inspect.currentframe()
    if frame is not None:
        inspect.getframeinfo(frame)


def timed_on(node: Node, callback: Callable[..., Any]) -> Callable[..., Any]:
    """The callback, watched where the node is one of comuros'. For callbacks that no `create_…` of the node
    sees: those of actions and of their futures.
    """
    return node.callbacks.timed(callback) if isinstance(node, ManagedNode) else callback
