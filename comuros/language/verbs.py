"""English verbs that robots are told, grouped by what they ask for. The lexicon joins them with the skills of a scenario."""

from __future__ import annotations

from enum import Enum


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
    SKILL = "skill"


# The first verb of each class names it in messages. A verb may be several words; its first word is inflected.
VERBS: dict[VerbClass, tuple[str, ...]] = {
    VerbClass.TRANSPORT: (
        "bring", "deliver", "carry", "take", "move", "put", "place", "serve", "fetch", "stack", "transport", "haul", "transfer",
        "relocate", "convey", "set", "lay", "drop off", "drop", "set down", "lay down", "put down", "bring over", "take over",
        "hand over", "hand", "give", "send", "ship", "load", "unload", "get", "collect", "gather", "gather up", "retrieve",
        "remove", "push", "pull", "drag", "slide", "shift", "supply", "position", "leave", "deposit", "insert", "hang",
        "stick", "lug", "tote", "shuttle", "run", "arrange", "prepare",
        "rest", "park", "collect together", "gather together", "dump", "bring up", "move over", "haul over", "bring along",
        "tow", "ferry", "cart", "place down", "drop down", "stow",
    ),
    VerbClass.PICK: ("pick up", "pick", "grab", "grasp", "lift", "hold", "seize", "grip", "lift up", "take hold of", "get hold of"),
    VerbClass.CLEAR: ("clear", "empty", "bus", "clear off", "clear away", "tidy", "tidy up", "clear up", "clear out", "empty out"),
    VerbClass.RETURN: ("return", "bring back", "take back", "carry back", "put back", "move back", "send back", "give back"),
    VerbClass.DISCARD: ("throw away", "throw out", "discard", "dispose of", "bin", "trash", "get rid of", "toss", "toss out", "toss away"),
    VerbClass.STORE: ("put away", "store", "stash", "store away", "stow away", "pack away"),
    VerbClass.CLEAN: (
        "clean", "wipe", "mop", "wash", "sweep", "scrub", "vacuum", "polish", "disinfect", "rinse", "sanitize", "sanitise", "wipe down",
        "wipe off", "wash off", "wash up", "rinse off", "mop up", "sweep up", "dust", "hoover", "clean off", "clean up",
    ),
    VerbClass.LOOK: (
        "inspect", "check", "look at", "photograph", "examine", "scan", "survey", "observe", "view", "film", "watch", "monitor",
        "have a look at", "take a look at", "take a picture of", "take a photo of", "take pictures of", "take photos of",
        "check on", "check out", "look over", "look in on", "look after", "keep an eye on", "check up on", "snap", "record",
        "see", "verify", "audit", "look into", "look around", "look in", "look on", "look", "locate", "find", "spot", "take a photograph of",
        "get a picture of", "get a photo of", "peek at", "peek into", "glance at",
    ),
    VerbClass.GO: (
        "go", "drive", "come", "head", "travel", "navigate", "proceed", "walk", "roll", "visit", "go over", "head over", "come over",
        "drive over", "move over", "go back", "head back", "come back", "drive back", "get over", "reposition",
    ),
    VerbClass.FLY: ("fly", "hover", "fly over", "fly back"),
    VerbClass.ENTER: ("enter", "cross", "traverse", "pass through", "go through", "drive through", "fly through", "move through", "go into", "pass"),
    VerbClass.OPEN: ("open", "open up", "unlock"),
    VerbClass.CLOSE: ("close", "shut", "close up", "lock"),
    VerbClass.SWITCH_ON: ("turn on", "switch on", "light", "activate", "power on"),
    VerbClass.SWITCH_OFF: ("turn off", "switch off", "deactivate", "power off"),
    VerbClass.WAIT: ("wait", "hold on", "stay", "stand by", "pause", "hold still", "stand still", "remain"),
    VerbClass.CHARGE: ("charge", "recharge", "dock", "charge up", "recharge batteries", "charge batteries"),
    VerbClass.HEAT: ("heat", "warm", "cook", "microwave", "heat up", "warm up", "boil", "toast", "bake", "roast", "fry"),
    VerbClass.COOL: ("cool", "chill", "refrigerate", "cool off", "cool down", "chill down", "freeze"),
    VerbClass.SLICE: ("slice", "cut", "chop", "cut up", "slice up", "chop up", "dice"),
    VerbClass.FILL: ("fill", "fill up", "refill"),
    VerbClass.READY: ("get ready", "make ready"),
}
# A clause such as "the cup is on table 2" or "table 1 is clean" asks for a state.
STATES: dict[str, str] = {
    "clean": "clean",
    "empty": "clear",
    "clear": "clear",
    "tidy": "clean",
    "open": "open",
    "closed": "close",
    "shut": "close",
    "ready": "",
    "hot": "heat",
    "warm": "heat",
    "cold": "cool",
    "cool": "cool",
    "on": "turn on",
    "off": "turn off",
}
