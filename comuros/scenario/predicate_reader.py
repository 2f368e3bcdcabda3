"""Reads declared predicates and sorts. Used by `vocabulary` and `skill_reader`."""

from __future__ import annotations

import yaml

from comuros.core.predicate import Predicate, Sort
from comuros.scenario.problem_log import expected
from comuros.scenario.yaml_reader import Entry, YamlReader


def read_predicate(reader: YamlReader, entry: Entry) -> Predicate:
    """The predicate of one entry."""
    what = f"predicate {entry.key!r}"
    fields = reader.record(entry.value, what, required=("sorts",), optional=("functional", "english"))
    sorts = tuple(
        sort
        for node in reader.items(fields.get("sorts"), f"sorts of {what}")
        if (sort := read_sort(reader, node))
    )
    functional = reader.flag(fields.get("functional"), f"functional of {what}", default=False)
    english = reader.text(fields.get("english"), f"english of {what}") or ""
    check_english(reader, fields.get("english"), english, len(sorts), what)
    return Predicate(entry.key, sorts, functional, english)


def check_english(reader: YamlReader, node: yaml.Node | None, english: str, count: int, what: str) -> None:
    """Note a phrase whose places for arguments are not the predicate's or skill's."""
    if node is None:
        return
    try:
        english.format(*(["x"] * count))
    except (IndexError, KeyError, ValueError):
        reader.problem(
            node, f"english of {what} is {english!r}; expected {{0}} to {{{count - 1}}} for its arguments"
        )


def read_sort(reader: YamlReader, node: yaml.Node) -> Sort | None:
    """A sort by its word; None, with the problem noted, for another word."""
    word = reader.text(node, "a sort")
    sorts = {sort.value: sort for sort in Sort}
    if word is not None and word not in sorts:
        reader.problem(node, f"{word!r} is no sort; {expected(word, sorts)}")
    return sorts.get(word or "")
