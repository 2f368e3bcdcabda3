"""People as members of a team: what everybody can be taken to have and do unless the scenario says otherwise.
Used by `assembly`.
"""

from __future__ import annotations

from collections.abc import Collection

from comuros.core.capability import Capability
from comuros.core.robot import Locomotion, Robot, RobotType
from comuros.scenario.scenario_draft import RobotDraft

RADIUS_M = 0.3
# Modest on purpose: what is handed to a person must be light and near.
_USUAL = (
    Capability("speed_mps", 1.0),
    Capability("turn_radps", 2.0),
    Capability("reach_m", 1.2),
    Capability("payload_kg", 10.0),
    Capability("grippers", 1.0),
    Capability("climbs_stairs", value=True),
    Capability("sensors", frozenset({"camera"})),
    Capability("tools", frozenset({"brush"})),
)
# Whoever is asked to pick something up goes there first.
_WALKS = "go_to"


def person(draft: RobotDraft, *, skills: Collection[str], capabilities: Collection[str]) -> Robot:
    """A person of the scenario; `skills` and `capabilities` are those the vocabulary knows."""
    walks = (_WALKS,) if draft.skills and _WALKS in skills and _WALKS not in draft.skills else ()
    usual = tuple(fact for fact in _USUAL if fact.name in capabilities)
    kind = RobotType("person", Locomotion.OMNIDIRECTIONAL, RADIUS_M, usual, (*walks, *draft.skills))
    return Robot(draft.name, kind, draft.start, draft.overrides, draft.synonyms, is_human=True)
