"""Settles what every word of a sentence is, left to right with a look ahead, so that an LALR grammar can
read the result.
"""

from __future__ import annotations

from collections.abc import Sequence

from comuros.core.predicate import Sort
from comuros.language.chunk import Chunk
from comuros.language.clause_start import ClauseStart
from comuros.language.inflection import VerbForm
from comuros.language.lexicon import Lexicon, Match
from comuros.language.noun_phrase_reader import NounPhraseReader, Place
from comuros.language.phrases import NUMBERS
from comuros.language.syntax import NounPhrase
from comuros.language.tag import MARKERS, SEPARATORS, SUBORDINATORS, Tag
from comuros.language.verb_table import VerbUse
from comuros.language.verbs import STATES
from comuros.language.words import Word

_FORM_TAGS = {
    VerbForm.BASE: Tag.VERB,
    VerbForm.THIRD: Tag.VERB,
    VerbForm.ING: Tag.ING,
    VerbForm.PAST: Tag.PAST,
}
_UNIT_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "min": 60.0, "sec": 1.0, "s": 1.0}
_BOUNDARIES = frozenset(
    {Tag.CLAUSE_AND, Tag.CLAUSE_OR, Tag.SUB_AND, Tag.OPENER, Tag.PRE, Tag.SUF, Tag.MAIN, Tag.WHILE}
)
_SAME_PAST = frozenset(("put", "set", "cut", "shut"))
_HELPERS = frozenset(("go", "come", "try", "start", "begin", "help"))


