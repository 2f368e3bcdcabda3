"""Settles what every word of a sentence is, left to right with a look ahead, so that an LALR grammar can
read the result.
"""

from __future__ import annotations

from collections.abc import Sequence

from comuros.language.causative_tagger import CausativeTagger
from comuros.language.chunk import Chunk
from comuros.language.inflection import SAME_PAST, VerbForm
from comuros.language.lexicon import Match
from comuros.language.noun_phrase_reader import Place
from comuros.language.syntax import Reach
from comuros.language.tag import MARKERS, SEPARATORS, SUBORDINATORS, Tag
from comuros.language.verb_table import VerbUse
from comuros.language.verbs import STATES

_FORM_TAGS = {
    VerbForm.BASE: Tag.VERB,
    VerbForm.THIRD: Tag.VERB,
    VerbForm.ING: Tag.ING,
    VerbForm.PAST: Tag.PAST,
}
_BRING = VerbUse("bring", VerbForm.BASE)
_HELPERS = frozenset(("go", "come", "try", "start", "begin", "help"))


class Tagger(CausativeTagger):
    """Tags the words of one sentence."""

    def chunks(self) -> tuple[Chunk, ...]:
        """The whole sentence as typed tokens."""
        while self._index < len(self._words):
            self._step()
        self._take_due()
        return tuple(self._chunks)

    def _step(self) -> None:
        functions = self._lexicon.functions_at(self._words, self._index)
        verb = self._lexicon.verb_at(self._words, self._index)
        longer = verb is not None and functions and verb[1] > functions[0].length
        if (
            self._fresh
            and not longer
            and any(m.tag in (Tag.HAVE, Tag.MODAL) and self._have(m) for m in functions)
        ):
            return
        if (self._fresh or self._verb_due) and self._starts.is_delivery(self._index):
            self._deliver()
        if self._fresh and self._words[self._index].norm == "keep" and self._kept_out():
            return
        if self._fresh and self._starts.counts_before_name(self._index):
            self._marker(functions[0])  # "First table 3 …", where another is called "first table"
            return
        if self._last_verb is not None and self._is_elliptic():
            self._take_up(self._last_verb)
        if self._verb_due and self._words[self._index].norm in ("both", "each", "all") and not verb:
            self._index += 1
            return
        longest = functions[0].length if functions else 0
        name = self._lexicon.name_at(self._words, self._index)
        if name > max(longest, verb[1] if verb else 0) and not (
            self._fresh and verb and self._starts.is_verb(self._index, self._form)
        ):
            self._read_noun()
        elif verb and verb[1] >= longest and self._is_verb_here(verb[0]):
            self._push_verb(*verb)
        elif functions and self._read_function(functions):
            return
        elif self._state_here():
            self._push(Tag.STATE, 1)
        elif verb and self._verb_due:
            self._push_verb(*verb)
        else:
            self._read_noun()

    def _take_up(self, verb: VerbUse) -> None:
        """The verb of before where a clause leaves it out."""
        if verb.form is VerbForm.PAST and self._is_passive():
            self._due[:] = [Chunk(Tag.PAST, (), verb=verb)]  # "… and then table 2"
        else:
            self._push(_FORM_TAGS[verb.form], 0, verb=verb)
        self._fresh = False
        if self._words[self._index].norm == verb.lemma.split()[-1]:
            self._index += 1  # "measure the temperature of tank 1, then of tank 2"

    def _deliver(self) -> None:
        """A delivery without a verb; after an order word whoever did the step before goes on."""
        goes_on = self._last_verb is not None and self._is_elliptic()
        third = goes_on and self._last_verb is not None and self._last_verb.form is VerbForm.THIRD
        verb = VerbUse(_BRING.lemma, VerbForm.THIRD if third else VerbForm.BASE)
        self._push(Tag.VERB, 0, verb=verb)
        self._fresh = self._verb_due = False
        self._last_verb, self._form = verb, verb.form

    def _is_verb_here(self, use: VerbUse) -> bool:
        if self._verb_due:
            return True
        following = self._peek(self._index + 1)
        if use.lemma == "get" and self._subject_open() and following and following[0].form is VerbForm.PAST:
            return False  # "table 6 gets cleaned"
        if self._fresh:
            if use.form is VerbForm.PAST and self._passive_subject is not None:
                return True
            return self._subject() is None and self._starts.is_verb(self._index, self._form)
        if self._last_tag() is Tag.BE:
            said_alike = use.lemma in SAME_PAST
            return (said_alike or use.form in (VerbForm.PAST, VerbForm.ING)) and not self._state_only()
        if self._caused and self._last_tag() in (Tag.NP, Tag.TO):
            return True
        if self._last_tag() in (Tag.NP, Tag.TOGETHER) and self._subject_open():
            return use.form is not VerbForm.ING
        return self._last_tag() in (Tag.NP, Tag.PARTICLE) and self._runs_on(use)

    def _runs_on(self, use: VerbUse) -> bool:
        """A verb in base form before a determiner begins a new clause even where no comma was typed."""
        begins = use.form is VerbForm.BASE and self._starts.is_verb(self._index, self._form)
        if not begins or not self._starts.determined(self._index + len(use.lemma.split())):
            return False
        self._push(Tag.MAIN if self._prefix else Tag.CLAUSE_AND, 0)
        self._prefix = False
        return True

    def _state_here(self) -> bool:
        return self._last_tag() is Tag.BE and self._words[self._index].norm in STATES

    def _state_only(self) -> bool:
        return self._words[self._index].norm in STATES and self._words[self._index].norm not in (
            "closed",
            "shut",
        )

    def _push_verb(self, use: VerbUse, length: int) -> None:
        tag = _FORM_TAGS[use.form]
        passive = self._chunks and (
            self._last_tag() is Tag.BE or (self._caused and self._last_tag() is Tag.NP)
        )
        if passive and use.lemma in SAME_PAST and self._last_tag() is Tag.BE:
            tag = Tag.PAST
        follows = (
            self._lexicon.verb_at(self._words, self._index + length)
            if self._index + length < len(self._words)
            else None
        )
        if use.lemma in _HELPERS and follows and not self._lexicon.is_noun(self._words[self._index + length]):
            self._index += length
            return
        self._form = use.form if tag is not Tag.PAST else self._form
        self._last_verb = use
        self._note_passive(tag)
        self._push(tag, length, verb=use)
        if self._together:
            self._chunks.append(Chunk(Tag.TOGETHER, self._together, "together"))
            self._together = ()
        self._take_due()
        self._fresh = self._verb_due = self._caused = False

    def _is_passive(self) -> bool:
        """Whether the verb read last is a participle."""
        return next((chunk.tag is Tag.PAST for chunk in reversed(self._chunks) if chunk.verb), False)

    def _note_passive(self, tag: Tag) -> None:
        if tag is not Tag.PAST:
            self._passive_subject = None
            return
        if self._fresh and self._passive_subject is not None:
            self._chunks.append(self._passive_subject)
            return
        nouns = [chunk for chunk in self._chunks if chunk.tag is Tag.NP]
        alone = len(nouns) == 1 or (self._last_tag() is Tag.BE and self._chunks[-2].tag is Tag.NP)
        self._passive_subject = Chunk(Tag.NP, (), noun=nouns[-1].noun) if nouns and alone else None

    def _read_function(self, functions: Sequence[Match]) -> bool:
        for match in functions:
            handler = self._handler(match.tag)
            if handler(match):
                return True
        return False

    def _handler(self, tag: Tag):  # type: ignore[no-untyped-def]
        if tag in MARKERS or tag is Tag.ANY_TIME:
            return self._marker
        if tag in SUBORDINATORS:
            return self._subordinator
        if tag in SEPARATORS:
            return self._separator
        return {
            Tag.WHILE: self._while,
            Tag.WITHOUT: self._without,
            Tag.WITHIN: self._within,
            Tag.FILLER: self._skip,
            Tag.MANNER: self._manner,
            Tag.EITHER: self._skip,
            Tag.HAVE: self._have,
            Tag.BE: self._be,
            Tag.MODAL: self._modal,
            Tag.NEVER: self._never,
            Tag.AVOID: self._avoid,
            Tag.TOGETHER: self._plain,
            Tag.PREP: self._preposition,
            Tag.PARTICLE: self._particle,
            Tag.IF: self._unknown,
        }.get(tag, self._not_mine)

    def _skip(self, match: Match) -> bool:
        self._index += match.length
        return True

    def _manner(self, match: Match) -> bool:
        self.manner.extend(self._words[self._index : self._index + match.length])
        return self._skip(match)

    def _be(self, match: Match) -> bool:
        if not self._subject_open():
            return False
        self._push(Tag.BE, match.length)
        return True

    def _modal(self, match: Match) -> bool:
        if not self._subject_open():
            return False
        if self._nobody_has_to(match):
            return self._unknown(match)
        self._push(Tag.MODAL, match.length)
        self._verb_due = True
        return True

    def _nobody_has_to(self, match: Match) -> bool:
        """'Nobody needs to …' forbids nothing."""
        noun = self._chunks[-1].noun
        obliges = self._words[self._index].norm in ("need", "needs", "has", "have")
        return obliges and noun is not None and noun.reach is Reach.NO

    def _plain(self, match: Match) -> bool:
        if self._fresh:
            # "Together, the two movers …": said first, but about what follows.
            self._together = tuple(self._words[self._index : self._index + match.length])
            self._index += match.length
            self._skip_commas()
            return True
        self._push(match.tag, match.length)
        return True

    def _unknown(self, match: Match) -> bool:
        self._push(Tag.UNKNOWN, match.length)
        return True

    def _not_mine(self, match: Match) -> bool:
        return False

    def _preposition(self, match: Match) -> bool:
        after = self._index + match.length
        if self._words[self._index].norm == "to" and match.length == 1 and self._infinitive(after):
            return True
        if after >= len(self._words) or self._nouns.read(after, Place.OBJECT) is None:
            return False
        self._push(Tag.PREP, match.length)
        return True

    def _infinitive(self, after: int) -> bool:
        """'to' before a verb: dropped at the start, else it joins what the first action is for ('chill it to
        serve it').
        """
        if self._passive_purpose(after):
            return True
        if (
            after >= len(self._words)
            or self._lexicon.verb_at(self._words, after) is None
            or not (self._starts.is_verb(after, None) or self._places_somewhere(after))
        ):
            return False
        if self._lexicon.is_noun(self._words[after]) and not self._starts.determined(after + 1):
            return False
        if self._lexicon.name_at(self._words, after) > 1:
            return False  # "to stack A", where a place is called so
        self._index += 1
        if not self._fresh and not self._caused and self._chunks:
            self._chunks.append(Chunk(Tag.OPENER, (self._words[self._index - 1],), text=Tag.THEN.value))
            self._begin_clause()
        return True

    def _places_somewhere(self, index: int) -> bool:
        """'… to place on the table': a verb, although 'place' is a noun elsewhere."""
        follows = self._starts.functions(index + 1)
        return self._words[index].norm == "place" and any(match.tag is Tag.PREP for match in follows)

    def _passive_purpose(self, after: int) -> bool:
        """'… to be placed in the fridge' goes on with what was mentioned last."""
        if after + 1 >= len(self._words) or self._words[after].norm != "be" or self._fresh:
            return False
        found = self._lexicon.verb_at(self._words, after + 1)
        if found is None or found[0].form is not VerbForm.PAST:
            return False
        self._chunks.append(Chunk(Tag.OPENER, (self._words[self._index],), text=Tag.THEN.value))
        self._index = after + 1
        self._push(Tag.VERB, found[1], verb=VerbUse(found[0].lemma, VerbForm.BASE))
        return True

    def _particle(self, match: Match) -> bool:
        if self._last_tag() not in (Tag.VERB, Tag.ING, Tag.PAST, Tag.NP, Tag.STATE):
            return False
        self._push(Tag.PARTICLE, match.length)
        return True

    def _read_noun(self) -> None:
        if (
            self._prefix
            and not self._fresh
            and self._last_tag() in (Tag.PAST, Tag.NP, Tag.STATE)
            and self._starts.subject_alone(self._index)
        ):
            self._push(Tag.MAIN, 0)
            self._prefix = False
            self._begin_clause()
        if self._fresh:
            found = self._subject()
            if found is not None:
                self._take(found)
                self._fresh = False
                self._skip_vocative_comma()
                return
            word = self._words[self._index]
            if not self._lexicon.is_noun(word) and not self._lexicon.functions_at(self._words, self._index):
                self._push_verb(VerbUse(word.norm, VerbForm.BASE), 1)
                return
        place = Place.SUBJECT if self._subject_open() and self._chunks else Place.OBJECT
        found = self._nouns.read(self._index, place)
        if found is None:
            self._push(Tag.UNKNOWN, 1)
            return
        self._take(found)
        self._fresh = False

    def _skip_vocative_comma(self) -> None:
        if self._index < len(self._words) and self._words[self._index].norm == ",":
            following = (
                self._lexicon.verb_at(self._words, self._index + 1)
                if self._index + 1 < len(self._words)
                else None
            )
            delivers = self._starts.is_delivery(self._index + 1)
            if delivers or (
                self._starts.at(self._index + 1, self._form)
                and (following or self._starts.polite(self._index + 1))
            ):
                self._chunks.append(Chunk(Tag.MODAL, (self._words[self._index],)))
                self._index += 1
                self._verb_due = True
