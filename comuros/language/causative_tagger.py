"""Have, let, never, avoid: clauses about what robots are made or forbidden to do. A layer of the tagger."""

from __future__ import annotations

from comuros.language.chunk import Chunk
from comuros.language.inflection import VerbForm
from comuros.language.lexicon import Match
from comuros.language.noun_phrase_reader import Place
from comuros.language.order_tagger import OrderTagger
from comuros.language.tag import Tag


class CausativeTagger(OrderTagger):
    """Settles clauses that command or forbid."""

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
        noun, end = found[0], self._starts.past_conjuncts(found[1])
        robots = self._denotes_robots(noun) or (noun.pronoun in ("it", "them", "him", "her"))
        wants = match.tag is Tag.HAVE and (
            match.length > 1 or self._words[self._index].norm in ("want", "have")
        )
        verb = self._lexicon.verb_at(self._words, end) if end < len(self._words) else None
        infinitive = (
            end < len(self._words) and self._words[end].norm == "to" and self._starts.is_verb(end + 1, None)
        )
        caused = robots and (infinitive or (verb is not None and verb[0].form is VerbForm.BASE))
        done = verb is not None and verb[0].form is VerbForm.PAST and not robots
        if not (caused or done or wants or infinitive):
            return False
        self._push(Tag.HAVE, match.length)
        self._index = found[1]
        self._chunks.append(Chunk(Tag.NP, noun.words, noun=noun))
        self._take_conjuncts(end)
        self._fresh, self._caused = False, True
        if infinitive:
            self._push(Tag.TO, 1)
        elif not caused and not done:
            self._caused = False
        return True

    def _take_conjuncts(self, end: int) -> None:
        """The rest of 'anna and bert', 'anna or bert' after 'have'."""
        while self._index < end:
            joins = {match.tag for match in self._lexicon.functions_at(self._words, self._index)}
            self._push(Tag.NOUN_OR if Tag.OR in joins else Tag.NOUN_AND, 1)
            found = self._nouns.read(self._index, Place.CAUSED)
            if found is None:
                return
            self._take(found)

    def _kept_out(self) -> bool:
        """'Keep the drone out of the kitchen' is 'the drone avoids the kitchen'."""
        found = (
            self._nouns.read(self._index + 1, Place.CAUSED) if self._index + 1 < len(self._words) else None
        )
        if found is None or not self._denotes_robots(found[0]):
            return False
        end = found[1]
        match = (
            next((m for m in self._lexicon.functions_at(self._words, end) if m.tag is Tag.PREP), None)
            if end < len(self._words)
            else None
        )
        said = " ".join(word.norm for word in self._words[end : end + match.length]) if match else ""
        if match is None or said not in ("out of", "away from", "off", "off of"):
            return False
        self._take(found)
        self._push(Tag.AVOID, match.length)
        self._fresh = False
        return True

    def _never(self, match: Match) -> bool:
        if not (self._fresh or self._subject_open() or self._caused):
            return False
        words = tuple(self._words[self._index : self._index + match.length])
        self._index += match.length
        if self._index < len(self._words) and self._words[self._index].norm in (
            "let",
            "allow",
            "have",
            "make",
        ):
            # "Do not let the drone enter …" is "the drone must not enter …".
            self._index += 1
            found = self._nouns.read(self._index, Place.CAUSED) if self._index < len(self._words) else None
            if found is not None:
                self._take(found)
        self._chunks.append(Chunk(Tag.NEVER, words))
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
