"""Adapters as robot files describe them: which skills of a robot are carried out through interfaces that are
not comuros' own. The room `nodes` builds them.
"""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.task_status import Cause

FieldValue = str | float | bool
NAV2_TYPE = "nav2_msgs/action/NavigateToPose"


@dataclass(frozen=True, slots=True)
class CodeMeaning:
    """What a code in a result means; whole numbers from `first` to `last`, or the text `word`."""

    cause: Cause
    first: int = 0
    last: int = -1
    word: str = ""

    def covers(self, code: object) -> bool:
        """Whether a code that was sent is meant."""
        if isinstance(code, int):
            return self.first <= code <= self.last
        return bool(self.word) and str(code) == self.word


@dataclass(frozen=True, slots=True)
class ActionAdapter:
    """A skill that is a goal of some other action.

    `type` is `package/action/Name`, `action` its name relative to the robot's namespace. Fields are dotted
    paths into the goal, the result or the feedback. Texts among the values may hold `{parameter}` of the
    skill; `pose({place})`, `x({place})`, `y({place})`, `yaw({place})` are where the robot stands to work at a
    place. `progress` is a feedback field from 0 to 1, `remaining` one that falls to 0.
    """

    skill: str
    type: str
    action: str
    goal: tuple[tuple[str, FieldValue], ...] = ()
    succeeds_if: tuple[tuple[str, FieldValue], ...] = ()
    message: str = ""
    code: str = ""
    codes: tuple[CodeMeaning, ...] = ()
    progress: str = ""
    remaining: str = ""


@dataclass(frozen=True, slots=True)
class CmdVelAdapter:
    """A skill that is driven by velocity commands with nothing but odometry for feedback.

    Names are relative to the robot's namespace. `stamped` says that commands are `TwistStamped`,
    `starts_at_zero` that the odometry counts from where the robot was switched on: its start place.
    """

    skill: str
    cmd_vel: str = "cmd_vel"
    odometry: str = "odom"
    stamped: bool = False
    starts_at_zero: bool = True


Adapter = ActionAdapter | CmdVelAdapter


def nav2_adapter(skill: str, place: str, *, action: str, frame: str) -> ActionAdapter:
    """A skill that travels to its parameter `place`, as a goal of Nav2.

    Result codes are grouped by hundreds in Nav2 (nav2_msgs, from Iron on): path following in the first,
    path planning in the second and third.
    """
    return ActionAdapter(
        skill=skill,
        type=NAV2_TYPE,
        action=action,
        goal=(("pose.header.frame_id", frame), ("pose.pose", f"pose({{{place}}})")),
        message="error_msg",
        code="error_code",
        codes=(CodeMeaning(Cause.BLOCKED, 100, 199), CodeMeaning(Cause.UNREACHABLE, 200, 399)),
        remaining="distance_remaining",
    )
