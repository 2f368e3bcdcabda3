"""Skill calls as the text of a program. Composers write it, and whoever gives a robot the calls of a plan."""

from __future__ import annotations

from collections.abc import Sequence

from comuros.core.predicate import Sort
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall


def program_text(calls: Sequence[SkillCall], *, scenario: Scenario | None = None) -> str:
    """Skill calls as people read them, one a line: `pick("noodles", "kitchen_counter")`.

    Without a scenario all arguments are taken for names.
    """
    return "\n".join(_call_text(call, scenario) for call in calls) + ("\n" if calls else "")


def _call_text(call: SkillCall, scenario: Scenario | None) -> str:
    if scenario is None:
        return f"{call.skill}({', '.join(_quoted(argument) for argument in call.arguments)})"
    parameters = scenario.skill(call.skill).parameters
    shown = (
        argument if parameter.sort is Sort.NUMBER else _quoted(argument)
        for argument, parameter in zip(call.arguments, parameters, strict=True)
    )
    return f"{call.skill}({', '.join(shown)})"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
