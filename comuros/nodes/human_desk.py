"""Where people answer and ask: services `answer_human`, `approve` and `why_not`. Part of the task manager."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from rclpy.node import Node

from comuros.core.command import AskHuman, RequestKind
from comuros.core.errors import ComurosError
from comuros.core.event import Event, EventKind, HumanAnswered
from comuros.nodes.bulletin import Bulletin
from comuros.nodes.deferred_service import Answer, DeferredService
from comuros_msgs.srv import AnswerHuman, Approve, WhyNot

YES, NO = "yes", "no"
# How the sentence of `planning.why_not` begins, after the robot's name, tells what it rests on.
_BASES = (
    ("does do", WhyNot.Request.ASSIGNED),
    ("is not permitted", WhyNot.Request.NOT_ALLOWED),
    ("is ruled out", WhyNot.Request.NOT_ALLOWED),
    ("is not available", WhyNot.Request.UNAVAILABLE),
    ("there is no way", WhyNot.Request.UNREACHABLE),
    ("not that skill", WhyNot.Request.LACKS_SKILL),
    ("cannot do", WhyNot.Request.LACKS_CAPABILITY),
    ("just as", WhyNot.Request.NO_BETTER),
)


class HumanDesk:
    """Answers become events. Questions about plans are worked out on a thread of their own: they solve a
    plan.
    """

    def __init__(
        self,
        node: Node,
        bulletin: Bulletin,
        *,
        observe: Callable[[Event], None],
        why_not: Callable[[str, int, str, str], str],
        now_s: Callable[[], float],
    ) -> None:
        self._node = node
        self._bulletin = bulletin
        self._observe = observe
        self._why_not = why_not
        self._now_s = now_s
        self._thinking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="comuros-why-not")
        node.create_service(AnswerHuman, "answer_human", self._on_answer)
        node.create_service(Approve, "approve", self._on_approve)
        self._questions = DeferredService(node, WhyNot, "why_not", self._on_why_not)

    def close(self) -> None:
        """Drop questions that were not begun."""
        self._thinking.shutdown(wait=False, cancel_futures=True)

    def _on_answer(
        self, request: AnswerHuman.Request, response: AnswerHuman.Response
    ) -> AnswerHuman.Response:
        asked = self._bulletin.open_request(request.request_id)
        if asked is None:
            response.message = f"no question {request.request_id!r} waits for an answer"
        elif asked.kind is RequestKind.APPROVAL:
            response.message = f"{request.request_id!r} is an approval; answer with the service approve"
        elif asked.choices and request.answer not in asked.choices:
            response.message = f"{request.answer!r} is none of: {', '.join(asked.choices)}"
        else:
            response.accepted = True
            self._answered(asked, request.answer, request.answered_by)
        return response

    def _on_approve(self, request: Approve.Request, response: Approve.Response) -> Approve.Response:
        asked = self._bulletin.open_request(request.request_id)
        if asked is None or asked.kind is not RequestKind.APPROVAL:
            response.message = f"no approval {request.request_id!r} is waited for"
        else:
            response.accepted = True
            self._answered(asked, YES if request.approved else NO, request.decided_by)
        return response

    def _answered(self, asked: AskHuman, answer: str, who: str) -> None:
        # What a person says of their work may be the first word of several: it stays open until it is over.
        if asked.kind is not RequestKind.TASK:
            self._bulletin.close_request(asked.request_id, now_s=self._now_s())
        self._observe(
            Event(
                EventKind.HUMAN_ANSWERED,
                who or "a person",
                0.0,
                evidence=answer,
                mission_id=asked.mission_id,
                body=HumanAnswered(asked.request_id, answer),
            )
        )

    def _on_why_not(self, request: WhyNot.Request, answer: Answer) -> None:
        plan = self._bulletin.record(request.mission_id).plan
        revision = int(request.revision) or (plan.plan.revision if plan else 0)

        def work_out() -> None:
            response = answer.response
            try:
                sentence = self._why_not(request.mission_id, revision, request.task_id, request.robot)
                response.answered = not sentence.startswith("no plan revision")
                response.reason = sentence
                response.basis = basis_of(sentence)
            except ComurosError as error:
                response.reason = str(error)
            if self._node.executor is not None:
                self._node.executor.create_task(answer.send)

        self._thinking.submit(work_out)


def basis_of(sentence: str) -> str:
    """What an answer of `planning.why_not` rests on, one of the constants of the service."""
    for words, basis in _BASES:
        if words in sentence:
            return str(basis)
    return str(WhyNot.Request.LONGER)
