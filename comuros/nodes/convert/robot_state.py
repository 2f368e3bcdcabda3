"""What robots say of themselves on `<robot>/state`."""

from __future__ import annotations

from comuros.core.robot import RobotStatus
from comuros.core.task_status import TaskStatus
from comuros.nodes.convert.header import MAP_FRAME, header_to_ros
from comuros.nodes.convert.pose import pose_from_ros, pose_to_ros
from comuros.nodes.convert.time import time_from_ros
from comuros_msgs.msg import RobotState


def robot_status_from_ros(message: RobotState) -> RobotStatus:
    """The robot's status, at the time of the message's stamp."""
    return RobotStatus(
        robot=message.robot,
        pose=pose_from_ros(message.pose),
        place=message.place,
        battery=message.battery,
        holding=tuple(message.holding),
        task=message.task_id,
        stage=message.stage,
        available=message.available,
        time_s=time_from_ros(message.header.stamp),
    )


def robot_status_to_ros(
    status: RobotStatus, *, mission_id: str = "", task_status: TaskStatus | None = None, progress: float = 0.0
) -> RobotState:
    """The message on `<robot>/state`."""
    return RobotState(
        header=header_to_ros(status.time_s, frame=MAP_FRAME),
        robot=status.robot,
        pose=pose_to_ros(status.pose),
        place=status.place,
        battery=float(status.battery),
        holding=list(status.holding),
        available=status.available,
        mission_id=mission_id,
        task_id=status.task,
        status=task_status.value if task_status else "",
        stage=status.stage,
        progress=float(progress),
    )
