"""Checks that what a scenario file names exists, in the file itself and in its world. Part of the checks of
`loader`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from comuros.core.predicate import Sort
from comuros.core.robot import RobotType
from comuros.core.scenario import FaultKind
from comuros.scenario.problem_log import ProblemLog, expected
from comuros.scenario.scenario_draft import ObjectDraft, ScenarioDraft
from comuros.scenario.sdf_world import SdfWorld
from comuros.scenario.vocabulary import Vocabulary

_MASS_TOLERANCE = 0.01


class ReferenceCheck:
    """Notes every name of a draft that refers to nothing, or to the wrong thing."""

    def __init__(
        self,
        draft: ScenarioDraft,
        vocabulary: Vocabulary,
        robot_types: Mapping[str, RobotType],
        *,
        file: Path,
        log: ProblemLog,
    ) -> None:
        self._draft = draft
        self._vocabulary = vocabulary
        self._types = robot_types
        self._file = file
        self._log = log
        self._places = {place.name for place in draft.places}
        self._objects = {thing.name for thing in draft.objects}
        self._robots = {robot.name for robot in draft.robots}
        self._kinds = {kind.kind.name: kind.kind for kind in draft.kinds}

    def check(self) -> None:
        """Everything that needs no world."""
        for thing in self._draft.objects:
            self._check_object(thing)
        for robot in self._draft.robots:
            self._known(robot.start, self._places, robot.line, f"start of robot {robot.name!r}")
        for edge in self._draft.distances:
            for name in (edge.start, edge.goal):
                self._known(name, self._places, edge.line, "a distance")
        self._check_facts()
        self._check_faults()
        if not self._draft.robots:
            self._log.add(self._file, 0, "the scenario has no robots")

    def check_world(self, world: SdfWorld) -> None:
        """That places, robots and objects have their frames and models in the world."""
        frames = {frame.name for frame in world.frames}
        models = {model.name for model in world.models}
        for place in self._draft.places:
            if place.area:
                self._known(
                    place.area, models, place.line, f"area of place {place.name!r}", "a model of the world"
                )
            else:
                self._known(
                    place.frame, frames, place.line, f"frame of place {place.name!r}", "a frame of the world"
                )
            for name in place.approach:
                self._known(
                    name, frames, place.line, f"approach of place {place.name!r}", "a frame of the world"
                )
        for robot in self._draft.robots:
            if robot.frame:
                self._known(
                    robot.frame, frames, robot.line, f"frame of robot {robot.name!r}", "a frame of the world"
                )
        self._check_models(world)

    def _known(
        self, name: str, known: Iterable[str], line: int, what: str, expected_what: str = "a place"
    ) -> bool:
        names = set(known)
        if name and name not in names:
            self._log.add(
                self._file, line, f"{what} is {name!r}, which is not {expected_what}; {expected(name, names)}"
            )
        return name in names

    def _check_object(self, thing: ObjectDraft) -> None:
        what = f"object {thing.name!r}"
        self._known(thing.kind, self._kinds, thing.line, f"kind of {what}", "an object kind")
        locations = (self._places | self._objects) - {thing.name}
        if self._known(thing.at, locations, thing.line, f"at of {what}", "a place or an object"):
            self._check_base(thing)

    def _check_base(self, thing: ObjectDraft) -> None:
        bases = {known.name: known for known in self._draft.objects}
        under, base = [thing.name], bases.get(thing.at)
        if base is not None and base.kind in self._kinds and not self._kinds[base.kind].is_surface:
            message = (
                f"{thing.name!r} lies on {base.name!r}, but nothing can: its kind has no is_surface: true"
            )
            self._log.add(self._file, thing.line, message)
        while base is not None and base.name not in under:
            under.append(base.name)
            base = bases.get(base.at)
        if base is not None and base.name == thing.name:
            self._log.add(self._file, thing.line, f"{thing.name!r} lies on itself, over {under[-1]!r}")

    def _check_facts(self) -> None:
        predicates = {predicate.name: predicate for predicate in self._vocabulary.predicates}
        for fact in self._draft.facts:
            name, arguments = fact.atom.predicate, fact.atom.arguments
            predicate = predicates.get(name)
            if predicate is None:
                self._log.add(
                    self._file, fact.line, f"there is no predicate {name!r}; {expected(name, predicates)}"
                )
            elif len(predicate.sorts) != len(arguments):
                counts = f"{len(arguments)} arguments; {name} takes {len(predicate.sorts)}"
                message = f"the fact {fact.atom} has {counts}"
                self._log.add(self._file, fact.line, message)
            else:
                for argument, sort in zip(arguments, predicate.sorts, strict=True):
                    self._known(
                        argument, self._of_sort(sort), fact.line, f"the fact {fact.atom}", f"a {sort.value}"
                    )

    def _of_sort(self, sort: Sort) -> set[str]:
        return {
            Sort.ROBOT: self._robots,
            Sort.PLACE: self._places,
            Sort.OBJECT: self._objects,
            Sort.LOCATION: self._places | self._objects,
        }.get(sort, set())

    def _check_faults(self) -> None:
        skills = {skill.name for skill in self._vocabulary.skills}
        for entry in self._draft.faults:
            fault = entry.fault
            subjects = _SUBJECTS.get(fault.kind, "robots")
            known = {"robots": self._robots, "objects": self._objects, "places": self._places}[subjects]
            if fault.kind is FaultKind.DROP:
                known = known | self._objects
            what = f"subject of the fault {fault.kind.value}"
            self._known(fault.subject, known, entry.line, what, f"one of the {subjects}")
            self._known(fault.during_skill, skills, entry.line, "during_skill of a fault", "a skill")
            if fault.kind is FaultKind.OBJECT_MOVED:
                self._known(fault.detail or "(nothing)", self._places, entry.line, "detail of a fault")

    def _check_models(self, world: SdfWorld) -> None:
        models = {model.name: model for model in world.models}
        movable = {name for name, model in models.items() if not model.static}
        sizes: dict[str, tuple[str, tuple[float, float, float]]] = {}
        for thing in self._draft.objects:
            what = f"object {thing.name!r}"
            if not self._known(thing.name, movable, thing.line, what, "a movable model of the world"):
                continue
            model, kind = models[thing.name], self._kinds.get(thing.kind)
            if kind is not None and abs(model.mass_kg - kind.mass_kg) > _MASS_TOLERANCE * kind.mass_kg:
                message = f"{what} has {kind.mass_kg:g} kg here and {model.mass_kg:g} kg in the world file"
                self._log.add(self._file, thing.line, message)
            first, size_m = sizes.setdefault(thing.kind, (thing.name, model.size_m))
            if size_m != model.size_m:
                message = f"{what} is not as large as {first!r}, though both are of the kind {thing.kind!r}"
                self._log.add(self._file, thing.line, message)
        for model in world.models:
            if not model.static and model.name not in self._objects:
                message = (
                    f"the movable model {model.name!r} is no object of the scenario; expected it, or <static>"
                )
                self._log.add(world.file, model.line, message)


_SUBJECTS = {FaultKind.PLACE_BLOCKED: "places", FaultKind.OBJECT_MOVED: "objects"}
