"""A robot's node finds the same topics from either namespace."""

from __future__ import annotations

import pytest

from comuros.nodes.team_names import TeamNames, robot_of_namespace


class Namespaced:
    """As much of a node as names need."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace

    def get_namespace(self) -> str:
        return self._namespace


@pytest.mark.parametrize(
    ("namespace", "state", "barrier"),
    [
        ("/", "waiter/state", "team/barrier"),
        ("/hall", "waiter/state", "team/barrier"),
        ("/waiter", "state", "/team/barrier"),
        ("/hall/waiter", "state", "/hall/team/barrier"),
    ],
)
def test_names_meet_in_the_teams_namespace(namespace: str, state: str, barrier: str) -> None:
    names = TeamNames(Namespaced(namespace), "waiter")  # type: ignore[arg-type]
    assert (names.own("state"), names.team("team/barrier")) == (state, barrier)


def test_the_robot_is_the_last_part_of_the_namespace() -> None:
    assert robot_of_namespace(Namespaced("/hall/waiter")) == "waiter"  # type: ignore[arg-type]
    assert robot_of_namespace(Namespaced("/")) == ""  # type: ignore[arg-type]
