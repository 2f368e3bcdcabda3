"""The answer asked of a model, as pydantic models: where its text becomes typed, and nowhere else. Still
untrusted.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReplyLiteral(_Strict):
    """A ground literal."""

    predicate: str = Field(max_length=64)
    arguments: list[str] = Field(max_length=6)
    positive: bool


class ReplyNode(_Strict):
    """A node of the tree, flattened."""

    id: str = Field(max_length=16)
    parent: str = Field(max_length=16)
    relation: Literal["task", "sequence", "parallel", "any", "together"]
    label: str = Field(max_length=200)
    goal: list[ReplyLiteral] = Field(max_length=32)
    skill: str = Field(max_length=64)
    arguments: list[str] = Field(max_length=6)
    robots: int = Field(ge=1, le=50)
    only: list[str] = Field(max_length=50)
    never: list[str] = Field(max_length=50)


class ReplyOrder(_Strict):
    """Work on `after` begins when `before` is done."""

    before: str = Field(max_length=16)
    after: str = Field(max_length=16)


class ReplyRule(_Strict):
    """A constraint formula."""

    scope: str = Field(max_length=16)
    formula: str = Field(max_length=1000)
    words: str = Field(max_length=300)


class ReplyQuestion(_Strict):
    """Something the model must know first."""

    text: str = Field(max_length=500)
    quoted: str = Field(max_length=300)
    choices: list[str] = Field(max_length=12)


class Reply(_Strict):
    """A whole answer: nodes, or questions, or an answer in words; `other_nodes` with orders and rules are a
    second reading of the same words. With `intent` "edit" the nodes are added to the mission under way after
    its nodes `after`, and its nodes `remove` are taken out.
    """

    intent: Literal["mission", "edit", "answer"] = "mission"
    questions: list[ReplyQuestion] = Field(max_length=8)
    nodes: list[ReplyNode] = Field(max_length=200)
    orders: list[ReplyOrder] = Field(max_length=200)
    rules: list[ReplyRule] = Field(max_length=32)
    unused_words: list[str] = Field(max_length=50)
    other_nodes: list[ReplyNode] = Field(default=[], max_length=200)
    other_orders: list[ReplyOrder] = Field(default=[], max_length=200)
    other_rules: list[ReplyRule] = Field(default=[], max_length=32)
    remove: list[str] = Field(default=[], max_length=50)
    after: list[str] = Field(default=[], max_length=50)
    answer: str = Field(default="", max_length=600)

    def other_reading(self) -> Reply:
        """The second reading as an answer of its own."""
        other = {"nodes": self.other_nodes, "orders": self.other_orders, "rules": self.other_rules}
        return self.model_copy(update={**other, "other_nodes": [], "other_orders": [], "other_rules": []})


class FormulasReply(_Strict):
    """The second of two steps: the instruction as a formula over the tree's nodes, and its rules."""

    mission: str = Field(max_length=4000)
    rules: list[ReplyRule] = Field(max_length=32)
