"""What is asked of a server in each mode."""

from __future__ import annotations

import json

from comuros.llm import Schema
from comuros.llm.output_mode import OutputMode, mode_parameters

PLAIN = {"type": "object", "properties": {}}
SCHEMA = Schema("q", json.dumps(PLAIN))


def test_padding_is_forbidden_only_where_it_is_asked_for_and_in_schema_mode() -> None:
    asked = mode_parameters(OutputMode.JSON_SCHEMA, SCHEMA)["response_format"]["json_schema"]["schema"]
    assert asked == PLAIN
    tight = mode_parameters(OutputMode.JSON_SCHEMA, SCHEMA, without_padding=True)
    keyword = tight["response_format"]["json_schema"]["schema"]["x-guidance"]
    assert keyword == {"whitespace_flexible": False}
    assert "x-guidance" not in json.dumps(mode_parameters(OutputMode.TOOL_CALL, SCHEMA, without_padding=True))
