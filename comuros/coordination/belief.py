"""What is believed of the world and the team, folded from reports and sightings. One per coordinator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from comuros.core.event import ObjectSeen
from comuros.core.geometry import Pose
from comuros.core.literal import Atom, Literal
from comuros.core.place import spot_of
from comuros.core.robot import RobotStatus
from comuros.core.scenario import Scenario
from comuros.core.world_state import WorldState

_ARRANGEMENT = frozenset({"on", "holding"})


class Belief:
    """The symbolic state, the last report of each robot, who cannot be planned for and why, who
    cannot even be told anything, and objects on
    the floor.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.robots = frozenset(robot.name for robot in scenario.robots if not robot.is_human)
        self.state: WorldState = scenario.initial_state()
        self.team: dict[str, RobotStatus] = {}
        self.unavailable: dict[str, str] = {}
        self.unreachable: set[str] = set()
        self._spots: dict[str, Pose] = {}
        self.seen: set[str] = set()
        for person in scenario.robots:
            if person.is_human:
                pose = scenario.place(person.start).pose
                self.team[person.name] = RobotStatus(person.name, pose, person.start, battery=1.0)

    @property
    def spots(self) -> tuple[tuple[str, Pose], ...]:
        """Places that exist because an object lies there, sorted by name."""
        return tuple(sorted(self._spots.items()))

    def arrangement(self) -> frozenset[Atom | str]:
        """Where things lie, who holds what, and which robots take work: of all that changes, what a plan that
        was impossible may hang on. Robots that drive about are no change.
        """
        facts = (fact for fact in self.state.facts if fact.predicate in _ARRANGEMENT)
        return frozenset([*facts, *(status.robot for status in self.planning_team())])

    def propositions(self) -> frozenset[str]:
        """What is believed as propositions of formulas: facts, and robots inside zones."""
        inside = (
            str(Atom("inside", (status.robot, zone)))
            for status in self.team.values()
            for zone in status.zones
        )
        return frozenset([*(str(fact) for fact in self.state.facts), *inside])

    def planning_team(self) -> tuple[RobotStatus, ...]:
        """The robots that can be planned for, sorted by name."""
        return tuple(
            status
            for name, status in sorted(self.team.items())
            if name not in self.unavailable and status.available
        )

    def stop_is_over(self) -> None:
        """Every robot takes work again, as it will say itself within a second."""
        self.team = {name: replace(status, available=True) for name, status in self.team.items()}

    def robot_reported(self, status: RobotStatus) -> None:
        """Fold in what a robot says of itself: where it is and what it holds."""
        self.team[status.robot] = status
        gone = [a for a in self.state.matching("at", status.robot, None) if a.arguments[1] != status.place]
        gone += [
            a
            for a in self.state.matching("holding", status.robot, None)
            if a.arguments[1] not in status.holding
        ]
        effects = [Literal(atom, positive=False) for atom in gone]
        if status.place:
            effects.append(Literal(Atom("at", (status.robot, status.place))))
        for thing in status.holding:
            effects += self._held(thing, status.robot)
        self.state = self.state.after(effects)

    def object_seen(self, seen: ObjectSeen) -> None:
        """Fold in a sighting; an object on the floor makes a place of the spot where it lies."""
        self.seen.add(seen.object)
        if seen.held_by:
            self.state = self.state.after(e for robot in seen.held_by for e in self._held(seen.object, robot))
            return
        location = seen.location
        if location:
            self._spots.pop(spot_of(seen.object), None)
        else:
            location = spot_of(seen.object)
            self._spots[location] = seen.pose
        held = [Literal(atom, positive=False) for atom in self.state.matching("holding", None, seen.object)]
        self.state = self.state.after([*held, Literal(Atom("on", (seen.object, location)))])

    def achieved(self, effects: Iterable[Literal]) -> None:
        """Fold in the effects of work reported as done."""
        self.state = self.state.after(effects)

    def _held(self, thing: str, robot: str) -> list[Literal]:
        self._spots.pop(spot_of(thing), None)
        lying = [Literal(atom, positive=False) for atom in self.state.matching("on", thing, None)]
        return [*lying, Literal(Atom("holding", (robot, thing)))]
