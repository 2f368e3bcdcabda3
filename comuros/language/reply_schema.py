"""The JSON schema of a model's answer: generated from `llm_reply`, narrowed to the names a prompt shows."""

from __future__ import annotations

import json
from typing import Any

from comuros.core.session import ActiveMission
from comuros.language.llm_reply import Reply
from comuros.language.scenario_excerpt import Excerpt
from comuros.llm import Schema


def reply_schema(shown: Excerpt, active: ActiveMission | None = None) -> Schema:
    """The schema in which only these robots, places, objects, skills and predicates can be named, and only
    nodes of the mission under way changed.
    """
    schema = Reply.model_json_schema()
    parts: dict[str, Any] = schema["$defs"]
    node, literal = parts["ReplyNode"]["properties"], parts["ReplyLiteral"]["properties"]
    names = _one_of(shown.names())
    robots = _one_of(robot.name for robot in shown.robots)
    literal["predicate"] = _one_of(predicate.name for predicate in shown.predicates)
    literal["arguments"]["items"] = names
    node["arguments"]["items"] = names
    node["skill"] = _one_of(("", *(skill.name for skill in shown.skills)))
    node["only"]["items"] = robots
    node["never"]["items"] = robots
    if active is None:
        schema["properties"]["intent"]["enum"] = ["mission", "answer"]  # there is nothing to edit
    nodes = [found.id for found in active.tree.nodes()] if active is not None else []
    for part in ("remove", "after"):
        schema["properties"][part]["items"] = _one_of(nodes)
    return Schema("task_tree", json.dumps(_without_titles(schema), separators=(",", ":")))


def _one_of(names: Any) -> dict[str, Any]:
    listed = list(dict.fromkeys(names))
    return {"type": "string", "enum": listed} if listed else {"type": "string"}


def _without_titles(value: Any) -> Any:
    """Titles and descriptions say nothing that the prompt does not; they cost tokens."""
    if isinstance(value, dict):
        kept = {
            key: item
            for key, item in value.items()
            if not (key in ("title", "description") and isinstance(item, str))
        }
        if isinstance(kept.get("properties"), dict):
            # Servers that keep strictly to a schema want every property named as required.
            kept["required"] = list(kept["properties"])
        return {key: _without_titles(item) for key, item in kept.items() if key != "default"}
    return [_without_titles(item) for item in value] if isinstance(value, list) else value
