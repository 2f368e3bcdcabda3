"""Commas, and, or: what they separate. A layer of the tagger."""

from __future__ import annotations

from comuros.core.predicate import Sort
from comuros.language.chunk import Chunk
from comuros.language.clause_scope import Put, Scope, put_by, put_of, scope_after, scope_of_delivery
from comuros.language.inflection import VerbForm
from comuros.language.lexicon import Match
from comuros.language.noun_phrase_reader import Place
from comuros.language.syntax import Reach
from comuros.language.tag import MARKERS, SEPARATORS, SUBORDINATORS, Tag
from comuros.language.token_stream import BOUNDARIES, TokenStream
from comuros.language.words import Word, quote

_GAP_HEADS = frozenset({Tag.VERB, Tag.NP, Tag.ING, Tag.GAP, Tag.HAVE, Tag.NOUN_AND})


class SeparatorTagger(TokenStream):
    """Settles separators by what follows them."""

    def _separator(self, match: Match) -> bool:
        start, alternatives, comma = self._index, False, False
        while self._index < len(self._words):
            found = [
                m
                for m in self._lexicon.functions_at(self._words, self._index)
                if m.tag in SEPARATORS or m.tag is Tag.FILLER
            ]
            if not found:
                break
            alternatives |= found[0].tag is Tag.OR
            comma |= found[0].tag is Tag.COMMA
            self._index += found[0].length
        words = tuple(self._words[start : self._index])
        if self._takes_turns(words):
            return True
        if comma and self._due and self._subject_open() and self._starts.predicate_follows(self._index):
            return True  # "Porter 1, then porter 2, should go …"
        tag = None if self._fresh and not self._prefix else self._link(alternatives, comma)
        if tag is Tag.NOUN_AND and self._says_order_apart(words):
            return True
        said = {word.norm for word in words}
        if tag is Tag.NOUN_AND and "but" in said and "also" not in said and not self._said_none():
            tag = Tag.UNKNOWN  # "every table but the first": 'but' adds nothing to a list
        if tag is not None and not self._repeats_preposition(tag):
            self._chunks.append(Chunk(tag, words))
        return True

    def _said_none(self) -> bool:
        """'Nobody but the drone' says who may."""
        noun = self._chunks[-1].noun if self._chunks else None
        return noun is not None and noun.reach is Reach.NO

    def _says_order_apart(self, separator: tuple[Word, ...]) -> bool:
        """'Clean table 1, but table 2 first': the same verb again, with an order of its own."""
        verb = self._last_verb
        if verb is None or verb.form is not VerbForm.BASE or all(w.norm != "but" for w in separator):
            return False
        found = self._nouns.read(self._index, Place.OBJECT)
        if found is None or not any(m.tag in MARKERS for m in self._starts.functions(found[1])):
            return False
        self._begin_clause()
        self._chunks.append(Chunk(Tag.CLAUSE_AND, separator))
        self._push(Tag.VERB, 0, verb=verb)
        self._take_due()
        self._fresh = False
        return True

    def _takes_turns(self, separator: tuple[Word, ...]) -> bool:
        """'First table 1 and second table 2 should be cleaned': an order word within a subject orders what
        it lists.
        """
        if not self._subject_open() or self._index >= len(self._words):
            return False
        length = self._starts.turn(self._index)
        if not length or not self._starts.subject_goes_on(self._index + length):
            return False
        turn = tuple(self._words[self._index : self._index + length])
        self._due[:] = [Chunk(Tag.MARK, turn, Tag.IN_TURN.value)]
        self._index += length
        self._chunks.append(Chunk(Tag.NOUN_AND, separator or turn))
        return True

    def _repeats_preposition(self, tag: Tag) -> bool:
        """'On table 1 and on table 2' is 'on table 1 and table 2'; 'from here and to there' are two phrases,
        not joined.
        """
        if tag not in (Tag.NOUN_AND, Tag.NOUN_OR) or self._index >= len(self._words):
            return False
        found = [m for m in self._lexicon.functions_at(self._words, self._index) if m.tag is Tag.PREP]
        if not found:
            return False
        said = " ".join(word.norm for word in self._words[self._index : self._index + found[0].length])
        before = next((chunk for chunk in reversed(self._chunks) if chunk.tag is Tag.PREP), None)
        if before is None or before.text != said:
            return True
        self._index += found[0].length
        return False

    def _link(self, alternatives: bool, comma: bool) -> Tag | None:
        """The kind of separator between what was read and what follows; None where it separates nothing."""
        index = self._index
        if index >= len(self._words):
            return None
        tags = {match.tag for match in self._lexicon.functions_at(self._words, index)}
        if comma and self._is_fronted():
            self._fresh = True
            return None
        if self._subject_open() and not comma:
            return Tag.NOUN_OR if alternatives else Tag.NOUN_AND
        if self._prefix:
            return self._link_in_prefix(index, comma)
        if tags & (MARKERS | SUBORDINATORS | {Tag.WHILE, Tag.ANY_TIME}) and not self._starts.is_verb(
            index, self._form
        ):
            self._fresh = True
            return None
        if self._starts.at(index, self._form) or self._passive_goes_on(index):
            link = self._clause_link(index, comma)
            if alternatives:
                link = Tag.CLAUSE_OR if link is Tag.CLAUSE_AND else Tag.UNKNOWN
            self._begin_clause()
            return link
        if self._starts.another(index, self._form):
            self._begin_clause()
            return Tag.SUB_AND
        if self._is_gap(index) or self._is_another_object(index):
            return Tag.GAP
        return Tag.NOUN_OR if alternatives else Tag.NOUN_AND

    def _clause_link(self, index: int, comma: bool) -> Tag:
        """What joins a clause that begins here: after '… once table 1 is clean and' it may go on with
        'once'.
        """
        bounds = [i for i, chunk in enumerate(self._chunks) if chunk.tag in BOUNDARIES]
        if not bounds or self._chunks[bounds[-1]].tag not in (Tag.SUF, Tag.SUB_AND):
            return Tag.CLAUSE_AND
        following, delivers = self._put_at(index), self._starts.is_delivery(index)
        if self._lexicon.open_world or (following is None and not delivers):
            return Tag.CLAUSE_AND
        begun = max(i for i in bounds if self._chunks[i].tag is Tag.SUF)
        main = self._chunks[max((i + 1 for i in bounds if i < begun), default=0) : begun]
        subordinate = self._chunks[bounds[-1] + 1 :]
        if delivers or following is None:
            scope = scope_of_delivery(main, subordinate)
        else:
            scope = scope_after(put_of(main), put_of(subordinate), following, comma=comma)
        if scope is Scope.OPEN:
            goes_on = self._forks.choose(quote(self._text, tuple(self._words[index - 1 :])))
            return Tag.SUB_AND if goes_on else Tag.CLAUSE_AND
        return Tag.SUB_AND if scope is Scope.SUBORDINATE else Tag.CLAUSE_AND

    def _is_listed(self, index: int) -> bool:
        """'Once A is done, B is done and C is done, …': a list of what has to be, and the order after it."""
        put = self._put_at(index)
        if put is Put.PASSIVE:
            commas = (i for i in range(index, len(self._words) - 1) if self._words[i].norm == ",")
            return any(self._starts.is_verb(comma + 1, None) for comma in commas)
        return put is Put.PERFECT

    def _put_at(self, index: int) -> Put | None:
        """How the clause that begins here is put; None for one without a subject."""
        if self._passive_goes_on(index):
            return Put.PERFECT
        predicate = self._starts.predicate_of_subject(index, self._form)
        if predicate is None:
            return None
        functions = self._lexicon.functions_at(self._words, predicate)
        auxiliary = next((match for match in functions if match.tag in (Tag.BE, Tag.MODAL)), None)
        if auxiliary is None:
            return Put.ACTIVE
        said = " ".join(word.norm for word in self._words[predicate : predicate + auxiliary.length])
        return put_by(said) if auxiliary.tag is Tag.BE else Put.ORDER

    def _link_in_prefix(self, index: int, comma: bool) -> Tag | None:
        if not comma and self._is_gap(index):
            return Tag.GAP
        listed = comma and self._starts.at(index, self._form) and self._is_listed(index)
        if (
            listed
            or self._starts.another(index, VerbForm.ING)
            or (not comma and self._starts.at(index, self._form))
        ):
            self._begin_clause()
            return Tag.SUB_AND
        if self._starts.opens(index) or self._starts.at(index, None):
            self._prefix = False
            self._begin_clause()
            return Tag.MAIN
        return Tag.NOUN_AND

    def _passive_goes_on(self, index: int) -> bool:
        """'… is scanned and disinfected'."""
        found = self._lexicon.verb_at(self._words, index) if index < len(self._words) else None
        return self._passive_subject is not None and found is not None and found[0].form is VerbForm.PAST

    def _is_fronted(self) -> bool:
        """Whether a prepositional phrase alone was read since the clause began ('on table 1, …')."""
        tags = [chunk.tag for chunk in self._chunks]
        since = max((i + 1 for i, tag in enumerate(tags) if tag in BOUNDARIES), default=0)
        return tags[since:] == [Tag.PREP, Tag.NP]

    def _is_another_object(self, index: int) -> bool:
        """'… to booth 6 and the lemonade': an object after a place goes where the ones before it go."""
        if (
            len(self._chunks) < 3
            or self._chunks[-2].tag is not Tag.PREP
            or self._chunks[-3].tag is not Tag.NP
        ):
            return False
        found, last = self._nouns.read(index, Place.OBJECT), self._chunks[-1].noun
        if found is None or last is None or not self._starts.denotes(last, Sort.PLACE):
            return False
        return self._starts.denotes(found[0], Sort.OBJECT)

    def _is_second_receiver(self, index: int) -> bool:
        """'… room 1 the lunch and room 2 the linen': receivers stand before what they get."""
        tags = [chunk.tag for chunk in self._chunks[-3:]]
        receiver = self._chunks[-3].noun if len(tags) == 3 else None
        gets = tags == [Tag.NP, Tag.VERB, Tag.NP] and receiver is not None
        gets = gets and receiver is not None and self._starts.denotes(receiver, Sort.PLACE)
        if tags != [Tag.VERB, Tag.NP, Tag.NP] and not gets:
            return False
        found = self._nouns.read(index, Place.OBJECT)
        if found is None or found[1] >= len(self._words) or not self._starts.denotes(found[0], Sort.PLACE):
            return False
        second = self._nouns.read(found[1], Place.OBJECT)
        return second is not None and self._starts.denotes(second[0], Sort.OBJECT)

    def _is_gap(self, index: int) -> bool:
        if self._is_second_receiver(index):
            return True
        handled = self._without_places()
        if handled is None or self._is_bare_number(index) or handled[-2].tag not in _GAP_HEADS:
            return False
        if handled[-1].tag is not Tag.NP and self._denotes_robots(handled[-2].noun):
            return False
        found = self._nouns.read(index, Place.OBJECT)
        if found is None or found[1] >= len(self._words):
            return False
        return any(m.tag is Tag.PREP for m in self._lexicon.functions_at(self._words, found[1]))

    def _without_places(self) -> list[Chunk] | None:
        """The tokens up to the thing that the last prepositional phrases say something of; None where there
        is none.
        """
        handled = list(self._chunks)
        while [chunk.tag for chunk in handled[-2:]] == [Tag.PREP, Tag.NP]:
            del handled[-2:]
        found = len(handled) < len(self._chunks) and len(handled) >= 2
        return handled if found and handled[-1].tag in (Tag.NP, Tag.VERB, Tag.BE) else None

    def _is_bare_number(self, index: int) -> bool:
        return self._lexicon.is_number(self._words[index])