class Tagger:
    """Tags the words of one sentence."""

    def __init__(self, lexicon: Lexicon, words: Sequence[Word]) -> None:
        self._lexicon = lexicon
        self._words = words
        self._nouns = NounPhraseReader(lexicon, words)
        self._starts = ClauseStart(lexicon, words)
        self._chunks: list[Chunk] = []
        self._index = 0
        self._fresh = True
        self._verb_due = False
        self._caused = False
        self._prefix = False
        self._form: VerbForm | None = None
        self._last_verb: VerbUse | None = None
        self._together: tuple[Word, ...] = ()
        self.manner: list[Word] = []

    def chunks(self) -> tuple[Chunk, ...]:
        """The whole sentence as typed tokens."""
        while self._index < len(self._words):
            self._step()
        return tuple(self._chunks)

    def _step(self) -> None:
        functions = self._lexicon.functions_at(self._words, self._index)
        verb = self._lexicon.verb_at(self._words, self._index)
        if self._fresh and any(m.tag is Tag.HAVE and self._have(m) for m in functions):
            return
        if self._last_verb is not None and self._is_elliptic():
            self._push(_FORM_TAGS[self._last_verb.form], 0, verb=self._last_verb)
            self._fresh = False
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

    def _is_verb_here(self, use: VerbUse) -> bool:
        if self._verb_due:
            return True
        if self._fresh:
            return self._subject() is None and self._starts.is_verb(self._index, self._form)
        if self._last_tag() is Tag.BE:
            said_alike = use.lemma in _SAME_PAST
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
        if passive and use.lemma in _SAME_PAST and self._last_tag() is Tag.BE:
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
        self._push(tag, length, verb=use)
        if self._together:
            self._chunks.append(Chunk(Tag.TOGETHER, self._together, "together"))
            self._together = ()
        self._fresh = self._verb_due = self._caused = False

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

    def _marker(self, match: Match) -> bool:
        after = self._index + match.length
        if self._fresh or self._starts.at(after, self._form) or self._goes_on_after(match):
            if not self._fresh or self._chunks:
                self._trim_link()
            self._push(Tag.OPENER, match.length, text=match.tag.value)
            self._begin_clause()
            self._skip_commas()
        else:
            self._push(Tag.MARK, match.length, text=match.tag.value)
        return True

    def _goes_on_after(self, match: Match) -> bool:
        """'… and finally room 103': an order word between a finished phrase and a new one that shares the
        verb.
        """
        after = self._index + match.length
        if (
            match.tag not in (Tag.THEN, Tag.FINALLY)
            or self._last_tag() is not Tag.NP
            or after >= len(self._words)
        ):
            return False
        return self._words[after].norm != "," and self._nouns.read(after, Place.OBJECT) is not None

    def _subordinator(self, match: Match) -> bool:
        begins = self._fresh or not self._chunks or self._last_tag() in (Tag.CLAUSE_AND, Tag.OPENER)
        if not self._fresh and not self._starts.sub_at(self._index + match.length):
            return False
        if begins and not self._prefix and self._main_follows(self._index + match.length):
            self._trim_link()
            self._push(Tag.PRE, match.length, text=match.tag.value)
            self._prefix = True
        else:
            self._trim_link()
            self._push(Tag.SUF, match.length, text=match.tag.value)
        self._begin_clause()
        self._form = None
        return True

    def _main_follows(self, start: int) -> bool:
        """Whether a main clause comes after the subordinate one that begins here."""
        for index in range(start + 1, len(self._words)):
            if self._words[index].norm == ",":
                return True
            verb = self._lexicon.verb_at(self._words, index)
            if (
                verb
                and verb[0].form is VerbForm.BASE
                and self._starts.determined(index + verb[1])
                and index > start + 1
            ):
                return True
        return False

    def _while(self, match: Match) -> bool:
        if self._fresh and self._main_follows(self._index + match.length):
            self._trim_link()
            self._push(Tag.PRE, match.length, text="while")
            self._prefix = True
        else:
            self._trim_link()
            self._push(Tag.WHILE, match.length)
        self._begin_clause()
        self._form = None
        return True

    def _without(self, match: Match) -> bool:
        after = (
            self._lexicon.verb_at(self._words, self._index + match.length)
            if self._index + match.length < len(self._words)
            else None
        )
        if after and after[0].form is VerbForm.ING:
            self._trim_link()
            self._push(Tag.SUF, match.length, text="without")
            self._begin_clause()
            self._form = None
        else:
            self._push(Tag.PREP, match.length)
        return True

    def _within(self, match: Match) -> bool:
        index = self._index + match.length
        if index + 1 >= len(self._words) or not self._lexicon.is_number(self._words[index]):
            return False
        amount = self._words[index].norm
        unit = _UNIT_SECONDS.get(self._words[index + 1].norm.rstrip("s") or "s")
        if unit is None:
            return False
        value = float(NUMBERS.get(amount, 0) or amount)
        self._push(Tag.LIMIT, match.length + 2, seconds=value * unit)
        return True

    def _skip(self, match: Match) -> bool:
        self._index += match.length
        return True

    def _manner(self, match: Match) -> bool:
        self.manner.extend(self._words[self._index : self._index + match.length])
        return self._skip(match)

    def _have(self, match: Match) -> bool:
        if not self._fresh:
            return False
        found = (
            self._nouns.read(self._index + match.length, Place.CAUSED)
            if self._index + match.length < len(self._words)
            else None
        )
        if found is None:
            return False
        noun, end = found
        robots = self._denotes_robots(noun) or (noun.pronoun in ("it", "them", "him", "her"))
        wants = match.length > 1 or self._words[self._index].norm in ("want", "have")
        verb = self._lexicon.verb_at(self._words, end) if end < len(self._words) else None
        infinitive = (
            end < len(self._words) and self._words[end].norm == "to" and self._starts.is_verb(end + 1, None)
        )
        caused = robots and (infinitive or (verb is not None and verb[0].form is VerbForm.BASE))
        done = verb is not None and verb[0].form is VerbForm.PAST and not robots
        if not (caused or done or wants or infinitive):
            return False
        self._push(Tag.HAVE, match.length)
        self._index = end
        self._chunks.append(Chunk(Tag.NP, noun.words, noun=noun))
        self._fresh, self._caused = False, True
        if infinitive:
            self._push(Tag.TO, 1)
        elif not caused and not done:
            self._caused = False
        return True

    def _be(self, match: Match) -> bool:
        if not self._subject_open():
            return False
        self._push(Tag.BE, match.length)
        return True

    def _modal(self, match: Match) -> bool:
        if not self._subject_open():
            return False
        self._push(Tag.MODAL, match.length)
        self._verb_due = True
        return True

    def _never(self, match: Match) -> bool:
        if not (self._fresh or self._subject_open() or self._caused):
            return False
        self._push(Tag.NEVER, match.length)
        self._fresh, self._verb_due = False, True
        return True

    def _avoid(self, match: Match) -> bool:
        if not (self._fresh or self._verb_due or self._subject_open()):
            return False
        self._push(Tag.AVOID, match.length)
        self._fresh = self._verb_due = False
        following = (
            self._lexicon.verb_at(self._words, self._index) if self._index < len(self._words) else None
        )
        self._verb_due = following is not None and following[0].form is VerbForm.ING
        return True

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
            if self._last_tag() is not Tag.NP or match.length > 1:
                return False
            self._push(Tag.PARTICLE, match.length)
            return True
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
            or not self._starts.is_verb(after, None)
        ):
            return False
        if self._lexicon.is_noun(self._words[after]) and not self._starts.determined(after + 1):
            return False
        self._index += 1
        if not self._fresh and not self._caused and self._chunks:
            self._chunks.append(Chunk(Tag.OPENER, (self._words[self._index - 1],), text=Tag.THEN.value))
            self._begin_clause()
        return True

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
        tag = None if self._fresh and not self._prefix else self._link(alternatives, comma)
        if tag is not None and not self._repeats_preposition(tag):
            self._chunks.append(Chunk(tag, words))
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

    def _is_elliptic(self) -> bool:
        """'…, then room 102': after an order word a noun or place alone goes on with the verb before."""
        if not self._fresh or self._last_tag() is not Tag.OPENER:
            return False
        functions = {match.tag for match in self._lexicon.functions_at(self._words, self._index)}
        if functions & {Tag.FILLER, Tag.HAVE, Tag.NEVER, Tag.AVOID, Tag.IF, Tag.COMMA} or functions & MARKERS:
            return False
        for index in range(self._index, len(self._words)):
            if index > self._index and self._words[index].norm in (",", "and", "then"):
                break
            if self._starts.at(index, self._form) or self._lexicon.verb_at(self._words, index):
                return False
        return True

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
        if self._starts.at(index, self._form):
            self._begin_clause()
            return Tag.CLAUSE_OR if alternatives else Tag.CLAUSE_AND
        if self._starts.another(index, self._form):
            self._begin_clause()
            return Tag.SUB_AND
        if self._is_gap(index):
            return Tag.GAP
        if self._vocative(comma):
            return None
        return Tag.NOUN_OR if alternatives else Tag.NOUN_AND

    def _link_in_prefix(self, index: int, comma: bool) -> Tag | None:
        if self._starts.another(index, VerbForm.ING) or (not comma and self._starts.at(index, self._form)):
            self._begin_clause()
            return Tag.SUB_AND
        if self._starts.opens(index) or self._starts.at(index, None):
            self._prefix = False
            self._begin_clause()
            return Tag.MAIN
        return Tag.NOUN_AND

    def _is_fronted(self) -> bool:
        """Whether a prepositional phrase alone was read since the clause began ('on table 1, …')."""
        tags = [chunk.tag for chunk in self._chunks]
        since = max((i + 1 for i, tag in enumerate(tags) if tag in _BOUNDARIES), default=0)
        return tags[since:] == [Tag.PREP, Tag.NP]

    def _vocative(self, comma: bool) -> bool:
        """'Waiter, bring …': the name of a robot and a comma stand before the verb they address."""
        return comma and bool(self._chunks) and self._last_tag() in (Tag.PREP,)

    def _is_gap(self, index: int) -> bool:
        if self._last_tag() is not Tag.NP or len(self._chunks) < 4 or self._chunks[-2].tag is not Tag.PREP:
            return False
        if self._chunks[-3].tag not in (Tag.NP, Tag.VERB, Tag.BE) or self._chunks[-4].tag not in (
            Tag.VERB,
            Tag.NP,
            Tag.ING,
            Tag.GAP,
        ):
            return False
        if self._chunks[-3].tag is not Tag.NP and self._denotes_robots(self._chunks[-4].noun):
            return False
        found = self._nouns.read(index, Place.OBJECT)
        if found is None or found[1] >= len(self._words):
            return False
        return any(m.tag is Tag.PREP for m in self._lexicon.functions_at(self._words, found[1]))

    def _subject(self) -> tuple[NounPhrase, int] | None:
        return self._starts.subject(self._index, self._form)

    def _read_noun(self) -> None:
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
        place = Place.OBJECT
        found = self._nouns.read(self._index, place)
        if found is None:
            self._push(Tag.UNKNOWN, 1)
            return
        self._take(found)
        self._fresh = False

    def _take(self, found: tuple[NounPhrase, int]) -> None:
        noun, end = found
        self._chunks.append(Chunk(Tag.NP, noun.words, noun=noun))
        self._index = end

    def _skip_vocative_comma(self) -> None:
        if self._index < len(self._words) and self._words[self._index].norm == ",":
            following = (
                self._lexicon.verb_at(self._words, self._index + 1)
                if self._index + 1 < len(self._words)
                else None
            )
            if self._starts.at(self._index + 1, self._form) and (
                following or self._starts.polite(self._index + 1)
            ):
                self._chunks.append(Chunk(Tag.MODAL, (self._words[self._index],)))
                self._index += 1
                self._verb_due = True

    def _subject_open(self) -> bool:
        """Whether the clause has a subject but no predicate yet."""
        for chunk in reversed(self._chunks):
            if chunk.tag in (Tag.NP, Tag.NOUN_AND, Tag.NOUN_OR, Tag.PREP, Tag.TOGETHER):
                continue
            return chunk.tag in _BOUNDARIES
        return bool(self._chunks)

    def _denotes_robots(self, noun: NounPhrase | None) -> bool:
        return noun is not None and self._starts.denotes(noun, Sort.ROBOT)

    def _begin_clause(self) -> None:
        self._fresh, self._verb_due, self._caused = True, False, False

    def _trim_link(self) -> None:
        """A separator right before an order word separates nothing."""
        if self._chunks and self._chunks[-1].tag in (Tag.CLAUSE_AND, Tag.NOUN_AND):
            self._chunks.pop()

    def _skip_commas(self) -> None:
        while self._index < len(self._words) and self._words[self._index].norm == ",":
            self._index += 1

    def _last_tag(self) -> Tag | None:
        return self._chunks[-1].tag if self._chunks else None

    def _push(
        self, tag: Tag, length: int, *, text: str = "", verb: VerbUse | None = None, seconds: float = 0.0
    ) -> None:
        words = tuple(self._words[self._index : self._index + length])
        said = text or " ".join(word.norm for word in words)
        self._chunks.append(Chunk(tag, words, said, verb=verb, seconds=seconds))
        self._index += length
