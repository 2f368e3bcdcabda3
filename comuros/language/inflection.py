"""Forms of English verbs and nouns: what the lexicon needs to know a word in any form."""

from __future__ import annotations

from enum import Enum

from comuros.language.word_tables import word_table

_VOWELS = "aeiou"
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


# Verbs whose past is said like their base form.
SAME_PAST = frozenset(("put", "set", "cut", "shut"))


class VerbForm(Enum):
    """The form in which a verb stands."""

    BASE = "base"
    THIRD = "third person"
    ING = "ing"
    PAST = "past"


def verb_forms(base: str) -> dict[str, VerbForm]:
    """Every form of a one-word verb. Where two forms coincide (put), the base form stands."""
    third, gerund, past, participle = _irregular(base) or _regular(base)
    forms = {participle: VerbForm.PAST, past: VerbForm.PAST, gerund: VerbForm.ING, third: VerbForm.THIRD}
    forms[base] = VerbForm.BASE
    return forms


def singular(word: str) -> str:
    """The singular of a noun by the usual rules; a word that is not a plural stays, or loses an s that
    matters to nobody.
    """
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


def _irregular(base: str) -> tuple[str, str, str, str] | None:
    found = word_table("irregular_verbs").get(base)
    return (found[0], found[1], found[2], found[3]) if found else None


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
