"""English verbs that robots are told, grouped by what they ask for. The lexicon joins them with the skills
of a scenario.
"""

from __future__ import annotations

from enum import Enum

from comuros.language.word_tables import word_table


class VerbClass(Enum):
    """What a verb asks for, whatever a scenario calls its skills."""

    TRANSPORT = "transport"
    PICK = "pick"
    CLEAR = "clear"
    RETURN = "return"
    DISCARD = "discard"
    STORE = "store"
    CLEAN = "clean"
    LOOK = "look"
    GO = "go"
    FLY = "fly"
    ENTER = "enter"
    OPEN = "open"
    CLOSE = "close"
    SWITCH_ON = "switch on"
    SWITCH_OFF = "switch off"
    WAIT = "wait"
    CHARGE = "charge"
    HEAT = "heat"
    COOL = "cool"
    SLICE = "slice"
    FILL = "fill"
    READY = "ready"
    RECEIVE = "receive"
    SKILL = "skill"


VERBS: dict[VerbClass, tuple[str, ...]] = {
    VerbClass[title.upper()]: lemmas for title, lemmas in word_table("verbs").items()
}
# "The door is open", "table 1 is clean": the verb that brings the state about.
STATES: dict[str, str] = {state: verbs[0] for state, verbs in word_table("states").items()}
