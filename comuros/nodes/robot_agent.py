"""One robot's agent as a node: tasks in by `execute_task`, skill calls out, its state five times a second,
stop at once.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

from std_msgs.msg import String
from std_srvs.srv import Trigger

from comuros.core.command import AbortBarrier, ReleaseBarrier, StartTask
from comuros.core.errors import InputError, SettingsError
from comuros.core.event import BarrierReady, TaskReported
from comuros.core.robot import Robot, RobotStatus
from comuros.core.task_status import Cause, TaskStatus
from comuros.execution.agent import Agent
from comuros.execution.motion_guard import MotionGuard
from comuros.nodes import qos
from comuros.nodes.brake import Brake
from comuros.nodes.clocks import now_s
from comuros.nodes.convert.barrier import barrier_from_ros, barrier_to_ros
from comuros.nodes.convert.robot import robot_to_ros
from comuros.nodes.convert.robot_state import robot_status_to_ros
from comuros.nodes.convert.start_task import start_task_from_ros
from comuros.nodes.convert.task_report import task_report_to_ros
from comuros.nodes.goal_server import GoalEnd, GoalServer, OpenGoal
from comuros.nodes.managed_node import ManagedNode
from comuros.nodes.own_senses import OwnSenses
from comuros.nodes.parameters import ParameterSpec, number, text
from comuros.nodes.runner import run_nodes
from comuros.nodes.skill_port import SkillPort
from comuros.nodes.task_goals import TaskGoals
from comuros.nodes.team_motion import MotionOrder, order_from_ros
from comuros.nodes.team_names import TeamNames, robot_of_namespace
from comuros.scenario import load_scenario
from comuros_msgs.action import ExecuteTask
from comuros_msgs.msg import Barrier, RobotManifest, RobotState

PARAMETERS = (
    ParameterSpec("scenario", "food_court", "name of a scenario, or the path of a scenario file"),
    ParameterSpec("robot", "", "name of the robot; empty: the last part of the node's namespace"),
    ParameterSpec(
        "settle_s", 2.2, "seconds of odometry after which it waits for no sensor that nobody publishes",
        minimum=0.0, maximum=30.0, live=True,
    ),
    ParameterSpec(
        "settle_at_most_s", 10.0, "seconds of odometry after which it reports for work in any case",
        minimum=0.0, maximum=120.0, live=True,
    ),
    ParameterSpec("max_speed_mps", 0.0, "m/s it must not exceed; 0: its robot type's", minimum=0.0),
)  # fmt: skip
_TICK_S = 0.1
_STATE_S = 0.2


class RobotAgent(ManagedNode):
    """Hosts one `execution.Agent`. Callbacks convert, call the agent, and convert back; none waits."""

    def __init__(self, *, namespace: str | None = None) -> None:
        """`namespace` is for several agents in one process; alone, an agent is put into one by a remap."""
        super().__init__("robot_agent", parameters=PARAMETERS, namespace=namespace)

    def set_up(self) -> None:
        """Load the scenario, make the agent and everything it is reached by.

        Raises:
            SettingsError: no robot is named, or the scenario has none of that name that can be commanded.
        """
        self._loaded = load_scenario(text(self, "scenario"))
        self._robot = self._robot_named(text(self, "robot") or robot_of_namespace(self))
        names = TeamNames(self, self._robot.name)
        self._senses = OwnSenses(self, names, self._robot, self._loaded, on_grip=self._sense)
        self._port = SkillPort(self, names, self._robot, self._loaded.scenario)
        self._goals = TaskGoals()
        self._early: list[StartTask] = []
        self._is_settled = False
        self._has_joined = False
        self._agent = Agent(self._robot, self._loaded.scenario, self._port, self._report, self._ready)
        self._brake = Brake(self, names, self._senses)
        self._guard = MotionGuard(
            self._robot, self._loaded.world.zones_at, speed_limit_mps=number(self, "max_speed_mps")
        )
        self._talk(names)
        self._serve(names)
        self.every(_TICK_S, self._tick)
        self.every(_STATE_S, self._beat, steady=True)

    def go(self) -> None:
        """Be ready to announce the robot: at once where its sensors were heard before."""
        self._has_joined = False

    def _announce(self) -> None:
        """In this order: whoever asks after the robot's work because it has joined knows what it holds."""
        self._has_joined = True
        self._publish_state()
        pose = self._loaded.world.start_pose(self._robot)
        skills = self._loaded.scenario.skills
        self._join.publish(robot_to_ros(self._robot, skills=skills, start_pose=pose, time_s=now_s(self)))

    def rest(self) -> None:
        """Bring the robot to rest; what it worked on, or was to, is reported as cancelled."""
        for command in list(self._early):
            self._forget(command, "the agent is deactivated")
        self._agent.stop("the agent is deactivated")
        self._brake.press()

    def tear_down(self) -> None:
        """Give up what rclpy does not count among a node's entities."""
        self._server.destroy()
        self._port.destroy()

    def _robot_named(self, name: str) -> Robot:
        robots = {robot.name: robot for robot in self._loaded.scenario.robots if not robot.is_human}
        if name not in robots:
            raise SettingsError(
                f"parameter 'robot' is {name!r}; expected one of {', '.join(robots)}, or run in its namespace"
            )
        return robots[name]

    def _talk(self, names: TeamNames) -> None:
        self._state = self.create_publisher(RobotState, names.own("state"), qos.robot_state_offered())
        self._join = self.create_publisher(RobotManifest, names.own("join"), qos.ROSTER)
        self._barrier = self.create_publisher(Barrier, names.team("team/barrier"), qos.BARRIER)
        self.create_subscription(Barrier, names.team("team/barrier"), self._on_barrier, qos.BARRIER)
        self.create_subscription(String, names.team("team/motion"), self._on_order, qos.TEAM_MOTION)

    def _serve(self, names: TeamNames) -> None:
        self._server = GoalServer(
            self, ExecuteTask, names.own("execute_task"), begin=self._begin, cancel=self._cancel
        )
        for name, order in (
            ("stop", MotionOrder.STOP),
            ("pause", MotionOrder.PAUSE),
            ("resume", MotionOrder.GO),
        ):
            self.create_service(Trigger, names.own(name), self._order_service(order))

    def _begin(self, goal: OpenGoal) -> None:
        try:
            command = start_task_from_ros(goal.request, robot=self._robot.name)
        except InputError as error:
            self._reject(goal, str(error))
            return
        if not self.is_active:
            self._reject(goal, f"{self._robot.name} is not active")
            return
        self._goals.add(goal, command)
        if self._is_settled:
            self._agent.execute(command)
        else:
            self._early.append(command)  # begun once it knows what it holds

    def _reject(self, goal: OpenGoal, reason: str) -> None:
        report = TaskReported(
            goal.request.task.id, self._robot.name, int(goal.request.revision), TaskStatus.FAILED,
            cause=Cause.REFUSED, message=reason,
        )  # fmt: skip
        goal.finish(GoalEnd.ABORTED, ExecuteTask.Result(report=task_report_to_ros(report)))

    def _cancel(self, goal: OpenGoal) -> None:
        task_id = self._goals.cancel(goal)
        early = next((command for command in self._early if command.task.id == task_id), None)
        # In the next round of the executor: ROS must have marked the goal as being cancelled before it ends.
        if self.executor is not None and early is not None:
            self.executor.create_task(self.callbacks.timed(self._forget), early, "cancelled")
        elif self.executor is not None and task_id:
            self.executor.create_task(self.callbacks.timed(self._agent.cancel), task_id)

    def _forget(self, command: StartTask, reason: str) -> None:
        """Not begin a task that waits for the sensors; where it was begun meanwhile, cancel it."""
        if command not in self._early:
            self._agent.cancel(command.task.id)
            return
        self._early.remove(command)
        self._report(
            TaskReported(
                command.task.id, self._robot.name, command.revision, TaskStatus.CANCELLED,
                cause=Cause.CANCELLED, message=reason,
            )
        )  # fmt: skip

    def _report(self, report: TaskReported) -> None:
        self._goals.report(report)
        if report.status.is_final:
            self._publish_state()

    def _ready(self, ready: BarrierReady) -> None:
        self._barrier.publish(
            barrier_to_ros(ready, sender=self._robot.name, time_s=now_s(self), mission_id=self._agent.mission)
        )

    def _on_barrier(self, message: Barrier) -> None:
        if self._robot.name not in message.coalition:
            return
        try:
            word = barrier_from_ros(message)
        except InputError as error:
            self.get_logger().warning(str(error))
            return
        if isinstance(word, ReleaseBarrier):
            self._agent.release(word)
        elif isinstance(word, AbortBarrier):
            self._agent.abort(word)

    def _on_order(self, message: String) -> None:
        try:
            self._obey(order_from_ros(message))
        except InputError as error:
            self.get_logger().warning(str(error))

    def _obey(self, order: MotionOrder) -> None:
        if order is MotionOrder.GO:
            self._brake.release()
            self._agent.resume()
        else:
            self._brake.press()
            if order is MotionOrder.STOP:
                self._agent.stop()
            else:
                self._agent.pause()
        self._publish_state()

    def _order_service(
        self, order: MotionOrder
    ) -> Callable[[Trigger.Request, Trigger.Response], Trigger.Response]:
        def serve(_: Trigger.Request, response: Trigger.Response) -> Trigger.Response:
            self._obey(order)
            response.success, response.message = True, f"{self._robot.name}: {order.value}"
            return response

        return serve

    def _tick(self) -> None:
        self._agent.tick(now_s(self))
        self._watch_motion()

    def _watch_motion(self) -> None:
        """Whatever drives the robot: what its type and its task forbid is stopped here."""
        pose = self._senses.pose
        if pose is None:
            return
        breach = self._guard.breach(
            pose, self._senses.velocity, rules=self._agent.keep_out, held=self._senses.attached
        )
        if breach and self._agent.task:
            self.get_logger().error(breach)
            self._brake.press()
            self._agent.break_off(Cause.BLOCKED, breach)

    def _sense(self) -> None:
        pose = self._senses.pose
        if pose is not None and self._is_settled:
            place = self._loaded.roadmap.place_at(self._robot, pose)
            self._agent.sense(place=place, holding=self._senses.attached, battery=self._senses.battery)

    def _settle(self) -> None:
        """See whether the sensors were heard; the work that waited for that begins."""
        settling = self._senses.settling
        if self._is_settled or not settling.is_over(
            time.monotonic(),
            settle_s=number(self, "settle_s"),
            at_most_s=number(self, "settle_at_most_s"),
        ):
            return
        self._is_settled = True
        if settling.silent:
            self.get_logger().warning(
                f"{self._robot.name} reports for work without a word on {', '.join(settling.silent)}: "
                "what they tell is taken as nothing held, and a full battery"
            )

    def _begin_early_work(self) -> None:
        early, self._early = self._early, []
        for command in early:
            self._agent.execute(command)

    def _beat(self) -> None:
        """Five times a second whatever the mission clock does: the heartbeat."""
        self._port.tick(time.monotonic())
        self._settle()
        self._sense()
        if self._is_settled and not self._has_joined:
            self._announce()
            self._begin_early_work()
        else:
            self._publish_state()

    def _publish_state(self) -> None:
        """Silent until the sensors are heard: nobody shall plan with a pose nobody knows."""
        pose = self._senses.pose
        if pose is None or not self._is_settled or not self.is_active:
            return
        last = self._agent.last_report
        status = RobotStatus(
            robot=self._robot.name,
            pose=pose,
            place=self._agent.belief.value("at", self._robot.name) or "",
            battery=self._senses.battery,
            holding=self._senses.attached,
            task=self._agent.task,
            stage=self._agent.stage,
            available=self._agent.available,
            time_s=now_s(self),
        )
        self._state.publish(
            robot_status_to_ros(
                status,
                mission_id=self._agent.mission,
                task_status=last.status if last else None,
                progress=last.progress if last else 0.0,
            )
        )


def make_nodes() -> Sequence[ManagedNode]:
    """The agent alone."""
    return (RobotAgent(),)


def main() -> None:
    """Entry point of the executable `robot_agent`."""
    run_nodes(make_nodes, sys.argv)


if __name__ == "__main__":
    main()
