"""What an evaluation set holds: instructions, events and changes with their labels. `set_file` reads them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from comuros.core.scenario import Fault


@dataclass(frozen=True, slots=True)
class ExpectedTask:
    """A task a right answer has: any one of the works in `does`, by `count` robots at once.

    `robots` are those the words allow, empty where they say nothing; `never` those they rule out.
    """

    does: tuple[str, ...]
    count: int = 1
    robots: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InstructionCase:
    """An instruction and what it means. `order` are pairs of works, the earlier first, related directly.

    `rules` are LTLf formulas that must hold too, `?robot` standing for every robot that moves. `because` are
    words the reason must have where the class is infeasible. `paraphrase_of` is the id of the canonical
    wording, "" for that wording itself.
    """

    id: str
    scenario: str
    say: str
    expected_class: str
    tasks: tuple[ExpectedTask, ...]
    order: tuple[tuple[str, str], ...] = ()
    rules: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    paraphrase_of: str = ""

    @property
    def is_feasible(self) -> bool:
        """Whether a plan exists."""
        return self.expected_class != "infeasible"


@dataclass(frozen=True, slots=True)
class MissionTask:
    """A task of a mission that an event meets: its work, its robots, and whether it is open, working or
    done.
    """

    does: str
    robots: tuple[str, ...] = ()
    state: str = "open"


@dataclass(frozen=True, slots=True)
class EventCase:
    """An event and the verdict it deserves. `cause` and `attempts` belong to failed tasks; `subject` is a
    work there.
    """

    id: str
    scenario: str
    mission: tuple[MissionTask, ...]
    kind: str
    subject: str
    relevant: bool
    responses: tuple[str, ...]
    robot: str = ""
    cause: str = ""
    attempts: int = 0
    overruns: int = 0
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happens in a rehearsal at `at_s` seconds: the person says something else (`say`), or a
    robot is lost (`kill`).
    """

    at_s: float
    say: str = ""
    kill: str = ""


@dataclass(frozen=True, slots=True)
class ReplanningCase:
    """A mission that does not go as planned. Right is: one of `responses` is seen, the mission ends as
    `ends`, and `holds` is true then.
    """

    id: str
    scenario: str
    say: str
    responses: tuple[str, ...]
    ends: str = "succeeded"
    holds: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """A whole set. `paraphrases` belong to some of the instructions."""

    title: str
    file: Path
    instructions: tuple[InstructionCase, ...] = ()
    paraphrases: tuple[InstructionCase, ...] = ()
    events: tuple[EventCase, ...] = ()
    replanning: tuple[ReplanningCase, ...] = ()
