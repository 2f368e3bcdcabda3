"""Quality of service of every topic, in one table (docs/interfaces.md shows it). All nodes take their
profiles from here.
"""

from rclpy.duration import Duration
from rclpy.qos import DurabilityPolicy, HistoryPolicy, QoSProfile, ReliabilityPolicy


def _profile(depth: int, *, reliable: bool = True, latched: bool = False) -> QoSProfile:
    return QoSProfile(
        history=HistoryPolicy.KEEP_LAST,
        depth=depth,
        reliability=ReliabilityPolicy.RELIABLE if reliable else ReliabilityPolicy.BEST_EFFORT,
        durability=DurabilityPolicy.TRANSIENT_LOCAL if latched else DurabilityPolicy.VOLATILE,
    )


INSTRUCTION = _profile(10)
# mission/tree, mission/plan, mission/state: whoever comes late sees the last 32.
MISSION = _profile(32, latched=True)
EVENTS = _profile(200)
VERDICTS = _profile(200)
# human_request: whoever comes late sees what is open, and what was closed.
HUMAN_REQUEST = _profile(32, latched=True)
ROSTER = _profile(1, latched=True)
BARRIER = _profile(64)
STOP_NOTICE = _profile(10)
# team/motion: the order in force, for agents that start later too.
TEAM_MOTION = _profile(1, latched=True)
DIAGNOSTICS = _profile(10)
# What a robot says of itself. Subscribers ask for no deadline, so that a plain publisher of a user's own
# robot is heard too.
ROBOT_STATE = _profile(10)
# Publishers promise two a second at least: `ros2 topic info -v` shows it, and a subscriber may hold them
# to it.
ROBOT_STATE_DEADLINE_S = 1.0
OBJECTS = _profile(10, reliable=False)
# For RViz: whoever comes late sees the map and the latest markers.
MAP = _profile(1, latched=True)
MARKERS = _profile(1, latched=True)
# As tf2_ros publishes.
TRANSFORMS = _profile(100)

# Between simulator (or bridge) and skill servers, as ros_gz_bridge offers them.
CMD_VEL = _profile(10)
ODOMETRY = _profile(10)
GRIPPER = _profile(10)
OBJECT_POSE = _profile(10)
BATTERY = _profile(10)
SCAN = _profile(5, reliable=False)
CLOCK = _profile(1, reliable=False)


def robot_state_offered() -> QoSProfile:
    """`ROBOT_STATE` with the deadline its publishers promise."""
    profile = _profile(10)
    profile.deadline = Duration(seconds=ROBOT_STATE_DEADLINE_S)
    return profile
