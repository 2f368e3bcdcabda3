"""Idioms said in the grammar's own words, and background that orders nothing, before a sentence is tagged.
The table is `english/rewrites.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from comuros.language.words import Word

_LONGEST_HOLE = 7
_BACKGROUND = re.compile(
    r"^(?:good (?:morning|afternoon|evening|day)|morning|hello|hi|hey)"
    r"(?: (?:there|all|everyone|everybody|team))?(?: ,|$)"
    r"|^(?:it is|it was|it looks|there is|there are|there was|we have|we got|i am|i feel|i have|"
    r"(?:someone|somebody)(?: (?:at|in|on) .*?)? (?:has|have|had|was|is|just|left|forgot|put|\w+ed)\b|"
    r"a guest|a customer|a patient|people|the guests?|the customers?|the patients?) "
    r"|^the .* (?:stays?|remains?) (?:where (?:it is|they are)|there|put)$"
)
_ORDERS = re.compile(
    r"\b(?:allowed|permitted|forbidden|prohibited|banned?|only|until|unless|never|"
    r"should|must|needs? to|has to|have to|please|shall|be (?:brought|cleaned|taken)|wants?|is to)\b"
)


@dataclass(frozen=True, slots=True)
class _Rewrite:
    """`form` and `result` as tokens; `^` is the start of the sentence, `*` a hole of several words, `?` of
    one, `a|b` one of these words; `*3` in a result is the third hole, whatever its width.
    """

    form: tuple[str, ...]
    result: tuple[str, ...]


_TIMES = re.compile(r"\b(?:seconds?|minutes?|hours?|o'clock|[ap]m|deadline)\b")


def rewritten(words: Sequence[Word]) -> tuple[Word, ...]:
    """The sentence with every idiom replaced, first rule first. What is put in stands where the idiom
    stood.
    """
    found = tuple(words)
    for rule in _rules():
        start = 0
        while start < len(found):
            holes = _match(rule.form, found, start)
            if holes is None:
                start += 1
                continue
            end, filled = holes
            inserted = tuple(_filled(rule.result, filled, found[start:end]))
            found = (*found[:start], *inserted, *found[end:])
            start += max(1, len(inserted))
    return found


def without_background(words: tuple[Word, ...], *, alone: bool) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """The order in a sentence, and the words before it that only say how things are ('it is cold, so …').
    A sentence that stands `alone` is never all background.
    """
    norms = [word.norm for word in words]
    for index, norm in enumerate(norms[1:-1], start=1):
        if norm in ("so", "therefore", "hence") and norms[index - 1] == "," and norms[index + 1] != "that":
            return words[index + 1 :], words[: index - 1]
    comma = norms.index(",") if "," in norms else len(words)
    if not says_how_things_are(words) or (comma == len(words) and alone):
        return words, ()
    rest = words[comma + 1 :]
    return rest, words[:comma]


def says_how_things_are(words: Sequence[Word]) -> bool:
    """Whether words have the form of a remark on how things are, up to their first comma."""
    said = " ".join(word.norm for word in words)
    return bool(_BACKGROUND.match(said)) and not _ORDERS.search(said.partition(" ,")[0])


def sounds_like_order(said: str) -> bool:
    """Whether a text has words of duty, permission or time, so that it may be an order."""
    return bool(_ORDERS.search(said.lower()) or _TIMES.search(said.lower()))


def _match(
    form: Sequence[str], words: Sequence[Word], start: int
) -> tuple[int, list[tuple[Word, ...]]] | None:
    if not form:
        return start, []
    wanted, rest = form[0], form[1:]
    if wanted == "*":
        for length in range(1, _LONGEST_HOLE + 1):
            hole = tuple(words[start : start + length])
            if len(hole) < length or hole[-1].norm == ",":
                return None
            found = _match(rest, words, start + length)
            if found is not None:
                return found[0], [hole, *found[1]]
        return None
    if wanted == "^":
        return _match(rest, words, start) if start == 0 else None
    if wanted == "$":
        return (start, []) if start >= len(words) or words[start].norm in (",", "and", "then") else None
    if start >= len(words):
        return None
    said = words[start].norm
    if wanted == "?":
        found = _match(rest, words, start + 1)
        return (found[0], [(words[start],), *found[1]]) if found else None
    if said not in wanted.split("|"):
        return None
    return _match(rest, words, start + 1)


def _filled(result: Sequence[str], holes: list[tuple[Word, ...]], span: Sequence[Word]) -> Iterator[Word]:
    waiting = iter(holes)
    for token in result:
        if token[0] == "*" and token[1:].isdecimal():
            yield from holes[int(token[1:]) - 1]
        elif token in ("*", "?"):
            yield from next(waiting)
        else:
            yield Word(token, span[0].start, span[-1].end)


@cache
def _rules() -> tuple[_Rewrite, ...]:
    text = files("comuros.language").joinpath("english/rewrites.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(
        _Rewrite(tuple(form.split()), tuple(result.split()))
        for form, _, result in (line.partition("=>") for line in lines)
    )
