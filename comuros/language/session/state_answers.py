"""Answers about how things stand, from what is believed and from the mission under way. One method for each
form of question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comuros.core.mission import NodeState
from comuros.core.predicate import Sort
from comuros.core.session import Session, TaskStanding
from comuros.core.task import Goal, Task
from comuros.core.tree import tasks_below
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References
from comuros.language.session.names import names_in
from comuros.language.tree_edit import units
from comuros.language.verbs import STATES
from comuros.language.words import Word

_ANY = (Sort.OBJECT, Sort.ROBOT, Sort.PLACE)
_ALL_OF_YOU = (
    "you", "you all", "they", "the robots", "your robots", "the team", "everyone", "everybody",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question names: the words of its two things, and the state it asks for."""

    thing: tuple[Word, ...] = ()
    other: tuple[Word, ...] = ()
    state: str = ""

    @property
    def said(self) -> str:
        """The first thing in lower case."""
        return " ".join(word.norm for word in self.thing)


class StateAnswers:
    """Answers of one session. Every method raises Puzzle where a name is unknown or ambiguous."""

    def __init__(self, references: References, session: Session) -> None:
        self._references, self._session = references, session

    def free(self, _asked: Asked) -> str:
        """Who has no task now."""
        busy = self._at_work()
        free = [name for name in self._robots() if name not in busy and name not in self._out()]
        said = [f"{_listed(free)} {_are(free)} free" if free else "Nobody is free"]
        said += [f"{_said(name)} works on '{label}'" for name, label in busy.items()]
        said += [f"{_said(name)} is out: {why}" for name, why in self._out().items()]
        return _sentence(said)

    def busy(self, _asked: Asked) -> str:
        """Who has a task now."""
        busy = [f"{_said(name)} works on '{label}'" for name, label in self._at_work().items()]
        return _sentence(busy) if busy else "Nobody is at work."

    def is_free(self, asked: Asked) -> str:
        """Whether one robot has a task."""
        said = []
        for name in self._names(asked.thing, (Sort.ROBOT,)):
            out, label = self._out().get(name), self._at_work().get(name)
            said.append(
                f"{_said(name)} is out: {out}"
                if out
                else f"{_said(name)} works on '{label}'"
                if label
                else f"{_said(name)} is free"
            )
        return _sentence(said)

    def doing(self, asked: Asked) -> str:
        """What a robot does, or all of them."""
        if asked.said in _ALL_OF_YOU:
            return self.progress(asked)
        return self.is_free(asked)

    def where(self, asked: Asked) -> str:
        """Where robots, objects or places are."""
        return _sentence([self._where(name) for name in self._names(asked.thing, _ANY)])

    def who_has(self, asked: Asked) -> str:
        """Who holds an object."""
        said = []
        for name in self._names(asked.thing, (Sort.OBJECT,)):
            holders = self._holders(name)
            said.append(
                f"{_listed(holders)} {_are(holders)} holding the {_said(name)}"
                if holders
                else f"nobody; {self._where(name)}"
            )
        return _sentence(said)

    def what_holds(self, asked: Asked) -> str:
        """What a robot holds."""
        said = []
        for name in self._names(asked.thing, (Sort.ROBOT,)):
            held = [a.arguments[1] for a in self._references.state.matching("holding", name, None)]
            said.append(f"{_said(name)} holds {_listed(held) if held else 'nothing'}")
        return _sentence(said)

    def what_is_on(self, asked: Asked) -> str:
        """What lies at a place."""
        said = []
        for name in self._names(asked.thing, (Sort.PLACE, Sort.OBJECT)):
            lying = [
                o.name for o in self._references.scenario.objects if self._references.location(o.name) == name
            ]
            standing = [a.arguments[0] for a in self._references.state.matching("at", None, name)]
            parts = [f"{_listed(lying)} {_are(lying)} on {_said(name)}"] if lying else []
            parts += [f"{_listed(standing)} {_are(standing)} at {_said(name)}"] if standing else []
            said.append(" and ".join(parts) or f"nothing is on {_said(name)}")
        return _sentence(said)

    def is_in_state(self, asked: Asked) -> str:
        """Whether a place is clean, open …, by the literal that the verb of the state brings about."""
        sense = self._references.lexicon.verbs.sense(STATES[asked.state])
        if sense is None or sense.skill is None or len(sense.skill.parameters) != 1:
            raise Puzzle(f"I do not know what is {asked.state}.", quoted=asked.state)
        skill = sense.skill
        said = []
        for name in self._names(asked.thing, _ANY):
            wanted = skill.ground_effects(skill.binding("?self", (name,)))
            true = all(self._references.state.holds(literal) for literal in wanted)
            known = "is" if true else "is not known to be"
            said.append(f"{_said(name)} {known} {asked.state}")
        return _sentence(said)

    def is_at(self, asked: Asked) -> str:
        """Whether something is where the question says."""
        there = self._names(asked.other, (Sort.PLACE, Sort.OBJECT))
        said = []
        for name in self._names(asked.thing, (Sort.OBJECT, Sort.ROBOT)):
            yes = "yes" if self._place_of(name) in there else "no"
            said.append(f"{yes}, {self._where(name)}")
        return _sentence(said)

    def who_does(self, asked: Asked) -> str:
        """Who works on what is named."""
        names = set(self._names(asked.thing, (Sort.OBJECT, Sort.PLACE)))
        found = [
            f"'{label}': {_listed(standing.robots)}" if standing.robots else f"'{label}': nobody yet"
            for standing, task, label in self._tasks()
            if standing.is_open and names & set(_arguments(task))
        ]
        return _sentence(found) if found else "Nothing like that is being done."

    def left(self, _asked: Asked) -> str:
        """What is still owed."""
        owed = [f"'{label}'" for standing, _, label in self._tasks() if standing.is_open]
        if self._session.active is None:
            return "Nothing: no mission is under way."
        return f"Still to do: {', '.join(owed)}." if owed else "Nothing is left to do."

    def progress(self, _asked: Asked) -> str:
        """Where the mission stands."""
        active = self._session.active
        if active is None:
            last = self._session.history[-1] if self._session.history else None
            return (
                f"No mission is under way; '{last.text}' ended: {last.outcome}."
                if last
                else "No mission is under way."
            )
        lines = [f"'{label}' {_stands(standing)}" for standing, _, label in self._tasks()]
        done = sum(not standing.is_open for standing, _, _ in self._tasks())
        return f"'{active.text}' is {active.state.value}, {done} of {len(lines)} tasks done. " + _sentence(
            lines
        )

    def abilities(self, asked: Asked) -> str:
        """What robots can do."""
        thing = asked.said
        everyone = thing in ("you", "you all", "they", "the robots", "your robots", "the team", "everyone")
        robot = self._references.scenario.robot
        names = self._robots() if everyone else self._names(asked.thing, (Sort.ROBOT,))
        return _sentence(
            [f"{_said(name)} can {', '.join(map(_said, robot(name).type.skills))}" for name in names]
        )

    def battery(self, asked: Asked) -> str:
        """How full batteries are."""
        named = asked.thing
        names = self._names(asked.thing, (Sort.ROBOT,)) if named else self._robots()
        levels = {status.robot: status.battery for status in self._session.team}
        return _sentence(
            [f"{_said(n)} has {levels[n]:.0%}" if n in levels else f"{_said(n)} was not heard" for n in names]
        )

    def _names(self, words: Sequence[Word], sorts: Sequence[Sort]) -> tuple[str, ...]:
        return names_in(words, self._references, sorts)

    def _robots(self) -> tuple[str, ...]:
        return tuple(robot.name for robot in self._references.scenario.robots if not robot.is_human)

    def _out(self) -> dict[str, str]:
        return dict(self._session.unavailable)

    def _tasks(self) -> list[tuple[TaskStanding, Task, str]]:
        active = self._session.active
        if active is None:
            return []
        return [
            (active.standing(task.id), task, task.label)
            for unit in units(active.tree)
            for task in tasks_below(unit)
        ]

    def _at_work(self) -> dict[str, str]:
        under_way = (NodeState.TRAVELLING, NodeState.ACTIVE)
        return {
            robot: label
            for standing, _, label in self._tasks()
            if standing.state in under_way
            for robot in standing.robots
        }

    def _holders(self, thing: str) -> list[str]:
        return [atom.arguments[0] for atom in self._references.state.matching("holding", None, thing)]

    def _place_of(self, name: str) -> str:
        if self._references.scenario.sort_of(name) is Sort.ROBOT:
            return self._references.state.value("at", name) or ""
        return self._references.location(name)

    def _where(self, name: str) -> str:
        sort = self._references.scenario.sort_of(name)
        if sort is Sort.ROBOT:
            place = self._place_of(name)
            return f"{_said(name)} is at {_said(place)}" if place else f"{_said(name)} is between places"
        if sort is Sort.PLACE:
            pose = self._references.scenario.place(name).pose
            return f"{_said(name)} is a place at ({pose.x_m:.1f}, {pose.y_m:.1f}) m"
        holders = self._holders(name)
        if holders:
            return f"the {_said(name)} {_is(name)} held by {_listed(holders)}"
        place = self._place_of(name)
        if not place:
            return f"nobody knows where the {_said(name)} {_is(name)}"
        return f"the {_said(name)} {_is(name)} on {_said(place)}"


def _arguments(task: Task) -> tuple[str, ...]:
    if isinstance(task.work, Goal):
        return tuple(name for literal in task.work.literals for name in literal.atom.arguments)
    return getattr(task.work, "arguments", ())


def _stands(standing: TaskStanding) -> str:
    who = f" by {_listed(standing.robots)}" if standing.robots and standing.is_open else ""
    words = {
        NodeState.PENDING: "waits",
        NodeState.TRAVELLING: "is being approached",
        NodeState.ACTIVE: "is under way",
    }
    return f"{words.get(standing.state, f'is {standing.state.value}')}{who}"


def _said(name: str) -> str:
    return name.replace("_", " ")


def _listed(names: Sequence[str]) -> str:
    said = [_said(name) for name in names]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else "nobody"


def _is(name: str) -> str:
    return "are" if name.endswith("s") and not name.endswith("ss") else "is"


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _sentence(parts: Sequence[str]) -> str:
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."
