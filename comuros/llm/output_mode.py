"""Ways to make a server keep to a schema, best first: schema-constrained output, a forced tool call, JSON
mode, plain text.
"""

from __future__ import annotations

import json
from enum import Enum
from typing import Any

from comuros.llm.completion import Schema


class OutputMode(Enum):
    """How structured output is asked for."""

    JSON_SCHEMA = "json_schema"
    TOOL_CALL = "tool_call"
    JSON_OBJECT = "json_object"
    PLAIN = "plain"

    def next_best(self) -> OutputMode | None:
        """What to try where a server refuses this mode; None after the last."""
        modes = list(OutputMode)
        following = modes.index(self) + 1
        return modes[following] if following < len(modes) else None


# A keyword of llguidance: no blanks between the parts of an answer. To others it says nothing.
_NO_PADDING = {"x-guidance": {"whitespace_flexible": False}}


def mode_parameters(mode: OutputMode, schema: Schema, *, without_padding: bool = False) -> dict[str, Any]:
    """The request parameters of a mode in the OpenAI wire format; `without_padding` tells servers that
    understand it to leave out blanks a weak model would fill its answer with.
    """
    content = json.loads(schema.json_text)
    if mode is OutputMode.JSON_SCHEMA:
        if without_padding:
            content = {**content, **_NO_PADDING}
        wanted = {"name": schema.name, "schema": content, "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": wanted}}
    if mode is OutputMode.TOOL_CALL:
        function = {"name": schema.name, "parameters": content}
        return {
            "tools": [{"type": "function", "function": function}],
            "tool_choice": {"type": "function", "function": {"name": schema.name}},
        }
    return {"response_format": {"type": "json_object"}} if mode is OutputMode.JSON_OBJECT else {}
