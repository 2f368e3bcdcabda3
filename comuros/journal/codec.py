"""Events and commands as JSON text and back. The domain dataclasses are the schema; pydantic checks them at
this border.
"""

from __future__ import annotations

from functools import cache

from pydantic import TypeAdapter, ValidationError

from comuros.core.command import Command
from comuros.core.errors import JournalError
from comuros.core.event import Event


@cache
def _events() -> TypeAdapter[Event]:
    return TypeAdapter(Event)


@cache
def _commands() -> TypeAdapter[Command]:
    return TypeAdapter(Command)


def prepare() -> None:
    """Make the schemas, which the first event and the first command would otherwise wait for."""
    _events()
    _commands()


def event_to_json(event: Event) -> str:
    """One line of JSON."""
    return _events().dump_json(event).decode()


def event_from_json(text: str) -> Event:
    """The event again.

    Raises:
        JournalError: the text is no event of this version.
    """
    try:
        return _events().validate_json(text)
    except ValidationError as error:
        raise JournalError(
            f"not an event of this version: {error.errors()[0]['msg']} in {text[:120]}"
        ) from error


def command_to_json(command: Command) -> str:
    """One line of JSON that starts with the command's class name."""
    return f"{type(command).__name__} {_commands().dump_json(command).decode()}"
