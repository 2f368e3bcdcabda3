"""What an interpreter is told of the session with every question: what was said, the mission under way, the
team.
"""

from __future__ import annotations

from comuros.coordination.mission_run import MissionRun, TaskRun
from comuros.coordination.situation import Situation
from comuros.core.command import Interpret
from comuros.core.mission import MissionOutcome, MissionState
from comuros.core.session import ActiveMission, Exchange, Session, TaskStanding
from comuros.core.tree import TaskTree

_EXCHANGES_TOLD = 8
_CHANGEABLE = (
    MissionState.PLANNING,
    MissionState.EXECUTING,
    MissionState.REPLANNING,
    MissionState.PAUSED,
    MissionState.ASKING,
)
_NOT_WORK = (MissionOutcome.ANSWERED, MissionOutcome.PREVIEWED, MissionOutcome.NOT_UNDERSTOOD)


def interpret(situation: Situation, run: MissionRun) -> Interpret:
    """The question to an interpreter. A preview is read by itself: it changes nothing."""
    session = Session() if run.preview else session_of(situation, run)
    run.read_against = session.active.tree if session.active else None
    return Interpret(run.id, run.instruction, tuple(run.feedback), session)


def changeable(situation: Situation, run: MissionRun) -> MissionRun | None:
    """The mission under way that an instruction may change."""
    active = situation.active
    if active is None or active is run or active.preview or active.tree is None:
        return None
    return active if active.state in _CHANGEABLE else None


def session_of(situation: Situation, run: MissionRun) -> Session:
    """The session as it stands when an instruction is given."""
    active = changeable(situation, run)
    return Session(
        history=tuple(_exchange(said) for said in _worth_telling(situation, run))[-_EXCHANGES_TOLD:],
        active=_active(active) if active is not None else None,
        team=tuple(status for _, status in sorted(situation.belief.team.items())),
        unavailable=tuple(sorted(situation.belief.unavailable.items())),
    )


def shown_as(run: MissionRun) -> TaskTree:
    """The tree a follow-up is about: with the change that waits for its plan."""
    tree = run.edit.tree if run.edit is not None else run.tree
    assert tree is not None
    return tree


def _worth_telling(situation: Situation, run: MissionRun) -> list[MissionRun]:
    return [
        said
        for said in situation.missions.values()
        if said is not run
        and said.instruction.text
        and not said.preview
        and said.outcome not in _NOT_WORK
        and (said.tree is not None or said.merges_into)
    ]


def _exchange(said: MissionRun) -> Exchange:
    return Exchange(said.instruction.text, said.tree, said.outcome.value if said.outcome else "")


def _active(run: MissionRun) -> ActiveMission:
    tree = shown_as(run)
    return ActiveMission(
        run.id,
        run.instruction.text,
        tree,
        run.state,
        tuple(_standing(run, run.tasks.get(task.id) or TaskRun(task)) for task in tree.tasks()),
        tuple(sorted({*run.retired, *(run.tasks.keys() - {t.id for t in tree.tasks()})})),
    )


def _standing(run: MissionRun, task: TaskRun) -> TaskStanding:
    at_work = tuple(sorted(robot for robot, status in task.robots.items() if not status.is_final))
    entry = run.plan.assignment(task.task.id) if run.plan else None
    return TaskStanding(
        task.task.id, task.state, at_work or (entry.robots if entry else ()), task.started, task.stage
    )
