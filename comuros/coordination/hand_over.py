"""Where no robot reaches a goal alone: having a hand-over looked for, and making it part of the mission.

Pure. The search is a command; its answer is a tree in which the goal is a branch of calls, adopted like any
edit once there is a plan for it.
"""

from __future__ import annotations

from collections.abc import Callable

from comuros.coordination.edits import edit_faults
from comuros.coordination.goals_in_parts import remember_goals
from comuros.coordination.mission_run import MissionRun
from comuros.coordination.pending_edit import PendingEdit
from comuros.coordination.repair import planning_problem
from comuros.coordination.situation import Situation
from comuros.core.command import Command, FindHandOver
from comuros.core.event import HandOverFound
from comuros.core.task import Goal
from comuros.spec.hltlf import specification


def look_for_hand_over(situation: Situation, run: MissionRun, reason: str) -> list[Command]:
    """Ask for a hand-over, once for every state of the world; nothing where no goal is open."""
    goals = _open_goals(run)
    sought = (tuple(goals), situation.belief.state.facts)
    if not goals or sought in run.hand_overs_sought:
        return []
    run.hand_overs_sought.add(sought)
    run.hand_over_reason = reason
    settings = situation.settings
    problem = planning_problem(
        run,
        situation.belief,
        situation.scenario,
        now_s=situation.now_s,
        time_limit_s=settings.plan_time_limit_s,
        seed=settings.seed,
    )
    run.awaited_revision = problem.revision
    found = tuple((branch, goal) for branch, goal in run.goals_in_parts.items() if branch in goals)
    return [FindHandOver(problem, found)]


def adopt_hand_over(
    situation: Situation,
    run: MissionRun,
    answer: HandOverFound,
    *,
    plan: Callable[[Situation, MissionRun], list[Command]],
    give_up: Callable[[Situation, MissionRun, str], list[Command]],
) -> list[Command]:
    """Have the tree with the hand-over planned; give up with the first reason where there is none."""
    run.awaited_revision = 0
    if run.replan_again:
        run.replan_again = False
        return plan(situation, run)
    if answer.tree is None or answer.tree == run.tree:
        return give_up(situation, run, run.hand_over_reason)
    spec = specification(answer.tree)
    if edit_faults(run, answer.tree, spec):
        return give_up(situation, run, run.hand_over_reason)
    remember_goals(run, answer.tree)
    run.edit = PendingEdit(answer.tree, spec, (), "robots hand over what one of them cannot bring alone")
    return plan(situation, run)


def _open_goals(run: MissionRun) -> dict[str, None]:
    """Ids of the goals that are open: those in parts that are not finished, and tasks outside any."""
    above = run.goal_of_part()
    goals = (
        above.get(task.task.id) or (task.task.id if isinstance(task.task.work, Goal) else "")
        for task in run.open_tasks()
    )
    return dict.fromkeys(goal for goal in goals if goal)
