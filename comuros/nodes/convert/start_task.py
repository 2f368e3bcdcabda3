"""Goals of `ExecuteTask`: a task given to one robot."""

from __future__ import annotations

from comuros.core.command import StartTask
from comuros.core.scenario import Scenario
from comuros.nodes.convert.charging_stop import charging_stop_from_ros, charging_stop_to_ros
from comuros.nodes.convert.keep_out import keep_out_from_ros, keep_out_to_ros
from comuros.nodes.convert.literal import facts_from_ros, facts_to_ros
from comuros.nodes.convert.task import task_from_ros, task_to_ros
from comuros.nodes.convert.time import time_from_ros, time_to_ros
from comuros_msgs.action import ExecuteTask


def start_task_from_ros(message: ExecuteTask.Goal, *, robot: str) -> StartTask:
    """The command, for the robot whose action server got the goal.

    Raises:
        InputError: the task is malformed.
    """
    return StartTask(
        mission_id=message.mission_id,
        revision=int(message.revision),
        task=task_from_ros(message.task),
        robot=robot,
        coalition=tuple(message.coalition) or (robot,),
        barrier_id=message.barrier_id,
        deadline_s=time_from_ros(message.deadline),
        facts=facts_from_ros(message.facts),
        program=message.program,
        checkpoint=message.checkpoint,
        hold=message.hold,
        keep_out=tuple(keep_out_from_ros(rule) for rule in message.keep_out),
        stops=tuple(charging_stop_from_ros(stop) for stop in message.stops),
    )


def start_task_to_ros(command: StartTask, *, scenario: Scenario | None = None) -> ExecuteTask.Goal:
    """The goal."""
    return ExecuteTask.Goal(
        mission_id=command.mission_id,
        revision=command.revision,
        task=task_to_ros(command.task, scenario=scenario),
        coalition=list(command.coalition),
        barrier_id=command.barrier_id,
        deadline=time_to_ros(command.deadline_s),
        facts=facts_to_ros(command.facts),
        program=command.program,
        checkpoint=command.checkpoint,
        hold=command.hold,
        keep_out=[keep_out_to_ros(rule) for rule in command.keep_out],
        stops=[charging_stop_to_ros(stop) for stop in command.stops],
    )
