"""The parts of OpenAI's chat-completions answer that comuros reads, checked by pydantic where they enter."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class WireFunction(_Wire):
    """The function a model calls; `arguments` is JSON as text."""

    name: str = ""
    arguments: str = ""


class WireToolCall(_Wire):
    """One tool call."""

    function: WireFunction


class WireMessage(_Wire):
    """What the model said, as text or as a tool call."""

    content: str | None = None
    refusal: str | None = None
    tool_calls: list[WireToolCall] | None = None


class WireChoice(_Wire):
    """One answer of possibly several."""

    message: WireMessage
    finish_reason: str | None = None


class WireUsage(_Wire):
    """Token counts; servers may leave them out."""

    prompt_tokens: int = Field(default=0, ge=0)
    completion_tokens: int = Field(default=0, ge=0)


class WireReply(_Wire):
    """A whole answer."""

    choices: list[WireChoice] = Field(min_length=1)
    usage: WireUsage | None = None
    model: str = ""

    def text(self) -> str:
        """What the first choice says: the arguments of its tool call, else its text, without a fence around
        it.
        """
        message = self.choices[0].message
        if message.tool_calls:
            return message.tool_calls[0].function.arguments
        return _unfenced(message.content or message.refusal or "")


def _unfenced(text: str) -> str:
    stripped = text.strip()
    if stripped.startswith("```") and stripped.endswith("```") and "\n" in stripped:
        return stripped[stripped.index("\n") + 1 : -3].strip()
    return stripped
