"""Adapters in robot files: what they say, and what is wrong with them, with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from comuros.core.task_status import Cause
from comuros.scenario import check_scenario, load_scenario
from comuros.scenario.adapter import ActionAdapter, CmdVelAdapter, CodeMeaning
from support.tiny_scenario import CART, write_scenario

SKILLS_LINE = "skills: [go_to, pick]"


def with_adapters(folder: Path, text: str) -> Path:
    return write_scenario(folder, file=CART, old=SKILLS_LINE, new=f"{SKILLS_LINE}\nadapters:\n{text}")


def test_nav2_needs_one_word(tmp_path: Path) -> None:
    loaded = load_scenario(with_adapters(tmp_path, "  go_to: {adapter: nav2}\n"))
    (found,) = loaded.adapters["cart_1"]
    assert isinstance(found, ActionAdapter)
    assert (found.type, found.action) == ("nav2_msgs/action/NavigateToPose", "navigate_to_pose")
    assert dict(found.goal) == {"pose.header.frame_id": "map", "pose.pose": "pose({place})"}
    assert found.codes == (CodeMeaning(Cause.BLOCKED, 100, 199), CodeMeaning(Cause.UNREACHABLE, 200, 399))
    assert loaded.adapters["crane"] == ()


def test_an_action_is_described_field_by_field(tmp_path: Path) -> None:
    text = (
        "  pick:\n    adapter: action\n    type: hand_msgs/action/Grasp\n    action: hand/grasp\n"
        "    goal: {target: '{object}', 'limits.force_n': 12.5, careful: true}\n"
        "    succeeds_if: {held: true}\n    message: text\n    code: error\n"
        "    codes: {'1-9': grasp_failed, '12': object_missing, lost: object_dropped}\n    progress: share\n"
    )
    (found,) = load_scenario(with_adapters(tmp_path, text)).adapters["cart_1"]
    assert found == ActionAdapter(
        skill="pick",
        type="hand_msgs/action/Grasp",
        action="hand/grasp",
        goal=(("target", "{object}"), ("limits.force_n", 12.5), ("careful", True)),
        succeeds_if=(("held", True),),
        message="text",
        code="error",
        codes=(
            CodeMeaning(Cause.GRASP_FAILED, 1, 9),
            CodeMeaning(Cause.OBJECT_MISSING, 12, 12),
            CodeMeaning(Cause.OBJECT_DROPPED, word="lost"),
        ),
        progress="share",
    )


def test_codes_are_numbers_in_ranges_or_words() -> None:
    assert CodeMeaning(Cause.BLOCKED, 100, 199).covers(105)
    assert not CodeMeaning(Cause.BLOCKED, 100, 199).covers(200)
    assert CodeMeaning(Cause.BLOCKED, word="stuck").covers("stuck")
    assert not CodeMeaning(Cause.BLOCKED).covers("")


def test_cmd_vel_says_which_topics(tmp_path: Path) -> None:
    text = "  go_to: {adapter: cmd_vel, cmd_vel: base/cmd_vel, stamped: true, starts_at_zero: false}\n"
    (found,) = load_scenario(with_adapters(tmp_path, text)).adapters["cart_1"]
    assert found == CmdVelAdapter("go_to", "base/cmd_vel", "odom", stamped=True, starts_at_zero=False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  fly: {adapter: nav2}\n", "this type has no skill 'fly' to adapt"),
        ("  go_to: {adapter: move_base}\n", "the adapter of 'go_to' is 'move_base'; expected one of"),
        ("  go_to: {adapter: nav2, speed: 3}\n", "has no key 'speed'"),
        ("  pick: {adapter: nav2}\n", "the skill travels nowhere"),
        ("  pick: {adapter: cmd_vel}\n", "the skill travels nowhere"),
        ("  pick: {adapter: action, type: hand_msgs/action/Grasp}\n", "lacks the key 'action'"),
        ("  pick: {adapter: action, type: Grasp, action: grasp}\n", "expected package/action/Name"),
        (
            "  pick: {adapter: action, type: a/action/B, action: c, goal: {x: '{thing}'}}\n",
            "'pick' has no parameter 'thing'",
        ),
        (
            "  pick: {adapter: action, type: a/action/B, action: c, goal: {x: [1]}}\n",
            "'x' in goal of the action adapter of 'pick' is a list; expected a value",
        ),
        (
            "  pick: {adapter: action, type: a/action/B, action: c, codes: {'1': broken}}\n",
            "'broken' is no cause",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    problems = check_scenario(with_adapters(tmp_path, text))
    assert [problem.message for problem in problems if message in problem.message], problems
    assert all(problem.line > 0 for problem in problems)
