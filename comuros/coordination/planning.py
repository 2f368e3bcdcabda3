"""Having plans made, reading the answers by the automata, and adopting them."""

from __future__ import annotations

from comuros.coordination.asking import ask
from comuros.coordination.edits import adopt_edit, edited_problem, refuse_edit
from comuros.coordination.ending import end_mission
from comuros.coordination.goals_in_parts import edit_in_parts, remember_goals
from comuros.coordination.hand_over import adopt_hand_over, look_for_hand_over
from comuros.coordination.meeting_points import standstill
from comuros.coordination.mission_run import MissionRun
from comuros.coordination.repair import adopt_plan, planning_problem
from comuros.coordination.situation import Situation
from comuros.core.command import Command, MakePlan, PublishPlan
from comuros.core.event import Event, HandOverFound, Planned
from comuros.core.interleaving import Interleaving
from comuros.core.mission import MissionOutcome, MissionState
from comuros.core.plan import Plan, PlanningStatus
from comuros.spec.hltlf import plan_violations

WORLD_HAS_CHANGED = "the world has changed"


def make_plan(situation: Situation, run: MissionRun) -> list[Command]:
    """Ask for the mission's next plan; a mission that waits its turn asks for none."""
    if run is not situation.active:
        return []
    settings = situation.settings
    if run.plan is None:
        run.reason = ""
    limit_s = settings.replan_time_limit_s if run.plan else settings.plan_time_limit_s
    problem = planning_problem(
        run,
        situation.belief,
        situation.scenario,
        now_s=situation.now_s,
        time_limit_s=limit_s,
        seed=settings.seed,
    )
    run.dirty = True
    run.planned_with = situation.belief.arrangement()
    run.awaited_revision = problem.revision
    return [MakePlan(edited_problem(run, problem))]


def replan(situation: Situation, run: MissionRun, reason: str) -> list[Command]:
    """Ask for a repaired plan; if one is being made already, have it made again from what is known now."""
    run.replan_reason = reason
    run.state = MissionState.REPLANNING
    run.dirty = True
    run.no_plan_with = None
    if run.awaited_revision:
        run.replan_again = True
        return []
    return make_plan(situation, run)


def on_planned(situation: Situation, event: Event) -> list[Command]:
    """A planner's answer, discarded where it is not the one that is awaited."""
    run = situation.missions.get(event.mission_id)
    answer = event.body
    assert isinstance(answer, Planned)
    if run is None or run.is_over or answer.revision != run.awaited_revision:
        return []
    run.awaited_revision = 0
    if run.state not in (MissionState.PLANNING, MissionState.REPLANNING):
        return []
    if run.replan_again:
        run.replan_again = False
        return make_plan(situation, run)
    if answer.interleaving is not None and _can_be_in_parts(run, answer.interleaving):
        return _accept_plan(situation, run, answer.interleaving.plan, answer)
    plan = answer.outcome.plan
    if plan is None or answer.outcome.status is PlanningStatus.INFEASIBLE:
        return _no_plan(situation, run, answer)
    reason = _objection(run, plan)
    if reason:
        if run.edit is not None:
            return _without_edit(situation, run, reason)
        return end_mission(run, MissionOutcome.FAILED, reason, situation.now_s)
    return _accept_plan(situation, run, plan, answer)


def _can_be_in_parts(run: MissionRun, found: Interleaving) -> bool:
    """Make a tree in parts the pending change; where the mission or its automata object, all stays as it
    was.
    """
    before, edit = run.edit, edit_in_parts(run, found)
    if edit is None:
        return False
    run.edit = edit
    objected = bool(_objection(run, found.plan))
    run.edit = before
    if not objected:
        remember_goals(run, found.tree)
        run.edit = edit
    return not objected


def _objection(run: MissionRun, plan: Plan) -> str:
    """Why a plan is not carried out: automata reject it, or its robots would come to a standstill."""
    spec = run.edit.specification if run.edit is not None else run.specification
    assert spec is not None
    tasks = {task.id for task in spec.tree.tasks()}
    running = tuple(i for i, task in run.tasks.items() if task.is_open and task.started and i in tasks)
    done = tuple(task_id for task_id in run.accepted_tasks() if task_id in tasks)
    violated = plan_violations(spec, plan, done=done, running=running)
    if violated:
        return f"the plan was rejected by the automata of {', '.join(violated)}"
    over = {task_id for task_id, task in run.tasks.items() if not task.is_open}
    begun = {task.task.id for task in run.given_tasks() if task.started}
    return standstill(spec.tree, plan, done=over, begun=begun)


def _accept_plan(situation: Situation, run: MissionRun, plan: Plan, answer: Planned) -> list[Command]:
    first = run.plan is None
    changed = adopt_edit(situation, run)
    diff, cancels = adopt_plan(run, plan, situation.now_s)
    published = PublishPlan(plan, diff, 0.0 if first else answer.wall_s, "" if first else run.replan_reason)
    if run.preview:
        ended = end_mission(run, MissionOutcome.PREVIEWED, "nothing was moved", situation.now_s)
        return [*changed, published, *ended]
    if first:
        run.started_s = situation.now_s
    run.state = MissionState.EXECUTING
    return [*changed, published, *cancels]


def _no_plan(situation: Situation, run: MissionRun, answer: Planned) -> list[Command]:
    status, outcome = answer.outcome.status, answer.outcome
    reason = str(outcome.conflict) if outcome.conflict else outcome.reason
    if run.edit is not None:
        return _without_edit(situation, run, reason)
    if status is PlanningStatus.INFEASIBLE:
        sought = look_for_hand_over(situation, run, reason)
        if sought:
            return sought
    return _give_up(situation, run, status, reason)


def on_hand_over_found(situation: Situation, event: Event) -> list[Command]:
    """The answer to the search for a hand-over, discarded where it is not the one that is awaited."""
    run = situation.missions.get(event.mission_id)
    answer = event.body
    assert isinstance(answer, HandOverFound)
    if run is None or run.is_over or answer.revision != run.awaited_revision:
        return []
    if run.state not in (MissionState.PLANNING, MissionState.REPLANNING):
        return []

    def give_up(situation: Situation, run: MissionRun, reason: str) -> list[Command]:
        return _give_up(situation, run, PlanningStatus.INFEASIBLE, reason)

    return adopt_hand_over(situation, run, answer, plan=make_plan, give_up=give_up)


def _give_up(situation: Situation, run: MissionRun, status: PlanningStatus, reason: str) -> list[Command]:
    if run.plan is not None and run.letting_go:
        run.plan_at_rest = True  # robots still hold what they were told to let go of
        return []
    if run.plan is not None and run.planned_with != situation.belief.arrangement():
        return replan(situation, run, WORLD_HAS_CHANGED)  # while it was being planned
    if run.plan is not None:
        run.no_plan_with = run.planned_with
        question = f"No plan is left for the rest of the mission: {reason}. Wait for a change, or cancel?"
        return ask(situation, run, question, ("wait", "cancel"))
    ends = {
        PlanningStatus.INFEASIBLE: MissionOutcome.INFEASIBLE,
        PlanningStatus.TIMED_OUT: MissionOutcome.TIMED_OUT,
    }
    return end_mission(run, ends.get(status, MissionOutcome.FAILED), reason, situation.now_s)


def _without_edit(situation: Situation, run: MissionRun, reason: str) -> list[Command]:
    """A change that cannot be planned: whoever asked is told, the mission goes on as it was."""
    refused = refuse_edit(situation, run, reason)
    return [*refused, *replan(situation, run, "a change could not be planned")]
