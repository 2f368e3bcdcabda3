"""Verbs that name a skill: its arguments bound from the clause and the state, as a goal where its effects
say enough, else as a call.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

from comuros.core.literal import Atom, Literal
from comuros.core.predicate import Sort
from comuros.core.skill import SELF, Parameter, SkillCall, SkillModel
from comuros.core.task import Goal, Work
from comuros.core.tree import Relation
from comuros.language.crew import Crew
from comuros.language.draft import Draft, Topic, grouped, tasks_in
from comuros.language.draft_maker import referents_of, staffed
from comuros.language.frame import Frame
from comuros.language.noun_list import is_index
from comuros.language.puzzle import Puzzle
from comuros.language.reference import References, Referents
from comuros.language.syntax import NounList, NounPhrase, Reach
from comuros.language.transport_meaning import Order
from comuros.language.verbs import VerbClass

_HOME = frozenset(("home", "base", "start"))


class SkillMeaning:
    """Drafts for clauses whose verb is a skill of the scenario."""

    def __init__(self, references: References) -> None:
        self._references = references

    def drafts(self, skill: SkillModel, frame: Frame, order: Order) -> tuple[Draft, ...]:
        """Tasks for every combination of what the clause means.

        Raises:
            Puzzle: an argument is unknown, missing, or more was said than the skill can use.
        """
        lists = _lists(frame)
        bound: list[tuple[Parameter, tuple[Referents, ...]]] = []
        for parameter in skill.parameters:
            found = self._bind(parameter, lists, order, skill)
            if found:
                bound.append((parameter, found))
        if lists and not skill.parameters and not order.crew.stated:
            raise Puzzle(f"Which robot shall do it in '{order.words}'?", quoted=order.words)
        if lists and not skill.parameters:
            return self._go_first(skill, lists, order)
        self._refuse_rest(lists, skill, order)
        given = [[(p.name, one) for one in referents] for p, referents in bound]
        drafts = tuple(self._draft(skill, dict(choice), order) for choice in product(*given))
        self._ask_who_does_which(skill, drafts, order)
        return drafts

    def _ask_who_does_which(self, skill: SkillModel, drafts: Sequence[Draft], order: Order) -> None:
        """'Two drones look at sectors A and C': both at each, or one at each?"""
        crew = order.crew
        tasks = [task for draft in drafts for task in tasks_in(draft)]
        if crew.count < 2 or crew.each or crew.together or skill.team or len(tasks) != crew.count:
            return
        if all(task.robots > 1 for task in tasks):
            raise Puzzle(
                f"Shall {crew.count} robots do each part of '{order.words}', or one robot each? Say 'each "
                "robot …' or name who does what.",
                quoted=order.words,
            )

    def travel(self, skill: SkillModel, frame: Frame, order: Order) -> tuple[Draft, ...]:
        """Tasks that bring robots themselves somewhere; without a place, back to where they started."""
        lists = _lists(frame)
        own_places = self._own_places(skill, lists, order) if lists else ()
        if own_places:
            return own_places
        home = not lists or (
            lists[0].items[0].phrase
            and lists[0].items[0].phrase[-1] in _HOME
            and not self._references.sorts(lists[0].items[0])
        )
        if home and order.crew.names and (lists or order.back):
            starts = [(name, self._references.scenario.robot(name).start) for name in order.crew.names]
            own = [
                self._task(skill, {skill.parameters[0].name: start}, order, (name,)) for name, start in starts
            ]
            return tuple(own)
        return self.drafts(skill, frame, order)

    def _bind(
        self, parameter: Parameter, lists: list[NounList], order: Order, skill: SkillModel
    ) -> tuple[Referents, ...]:
        accepted = _accepted(parameter.sort)
        for nouns in lists:
            if all(self._can_be(noun, accepted) for noun in nouns.items):
                lists.remove(nouns)
                own = self._own_place(nouns.items[0], accepted, order.crew)
                if own:
                    return (own,)
                found = referents_of(nouns, self._references, accepted, what=parameter.name.lstrip("?"))
                self._check_pronoun(nouns.items[0], found, skill, parameter)
                return found
        if order.verb_class is VerbClass.LOOK and lists and Sort.PLACE in accepted:
            at = self._where_lies(lists[0])
            if at is not None:
                lists.remove(lists[0])
                return (at,)
        if lists and not any(self._references.sorts(noun) for noun in lists[0].items):
            return referents_of(lists.pop(0), self._references, accepted, what=parameter.name.lstrip("?"))
        return ()

    def _check_pronoun(
        self, noun: NounPhrase, found: Sequence[Referents], skill: SkillModel, parameter: Parameter
    ) -> None:
        """'Open the window, clean the bedroom and close it': what is so already is hardly meant by 'it'."""
        names = [name for one in found for name in one.names]
        effects = [e for e in skill.effects if e.atom.arguments == (parameter.name,)]
        if noun.reach is not Reach.PRONOUN or len(names) != 1 or not effects:
            return
        state, scenario = self._references.state, self._references.scenario
        done = all((Atom(e.atom.predicate, (names[0],)) in state.facts) is e.positive for e in effects)
        sort = scenario.sort_of(names[0])
        others = {n for n in self._references.memory.mentioned if scenario.sort_of(n) is sort} - {*names}
        if done and others:
            choices = (*names, *sorted(others))
            quoted = self._references.quoted(noun)
            raise Puzzle(
                f"'{quoted}' may mean {', '.join(choices)}. Which do you mean?",
                quoted=quoted,
                choices=choices,
            )

    def _can_be(self, noun: NounPhrase, accepted: Sequence[Sort]) -> bool:
        if noun.reach is Reach.PRONOUN:
            memory = self._references.memory
            known = {Sort.OBJECT: memory.objects, Sort.PLACE: memory.places, Sort.ROBOT: memory.robots}
            return any(known.get(sort) for sort in accepted)
        return (
            bool(self._references.sorts(noun) & set(accepted))
            or (noun.reach is Reach.EVERY and not noun.phrase)
            or (len(noun.phrase) == 1 and is_index(noun.phrase[0]))
        )

    def _own_place(self, noun: NounPhrase, accepted: Sequence[Sort], crew: Crew) -> Referents | None:
        """'Its dock': of several, the one the robot started from."""
        if (
            Sort.PLACE not in accepted
            or len(crew.names) != 1
            or noun.words[0].norm not in ("its", "their", "his", "her")
        ):
            return None
        start = self._references.scenario.robot(crew.names[0]).start
        fitting = {thing.name for thing in self._references.lexicon.find(noun.phrase)}
        return Referents((start,)) if start in fitting else None

    def _own_places(self, skill: SkillModel, lists: Sequence[NounList], order: Order) -> tuple[Draft, ...]:
        """'… go to their docks': each robot to its own."""
        noun = lists[0].items[0]
        if len(order.crew.names) < 2 or noun.words[0].norm != "their":
            return ()
        starts = {name: self._references.scenario.robot(name).start for name in order.crew.names}
        fitting = {thing.name for thing in self._references.lexicon.find(noun.phrase)}
        if not fitting.issuperset(starts.values()):
            return ()
        parameter = skill.parameters[0].name
        return tuple(self._task(skill, {parameter: start}, order, (name,)) for name, start in starts.items())

    def _where_lies(self, nouns: NounList) -> Referents | None:
        """Looking at an object means looking at the place where it lies."""
        if not all(Sort.OBJECT in self._references.sorts(noun) for noun in nouns.items):
            return None
        found = referents_of(nouns, self._references, (Sort.OBJECT,), what="object")
        places = [self._references.location(name) for one in found for name in one.names]
        return Referents(tuple(dict.fromkeys(place for place in places if place))) if all(places) else None

    def _go_first(self, skill: SkillModel, lists: Sequence[NounList], order: Order) -> tuple[Draft, ...]:
        """'The drone waits at the dock': a skill without arguments, done at a place."""
        travel = self._references.lexicon.verbs.sense("go")
        if travel is None or travel.skill is None or len(lists) > 1:
            raise self._unusable(lists[0].items[0], skill, order)
        there = self.drafts(travel.skill, Frame(goal=lists[0]), order)
        then = self._task(skill, {}, order, ())
        return (grouped(Relation.SEQUENCE, (*there, then), order.words),)

    def _refuse_rest(self, lists: Sequence[NounList], skill: SkillModel, order: Order) -> None:
        for nouns in lists:
            raise self._unusable(nouns.items[0], skill, order)

    def _unusable(self, noun: NounPhrase, skill: SkillModel, order: Order) -> Puzzle:
        quoted = self._references.quoted(noun)
        sorts = self._references.sorts(noun)
        is_a = f", a {sorted(s.value for s in sorts)[0]}," if sorts else ""
        needed = " and ".join(f"a {p.sort.value}" for p in skill.parameters) or "nothing"
        return Puzzle(
            f"'{order.lemma}' takes {needed}; I cannot use '{quoted}'{is_a} in '{order.words}'.",
            quoted=quoted,
        )

    def _draft(self, skill: SkillModel, given: Mapping[str, Referents], order: Order) -> Draft:
        options: list[dict[str, str]] = [{}]
        choice = False
        parallel: list[dict[str, str]] = [{}]
        for name, referents in given.items():
            choice |= referents.is_choice
            names = referents.names
            if referents.is_choice and referents.free > 1:
                names, choice = names[: referents.free], False
            parallel = [{**binding, name: value} for binding in parallel for value in names]
        options = parallel
        robots = order.crew.names
        if len(robots) > 1 and not given and skill.parameters and self._is_alone(skill):
            # "Both drones charge": each where it can, by itself.
            own = tuple(self._completed(skill, {}, _alone(order, name)) for name in robots)
            return grouped(Relation.PARALLEL, own, order.words)
        if choice and order.crew.each and len(options) >= len(robots):
            # "Each drone inspects a sector": a different one for every robot, in order of name.
            own = tuple(
                self._completed(skill, binding, _alone(order, name))
                for binding, name in zip(options, robots, strict=False)
            )
            return grouped(Relation.PARALLEL, own, order.words)
        drafts = tuple(self._completed(skill, binding, order) for binding in options)
        return grouped(Relation.ANY if choice else Relation.PARALLEL, drafts, order.words)

    def _completed(self, skill: SkillModel, binding: dict[str, str], order: Order) -> Draft:
        bindings = [binding]
        for parameter in skill.parameters:
            bindings = [
                more for partial in bindings for more in self._filled(skill, parameter, partial, order)
            ]
        drafts = tuple(self._task(skill, full, order, ()) for full in bindings)
        return grouped(Relation.ANY, drafts)

    def _filled(
        self, skill: SkillModel, parameter: Parameter, binding: dict[str, str], order: Order
    ) -> list[dict[str, str]]:
        """The binding with the parameter added, where needed from the state by the skill's preconditions."""
        if parameter.name in binding:
            return [binding]
        values: list[str] = []
        for literal in skill.preconditions:
            pattern = literal.substitute(binding).atom
            unbound = [argument for argument in pattern.arguments if argument.startswith("?")]
            if literal.positive and unbound == [parameter.name]:
                asked = (None if argument == parameter.name else argument for argument in pattern.arguments)
                position = pattern.arguments.index(parameter.name)
                facts = self._references.state.matching(pattern.predicate, *asked)
                values = values or [fact.arguments[position] for fact in facts]
        starts = {self._references.scenario.robot(name).start for name in order.crew.names}
        values = [value for value in values if value in starts] or values
        implied = self._references.memory.places if parameter.sort is Sort.PLACE else ()
        if not values and order.verb_class is VerbClass.LOOK and len(implied) == 1:
            self._references.pronouns_used = True
            values = list(implied)
        if not values:
            raise Puzzle(
                f"'{order.words}' does not say {_asked(parameter)}. Which {parameter.name.lstrip('?')}?",
                quoted=order.words,
            )
        return [{**binding, parameter.name: value} for value in values]

    @staticmethod
    def _is_alone(skill: SkillModel) -> bool:
        """Whether the skill changes the robot itself, so that everyone does it by itself."""
        return any(SELF in effect.atom.arguments for effect in skill.effects) and not skill.team

    def _task(
        self, skill: SkillModel, binding: Mapping[str, str], order: Order, only: tuple[str, ...]
    ) -> Draft:
        arguments = tuple(binding[parameter.name] for parameter in skill.parameters)
        work = _work(skill, arguments)
        said = tuple(argument.replace("_", " ") for argument in arguments)
        label = (
            skill.english.format(*said)
            if skill.english
            else f"{skill.name.replace('_', ' ')} {' '.join(said)}".strip()
        )
        sorts = [(argument, self._references.scenario.sort_of(argument)) for argument in arguments]
        objects = tuple(name for name, sort in sorts if sort is Sort.OBJECT)
        places = tuple(name for name, sort in sorts if sort is not Sort.OBJECT)
        carriers = max((self._references.scenario.object(name).kind.carriers for name in objects), default=1)
        crew = Crew(only, 1) if only else order.crew
        topic = Topic(order.verb_class, order.lemma, objects, places)
        alone = self._is_alone(skill)
        return staffed(
            label,
            work,
            topic,
            crew,
            carriers=carriers if skill.team else 1,
            deadline_s=order.deadline_s,
            alone=alone or not skill.effects,
        )


