"""Loads and checks whole scenarios: `load_scenario` for everyone, `check_scenario` for those who want the
problems.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from comuros.core.errors import InputError, Problem, ScenarioError
from comuros.core.geometry import Pose
from comuros.core.robot import Robot, RobotType
from comuros.core.scenario import Scenario, TravelModel
from comuros.scenario.adapter import Adapter
from comuros.scenario.assembly import assemble_geometry, assemble_scenario
from comuros.scenario.distance_table import DistanceTable
from comuros.scenario.layout_check import LayoutCheck
from comuros.scenario.locate import data_folder, find_scenario
from comuros.scenario.name_check import check_names
from comuros.scenario.planning_check import check_planning
from comuros.scenario.problem_log import ProblemLog, expected
from comuros.scenario.reference_check import ReferenceCheck
from comuros.scenario.roadmap import Roadmap
from comuros.scenario.robot_file import RobotFile, read_robot_type
from comuros.scenario.scenario_draft import ScenarioDraft
from comuros.scenario.scenario_file import OPTIONAL, REQUIRED, ScenarioReader
from comuros.scenario.sdf_world import SdfWorld, read_world
from comuros.scenario.vocabulary import Vocabulary, read_vocabulary
from comuros.scenario.world_geometry import WorldGeometry
from comuros.scenario.yaml_reader import YamlReader


class SpotTravel(TravelModel, Protocol):
    """A travel model that can be told of spots."""

    def with_spot(self, name: str, pose: Pose) -> SpotTravel:
        """A travel model that also knows the spot where something lies now."""


@dataclass(frozen=True, slots=True)
class LoadedScenario:
    """A checked scenario with its travel model, and its geometry where it has a world.

    `models` are the SDF files of the robots, `adapters` how their skills are carried out on the real ones,
    both by robot.
    """

    file: Path
    scenario: Scenario
    travel: SpotTravel
    geometry: WorldGeometry | None = None
    models: Mapping[str, Path] = field(default_factory=dict)
    adapters: Mapping[str, tuple[Adapter, ...]] = field(default_factory=dict)

    @property
    def world(self) -> WorldGeometry:
        """The geometry.

        Raises:
            InputError: the scenario has a distance table in place of a world.
        """
        if self.geometry is None:
            raise InputError(self._without_world())
        return self.geometry

    @property
    def roadmap(self) -> Roadmap:
        """The roadmap.

        Raises:
            InputError: the scenario has a distance table in place of a world.
        """
        if not isinstance(self.travel, Roadmap):
            raise InputError(self._without_world())
        return self.travel

    def start_pose(self, robot: Robot) -> Pose:
        """Where a robot stands before anything moves; with a distance table, where its place is."""
        if self.geometry is None:
            return self.scenario.place(robot.start).pose
        return self.geometry.start_pose(robot)

    def _without_world(self) -> str:
        name = self.scenario.name
        return f"scenario {name!r} has a distance table in place of a world: it can be planned, not simulated"


def load_scenario(name_or_path: str | Path) -> LoadedScenario:
    """Load a scenario by name or path.

    Raises:
        ScenarioError: something is wrong; the error lists every problem found, each with file and line.
    """
    file = find_scenario(name_or_path)
    log = ProblemLog()
    loaded = _Loading(file, log).load()
    if log.problems or loaded is None:
        raise ScenarioError(log.problems)
    return loaded


def check_scenario(name_or_path: str | Path) -> tuple[Problem, ...]:
    """Every problem of a scenario's files; empty if there is none."""
    try:
        load_scenario(name_or_path)
    except ScenarioError as error:
        return error.problems
    return ()


