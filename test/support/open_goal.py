"""An open action goal that remembers what it was told."""

from __future__ import annotations

from typing import Any

from comuros.nodes.goal_server import GoalEnd


class HeardGoal:
    """Stands for `nodes.goal_server.OpenGoal`: `heard` are the statuses told, `end` is how it ended."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.end: GoalEnd | None = None

    def feedback(self, message: Any) -> None:
        self.heard.append(message.report.status)

    def finish(self, end: GoalEnd, result: Any) -> None:
        self.end = end
        self.heard.append(result.report.status)
