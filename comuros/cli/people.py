"""Commands with which people answer a running system: `requests`, `answer`, `approve`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from comuros.cli.exit_status import ExitStatus
from comuros.cli.options import DomainOption
from comuros.cli.output import err, out
from comuros.cli.remote import joined
from comuros.core.command import AskHuman

if TYPE_CHECKING:
    from comuros.nodes.mission_client import MissionClient

_LISTEN_S = 3.0
_ID = typer.Argument(help="Id of the request, as `comuros requests` shows it.")


def requests(domain: DomainOption = None) -> None:
    """What people are asked now: questions, approvals, work."""
    with joined(domain) as client:
        found = _open_requests(client)
    for asked in found.values():
        who = f" to {asked.person}" if asked.person else ""
        out.print(f"{asked.request_id}  {asked.kind.value}{who}: {asked.question}", markup=False)
        if asked.choices:
            out.print(f"    {' | '.join(asked.choices)}", markup=False)
    if not found:
        out.print("nobody is asked anything")


def answer(
    request: Annotated[str, _ID],
    text: Annotated[str, typer.Argument(help="The answer: one of its choices where it has any.")],
    domain: DomainOption = None,
) -> None:
    """Answer a question, or say how far work is that you were asked for."""
    with joined(domain) as client:
        _conclude(client.answer(request, text))


def approve(
    request: Annotated[str, _ID],
    yes: Annotated[bool, typer.Option("--yes/--no", help="Whether the skill may run.")] = True,
    domain: DomainOption = None,
) -> None:
    """Let a skill call run that waits for approval, or refuse it."""
    with joined(domain) as client:
        _conclude(client.approve(request, approved=yes))


def _open_requests(client: MissionClient) -> dict[str, AskHuman]:
    """Requests are latched: whoever comes late hears those of before, and that they were closed."""
    from comuros.nodes.mission_seen import QuestionSeen

    client.wait_until_complete(timeout_s=_LISTEN_S)
    found: dict[str, AskHuman] = {}
    deadline_s = time.monotonic() + _LISTEN_S
    while time.monotonic() < deadline_s:
        for seen in client.seen():
            if isinstance(seen, QuestionSeen):
                found.pop(seen.question.request_id, None)
                if not seen.closed:
                    found[seen.question.request_id] = seen.question
        time.sleep(0.1)
    return found


def _conclude(answered: tuple[bool, str]) -> None:
    accepted, message = answered
    if not accepted:
        err.print(message, style="red", markup=False)
        raise typer.Exit(ExitStatus.FAILED)
    out.print("taken")