def _alone(order: Order, robot: str) -> Order:
    """The same order to one robot of the crew."""
    return replace(order, crew=replace(order.crew, names=(robot,), count=1, each=False))


def _work(skill: SkillModel, arguments: tuple[str, ...]) -> Work:
    """The effects that are not about the robot itself as a goal; a call where the skill changes the robot or
    nothing.
    """
    binding = skill.binding(SELF, arguments)
    effects = skill.ground_effects(binding)
    if not effects or any(SELF in effect.atom.arguments and effect.positive for effect in effects):
        return SkillCall(skill.name, arguments)
    world = tuple(
        effect for effect in effects if SELF not in effect.atom.arguments and _is_ground(effect.atom)
    )
    return (
        Goal(tuple(Literal(effect.atom, effect.positive) for effect in world))
        if world
        else SkillCall(skill.name, arguments)
    )


def _is_ground(atom: Atom) -> bool:
    return atom.is_ground and "_" not in atom.arguments


def _accepted(sort: Sort) -> tuple[Sort, ...]:
    return (Sort.PLACE, Sort.OBJECT) if sort is Sort.LOCATION else (sort,)


def _lists(frame: Frame) -> list[NounList]:
    """Everything said with the verb, objects first."""
    near = [argument.nouns for argument in (*frame.near, *frame.goal_near, *frame.company, *frame.leftover)]
    found = [frame.objects, frame.goal, *near, frame.source]
    return [nouns for nouns in found if nouns is not None]


def _asked(parameter: Parameter) -> str:
    return {Sort.PLACE: "where", Sort.OBJECT: "what", Sort.LOCATION: "where"}.get(parameter.sort, "which")
