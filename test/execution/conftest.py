"""A small kitchen and a warehouse corner, built in code: execution is tested without any scenario file."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from comuros.core.capability import Capability, Comparison, Requirement
from comuros.core.geometry import Pose
from comuros.core.literal import Atom, parse_literal
from comuros.core.place import ObjectKind, Place, WorldObject
from comuros.core.predicate import Predicate, Sort
from comuros.core.robot import Locomotion, Robot, RobotType
from comuros.core.scenario import Scenario
from comuros.core.skill import DurationModel, Method, Parameter, SkillCall, SkillModel
from comuros.execution.scripted_port import Ending
from support.agent_bench import Bench

_FROM = (Parameter("?object", Sort.OBJECT), Parameter("?from", Sort.PLACE))
_TO = (Parameter("?object", Sort.OBJECT), Parameter("?to", Sort.PLACE))
_PLACE = (Parameter("?place", Sort.PLACE),)


def _skill(
    name: str,
    parameters: tuple[Parameter, ...],
    needs: str,
    makes: str,
    *,
    travels_to: str = "",
    requires: tuple[Requirement, ...] = (),
    team: bool = False,
    needs_approval: bool = False,
) -> SkillModel:
    def literals(text: str):  # type: ignore[no-untyped-def]
        return tuple(parse_literal(part) for part in text.split(";") if part)

    duration = DurationModel(0.0 if travels_to else 2.0, travels_to)
    return SkillModel(
        name,
        parameters,
        literals(needs),
        literals(makes),
        duration,
        requires,
        action=f"skill/{name}",
        team=team,
        needs_approval=needs_approval,
    )


def _method(name: str, achieves: str, when: str, step: str, *, team: bool = False) -> Method:
    skill, _, arguments = step.rstrip(")").partition("(")
    call = SkillCall(skill, tuple(part.strip() for part in arguments.split(",") if part))
    conditions = tuple(parse_literal(part) for part in when.split(";") if part)
    return Method(name, parse_literal(achieves), conditions, (call,), team)


_PAYLOAD = Requirement("payload_kg", Comparison.AT_LEAST, "mass_kg", "?object")
_SHARED = Requirement("payload_kg", Comparison.AT_LEAST, "mass_kg", "?object", shared=True)

_SKILLS = (
    _skill("go_to", _PLACE, "", "at(?self, ?place)", travels_to="?place"),
    _skill(
        "pick",
        _FROM,
        "on(?object, ?from);!holding(?self, _);at(?self, ?from)",
        "holding(?self, ?object);!on(?object, ?from)",
        requires=(_PAYLOAD,),
    ),
    _skill(
        "place",
        _TO,
        "holding(?self, ?object);at(?self, ?to)",
        "on(?object, ?to);!holding(?self, ?object)",
    ),
    _skill("inspect", _PLACE, "at(?self, ?place)", "inspected(?place)"),
    _skill("heat", _PLACE, "at(?self, ?place)", "hot(?place)", needs_approval=True),
    _skill("wait", (), "", ""),
    _skill("beep", (Parameter("?times", Sort.NUMBER),), "", ""),
    _skill("say", (Parameter("?words", Sort.TEXT),), "", ""),
    _skill(
        "lift",
        _FROM,
        "on(?object, ?from);!holding(?self, _);at(?self, ?from)",
        "holding(?self, ?object);!on(?object, ?from)",
        requires=(_SHARED,),
        team=True,
    ),
    _skill(
        "carry_to",
        (Parameter("?object", Sort.OBJECT), Parameter("?place", Sort.PLACE)),
        "holding(?self, ?object)",
        "at(?self, ?place)",
        travels_to="?place",
        team=True,
    ),
    _skill(
        "lower",
        _TO,
        "holding(?self, ?object);at(?self, ?to)",
        "on(?object, ?to);!holding(?self, ?object)",
        team=True,
    ),
)

_METHODS = (
    _method("drive", "at(?self, ?place)", "", "go_to(?place)"),
    _method("grasp", "holding(?self, ?object)", "on(?object, ?from)", "pick(?object, ?from)"),
    _method("put", "on(?object, ?place)", "", "place(?object, ?place)"),
    _method("look", "inspected(?place)", "", "inspect(?place)"),
    _method("warm_up", "hot(?place)", "", "heat(?place)"),
    _method("warm_up_team", "hot(?place)", "", "heat(?place)", team=True),
    _method("carry", "at(?self, ?place)", "holding(?self, ?object)", "carry_to(?object, ?place)", team=True),
    _method("drive_team", "at(?self, ?place)", "", "go_to(?place)", team=True),
    _method("lift", "holding(?self, ?object)", "on(?object, ?from)", "lift(?object, ?from)", team=True),
    _method("lower", "on(?object, ?place)", "", "lower(?object, ?place)", team=True),
)

_ALL_SKILLS = tuple(skill.name for skill in _SKILLS)


def _robot(name: str, start: str, *skills: str) -> Robot:
    kind = RobotType(
        f"{name}_type",
        Locomotion.DIFFERENTIAL,
        0.3,
        (Capability("payload_kg", 5.0), Capability("speed_mps", 1.0)),
        skills or _ALL_SKILLS,
    )
    return Robot(name, kind, start)


def _predicates() -> tuple[Predicate, ...]:
    return (
        Predicate("at", (Sort.ROBOT, Sort.PLACE), functional=True),
        Predicate("on", (Sort.OBJECT, Sort.LOCATION), functional=True),
        Predicate("holding", (Sort.ROBOT, Sort.OBJECT)),
        Predicate("inspected", (Sort.PLACE,)),
        Predicate("quiet", (Sort.PLACE,)),
        Predicate("hot", (Sort.PLACE,)),
    )


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    """Tables, a kitchen and a dock; noodles anyone can carry, a crate that takes two, a drone."""
    bowl = ObjectKind("bowl", 0.5, (0.2, 0.2, 0.1))
    long_crate = ObjectKind("crate", 8.0, (1.8, 0.4, 0.4), carriers=2)
    return Scenario(
        name="small",
        title="A small world for tests",
        world_file="",
        places=tuple(Place(name, Pose(0.0, 0.0)) for name in ("kitchen", "table_1", "table_2", "dock")),
        object_kinds=(bowl, long_crate),
        objects=(WorldObject("noodles", bowl, "kitchen"), WorldObject("crate", long_crate, "kitchen")),
        robots=(
            _robot("waiter", "dock"),
            _robot("helper", "dock"),
            _robot("drone", "dock", "go_to", "inspect", "wait"),
        ),
        predicates=_predicates(),
        skills=_SKILLS,
        methods=_METHODS,
        initial_facts=(Atom("quiet", ("dock",)),),
    )


@pytest.fixture
def bench(scenario: Scenario) -> Callable[..., Bench]:
    """Makes a bench with one agent whose skills end as the script says."""

    def make(*script: tuple[str, Ending], robot: str = "waiter") -> Bench:
        return Bench(scenario, *script, robot=robot)

    return make
