"""How a person is asked for work. Used by `people`."""

from __future__ import annotations

from comuros.core.composition import compose
from comuros.core.place import thing_at_spot
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.task import Goal, Task
from comuros.core.world_state import WorldState


def asked_of_a_person(person: Robot, task: Task, *, state: WorldState, scenario: Scenario) -> str:
    """One sentence: "ann, please pick up the ball from the corner and stack the ball on the box." """
    composition = compose(task.work, robots=(person,), state=state, scenario=scenario)
    steps = [_step(call, scenario) for call in composition.calls if not _is_mere_travel(call, scenario)]
    steps = steps or [_step(call, scenario) for call in composition.calls]
    if composition.ok and steps:
        return f"{_name(person.name)}, please {_joined(steps)}."
    if isinstance(task.work, Goal):
        wanted = [_said(str(literal), literal.atom.arguments, scenario) for literal in task.work.literals]
        return f"{_name(person.name)}, please see to it: {_joined(wanted)}."
    return f"{_name(person.name)}, please do this: {task.words or task.label}."


def _step(call: SkillCall, scenario: Scenario) -> str:
    skill = scenario.skill(call.skill)
    words = tuple(_name(argument) for argument in call.arguments)
    if skill.english:
        return skill.english.format(*words)
    return f"{_name(skill.name)} {' '.join(words)}".strip()


def _said(text: str, arguments: tuple[str, ...], scenario: Scenario) -> str:
    name = text.lstrip("!").partition("(")[0]
    predicate = next((known for known in scenario.predicates if known.name == name), None)
    said = predicate.phrase(arguments) if predicate else text
    return f"it is not so that {said}" if text.startswith("!") else said


def _is_mere_travel(call: SkillCall, scenario: Scenario) -> bool:
    skill = scenario.skill(call.skill)
    return bool(skill.duration.travels_to) and not skill.preconditions


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _name(name: str) -> str:
    return "the floor" if thing_at_spot(name) else name.replace("_", " ")
