"""Whole systems over DDS: an agent killed with its hands full and started again, a person who helps, a person
who must say yes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from comuros.cli.live.picture import Picture
from comuros.cli.system.crew import CrewSettings, programs
from comuros.cli.system.live_system import LiveSystem, live_system
from comuros.core.command import AskHuman, RequestKind
from comuros.core.mission import MissionOutcome
from comuros.core.robot import RobotStatus
from comuros.nodes.mission_seen import QuestionSeen, Seen
from comuros.scenario import data_folder, find_scenario, load_scenario

pytestmark = [pytest.mark.system, pytest.mark.timeout(240)]

# Far more than anything here needs; a test that gets here has failed.
PATIENCE_S = 150.0
CAREFUL = """
extends: skills.yaml
skills:
  close:
    parameters: {door: place}
    preconditions: ["!holding(?self, _)", "at(?self, ?door)"]
    effects: ["!open(?door)"]
    duration: {fixed_s: 4}
    needs_approval: true
    english: "close {0}"
"""

Start = Callable[..., AbstractContextManager[LiveSystem]]


@pytest.fixture
def system_of(ros_domain_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Starts the system of a scenario in the test's domain; it has ended when the context is left."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("ROS_LOG_DIR", str(tmp_path / "ros_log"))

    @contextmanager
    def start(path: Path, **more: object) -> Iterator[LiveSystem]:
        settings = CrewSettings(path, speed=20.0, **more)  # type: ignore[arg-type]
        with live_system(load_scenario(path), settings, domain=ros_domain_id) as system:
            system.wait_until_ready()
            yield system

    return start


class Following:
    """A picture of one mission, and everything that was asked and done besides."""

    def __init__(self, system: LiveSystem, said: str) -> None:
        self._system = system
        self.picture = Picture(said)
        self.stages: list[str] = []
        self.asked: list[AskHuman] = []
        self._latest: dict[str, str] = {}
        system.client.say(said)

    def until(self, condition: Callable[[], object]) -> None:
        deadline_s = time.monotonic() + PATIENCE_S
        while not condition():
            for seen in self._system.client.seen():
                self._see(seen)
            notes = "\n".join(note.text for note in self.picture.notes)
            assert time.monotonic() < deadline_s, f"in vain; mission {self.picture.state}\n{notes}"
            time.sleep(0.02)

    def is_held_by(self, robot: str, thing: str) -> bool:
        """Whether a robot said last that it holds the thing."""
        return robot in self.picture.robots and thing in self.picture.robots[robot].holding

    def end(self) -> MissionOutcome:
        self.until(lambda: self.picture.end is not None)
        assert self.picture.end is not None
        return self.picture.end.outcome

    def _see(self, seen: Seen) -> None:
        self.picture.see(seen)
        if isinstance(seen, RobotStatus) and seen.stage != self._latest.get(seen.robot):
            self._latest[seen.robot] = seen.stage
            self.stages.append(seen.stage)
        if isinstance(seen, QuestionSeen) and not seen.closed:
            self.asked.append(seen.question)


def test_an_agent_killed_with_its_hands_full_goes_on_when_it_is_back(system_of: Start) -> None:
    said = "Deliver the noodles to table 2."
    path = find_scenario("food_court")
    with system_of(path) as system:
        mission = Following(system, said)
        mission.until(lambda: mission.is_held_by("waiter", "noodles"))
        system.supervisor.kill("waiter.agent")
        before = len(mission.stages)
        crew = programs(load_scenario(path).scenario, CrewSettings(path, speed=20.0))
        system.supervisor.start([each for each in crew if each.name == "waiter.agent"])
        assert mission.end() is MissionOutcome.SUCCEEDED
    assert mission.picture.robots["waiter"].holding == ()
    assert mission.picture.robots["waiter"].place == "table_2"
    # Stages are sampled, so short ones may be missed; the way back to the kitchen would not be.
    again = {stage for stage in mission.stages[before:] if "kitchen" in stage}
    assert not again, mission.stages


def test_a_person_is_asked_for_what_no_robot_can_do_and_the_rest_goes_on(system_of: Start) -> None:
    path = find_scenario("human_assisted_recovery")
    with system_of(path, faults=("default",), people="does_it") as system:
        mission = Following(system, load_scenario(path).scenario.default_instruction)
        assert mission.end() is MissionOutcome.SUCCEEDED
    tasks = [request for request in mission.asked if request.kind is RequestKind.TASK]
    assert [(request.person, request.task.id if request.task else "") for request in tasks] == [("ann", "t1")]
    assert len(mission.picture.replans) == 1


def test_a_skill_that_needs_approval_waits_for_the_service(system_of: Start, tmp_path: Path) -> None:
    folder = tmp_path / "own" / "scenarios"
    folder.mkdir(parents=True)
    home = (data_folder() / "config" / "scenarios" / "home.yaml").read_text(encoding="utf-8")
    path = folder / "careful.yaml"
    path.write_text(
        home.replace("scenario: home", "scenario: careful").replace(
            "skills: skills.yaml", "skills: own.yaml"
        ),
        encoding="utf-8",
    )
    (tmp_path / "own" / "own.yaml").write_text(CAREFUL, encoding="utf-8")
    with system_of(path) as system:
        mission = Following(system, "Close the window.")
        mission.until(lambda: mission.asked)
        (request,) = mission.asked
        assert request.question == "helper wants to close window. Is that allowed?"
        mission.until(lambda: mission.picture.robots["helper"].stage.startswith("waiting for approval"))
        assert system.client.answer(request.request_id, "yes") == (
            False, f"{request.request_id!r} is an approval; answer with the service approve",
        )  # fmt: skip
        assert not any(stage.startswith("close") for stage in mission.stages)
        assert system.client.approve(request.request_id, approved=True) == (True, "")
        assert mission.end() is MissionOutcome.SUCCEEDED
    assert any(stage.startswith("close") for stage in mission.stages)
