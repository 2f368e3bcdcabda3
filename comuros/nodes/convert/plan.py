"""Plans with their certificate and the difference from the revision before."""

from __future__ import annotations

from comuros.core.command import PublishPlan
from comuros.core.plan import Assignment, Certificate, Plan, PlanDiff
from comuros.nodes.convert.charging_stop import charging_stop_from_ros, charging_stop_to_ros
from comuros.nodes.convert.header import header_to_ros
from comuros.nodes.convert.keep_out import keep_out_from_ros, keep_out_to_ros
from comuros.nodes.convert.passage import passage_from_ros, passage_to_ros
from comuros.nodes.convert.time import time_to_ros
from comuros_msgs.msg import Assignment as AssignmentMessage
from comuros_msgs.msg import Certificate as CertificateMessage
from comuros_msgs.msg import Plan as PlanMessage
from comuros_msgs.msg import PlanDiff as PlanDiffMessage
from comuros_msgs.msg import Precedence


def plan_from_ros(message: PlanMessage) -> Plan:
    """The plan.

    Raises:
        InputError: a stop, passage or rule of it names nobody or nothing.
    """
    return Plan(
        mission_id=message.mission_id,
        revision=int(message.revision),
        assignments=tuple(_assignment(each) for each in message.assignments),
        certificate=_certificate(message.certificate),
        order=tuple((each.before, each.after) for each in message.order),
        not_chosen=tuple(message.not_chosen),
        stops=tuple(charging_stop_from_ros(each) for each in message.stops),
        passages=tuple(passage_from_ros(each) for each in message.passages),
        aborted=tuple(message.aborted),
        keep_out=tuple(keep_out_from_ros(each) for each in message.keep_out),
    )


def plan_to_ros(plan: Plan) -> PlanMessage:
    """The plan as a message without header, origin and difference."""
    return PlanMessage(
        mission_id=plan.mission_id,
        revision=plan.revision,
        assignments=[_assignment_to_ros(each) for each in plan.assignments],
        certificate=_certificate_to_ros(plan.certificate),
        order=[Precedence(before=before, after=after) for before, after in plan.order],
        not_chosen=list(plan.not_chosen),
        stops=[charging_stop_to_ros(each) for each in plan.stops],
        passages=[passage_to_ros(each) for each in plan.passages],
        aborted=list(plan.aborted),
        keep_out=[keep_out_to_ros(each) for each in plan.keep_out],
    )


def published_plan_from_ros(message: PlanMessage) -> PublishPlan:
    """What the manager published; revision 1 has no difference."""
    diff = _diff(message.diff) if message.revision > 1 else None
    return PublishPlan(plan_from_ros(message), diff, message.replan_latency_s, message.reason)


def published_plan_to_ros(
    command: PublishPlan, *, origin_s: float, time_s: float, verdict_id: str = ""
) -> PlanMessage:
    """The message on `mission/plan`; `origin_s` is the instant from which its times count."""
    message = plan_to_ros(command.plan)
    message.header = header_to_ros(time_s)
    message.origin = time_to_ros(origin_s)
    if command.diff is not None:
        message.diff = _diff_to_ros(command.diff)
    message.verdict_id = verdict_id
    message.reason = command.replan_reason
    message.replan_latency_s = float(command.replan_latency_s)
    return message


def _assignment(message: AssignmentMessage) -> Assignment:
    return Assignment(
        task_id=message.task_id,
        robots=tuple(message.robots),
        departure_s=message.departure_s,
        start_s=message.start_s,
        end_s=message.end_s,
        start=message.start,
        end=message.end,
        travel_m=message.travel_m,
    )


def _assignment_to_ros(entry: Assignment) -> AssignmentMessage:
    return AssignmentMessage(
        task_id=entry.task_id,
        robots=list(entry.robots),
        departure_s=float(entry.departure_s),
        start_s=float(entry.start_s),
        end_s=float(entry.end_s),
        start=entry.start,
        end=entry.end,
        travel_m=float(entry.travel_m),
    )


def _certificate(message: CertificateMessage) -> Certificate:
    return Certificate(
        message.makespan_s, message.lower_bound_s, message.total_travel_m, message.wall_s, message.objective
    )


def _certificate_to_ros(certificate: Certificate) -> CertificateMessage:
    return CertificateMessage(
        makespan_s=float(certificate.makespan_s),
        lower_bound_s=float(certificate.lower_bound_s),
        gap=float(certificate.gap),
        total_travel_m=float(certificate.total_travel_m),
        wall_s=float(certificate.wall_s),
        objective=certificate.objective,
    )


def _diff(message: PlanDiffMessage) -> PlanDiff:
    return PlanDiff(
        tuple(message.kept),
        tuple(message.moved),
        tuple(message.added),
        tuple(message.removed),
        tuple(message.disturbed),
        tuple(message.undisturbed),
    )


def _diff_to_ros(diff: PlanDiff) -> PlanDiffMessage:
    return PlanDiffMessage(
        kept=list(diff.kept),
        moved=list(diff.moved),
        added=list(diff.added),
        removed=list(diff.removed),
        disturbed=list(diff.disturbed),
        undisturbed=list(diff.undisturbed),
        undisturbed_share=float(diff.undisturbed_share),
    )
