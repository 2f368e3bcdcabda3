"""Builds what a model is asked: the system text is a file and nothing else; scenario, state and history are
labelled data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from string import Template
from typing import Protocol, TypeVar

from comuros.core.place import WorldObject
from comuros.core.robot import Robot
from comuros.core.session import Exchange, Session
from comuros.core.skill import SkillModel
from comuros.core.tree import Branch
from comuros.language.interpreter import InterpretationContext
from comuros.language.scenario_excerpt import Excerpt
from comuros.language.session.given_answers import given_answers, reasons_in
from comuros.llm import Message, Role

PROMPT_VERSION = "v3"
_MOST_FACTS = 60
_MOST_HISTORY = 4
_MOST_TASKS = 40
_LONGEST_TEXT = 2000


def first_messages(text: str, context: InterpretationContext, shown: Excerpt) -> tuple[Message, ...]:
    """The opening of a conversation about one instruction."""
    filled = prompt_template("context").substitute(
        scenario=_scenario(shown),
        state=_state(context, shown),
        history="\n".join(map(_exchange, context.history[-_MOST_HISTORY:])) or "none",
        mission=_mission(context.session) or "none",
        feedback="\n".join(f"- {as_data(reason)}" for reason in reasons_in(context.feedback)) or "none",
        answers="\n".join(f"- {as_data(answer)}" for answer in given_answers(context.feedback)) or "none",
        instruction=as_data(text),
    )
    return (Message(Role.SYSTEM, prompt_text("interpret")), Message(Role.USER, filled))


def repair_message(reasons: Iterable[str]) -> Message:
    """Why an answer was sent back."""
    listed = "\n".join(f"- {as_data(reason)}" for reason in reasons)
    return Message(Role.USER, prompt_template("repair").substitute(reasons=listed))


def _scenario(shown: Excerpt) -> str:
    lines = ["robots, by type and its skills:", *_by_kind(shown.robots, _robot_kind)]
    lines += ["places, by kind:", *_by_kind(shown.places, lambda place: as_data(place.kind))]
    lines += ["objects, by kind:", *_by_kind(shown.objects, _object_kind)]
    lines += [
        "predicates: "
        + "; ".join(f"{p.name}({', '.join(s.value for s in p.sorts)})" for p in shown.predicates)
    ]
    lines += ["skills: " + "; ".join(map(_skill, shown.skills))]
    lines += [f"rule: {as_data(rule.words)}" for rule in shown.rules]
    if shown.left_out:
        lines.append(
            f"({shown.left_out} entries that the instruction does not seem to be about are left out)"
        )
    return "\n".join(lines)


class _Named(Protocol):
    """What the scenario names: other names follow in brackets."""

    @property
    def name(self) -> str: ...

    @property
    def synonyms(self) -> tuple[str, ...]: ...


_Thing = TypeVar("_Thing", bound=_Named)


def _by_kind(things: Iterable[_Thing], kind_of: Callable[[_Thing], str]) -> Iterator[str]:
    """One line per kind: what things of a kind share is said once."""
    kinds: dict[str, list[str]] = {}
    for thing in things:
        kinds.setdefault(kind_of(thing), []).append(_with_other_names(thing))
    return (f"- {kind}: {'; '.join(named)}" for kind, named in kinds.items())


def _robot_kind(robot: Robot) -> str:
    return f"{as_data(robot.type.name)} ({', '.join(robot.type.skills[:12])})"


def _object_kind(thing: WorldObject) -> str:
    carriers = f" (carriers {thing.kind.carriers})" if thing.kind.carriers > 1 else ""
    return f"{as_data(thing.kind.name)}{carriers}"


def _with_other_names(thing: _Named) -> str:
    others = f" ({', '.join(map(as_data, thing.synonyms[:3]))})" if thing.synonyms else ""
    return f"{as_data(thing.name)}{others}"


def _skill(skill: SkillModel) -> str:
    parameters = ", ".join(f"{p.name[1:]}: {p.sort.value}" for p in skill.parameters)
    return f"{skill.name}({parameters})"


def _state(context: InterpretationContext, shown: Excerpt) -> str:
    known = frozenset(shown.names())
    facts = sorted(str(atom) for atom in context.state.facts if known.issuperset(atom.arguments))
    more = f"\n({len(facts) - _MOST_FACTS} more)" if len(facts) > _MOST_FACTS else ""
    return "; ".join(map(as_data, facts[:_MOST_FACTS])) + more


def _mission(session: Session) -> str:
    """The mission under way: its tasks with ids and how far they are; who cannot work."""
    active = session.active
    if active is None:
        return ""
    lines = [f"said: {as_data(active.text)}"]
    for task in active.tree.tasks()[:_MOST_TASKS]:
        standing = active.standing(task.id)
        who = f" by {', '.join(standing.robots)}" if standing.robots else ""
        lines.append(f"- {task.id}: {as_data(str(task.work))} is {standing.state.value}{who}")
    groups = [node for node in active.tree.nodes() if isinstance(node, Branch)]
    lines += [
        f"- {g.id}: {g.relation.value} of {', '.join(c.id for c in g.children)}" for g in groups[:_MOST_TASKS]
    ]
    lines += [f"- {robot} cannot work: {as_data(why)}" for robot, why in session.unavailable]
    return "\n".join(lines)


def _exchange(exchange: Exchange) -> str:
    tasks = "; ".join(task.label for task in exchange.tree.tasks()) if exchange.tree else "no tasks"
    ended = as_data(exchange.outcome or "running")
    return f"- said: {as_data(exchange.text)} -> tasks: {as_data(tasks)} ({ended})"


def as_data(text: str) -> str:
    """Text that cannot leave its section: no angle brackets, no control characters, bounded."""
    plain = "".join(c if c.isprintable() else " " for c in text).replace("<", "[").replace(">", "]")
    return plain[:_LONGEST_TEXT]


@cache
def prompt_text(name: str) -> str:
    """A prompt file of the present version."""
    path = f"prompts/{name}_{PROMPT_VERSION}.md"
    return files("comuros.language").joinpath(path).read_text(encoding="utf-8").strip()


def prompt_template(name: str) -> Template:
    """A prompt file with places to fill."""
    return Template(prompt_text(name))
