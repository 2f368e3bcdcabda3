"""Watches robots and the scene: detectors in, `events` out; for the scene also `world/objects`, `map` and
`markers`. One process for all, or one for each subject.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

from comuros.core.errors import InputError, SettingsError
from comuros.core.event import Event, EventKind, ObjectSeen, TaskReported
from comuros.core.task_status import TaskStatus
from comuros.execution.resting_place import resting_place
from comuros.monitoring.battery import BatteryDetector
from comuros.monitoring.detector import Detector
from comuros.monitoring.heartbeat import HeartbeatDetector
from comuros.monitoring.object_watch import ObjectWatch
from comuros.monitoring.overrun import OverrunDetector
from comuros.nodes import qos
from comuros.nodes.clocks import now_s
from comuros.nodes.convert.choice import choice_from_ros
from comuros.nodes.convert.event import event_to_ros
from comuros.nodes.convert.header import MAP_FRAME, header_to_ros
from comuros.nodes.convert.object_observation import object_seen_to_ros
from comuros.nodes.convert.plan import plan_from_ros
from comuros.nodes.convert.robot_state import robot_status_from_ros
from comuros.nodes.managed_node import ManagedNode
from comuros.nodes.parameters import ParameterSpec, number, text
from comuros.nodes.runner import run_nodes
from comuros.nodes.scene_view import SceneView
from comuros.nodes.sensed_world import SensedWorld
from comuros.nodes.team_names import TeamNames
from comuros.scenario import load_scenario
from comuros_msgs.msg import Event as EventMessage
from comuros_msgs.msg import ObjectObservations, Plan, RobotState

ALL, SCENE = "all", "scene"
PARAMETERS = (
    ParameterSpec("scenario", "food_court", "name of a scenario, or the path of a scenario file"),
    ParameterSpec("subject", ALL, "what is watched: a robot's name, 'scene' (the objects), or 'all'"),
    ParameterSpec(
        "heartbeat_s", 2.0, "real seconds without a word after which a robot counts as silent", minimum=0.1
    ),
    ParameterSpec(
        "battery_low", 0.15, "share of charge below which a battery is low", minimum=0.0, maximum=1.0
    ),
    ParameterSpec("overrun_factor", 2.0, "how many times its planned duration a task may work", minimum=1.0),
    ParameterSpec(
        "overrun_slack_s", 10.0, "mission-clock seconds it may work on top of overrun_factor", minimum=0.0
    ),
)
_SCENE_PERIOD_S = 0.2
_SCENE_WALL_PERIOD_S = 0.05
_TICK_S = 0.2


class EventMonitor(ManagedNode):
    """Hosts the detectors of room `monitoring`; heartbeats run on the steady clock, everything else on
    mission time.
    """

    def __init__(self) -> None:
        super().__init__("event_monitor", parameters=PARAMETERS)

    def set_up(self) -> None:
        """Make the detectors of the subject and listen to what they need.

        Raises:
            SettingsError: the scenario has no such subject.
        """
        self._loaded = load_scenario(text(self, "scenario"))
        robots = [robot.name for robot in self._loaded.scenario.robots if not robot.is_human]
        subject = text(self, "subject")
        if subject not in (ALL, SCENE, *robots):
            raise SettingsError(
                f"parameter 'subject' is {subject!r}; expected {ALL}, {SCENE}, or one of {', '.join(robots)}"
            )
        self._source = f"event_monitor/{subject}"
        self._numbers = itertools.count(1)
        self._heartbeat = HeartbeatDetector(source=self._source, deadline_s=number(self, "heartbeat_s"))
        self._detectors: list[Detector] = []
        names = TeamNames(self, subject)
        self._events = self.create_publisher(EventMessage, names.team("events"), qos.EVENTS)
        if subject != SCENE:
            self._watch_robots(robots if subject == ALL else [subject], names)
        self._view: SceneView | None = None
        if subject in (ALL, SCENE):
            self._watch_scene(names)

    def tear_down(self) -> None:
        """Give up what works on a thread of its own."""
        if self._view is not None:
            self._view.close()

    def _watch_robots(self, robots: Sequence[str], names: TeamNames) -> None:
        self._overrun = OverrunDetector(
            source=self._source,
            factor=number(self, "overrun_factor"),
            slack_s=number(self, "overrun_slack_s"),
        )
        self._tasks: dict[str, RobotState] = {}
        battery = BatteryDetector(source=self._source, low=number(self, "battery_low"))
        self._detectors += [battery, self._overrun]
        for robot in robots:
            topic = names.team(f"{robot}/state")
            self.create_subscription(RobotState, topic, self._on_state, qos.ROBOT_STATE)
        self.create_subscription(Plan, names.team("mission/plan"), self._on_plan, qos.MISSION)
        self.every(_TICK_S, self._tick)
        self.every(_TICK_S, self._beat, steady=True)

    def _watch_scene(self, names: TeamNames) -> None:
        self._sensed = SensedWorld(self, self._loaded)
        self._view = SceneView(self, self._loaded, self._sensed, names)
        self._detectors.append(ObjectWatch(source=self._source))
        self._objects = self.create_publisher(ObjectObservations, "world/objects", qos.OBJECTS)
        self._looked_s = 0.0
        self.every(_SCENE_PERIOD_S, self._look)

    def _on_state(self, message: RobotState) -> None:
        status = robot_status_from_ros(message)
        heard = Event(EventKind.ROBOT_REPORTED, status.robot, now_s(self), (status.robot,), body=status)
        self._publish(self._heartbeat.see(heard))
        self._see(heard)
        before = self._tasks.get(status.robot)
        if before is not None and before.task_id != message.task_id:
            # It has left that task; how it ended is not said here, only that nobody works on it any more.
            before.status = TaskStatus.WAITING.value
            self._see_task(before)
        self._tasks[status.robot] = message
        self._see_task(message)

    def _see_task(self, message: RobotState) -> None:
        if not message.task_id or not message.status:
            return
        try:
            status = choice_from_ros(TaskStatus, message.status, field="status in a robot's state")
        except InputError as error:
            self.get_logger().warning(str(error))
            return
        report = TaskReported(message.task_id, message.robot, 0, status, message.progress, message.stage)
        subjects = (message.task_id, message.robot)
        self._see(
            Event(
                EventKind.TASK_REPORTED,
                message.robot,
                now_s(self),
                subjects,
                mission_id=message.mission_id,
                body=report,
            )
        )

    def _on_plan(self, message: Plan) -> None:
        try:
            self._overrun.expect(plan_from_ros(message))
        except InputError as error:
            self.get_logger().warning(f"a plan is not watched: {error}")

    def _look(self) -> None:
        """Publish what is seen of every object, and let the detectors compare it with what was seen
        before.
        """
        if time.monotonic() - self._looked_s < _SCENE_WALL_PERIOD_S:
            return
        self._looked_s = time.monotonic()
        time_s, seen = now_s(self), self._sightings()
        message = ObjectObservations(header=header_to_ros(time_s, frame=MAP_FRAME), source=SCENE)
        message.objects = [
            object_seen_to_ros(each, kind=self._loaded.scenario.object(each.object).kind.name)
            for each in seen
        ]
        self._objects.publish(message)
        for each in seen:
            self._see(Event(EventKind.OBJECT_SEEN, SCENE, time_s, (each.object,), body=each))

    def _sightings(self) -> list[ObjectSeen]:
        poses = self._sensed.object_poses
        seen = []
        for thing, pose in sorted(poses.items()):
            held_by = self._sensed.held_by(thing)
            location = "" if held_by else resting_place(self._loaded, thing, poses)
            seen.append(ObjectSeen(thing, pose, location, held_by))
        return seen

    def _beat(self) -> None:
        self._publish(self._heartbeat.tick(time.monotonic()))

    def _tick(self) -> None:
        for detector in self._detectors:
            self._publish(detector.tick(now_s(self)))

    def _see(self, event: Event) -> None:
        for detector in self._detectors:
            self._publish(detector.see(event))

    def _publish(self, events: Sequence[Event]) -> None:
        for event in events:
            numbered = replace(event, id=f"{self._source}/{next(self._numbers)}")
            self._events.publish(event_to_ros(numbered))


def make_nodes() -> Sequence[ManagedNode]:
    """The monitor alone."""
    return (EventMonitor(),)


def main() -> None:
    """Entry point of the executable `event_monitor`."""
    run_nodes(make_nodes, sys.argv)


if __name__ == "__main__":
    main()
