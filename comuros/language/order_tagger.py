"""Then, after, while, finally: what they introduce. A layer of the tagger."""

from __future__ import annotations

from comuros.language.inflection import VerbForm
from comuros.language.lexicon import Match
from comuros.language.noun_phrase_reader import Place
from comuros.language.phrases import NUMBERS
from comuros.language.separator_tagger import SeparatorTagger
from comuros.language.tag import MARKERS, Tag

_UNIT_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "min": 60.0, "sec": 1.0, "s": 1.0}


class OrderTagger(SeparatorTagger):
    """Settles order words and subordinate clauses."""

    def _marker(self, match: Match) -> bool:
        after = self._index + match.length
        if self._counts_what_follows(match):
            return False
        if self._takes_turns(()):
            return True
        if (
            not self._fresh
            and self._last_tag() is Tag.NP
            and self._subject_open()
            and self._starts.predicate_follows(after)
        ):
            self._push(Tag.OPENER, match.length, text=match.tag.value)
            self._move_before_subject()
            return True
        goes_on = self._passive_goes_on(after) or self._goes_on_after(match)
        opens = self._fresh or self._starts.at(after, self._form) or goes_on
        if opens and not (match.tag is Tag.IN_TURN and self._chunks):
            if not self._fresh or self._chunks:
                self._trim_link()
            self._push(Tag.OPENER, match.length, text=match.tag.value)
            self._begin_clause()
            self._skip_commas()
        else:
            self._push(Tag.MARK, match.length, text=match.tag.value)
        return True

    def _counts_what_follows(self, match: Match) -> bool:
        """'After both robots have …' speaks of robots; 'after both' alone of what was said."""
        after = self._index + match.length
        last = self._words[after - 1].norm
        if match.tag is not Tag.AFTER_ALL or last not in ("both", "all") or after >= len(self._words):
            return False
        if self._words[after].norm == ",":
            return False
        return self._starts.subject(after - 1, None) is not None and not self._starts.is_verb(after, None)

    def _move_before_subject(self) -> None:
        """'The arm then stacks it' is 'then the arm stacks it'."""
        opener = self._chunks.pop()
        start = len(self._chunks)
        while start > 0 and self._chunks[start - 1].tag in (Tag.NP, Tag.NOUN_AND, Tag.NOUN_OR):
            start -= 1
        if start > 0 and self._chunks[start - 1].tag is Tag.CLAUSE_AND:
            start -= 1
            del self._chunks[start]
        self._chunks.insert(start, opener)

    def _goes_on_after(self, match: Match) -> bool:
        """'… and finally room 103': an order word between a finished phrase and a new one that shares the
        verb.
        """
        after = self._index + match.length
        if (
            match.tag not in (Tag.THEN, Tag.FINALLY)
            or self._last_tag() not in (Tag.NP, Tag.PAST)
            or after >= len(self._words)
        ):
            return False
        return self._words[after].norm != "," and self._nouns.read(after, Place.OBJECT) is not None

    def _subordinator(self, match: Match) -> bool:
        if self._watches(match):
            return self._while(match)
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

    def _watches(self, match: Match) -> bool:
        """'Avoid the kitchen when carrying soup' says while."""
        after = self._peek(self._index + match.length)
        forbids = any(chunk.tag in (Tag.AVOID, Tag.NEVER) for chunk in self._chunks)
        is_when = self._words[self._index].norm in ("when", "whenever")
        return is_when and forbids and after is not None and after[0].form is VerbForm.ING

    def _main_follows(self, start: int) -> bool:
        """Whether a main clause comes after the subordinate one that begins here."""
        for index in range(start + 1, len(self._words)):
            if self._words[index].norm == ",":
                return True
            if index > start + 1 and self._starts.determined(index) and self._starts.subject(index, None):
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
        fronted = self._fresh
        self._push(Tag.LIMIT, match.length + 2, seconds=value * unit)
        if fronted:
            # "Within five minutes clean table 1 and bring the tea": said first, of every clause.
            self._of_all.append(self._chunks.pop())
            self._due.append(self._of_all[-1])
            self._skip_commas()
        return True

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
