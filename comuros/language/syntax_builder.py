"""Builds `syntax` objects while the grammar reads; one method per alternative of `grammar.lark`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lark import Token, Transformer, v_args

from comuros.language.chunk import Chunk
from comuros.language.syntax import (
    Argument,
    Clause,
    Join,
    Joined,
    Limit,
    Marker,
    Mood,
    NounList,
    Part,
    Sentence,
    Step,
    Subordinate,
    Suffix,
)
from comuros.language.tag import Tag
from comuros.language.words import Word


@dataclass(frozen=True, slots=True)
class _Args:
    """What stands after a verb, in order."""

    items: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A subject and where it is."""

    nouns: NounList
    place: Argument


def _chunk(token: object) -> Chunk:
    if not isinstance(token, Token) or not isinstance(token.value, Chunk):
        raise TypeError(f"expected a token of the tagger, got {token!r}")
    return token.value


def _words(children: Sequence[object]) -> tuple[Word, ...]:
    found: list[Word] = []
    for child in children:
        if isinstance(child, Token):
            found.extend(_chunk(child).words)
        elif isinstance(child, NounList):
            found.extend(word for item in child.items for word in item.words)
        elif isinstance(child, Argument):
            found.extend(_words([child.nouns]))
        elif isinstance(child, _Placed):
            found.extend(_words([child.nouns, child.place]))
        elif isinstance(child, Clause):
            found.extend(child.words)
        elif isinstance(child, _Args):
            found.extend(_words(child.items))
    return tuple(sorted(found, key=lambda word: word.start))


def _clause(children: Sequence[object], **facts: object) -> Clause:
    """A clause from its verb, subject and arguments, whichever of them the children hold."""
    clause = Clause(verb=None, words=_words(children))
    for child in children:
        if isinstance(child, Token) and _chunk(child).verb is not None:
            clause = replace(clause, verb=_chunk(child).verb, elided=not _chunk(child).words)
        elif isinstance(child, Token) and _chunk(child).tag is Tag.TOGETHER:
            clause = replace(clause, together=True)
        elif isinstance(child, NounList):
            clause = replace(clause, subject=child)
        elif isinstance(child, _Placed):
            clause = replace(clause, subject=child.nouns, arguments=(child.place,))
        elif isinstance(child, _Args):
            clause = _with_args(clause, child.items)
    return replace(clause, **facts)  # type: ignore[arg-type]


def _with_args(clause: Clause, items: Sequence[object]) -> Clause:
    arguments = list(clause.arguments)
    particles, suffixes, gaps = list(clause.particles), list(clause.suffixes), list(clause.gaps)
    together = clause.together
    for item in items:
        if isinstance(item, Argument):
            arguments.append(item)
        elif isinstance(item, Marker | Limit):
            suffixes.append(item)
        elif isinstance(item, Token):
            chunk = _chunk(item)
            together |= chunk.tag is Tag.TOGETHER
            if chunk.tag is Tag.PARTICLE:
                particles.append(chunk.text)
            if chunk.tag is Tag.GAP:
                gaps.append(len(arguments))
    return replace(
        clause,
        arguments=tuple(arguments),
        particles=tuple(particles),
        suffixes=tuple(suffixes),
        gaps=tuple(gaps),
        together=together,
    )


def _joined(join: Join, children: Sequence[object]) -> Part:
    parts = tuple(child for child in children if isinstance(child, Clause | Joined))
    return parts[0] if len(parts) == 1 else Joined(join, parts)


def _is_or(joins: Sequence[Chunk]) -> bool:
    """Whether the first of these joins says 'or': a mere comma says what the next one says."""
    said = (join for join in joins if any(word.norm != "," for word in join.words))
    return next((join.tag is Tag.NOUN_OR for join in said), False)


