"""What a scenario file says, word for word and with lines, before it is compared with anything. Read by
`scenario_file`.
"""

from __future__ import annotations

from dataclasses import dataclass

from comuros.core.capability import Capability
from comuros.core.literal import Atom
from comuros.core.place import ObjectKind
from comuros.core.scenario import Fault, Rule
from comuros.scenario.planning_draft import PlanningDraft


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    """A place. `area` names the SDF model whose outline makes the place a zone; `radius_m` is None where it
    is not given.
    """

    name: str
    line: int
    kind: str
    frame: str
    area: str
    radius_m: float | None
    approach: tuple[str, ...]
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindDraft:
    """An object kind, whose size comes from the world later."""

    line: int
    kind: ObjectKind


@dataclass(frozen=True, slots=True)
class ObjectDraft:
    """An object; `at` is where the file says it lies."""

    name: str
    line: int
    kind: str
    at: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RobotDraft:
    """A robot or a person; `frame` is the SDF frame it starts on, the start place's own unless given."""

    name: str
    line: int
    type: str
    start: str
    frame: str
    synonyms: tuple[str, ...]
    overrides: tuple[Capability, ...] = ()
    skills: tuple[str, ...] = ()
    is_human: bool = False


@dataclass(frozen=True, slots=True)
class EdgeDraft:
    """A way of a distance table: two places and the metres between them."""

    line: int
    start: str
    goal: str
    distance_m: float


@dataclass(frozen=True, slots=True)
class FaultDraft:
    """A scripted fault."""

    line: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class FactDraft:
    """A fact that holds at the start."""

    line: int
    atom: Atom


@dataclass(frozen=True, slots=True)
class ScenarioDraft:
    """A whole scenario file. Exactly one of `world` (with its line) and `distances` is given."""

    name: str
    title: str
    world: str
    world_line: int
    distances: tuple[EdgeDraft, ...]
    places: tuple[PlaceDraft, ...]
    kinds: tuple[KindDraft, ...]
    objects: tuple[ObjectDraft, ...]
    robots: tuple[RobotDraft, ...]
    facts: tuple[FactDraft, ...]
    rules: tuple[Rule, ...]
    faults: tuple[FaultDraft, ...]
    missions: tuple[str, ...]
    default_instruction: str
    planning: PlanningDraft
