"""What a person looks at in RViz: the world as `map`, robots, objects, routes and plan as `markers`. Part of
the scene's event monitor, so it is the same over every simulator and on hardware.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from nav_msgs.msg import OccupancyGrid
from visualization_msgs.msg import Marker, MarkerArray

from comuros.core.errors import InputError
from comuros.core.geometry import Pose
from comuros.core.plan import Plan
from comuros.core.robot import Robot, RobotStatus
from comuros.nodes import qos
from comuros.nodes.clocks import now_s
from comuros.nodes.convert.marker import Colour, body_to_ros, label_to_ros, line_to_ros
from comuros.nodes.convert.occupancy_map import occupancy_to_ros
from comuros.nodes.convert.plan import plan_from_ros
from comuros.nodes.convert.robot_state import robot_status_from_ros
from comuros.nodes.managed_node import ManagedNode
from comuros.nodes.sensed_world import SensedWorld
from comuros.nodes.team_names import TeamNames
from comuros.scenario import LoadedScenario
from comuros_msgs import msg

_PERIOD_S = 0.5
_COLOURS: tuple[Colour, ...] = (
    (0.12, 0.47, 0.71, 0.9),
    (0.84, 0.37, 0.0, 0.9),
    (0.17, 0.63, 0.17, 0.9),
    (0.58, 0.40, 0.74, 0.9),
    (0.55, 0.34, 0.29, 0.9),
    (0.89, 0.47, 0.76, 0.9),
)
_OBJECT_COLOUR: Colour = (0.95, 0.77, 0.06, 1.0)
_WORD_COLOUR: Colour = (0.1, 0.1, 0.1, 1.0)
_ROBOT_HEIGHT_M = 0.6
_WORDS_ABOVE_M = 1.0
_WORD_HEIGHT_M = 0.25
_ROUTE_WIDTH_M = 0.05


class SceneView:
    """Publishers of the pictures. Routes are worked out on a thread of their own; no callback waits."""

    def __init__(
        self, node: ManagedNode, loaded: LoadedScenario, sensed: SensedWorld, names: TeamNames
    ) -> None:
        self._node = node
        self._loaded = loaded
        self._sensed = sensed
        self._robots = tuple(robot for robot in loaded.scenario.robots if not robot.is_human)
        self._status: dict[str, RobotStatus] = {}
        self._plan: Plan | None = None
        self._routes: dict[str, tuple[Pose, ...]] = {}
        self._thinking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="comuros-routes")
        self._map = node.create_publisher(OccupancyGrid, names.team("map"), qos.MAP)
        self._markers = node.create_publisher(MarkerArray, names.team("markers"), qos.MARKERS)
        node.create_subscription(msg.Plan, names.team("mission/plan"), self._on_plan, qos.MISSION)
        for robot in self._robots:
            topic = names.team(f"{robot.name}/state")
            node.create_subscription(msg.RobotState, topic, self._on_state, qos.ROBOT_STATE)
        self._map.publish(occupancy_to_ros(loaded.roadmap.ground_grid(), time_s=now_s(node)))
        node.every(_PERIOD_S, self._show, steady=True)

    def close(self) -> None:
        """Drop routes that were not begun."""
        self._thinking.shutdown(wait=False, cancel_futures=True)

    def _on_plan(self, message: msg.Plan) -> None:
        try:
            self._plan = plan_from_ros(message)
        except InputError as error:
            self._node.get_logger().warning(f"a plan is not shown: {error}")
            return
        self._thinking.submit(self._work_out_routes, self._plan)

    def _on_state(self, message: msg.RobotState) -> None:
        status = robot_status_from_ros(message)
        self._status[status.robot] = status

    def _work_out_routes(self, plan: Plan) -> None:
        """On the thread. What another plan overtook is not shown."""
        routes = {robot.name: self._route(robot, plan) for robot in self._robots}
        if plan is self._plan:
            self._routes = routes

    def _route(self, robot: Robot, plan: Plan) -> tuple[Pose, ...]:
        status = self._status.get(robot.name)
        at = status.pose if status is not None else self._loaded.world.start_pose(robot)
        points: list[Pose] = []
        for entry in plan.of_robot(robot.name):
            for place in (entry.start, entry.end):
                if not place:
                    continue
                goal = self._loaded.roadmap.approach_pose(robot, place)
                points += self._loaded.roadmap.path(robot=robot, start=at, goal=goal) or ()
                at = goal
        return tuple(points)

    def _show(self) -> None:
        if self._markers.get_subscription_count() == 0:
            return
        time_s = now_s(self._node)
        markers = [marker for number in range(len(self._robots)) for marker in self._robot(number, time_s)]
        self._markers.publish(MarkerArray(markers=[*markers, *self._objects(time_s)]))

    def _robot(self, number: int, time_s: float) -> list[Marker]:
        robot = self._robots[number]
        colour = _COLOURS[number % len(_COLOURS)]
        route = line_to_ros(
            "routes", number, self._routes.get(robot.name, ()), colour, width_m=_ROUTE_WIDTH_M, time_s=time_s
        )
        status = self._status.get(robot.name)
        if status is None:
            return [route]
        across_m = 2.0 * robot.type.radius_m
        size_m = (across_m, across_m, _ROBOT_HEIGHT_M)
        above = Pose(status.pose.x_m, status.pose.y_m, status.pose.z_m + _WORDS_ABOVE_M)
        return [
            route,
            body_to_ros("robots", number, status.pose, size_m, colour, time_s=time_s, round_=True),
            label_to_ros(
                "plan", number, above, self._words(robot, status), _WORD_COLOUR,
                height_m=_WORD_HEIGHT_M, time_s=time_s,
            ),
        ]  # fmt: skip

    def _words(self, robot: Robot, status: RobotStatus) -> str:
        """The robot's name, what it does, and what the plan has for it, with start times."""
        entries = self._plan.of_robot(robot.name) if self._plan is not None else ()
        lines = [f"{entry.task_id} from {entry.start_s:.0f} s to {entry.end_s:.0f} s" for entry in entries]
        return "\n".join([f"{robot.name}: {status.stage or 'idle'}", *lines])

    def _objects(self, time_s: float) -> list[Marker]:
        poses = self._sensed.object_poses
        return [
            body_to_ros(
                "objects", number, poses[thing], self._loaded.scenario.object(thing).kind.size_m,
                _OBJECT_COLOUR, time_s=time_s,
            )
            for number, thing in enumerate(sorted(poses))
        ]  # fmt: skip