@v_args(inline=False)
class SyntaxBuilder(Transformer[Token, object]):
    """Called by the parser at every reduction."""

    def sentence(self, children: list[object]) -> Sentence:
        """All steps."""
        return Sentence(tuple(child for child in children if isinstance(child, Step)))

    def step(self, children: list[object]) -> Step:
        """Order words and what they introduce."""
        *openers, part = children
        if not isinstance(part, Clause | Joined):
            raise TypeError(f"expected a clause, got {part!r}")
        return Step(tuple(o for o in openers if isinstance(o, Marker | Subordinate)), part)

    def marker(self, children: list[object]) -> Marker:
        """An order word before a clause."""
        return Marker(_chunk(children[0]).text)

    def before_main(self, children: list[object]) -> Subordinate:
        """'After doing this, …'."""
        return Subordinate(_chunk(children[0]).text, children[1])  # type: ignore[arg-type]

    def subordinate(self, children: list[object]) -> Subordinate:
        """'… after doing this'."""
        return Subordinate(_chunk(children[0]).text, children[1])  # type: ignore[arg-type]

    def group(self, children: list[object]) -> Part:
        """Parts joined by while."""
        return _joined(Join.WHILE, children)

    def side(self, children: list[object]) -> Part:
        """Parts joined by and."""
        return _joined(Join.AND, children)

    def sub(self, children: list[object]) -> Part:
        """Subordinate clauses joined by and."""
        return _joined(Join.AND, children)

    def choice(self, children: list[object]) -> Part:
        """Parts joined by or."""
        return _joined(Join.OR, children)

    def clause(self, children: list[object]) -> Clause:
        """A clause with what limits it."""
        core = children[0]
        if not isinstance(core, Clause):
            raise TypeError(f"expected a clause, got {core!r}")
        suffixes: tuple[Suffix, ...] = tuple(c for c in children[1:] if isinstance(c, Subordinate))
        return replace(core, suffixes=core.suffixes + suffixes)

    def imperative(self, children: list[object]) -> Clause:
        """'Clean table 1'."""
        return _clause(children)

    def fronted_imperative(self, children: list[object]) -> Clause:
        """'On table 1 place the cup'."""
        fronted, *rest = children
        clause = _clause(rest)
        before = fronted.items if isinstance(fronted, _Args) else ()
        arguments = tuple(item for item in before if isinstance(item, Argument))
        return replace(clause, arguments=clause.arguments + arguments, words=_words(children))

    def fronted(self, children: list[object]) -> _Args:
        """Prepositional phrases before a verb."""
        pairs = zip(children[::2], children[1::2], strict=True)
        return _Args(tuple(self.argument([preposition, nouns]) for preposition, nouns in pairs))

    def statement(self, children: list[object]) -> Clause:
        """'The drone looks at table 3'."""
        return _clause(children)

    def ordered(self, children: list[object]) -> Clause:
        """'The drone should look at table 3', 'waiter, bring the cup'."""
        return _clause(children, commanded=True)

    def caused(self, children: list[object]) -> Clause:
        """'Have the drone look at table 3'."""
        return _clause(children, commanded=True, caused=True)

    def caused_passive(self, children: list[object]) -> Clause:
        """'Have table 3 inspected'."""
        return _clause(children, mood=Mood.PASSIVE)

    def wanted(self, children: list[object]) -> Clause:
        """'I want the cup on table 2'."""
        return _clause(children, mood=Mood.STATE)

    def passive(self, children: list[object]) -> Clause:
        """'Table 1 must be cleaned'."""
        return _clause(children, mood=Mood.PASSIVE)

    def progressive(self, children: list[object]) -> Clause:
        """'The drone is inspecting table 3'."""
        return _clause(children)

    def state(self, children: list[object]) -> Clause:
        """'Table 1 is clean'."""
        word = next(_chunk(c).text for c in children if isinstance(c, Token) and _chunk(c).tag is Tag.STATE)
        return _clause(children, mood=Mood.STATE, state=word)

    def lies(self, children: list[object]) -> Clause:
        """'The cup is on table 2'."""
        first, rest = children[2], children[3]
        items = (first, *(rest.items if isinstance(rest, _Args) else ()))
        return _clause([children[0], children[1], _Args(items)], mood=Mood.STATE)

    def gerund(self, children: list[object]) -> Clause:
        """'… cleaning table 1'."""
        return _clause(children)

    def gerund_of(self, children: list[object]) -> Clause:
        """'… the drone inspecting table 3'."""
        return _clause(children)

    def never(self, children: list[object]) -> Clause:
        """'Never enter the kitchen', 'avoid entering the kitchen'."""
        return _clause(children, forbidden=True)

    def never_of(self, children: list[object]) -> Clause:
        """'The drone must not enter the kitchen'."""
        return _clause(children, forbidden=True)

    def never_passive(self, children: list[object]) -> Clause:
        """'The kitchen must not be entered'."""
        return _clause(children, forbidden=True, mood=Mood.PASSIVE)

    def avoid(self, children: list[object]) -> Clause:
        """'Avoid the kitchen'."""
        _, nouns, rest = children
        items = (Argument("", nouns), *(rest.items if isinstance(rest, _Args) else ()))  # type: ignore[arg-type]
        return replace(_clause([children[0], _Args(items)]), forbidden=True)

    def avoid_of(self, children: list[object]) -> Clause:
        """'The drone avoids the kitchen'."""
        subject, nouns, rest = children[0], children[-2], children[-1]
        items = (Argument("", nouns), *(rest.items if isinstance(rest, _Args) else ()))  # type: ignore[arg-type]
        return replace(_clause([subject, _Args(items)]), forbidden=True, words=_words(children))

    def mention(self, children: list[object]) -> Clause:
        """A noun phrase alone: 'after the cleaning'."""
        return _clause(children, mood=Mood.STATE)

    def unknown(self, children: list[object]) -> Clause:
        """Something that is no clause."""
        return _clause(children)

    def args(self, children: list[object]) -> _Args:
        """What stands after a verb."""
        return _Args(tuple(children))

    def placed_subject(self, children: list[object]) -> _Placed:
        """'The cup on table 1', said as a subject."""
        nouns, preposition, place = children
        if not isinstance(nouns, NounList):
            raise TypeError(f"expected noun phrases, got {nouns!r}")
        return _Placed(nouns, self.argument([preposition, place]))

    def argument(self, children: list[object]) -> Argument:
        """A noun phrase list with or without a preposition."""
        *preposition, nouns = children
        if not isinstance(nouns, NounList):
            raise TypeError(f"expected noun phrases, got {nouns!r}")
        return Argument(_chunk(preposition[0]).text if preposition else "", nouns)

    def particle(self, children: list[object]) -> object:
        """'up', 'away'."""
        return children[0]

    def together(self, children: list[object]) -> object:
        """'together'."""
        return children[0]

    def gap(self, children: list[object]) -> object:
        """'and' between two sets of arguments of one verb."""
        return children[0]

    def mark(self, children: list[object]) -> Marker:
        """An order word inside or after a clause."""
        return Marker(_chunk(children[0]).text)

    def limit(self, children: list[object]) -> Limit:
        """'within two minutes'."""
        return Limit(_chunk(children[0]).seconds)

    def nouns(self, children: list[object]) -> NounList:
        """Noun phrases joined by and, or."""
        chunks = [_chunk(child) for child in children]
        items = tuple(chunk.noun for chunk in chunks if chunk.noun is not None)
        joins = [chunk for chunk in chunks if chunk.tag in (Tag.NOUN_AND, Tag.NOUN_OR)]
        ors = tuple(_is_or(joins[index:]) for index in range(len(joins)))
        return NounList(items, any(ors), ors if len(set(ors)) > 1 else ())
