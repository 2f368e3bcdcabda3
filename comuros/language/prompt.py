"""Builds what a model is asked: the system text is a file and nothing else; scenario, state and history are
labelled data.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from string import Template

from comuros.core.place import WorldObject
from comuros.core.robot import Robot
from comuros.core.session import Exchange
from comuros.core.skill import SkillModel
from comuros.language.interpreter import InterpretationContext
from comuros.language.scenario_excerpt import Excerpt
from comuros.llm import Message, Role

PROMPT_VERSION = "v1"
_MOST_FACTS = 80
_MOST_HISTORY = 4
_LONGEST_TEXT = 2000


def first_messages(text: str, context: InterpretationContext, shown: Excerpt) -> tuple[Message, ...]:
    """The opening of a conversation about one instruction."""
    filled = _template("context").substitute(
        scenario=_scenario(shown),
        state=_state(context, shown),
        history="\n".join(map(_exchange, context.history[-_MOST_HISTORY:])) or "none",
        feedback="\n".join(f"- {_data(reason)}" for reason in context.feedback) or "none",
        instruction=_data(text),
    )
    return (Message(Role.SYSTEM, _text("interpret")), Message(Role.USER, filled))


def repair_message(reasons: Iterable[str]) -> Message:
    """Why an answer was sent back."""
    listed = "\n".join(f"- {_data(reason)}" for reason in reasons)
    return Message(Role.USER, _template("repair").substitute(reasons=listed))


def _scenario(shown: Excerpt) -> str:
    lines = ["robots:", *map(_robot, shown.robots)]
    lines += ["places: " + "; ".join(_named(p.name, p.kind, p.synonyms) for p in shown.places)]
    lines += ["objects:", *map(_object, shown.objects)]
    lines += [
        "predicates: "
        + "; ".join(f"{p.name}({', '.join(s.value for s in p.sorts)})" for p in shown.predicates)
    ]
    lines += ["skills: " + "; ".join(map(_skill, shown.skills))]
    lines += [f"rule: {_data(rule.words)}" for rule in shown.rules]
    if shown.left_out:
        lines.append(
            f"({shown.left_out} entries that the instruction does not seem to be about are left out)"
        )
    return "\n".join(lines)


def _robot(robot: Robot) -> str:
    skills = ", ".join(robot.type.skills[:12])
    return f"- {_named(robot.name, robot.type.name, robot.synonyms)}: {skills}"


def _object(thing: WorldObject) -> str:
    carriers = f", carriers {thing.kind.carriers}" if thing.kind.carriers > 1 else ""
    return f"- {_named(thing.name, thing.kind.name, thing.synonyms)}{carriers}"


def _skill(skill: SkillModel) -> str:
    parameters = ", ".join(f"{p.name[1:]}: {p.sort.value}" for p in skill.parameters)
    return f"{skill.name}({parameters})"


def _named(name: str, kind: str, synonyms: tuple[str, ...]) -> str:
    also = f", also called {', '.join(map(_data, synonyms[:3]))}" if synonyms else ""
    return f"{_data(name)} ({_data(kind)}{also})"


def _state(context: InterpretationContext, shown: Excerpt) -> str:
    known = frozenset(shown.names())
    facts = sorted(str(atom) for atom in context.state.facts if known.issuperset(atom.arguments))
    more = f"\n({len(facts) - _MOST_FACTS} more)" if len(facts) > _MOST_FACTS else ""
    return "; ".join(map(_data, facts[:_MOST_FACTS])) + more


def _exchange(exchange: Exchange) -> str:
    tasks = "; ".join(task.label for task in exchange.tree.tasks()) if exchange.tree else "no tasks"
    return f"- said: {_data(exchange.text)} -> tasks: {_data(tasks)} ({_data(exchange.outcome or 'running')})"


def _data(text: str) -> str:
    """Text that cannot leave its section: no angle brackets, no control characters, bounded."""
    plain = "".join(c if c.isprintable() else " " for c in text).replace("<", "[").replace(">", "]")
    return plain[:_LONGEST_TEXT]


@cache
def _text(name: str) -> str:
    path = f"prompts/{name}_{PROMPT_VERSION}.md"
    return files("comuros.language").joinpath(path).read_text(encoding="utf-8").strip()


def _template(name: str) -> Template:
    return Template(_text(name))