class _Loading:
    """One run through the files of a scenario. Goes as far as it can, so that as many problems as possible
    are found.
    """

    def __init__(self, file: Path, log: ProblemLog) -> None:
        self._file = file
        self._log = log

    def load(self) -> LoadedScenario | None:
        reader = YamlReader(self._file, self._log)
        root = reader.root()
        if root is None:
            return None
        fields = reader.record(root, "the scenario", required=REQUIRED, optional=OPTIONAL)
        skills = reader.text(fields.get("skills"), "skills") or "skills.yaml"
        vocabulary = read_vocabulary(self._beside(skills), self._log)
        draft = ScenarioReader(reader, fields, vocabulary).draft(root)
        world_file = self._world_file(draft)
        world = read_world(world_file, self._log) if world_file else None
        models = world_file.parent / "models" if world_file else None
        files = self._robot_files(draft, vocabulary, models)
        types = {name: file.robot_type for name, file in files.items()}
        self._check(draft, vocabulary, types, world)
        if self._log.problems:
            return None
        scenario = assemble_scenario(draft, vocabulary, types, world)
        return self._finish(draft, scenario, files, world)

    def _check(
        self,
        draft: ScenarioDraft,
        vocabulary: Vocabulary,
        types: dict[str, RobotType],
        world: SdfWorld | None,
    ) -> None:
        check_names(draft, types, file=self._file, log=self._log)
        references = ReferenceCheck(draft, vocabulary, types, file=self._file, log=self._log)
        references.check()
        check_planning(draft, vocabulary, types, file=self._file, log=self._log)
        if world is not None:
            references.check_world(world)

    def _finish(
        self, draft: ScenarioDraft, scenario: Scenario, files: dict[str, RobotFile], world: SdfWorld | None
    ) -> LoadedScenario:
        if world is None:
            edges = ((edge.start, edge.goal, edge.distance_m) for edge in draft.distances)
            return LoadedScenario(self._file, scenario, DistanceTable(scenario, edges))
        geometry = assemble_geometry(draft, scenario, world)
        roadmap = Roadmap(geometry, scenario)
        LayoutCheck(draft, scenario, geometry, roadmap, file=self._file, log=self._log).check()
        owned = {robot.name: files[robot.type].model for robot in draft.robots if robot.type in files}
        models = {name: model for name, model in owned.items() if model is not None}
        adapters = {r.name: files[r.type].adapters for r in draft.robots if r.type in files}
        return LoadedScenario(self._file, scenario, roadmap, geometry, models, adapters)

    def _beside(self, name: str) -> Path:
        """A file beside the scenario, of the configuration folder it lies in, or one that ships with
        comuros.
        """
        folders = (self._file.parent, self._file.parent.parent, data_folder() / "config")
        return next((each / name for each in folders if (each / name).exists()), folders[1] / name)

    def _world_file(self, draft: ScenarioDraft) -> Path | None:
        if not draft.world:
            return None
        own = self._file.parent.parent.parent
        folders = (self._file.parent, own / "sim_worlds", data_folder() / "sim_worlds")
        for folder in folders:
            if (folder / draft.world).is_file():
                return folder / draft.world
        known = [path.name for folder in folders for path in folder.glob("*.sdf")]
        message = f"there is no world file {draft.world!r}; {expected(draft.world, known)}"
        self._log.add(self._file, draft.world_line, message)
        return None

    def _robot_files(
        self, draft: ScenarioDraft, vocabulary: Vocabulary, models: Path | None
    ) -> dict[str, RobotFile]:
        folders = (data_folder() / "config" / "robots", self._beside("robots"))
        known = {path.stem: path for folder in folders for path in sorted(folder.glob("*.yaml"))}
        found: dict[str, RobotFile] = {}
        for robot in draft.robots:
            if robot.is_human or robot.type in found or not robot.type:
                continue
            if robot.type not in known:
                message = f"there is no robot type {robot.type!r}; {expected(robot.type, known)}"
                self._log.add(self._file, robot.line, message)
                continue
            read = read_robot_type(known[robot.type], vocabulary, self._log, models=models)
            if read is not None:
                found[robot.type] = read
        return found
