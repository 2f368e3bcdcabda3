"""The embedded world as a node: `/clock`, sensors out, velocities and grippers in. It serves what Gazebo's
bridge serves.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from geometry_msgs.msg import Twist
from rclpy.timer import Timer
from std_msgs.msg import Empty, Float64

from comuros.core.errors import InputError
from comuros.core.gripper import GripperPosition
from comuros.core.scenario import Fault, FaultKind
from comuros.core.skill import SkillCall
from comuros.core.task_status import Cause
from comuros.core.velocity import Velocity
from comuros.nodes import qos
from comuros.nodes.convert.fault import fault_from_ros
from comuros.nodes.convert.velocity import velocity_from_ros
from comuros.nodes.fault_text import parse_faults
from comuros.nodes.managed_node import ManagedNode
from comuros.nodes.parameters import ParameterSpec, number, text
from comuros.nodes.runner import run_nodes
from comuros.nodes.simulated_people import MANNERS, NOBODY, PeopleOfTheWorld
from comuros.nodes.skill_servers import SkillServers
from comuros.nodes.world_publisher import WorldPublisher
from comuros.scenario import LoadedScenario, load_scenario
from comuros.scenario.gazebo_robot import has_gripper
from comuros.sim import Pacing, Simulation
from comuros.sim.fault_schedule import check_fault
from comuros_msgs.msg import MissionState
from comuros_msgs.srv import InjectFault

PARAMETERS = (
    ParameterSpec("scenario", "food_court", "name of a scenario, or the path of a scenario file"),
    ParameterSpec(
        "speed", 1.0, "simulated seconds per second at most; 0 is as fast as possible", minimum=0.0
    ),
    ParameterSpec(
        "idle_speed",
        1.0,
        "speed while no skill runs or somebody decides: whoever talks, thinks or asks has real time",
        minimum=0.1,
    ),
    ParameterSpec(
        "decision_s",
        0.5,
        "real seconds after a skill in which its robot is expected to be given its next one",
        minimum=0.0,
        maximum=10.0,
    ),
    ParameterSpec("step_s", 0.1, "length of one step in simulated seconds", minimum=0.01, maximum=0.5),
    ParameterSpec("seed", 0, "seed of everything random", minimum=0),
    ParameterSpec(
        "start_jitter_m", 0.0, "metres that robots may start off their places", minimum=0.0, maximum=0.5
    ),
    ParameterSpec("wall_timeout_s", 0.5, "real seconds the clock waits for a robot's command", minimum=0.01),
    ParameterSpec(
        "faults", "none", "faults in words, space-separated, counted from the first skill that begins"
    ),
    ParameterSpec("people", NOBODY, f"what people make of requests for work: {', '.join(MANNERS)}"),
)
_LEAST_WAIT_S = 0.0005
_THINKING = frozenset(
    {MissionState.INTERPRETING, MissionState.ASKING, MissionState.PLANNING, MissionState.REPLANNING}
)


class Simulator(ManagedNode):
    """Steps the world in lockstep with the skill servers. It knows skills only to pace the clock and to
    fail them.
    """

    def __init__(self) -> None:
        super().__init__("simulator", parameters=PARAMETERS)
        self.loaded = load_scenario(text(self, "scenario"))

    def set_up(self) -> None:
        """Build the world and its topics."""
        self.world = Simulation(
            self.loaded, seed=int(number(self, "seed")), start_jitter_m=number(self, "start_jitter_m")
        )
        self._scripted, _ = parse_faults(text(self, "faults").split(), self.loaded.scenario)
        self._due: list[Fault] = []
        self._pacing = Pacing(
            dt_s=number(self, "step_s"),
            speed=number(self, "speed"),
            wall_timeout_s=number(self, "wall_timeout_s"),
            idle_speed=number(self, "idle_speed"),
            decision_s=number(self, "decision_s"),
        )
        self._busy: dict[str, int] = {}
        self._missions: dict[str, str] = {}
        self._velocities: dict[str, Velocity] = {}
        self._grippers: dict[str, GripperPosition] = {}
        self._publisher = WorldPublisher(self, self.world)
        for robot in self.world.poses:
            self._listen_to(robot)
        self._people = PeopleOfTheWorld(self, self.world, text(self, "people"))
        self.create_service(InjectFault, "simulator/fault", self._on_fault)
        self.create_subscription(MissionState, "mission/state", self._on_mission, qos.MISSION)

    def go(self) -> None:
        """Start the clock."""
        self._stepper: Timer = self.create_timer(
            self._pacing.dt_s, self._step_when_due, clock=self.steady_clock
        )

    def rest(self) -> None:
        """Stop the clock."""
        self.destroy_timer(self._stepper)

    def gate(self, robot: str, call: SkillCall, progress: float) -> Cause | None:
        """Whether a scripted fault makes this run of a skill fail now."""
        return self.world.fault_for(robot, call, progress)

    def busy(self, robot: str, begins: bool) -> None:
        """A skill of the robot begins or ends; the clock waits for busy robots."""
        if begins:
            self._script_faults()
            self._pacing.goal_started(robot)
            self._busy[robot] = self._busy.get(robot, 0) + 1
            return
        self._pacing.goal_ended(robot, wall_s=time.monotonic())
        self._busy[robot] -= 1
        if not self._busy[robot]:
            del self._busy[robot]

    def _listen_to(self, robot: str) -> None:
        def on_velocity(message: Twist) -> None:
            self._velocities[robot] = velocity_from_ros(message)
            self._pacing.acknowledged(robot)
            if not self._pacing.awaited:
                self._step_when_due()

        # From a fixed robot it is the word that its driver has heard the last step, and moves nothing.
        self.create_subscription(Twist, f"{robot}/cmd_vel", on_velocity, qos.CMD_VEL)
        if has_gripper(self.loaded.scenario.robot(robot)):
            for axis in ("x", "y", "z"):
                self._listen_to_joint(robot, axis)
            for thing in self.world.object_poses:
                self._listen_to_grip(robot, thing)

    def _listen_to_joint(self, robot: str, axis: str) -> None:
        def on_position(message: Float64) -> None:
            old = self._grippers.get(robot, self.world.bodies[robot].gripper_target)
            joints = {"x": old.x_m, "y": old.y_m, "z": old.z_m, axis: float(message.data)}
            self._grippers[robot] = GripperPosition(joints["x"], joints["y"], joints["z"])

        self.create_subscription(Float64, f"{robot}/gripper/{axis}/cmd_pos", on_position, qos.GRIPPER)

    def _listen_to_grip(self, robot: str, thing: str) -> None:
        def attach(_: Empty) -> None:
            self.world.attach(robot, thing)

        def detach(_: Empty) -> None:
            self.world.detach(robot, thing)

        self.create_subscription(Empty, f"{robot}/gripper/{thing}/attach", attach, qos.GRIPPER)
        self.create_subscription(Empty, f"{robot}/gripper/{thing}/detach", detach, qos.GRIPPER)

    def _on_mission(self, message: MissionState) -> None:
        """Plans and trees are made, and people answer, in real time. Missions that wait for their turn do not
        count.
        """
        self._missions[message.mission_id] = message.state
        active = next((state for state in self._missions.values() if state != MissionState.DONE), "")
        self._pacing.thinks("task_manager", begins=active in _THINKING)

    def _step_when_due(self) -> None:
        """Step if pacing allows, and look again when it next may."""
        if not self.is_active:
            return
        now_s = time.monotonic()
        wait_s = self._pacing.wait_s(now_s)
        if wait_s <= 0.0:
            self._step()
            self._pacing.stepped(now_s)
            wait_s = self._pacing.wait_s(time.monotonic())
        self._stepper.timer_period_ns = int(max(wait_s, _LEAST_WAIT_S) * 1e9)
        self._stepper.reset()

    def _step(self) -> None:
        for fault in self._faults_due():
            self.world.inject(fault)
        self.world.step(self._pacing.dt_s, self._velocities, self._grippers)
        self._people.tick()
        self._velocities, self._grippers = {}, {}
        self._publisher.publish(under_way=self._busy)

    def _faults_due(self) -> list[Fault]:
        """Faults whose time has come. One that drops an object waits until somebody holds it."""
        ripe = [f for f in self._due if (f.at_s or 0.0) <= self.world.time_s and self._can_happen(f)]
        self._due = [fault for fault in self._due if fault not in ripe]
        return ripe

    def _can_happen(self, fault: Fault) -> bool:
        things = self.world.object_poses
        return (
            fault.kind is not FaultKind.DROP
            or fault.subject not in things
            or bool(self.world.held_by(fault.subject))
        )

    def _script_faults(self) -> None:
        """The clock of scripted faults starts with the first skill."""
        scripted, self._scripted = self._scripted, ()
        for fault in scripted:
            self._schedule(fault, self.world.time_s)

    def _schedule(self, fault: Fault, origin_s: float) -> None:
        if fault.at_s is None:
            self.world.inject(fault)
        else:
            at_s = origin_s + fault.at_s
            self._due.append(Fault(fault.kind, fault.subject, at_s, "", fault.progress, fault.detail))

    def _on_fault(self, request: InjectFault.Request, response: InjectFault.Response) -> InjectFault.Response:
        try:
            fault = fault_from_ros(request, now_s=0.0)
            check_fault(fault, self.loaded.scenario)
            self._schedule(fault, self.world.time_s)
            response.accepted = True
        except InputError as error:
            response.message = str(error)
        return response


def make_nodes() -> Sequence[ManagedNode]:
    """The world, and the skill servers of its robots on the same executor."""
    simulator = Simulator()
    loaded: LoadedScenario = simulator.loaded
    return simulator, SkillServers(loaded, fault_gate=simulator.gate, on_busy=simulator.busy)


def main() -> None:
    """Entry point of the executable `simulator`."""
    run_nodes(make_nodes, sys.argv)


if __name__ == "__main__":
    main()
