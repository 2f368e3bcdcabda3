"""What an agent believes of the world: what it was told, what its own calls changed, what its gripper says.
Used by the agent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from comuros.core.keep_out import UNBOUNDED, Bounds, KeepOut, bounds_for
from comuros.core.literal import Atom, Literal
from comuros.core.robot import Robot
from comuros.core.scenario import Scenario
from comuros.core.skill import SkillCall
from comuros.core.world_state import WorldState

AT = "at"
HOLDING = "holding"


class Belief:
    """A symbolic state that one robot keeps.

    Of the robot itself: where it stands is best known from its own calls, what it holds from its gripper
    (once `sense` was called). Everything else is taken from the facts that come with a task. `battery` is the
    share last sensed, None before.
    """

    def __init__(self, robot: Robot, scenario: Scenario) -> None:
        self._robot = robot
        self._scenario = scenario
        self._state = scenario.initial_state()
        self._knows_place = False
        self._feels = False
        self._felt: tuple[str, ...] = ()
        self.battery: float | None = None

    @property
    def state(self) -> WorldState:
        """The belief as it stands."""
        return self._state

    @property
    def holding(self) -> tuple[str, ...]:
        """Objects the robot believes it holds, sorted."""
        return tuple(atom.arguments[1] for atom in self._state.matching(HOLDING, self._robot.name, None))

    def adopt(self, facts: Sequence[Atom], *, about: Iterable[str], kept: Sequence[Robot] = ()) -> None:
        """Take over facts, complete as far as they touch the names `about` or what is linked to these.

        Whatever else was believed stands. Where the robots `kept` are is believed as before; no facts at all
        change nothing.
        """
        if not facts:
            return
        place, held = self._state.value(AT, self._robot.name), self.holding
        names = self._linked(about, facts)
        stays = {robot.name for robot in kept}
        stale = [
            Literal(atom, positive=False)
            for atom in sorted(self._state.facts)
            if names.intersection(atom.arguments)
            and not (atom.predicate == AT and atom.arguments[0] in stays)
        ]
        self._state = self._state.after(stale).after([Literal(fact) for fact in sorted(facts)])
        if self._knows_place or self._state.value(AT, self._robot.name) is None:
            self._put(place)
        if self._feels:
            self._hold(held)

    def forget_places(self, robots: Sequence[Robot], facts: Sequence[Atom]) -> None:
        """Other robots are no longer where they were, unless the facts say where they are."""
        told = {fact.arguments[0] for fact in facts if fact.predicate == AT}
        for robot in robots:
            if robot.name != self._robot.name and robot.name not in told:
                self._drop(AT, robot.name)

    def sense(self, *, place: str, holding: Sequence[str]) -> tuple[str, ...]:
        """Take over what sensors say; the answer names objects that left the gripper.

        `place` counts only until the robot has moved by itself: then its own calls know better.
        """
        if not self._knows_place:
            self._put(place or None)
        now = tuple(sorted(holding))
        lost = tuple(thing for thing in self._felt if thing not in now)
        gained = tuple(thing for thing in now if thing not in self._felt)
        kept = now if not self._feels else tuple(t for t in (*self.holding, *gained) if t not in lost)
        if not self._feels or lost or gained:
            self._hold(kept)
        self._feels, self._felt = True, now
        return lost

    def began(self, call: SkillCall, robots: Sequence[Robot]) -> None:
        """A call is under way: while it travels, the robots are at no place."""
        if not self._scenario.skill(call.skill).duration.travels_to:
            return
        self._knows_place = True
        for robot in robots:
            self._drop(AT, robot.name)

    def done(self, call: SkillCall, robots: Sequence[Robot]) -> None:
        """A call succeeded: its effects hold."""
        skill = self._scenario.skill(call.skill)
        effects: dict[Literal, None] = {}
        for robot in robots:
            effects.update(dict.fromkeys(skill.ground_effects(skill.binding(robot.name, call.arguments))))
        self._state = self._state.after(effects)

    def releases(self, call: SkillCall, thing: str) -> bool:
        """Whether letting go of this object is what the call does."""
        skill = self._scenario.skill(call.skill)
        binding = skill.binding(self._robot.name, call.arguments)
        gone = Literal(Atom(HOLDING, (self._robot.name, thing)), positive=False)
        return gone in skill.ground_effects(binding)

    def bounds(self, rules: Sequence[KeepOut]) -> Bounds:
        """What rules mean for the next call; members of a coalition carry the same thing, so theirs agree."""
        return bounds_for(rules, self.holding) if rules else UNBOUNDED

    def _linked(self, about: Iterable[str], facts: Sequence[Atom]) -> frozenset[str]:
        """The names, and those that share a fact with them; robots link nothing."""
        names = frozenset(about)
        robots = {robot.name for robot in self._scenario.robots}
        near = [fact.arguments for fact in facts if names.intersection(fact.arguments)]
        return names | {name for arguments in near for name in arguments if name not in robots}

    def _put(self, place: str | None) -> None:
        self._drop(AT, self._robot.name)
        if place is not None:
            self._state = self._state.after((Literal(Atom(AT, (self._robot.name, place))),))

    def _hold(self, things: Sequence[str]) -> None:
        self._drop(HOLDING, self._robot.name)
        for thing in things:
            lying = [Literal(atom, positive=False) for atom in self._state.matching("on", thing, None)]
            self._state = self._state.after((*lying, Literal(Atom(HOLDING, (self._robot.name, thing)))))

    def _drop(self, predicate: str, robot: str) -> None:
        atoms = self._state.matching(predicate, robot, None)
        self._state = self._state.after([Literal(atom, positive=False) for atom in atoms])
