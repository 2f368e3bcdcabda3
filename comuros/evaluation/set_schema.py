"""The YAML of an evaluation set as pydantic models: where its text becomes typed, and nowhere else."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Responses = list[Literal["ignore", "retry", "repair", "reallocate", "reinterpret", "ask", "stop"]]
Classes = Literal["independent", "sequential", "coordinated", "mixed", "infeasible"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TaskEntry(_Strict):
    """One expected task; a work alone may be written in place of the mapping."""

    do: Annotated[list[str], BeforeValidator(lambda v: [v] if isinstance(v, str) else v)] = Field(
        min_length=1
    )
    count: int = Field(default=1, ge=1)
    robots: list[str] = []
    never: list[str] = []


def _task(value: object) -> object:
    return {"do": value} if isinstance(value, str) else value


class InstructionEntry(_Strict):
    """One instruction with its label."""

    id: str = Field(pattern=r"^\w+$")
    say: str = Field(min_length=1)
    expected_class: Classes = Field(alias="class")
    tasks: list[Annotated[TaskEntry, BeforeValidator(_task)]] = Field(min_length=1)
    order: list[tuple[str, str]] = []
    rules: list[str] = []
    because: list[str] = []
    paraphrases: list[str] = []
    scenario: str = ""


class MissionTaskEntry(_Strict):
    """A task of the mission an event meets."""

    do: str
    robots: list[str] = []
    state: Literal["open", "working", "done"] = "open"


class EventEntry(_Strict):
    """One labelled event."""

    id: str = Field(pattern=r"^\w+$")
    scenario: str = ""
    mission: list[Annotated[MissionTaskEntry, BeforeValidator(_task)]] = Field(min_length=1)
    kind: str
    subject: str
    robot: str = ""
    cause: str = ""
    attempts: int = Field(default=0, ge=0)
    overruns: int = Field(default=0, ge=0)
    waiting: bool = False
    relevant: bool
    responses: Responses = Field(min_length=1)


class FaultEntry(_Strict):
    """A scripted fault, as scenario files have them."""

    kind: str
    subject: str
    at_s: float | None = None
    during_skill: str = ""
    progress: float = Field(default=0.5, ge=0.0, le=1.0)
    detail: str = ""


class ChangeEntry(_Strict):
    """Something else is said, or a robot is lost."""

    at_s: float = Field(ge=0.0)
    say: str = ""
    kill: str = ""


class ReplanningEntry(_Strict):
    """One mission that does not go as planned."""

    id: str = Field(pattern=r"^\w+$")
    scenario: str = ""
    say: str = Field(min_length=1)
    faults: list[FaultEntry] = []
    changes: list[ChangeEntry] = []
    responses: Responses = Field(min_length=1)
    ends: Literal["succeeded", "failed", "cancelled", "asking", "paused"] = "succeeded"
    holds: list[str] = []


class SetFile(_Strict):
    """A whole file. `scenario` is the default of its entries, `include` are further files of the set."""

    version: Literal[1] = 1
    title: str = ""
    scenario: str = ""
    include: list[str] = []
    instructions: list[InstructionEntry] = []
    events: list[EventEntry] = []
    replanning: list[ReplanningEntry] = []
