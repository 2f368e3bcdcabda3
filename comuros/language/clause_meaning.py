"""From one clause to drafts of tasks: who, which verb, which arguments. Transport and skills do the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace

from comuros.core.predicate import Sort
from comuros.core.robot import Locomotion
from comuros.core.skill import SkillModel
from comuros.core.task import Eligibility
from comuros.language.backward_reference import is_done_with
from comuros.language.crew import crew_of
from comuros.language.draft import Draft, DraftGroup, DraftTask, tasks_in
from comuros.language.draft_maker import referents_of
from comuros.language.frame import Frame, frames, supplied
from comuros.language.inflection import VerbForm
from comuros.language.noun_list import expanded
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References
from comuros.language.skill_meaning import SkillMeaning
from comuros.language.syntax import Argument, Clause, Limit, Mood, NounList, NounPhrase, Reach, Subordinate
from comuros.language.transport_meaning import Order, TransportMeaning
from comuros.language.verb_table import Sense
from comuros.language.verbs import STATES, VerbClass
from comuros.language.words import quote

_TRANSPORTS = frozenset(
    {VerbClass.TRANSPORT, VerbClass.RETURN, VerbClass.CLEAR, VerbClass.DISCARD, VerbClass.STORE}
)
_TRAVELS = frozenset({VerbClass.GO, VerbClass.FLY})
_WHOEVER = frozenset(("everyone", "everybody", "nobody", "no", "someone", "somebody", "anyone", "anybody"))


@dataclass(frozen=True, slots=True)
class Carried:
    """What a clause hands on to the next one that names no subject of its own."""

    subject: NounList | None = None
    form: VerbForm | None = None
    caused: bool = False


class ClauseMeaning:
    """Builds drafts for the clauses of one instruction, in order."""

    def __init__(self, references: References) -> None:
        self._references = references
        self._transport = TransportMeaning(references)
        self._skills = SkillMeaning(references)

    def drafts(self, clause: Clause, carried: Carried) -> tuple[Draft, ...]:
        """The tasks a clause asks for.

        Raises:
            Puzzle: something has to be asked.
        """
        words = quote(self._references.text, clause.words)
        lemma = self._lemma(clause, words)
        sense = self._sense(lemma, words)
        clause = self._in_active_voice(clause)
        subject = clause.subject if clause.mood is Mood.ACTIVE else None
        if subject is None and clause.mood is Mood.ACTIVE and self._goes_on(clause, carried, sense):
            subject = carried.subject
        drafts: list[Draft] = []
        for frame in frames(clause, self._references):
            frame = self._with_subject_as_object(frame, clause)
            if clause.elided and not carried.caused and sense.verb_class in _TRANSPORTS:
                frame = self._with_what_was_brought(frame)
            if sense.verb_class is VerbClass.TRANSPORT:
                frame = supplied(frame, self._references)
            frame, subject, sense = self._who_does_what(frame, subject, sense, lemma, clause)
            crew = crew_of(subject, frame, self._references, together=clause.together)
            if crew.together and crew.count == 1:
                raise Puzzle(f"Together with whom in '{words}'?", quoted=words)
            back = "back" in clause.particles or lemma.endswith("back")
            order = Order(lemma, sense.verb_class, crew, words, back, _deadline_s(clause))
            drafts.extend(self._by_sense(sense, frame, order))
        tasks = [task for draft in drafts for task in tasks_in(draft)]
        works = [task.work for task in tasks if not task.question]
        if clause.gaps and any(works.count(work) > 1 for work in works):
            raise Puzzle(f"'{words}' asks for the same twice. Can you say each once?", quoted=words)
        if clause.gaps:
            # "The plate and the cup … them": all of the clause, not its last part alone.
            names = (name for draft in drafts for task in tasks_in(draft) for name in task.topic.objects)
            self._references.memory.note(Sort.OBJECT, tuple(dict.fromkeys(names)))
        return tuple(drafts)

    def _with_what_was_brought(self, frame: Frame) -> Frame:
        """'Bring the soup to table 1, then to table 2' brings the soup on; nobody goes there for nothing."""
        brought = self._references.memory.objects
        if frame.objects is not None or not brought:
            return frame
        pronoun = "it" if len(brought) == 1 else "them"
        said = NounPhrase((), (), Reach.PRONOUN, plural=len(brought) > 1, pronoun=pronoun)
        return replace(frame, objects=NounList((said,)))

    def _who_does_what(
        self, frame: Frame, subject: NounList | None, sense: Sense, lemma: str, clause: Clause
    ) -> tuple[Frame, NounList | None, Sense]:
        """The frame with everything that moves or receives in its place, who acts if anybody is named, and
        what the verb then means.
        """
        words = quote(self._references.text, clause.words)
        if self._receives(sense, lemma, subject, clause):
            frame, subject = self._received(frame, subject, words), None
            sense = Sense(VerbClass.TRANSPORT)
        frame = self.without_excluded(frame)
        if sense.verb_class is VerbClass.GO and clause.mood is Mood.PASSIVE:
            sense = Sense(VerbClass.TRANSPORT)
        if (
            subject is not None
            and frame.objects is not None
            and sense.verb_class is VerbClass.TRANSPORT
            and not self._are_robots(subject)
        ):
            subject = None
        if subject is not None and not self._are_robots(subject):
            frame, subject = self._moved_subject(frame, subject, words), None
            if sense.verb_class is VerbClass.GO:
                sense = Sense(VerbClass.TRANSPORT)
        return frame, subject, sense

    def with_verb_of(self, clause: Clause, limit: Subordinate) -> Subordinate:
        """'Clean table 1 after table 2': a thing of the same kind alone says the same work again."""
        said = limit.part
        if not isinstance(said, Clause) or said.verb or said.state or said.arguments or said.subject is None:
            return limit
        about = clause.subject if clause.mood is Mood.PASSIVE else None
        if clause.mood is Mood.ACTIVE and len(clause.arguments) == 1 and not clause.arguments[0].preposition:
            about = clause.arguments[0].nouns
        if clause.verb is None or about is None or not self._are_alike(about, said.subject):
            return limit
        whole = replace(clause, suffixes=(), forbidden=False, words=said.words)
        if clause.mood is Mood.PASSIVE:
            return replace(limit, part=replace(whole, subject=said.subject))
        return replace(limit, part=replace(whole, arguments=(Argument("", said.subject),)))

    def _are_alike(self, one: NounList, other: NounList) -> bool:
        """Whether two lists name things of one kind, all of them known."""
        kinds = [
            {kind for thing in self._references.lexicon.find(noun.phrase) for kind in thing.kinds}
            for nouns in (one, other)
            for noun in expanded(nouns)
            if noun.phrase
        ]
        items = (*expanded(one), *expanded(other))
        return len(kinds) == len(items) and bool(set.intersection(*kinds))

    def told_robots(self, clause: Clause) -> Carried:
        """The robots a main clause tells something: they do what its '-ing' clause says before."""
        subject = clause.subject if clause.mood is Mood.ACTIVE else None
        if subject is None or subject.items[0].pronoun or not self._are_robots(subject):
            return Carried()
        return Carried(subject, None, caused=True)

    def robots_named(self, subject: NounList | None) -> tuple[str, ...]:
        """The robots a subject names; none where it names something else."""
        if subject is None or not self._are_robots(subject):
            return ()
        return crew_of(subject, Frame(), self._references, together=False).names

    def moved_robots(self, clause: Clause) -> NounList | None:
        """The robots that 'send the porter to the lift' speaks of: they do what comes next."""
        if clause.verb is None or clause.mood is not Mood.ACTIVE or clause.subject is not None:
            return None
        objects = frames(clause, self._references)[0].objects
        if objects is None or objects.items[0].pronoun or not self._are_robots(objects):
            return None
        return objects

    def _goes_on(self, clause: Clause, carried: Carried, sense: Sense) -> bool:
        """Whether the subject of the clause before is the subject of this one: the verbs agree. After 'have
        the drone look …'
        it is only if the drone can do this too.
        """
        if carried.subject is None or clause.verb is None:
            return False
        if carried.caused and not self._can(carried.subject, sense):
            return False
        return carried.form is clause.verb.form or carried.form is None

    def _can(self, subject: NounList, sense: Sense) -> bool:
        """Whether one of the robots named has a skill for the verb."""
        table, scenario = self._references.lexicon.verbs, self._references.scenario
        wanted = (
            {sense.skill.name}
            if sense.skill
            else {s.name for s in scenario.skills if table.places_objects(s)}
        )
        names = {
            thing.name for noun in expanded(subject) for thing in self._references.lexicon.find(noun.phrase)
        }
        robots = [robot for robot in scenario.robots if robot.name in names]
        return not robots or any(wanted & set(robot.type.skills) for robot in robots)

    def _receives(self, sense: Sense, lemma: str, subject: NounList | None, clause: Clause) -> bool:
        """'Table 6 wants the tea', 'table 6 gets the tea', 'the tea is needed at table 6'."""
        if sense.verb_class is VerbClass.RECEIVE:
            return True
        is_place = subject is not None and all(
            self._references.sorts(noun) == {Sort.PLACE} for noun in subject.items
        )
        return is_place and lemma in ("get", "have", "take") and clause.mood is Mood.ACTIVE

    def _received(self, frame: Frame, subject: NounList | None, words: str) -> Frame:
        if subject is not None and frame.goal is None:
            frame = replace(frame, goal=subject)
        if frame.objects is None or (frame.goal is None and not frame.near):
            raise Puzzle(f"What shall be brought where in '{words}'?", quoted=words)
        return frame

    def without_excluded(self, frame: Frame) -> Frame:
        """'All rooms except the lab': what is named there is not meant in this clause. A robot that is named
        there shall not do it.
        """
        self._references.excluded = frozenset()
        if frame.excluded is not None:
            self._check_named(frame.excluded)
        if frame.excluded is not None and self._are_robots(frame.excluded):
            return replace(frame, barred=frame.excluded, excluded=None)
        if frame.excluded is not None:
            found = referents_of(frame.excluded, self._references, (Sort.PLACE, Sort.OBJECT), what="thing")
            self._references.excluded = frozenset(name for one in found for name in one.names)
        return frame

    def _check_named(self, excluded: NounList) -> None:
        """'All but one of the porters' does not say which one."""
        for noun in expanded(excluded):
            if noun.count or noun.reach in (Reach.A, Reach.OTHER):
                quoted = self._references.quoted(noun)
                raise Puzzle(f"Which is left out by '{quoted}'? Can you name it?", quoted=quoted)

    def _in_active_voice(self, clause: Clause) -> Clause:
        """'The drone has scanned it' has the form of a passive, but a robot as its subject."""
        if clause.mood is Mood.PASSIVE and clause.subject is not None and self._are_robots(clause.subject):
            return replace(clause, mood=Mood.ACTIVE)
        return clause

    def _lemma(self, clause: Clause, words: str) -> str:
        if clause.verb is None:
            if clause.mood is Mood.STATE and clause.state:
                return STATES[clause.state]
            if is_done_with(clause):
                raise Puzzle(f"What has to be done before '{words}'?", quoted=words)
            if clause.mood is Mood.STATE and clause.arguments:
                return "put"
            raise Puzzle(f"'{words}' has no verb. What shall be done?", quoted=words)
        table = self._references.lexicon.verbs
        for particle in clause.particles:
            if table.sense(f"{clause.verb.lemma} {particle}") is not None:
                return f"{clause.verb.lemma} {particle}"
        return clause.verb.lemma

    def _sense(self, lemma: str, words: str) -> Sense:
        table = self._references.lexicon.verbs
        sense = table.sense(lemma)
        if sense is None:
            known = ", ".join(table.known_skills())
            raise Puzzle(
                f"I do not know what '{lemma}' means. The robots here can: {known}.",
                quoted=lemma,
                unknown=True,
            )
        return sense

    def _by_sense(self, sense: Sense, frame: Frame, order: Order) -> tuple[Draft, ...]:
        travels = sense.verb_class in _TRAVELS or (
            sense.verb_class in _TRANSPORTS and self._moves_itself(frame, order)
        )
        if (
            sense.verb_class in (VerbClass.TRANSPORT, VerbClass.RETURN)
            and frame.objects is not None
            and not (frame.objects.items[0].pronoun and self._references.memory.objects)
            and self._are_robots(frame.objects)
        ):
            crew = crew_of(frame.objects, Frame(), self._references, together=order.crew.together)
            return self._by_sense(
                Sense(VerbClass.GO, self._go_skill()),
                replace(frame, objects=None),
                replace(order, crew=crew, verb_class=VerbClass.GO),
            )
        if (
            sense.skill is not None
            and frame.objects is not None
            and self._is_done_by(frame.objects, sense.skill)
        ):
            crew = crew_of(frame.objects, Frame(), self._references, together=order.crew.together)
            frame, order = replace(frame, objects=None), replace(order, crew=crew)
        if travels:
            skill = sense.skill if sense.verb_class in _TRAVELS else self._go_skill()
            if skill is None:
                raise Puzzle(f"No robot here can '{order.lemma}'.", quoted=order.words)
            drafts = self._skills.travel(skill, frame, order)
            return tuple(self._flying(d) for d in drafts) if sense.verb_class is VerbClass.FLY else drafts
        if sense.verb_class in _TRANSPORTS:
            return self._transport.drafts(frame, order)
        if sense.verb_class is VerbClass.PICK and (frame.goal is not None):
            return self._transport.drafts(frame, order)
        if sense.skill is None:
            known = ", ".join(self._references.lexicon.verbs.known_skills())
            raise Puzzle(
                f"No robot here has a skill for '{order.lemma}'. They can: {known}.", quoted=order.words
            )
        return self._skills.drafts(sense.skill, frame, order)

    def _is_done_by(self, nouns: NounList, skill: SkillModel) -> bool:
        """'Charge the drone': the object of the verb is the robot that does it."""
        takes_robots = any(parameter.sort is Sort.ROBOT for parameter in skill.parameters)
        return not takes_robots and not nouns.items[0].pronoun and self._are_robots(nouns)

    def _moves_itself(self, frame: Frame, order: Order) -> bool:
        if order.verb_class is VerbClass.CLEAR:
            return False
        return (frame.objects is None and (frame.goal is not None or bool(frame.near) or order.back)) or (
            frame.objects is None and order.verb_class is VerbClass.RETURN
        )

    def _go_skill(self) -> SkillModel | None:
        sense = self._references.lexicon.verbs.sense("go")
        return sense.skill if sense else None

    def _flying(self, draft: Draft) -> Draft:
        """Flying asks for a robot that flies; a robot on wheels that is named for it is told of."""
        if isinstance(draft, DraftGroup):
            return replace(draft, children=tuple(self._flying(child) for child in draft.children))
        flyers = {
            r.type.name for r in self._references.scenario.robots if r.type.locomotion is Locomotion.FLYING
        }
        if not flyers:
            raise Puzzle("No robot here can fly.", quoted="fly")
        self._check_can_fly(draft, flyers)
        allowed = Eligibility(draft.eligibility.only, draft.eligibility.never, tuple(sorted(flyers)))
        return replace(draft, eligibility=allowed)

    def _check_can_fly(self, draft: DraftTask, flyers: set[str]) -> None:
        team = self._references.scenario.robots
        grounded = [r.name for r in team if r.name in draft.eligibility.only and r.type.name not in flyers]
        if grounded:
            able = ", ".join(r.name for r in team if r.type.name in flyers)
            raise Puzzle(f"{grounded[0]} cannot fly; here only {able} can.", quoted="fly")

    def _with_subject_as_object(self, frame: Frame, clause: Clause) -> Frame:
        if clause.mood is Mood.ACTIVE or clause.subject is None:
            return frame
        if frame.objects is not None:
            about = (self._references.sorts(nouns.items[0]) for nouns in (clause.subject, frame.objects))
            if len(set(about)) == 1 and not clause.gaps:
                words = ", ".join(self._references.quoted(noun) for noun in frame.objects.items)
                raise Puzzle(f"What shall be done with '{words}'?", quoted=words)
            return frame
        return replace(frame, objects=clause.subject)

    def _moved_subject(self, frame: Frame, subject: NounList, words: str) -> Frame:
        """'The cup goes to table 2': a thing as subject of an active verb is what is moved."""
        known = all(self._references.sorts(noun) or noun.reach is Reach.EVERY for noun in subject.items)
        if known and frame.objects is not None and (frame.goal is not None or frame.near):
            return frame  # "the soup goes to table 1, the tea to table 2"
        if known and frame.objects is not None and frame.objects.items[0].pronoun == "there":
            return replace(frame, objects=subject, goal=frame.objects)  # "the laptop goes there"
        if frame.objects is not None or not known:
            quoted = ", ".join(self._references.quoted(noun) for noun in subject.items)
            robots = ", ".join(robot.name for robot in self._references.scenario.robots)
            raise Puzzle(
                f"'{quoted}' is no robot here. The robots are: {robots}.", quoted=quoted, unknown=not known
            )
        return replace(frame, objects=subject)

    def _are_robots(self, nouns: NounList) -> bool:
        for noun in expanded(nouns):
            if noun.pronoun and not (
                noun.pronoun in ("it", "they", "he", "she", "both") and self._references.memory.robots
            ):
                return False
            if not noun.pronoun and self._references.sorts(noun) != {Sort.ROBOT}:
                return noun.words[0].norm in _WHOEVER
        return True


def _deadline_s(clause: Clause) -> float | None:
    limits = [suffix.seconds for suffix in clause.suffixes if isinstance(suffix, Limit)]
    return min(limits) if limits else None
