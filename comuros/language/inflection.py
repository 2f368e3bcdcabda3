"""Forms of English verbs and nouns: what the lexicon needs to know a word in any form."""

from __future__ import annotations

from enum import Enum

_VOWELS = "aeiou"
# base: (third person, -ing, past, participle); only what the regular rules below get wrong.
_IRREGULAR: dict[str, tuple[str, str, str, str]] = {
    "be": ("is", "being", "was", "been"),
    "bring": ("brings", "bringing", "brought", "brought"),
    "carry": ("carries", "carrying", "carried", "carried"),
    "come": ("comes", "coming", "came", "come"),
    "cut": ("cuts", "cutting", "cut", "cut"),
    "do": ("does", "doing", "did", "done"),
    "drive": ("drives", "driving", "drove", "driven"),
    "fly": ("flies", "flying", "flew", "flown"),
    "get": ("gets", "getting", "got", "gotten"),
    "give": ("gives", "giving", "gave", "given"),
    "go": ("goes", "going", "went", "gone"),
    "grab": ("grabs", "grabbing", "grabbed", "grabbed"),
    "hold": ("holds", "holding", "held", "held"),
    "keep": ("keeps", "keeping", "kept", "kept"),
    "lay": ("lays", "laying", "laid", "laid"),
    "leave": ("leaves", "leaving", "left", "left"),
    "make": ("makes", "making", "made", "made"),
    "mop": ("mops", "mopping", "mopped", "mopped"),
    "put": ("puts", "putting", "put", "put"),
    "ride": ("rides", "riding", "rode", "ridden"),
    "run": ("runs", "running", "ran", "run"),
    "scan": ("scans", "scanning", "scanned", "scanned"),
    "scrub": ("scrubs", "scrubbing", "scrubbed", "scrubbed"),
    "see": ("sees", "seeing", "saw", "seen"),
    "send": ("sends", "sending", "sent", "sent"),
    "set": ("sets", "setting", "set", "set"),
    "shut": ("shuts", "shutting", "shut", "shut"),
    "spin": ("spins", "spinning", "spun", "spun"),
    "stand": ("stands", "standing", "stood", "stood"),
    "sweep": ("sweeps", "sweeping", "swept", "swept"),
    "take": ("takes", "taking", "took", "taken"),
    "throw": ("throws", "throwing", "threw", "thrown"),
    "weld": ("welds", "welding", "welded", "welded"),
    "ship": ("ships", "shipping", "shipped", "shipped"),
    "drop": ("drops", "dropping", "dropped", "dropped"),
    "stop": ("stops", "stopping", "stopped", "stopped"),
    "chop": ("chops", "chopping", "chopped", "chopped"),
    "transfer": ("transfers", "transferring", "transferred", "transferred"),
    "film": ("films", "filming", "filmed", "filmed"),
}
_IRREGULAR_PLURALS = {
    "knives": "knife",
    "shelves": "shelf",
    "loaves": "loaf",
    "leaves": "leaf",
    "people": "person",
    "men": "man",
    "women": "woman",
    "children": "child",
    "mice": "mouse",
    "boxes": "box",
    "buses": "bus",
    "halves": "half",
}


class VerbForm(Enum):
    """The form in which a verb stands."""

    BASE = "base"
    THIRD = "third person"
    ING = "ing"
    PAST = "past"


def verb_forms(base: str) -> dict[str, VerbForm]:
    """Every form of a one-word verb. Where two forms coincide (put), the base form stands."""
    third, gerund, past, participle = _IRREGULAR.get(base) or _regular(base)
    forms = {participle: VerbForm.PAST, past: VerbForm.PAST, gerund: VerbForm.ING, third: VerbForm.THIRD}
    forms[base] = VerbForm.BASE
    return forms


def singular(word: str) -> str:
    """The singular of a noun by the usual rules; a word that is not a plural stays, or loses an s that matters to nobody."""
    if word in _IRREGULAR_PLURALS:
        return _IRREGULAR_PLURALS[word]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    if len(word) > 4 and word.endswith("toes"):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def plural(word: str) -> str:
    """The plural of a noun by the usual rules."""
    for many, one in _IRREGULAR_PLURALS.items():
        if one == word:
            return many
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _regular(base: str) -> tuple[str, str, str, str]:
    third = plural(base)
    if base.endswith("e") and not base.endswith(("ee", "oe")):
        stem, past = base[:-1], base + "d"
    elif base.endswith("y") and base[-2:-1] not in _VOWELS:
        stem, past = base, base[:-1] + "ied"
    elif _doubles(base):
        stem, past = base + base[-1], base + base[-1] + "ed"
    else:
        stem, past = base, base + "ed"
    return third, stem + "ing", past, past


def _doubles(base: str) -> bool:
    """One-syllable verbs that end in one vowel and one consonant double it (grip, gripped)."""
    short = len(base) >= 3 and sum(letter in _VOWELS for letter in base) == 1
    return short and base[-1] not in "wxy" + _VOWELS and base[-2] in _VOWELS and base[-3] not in _VOWELS
