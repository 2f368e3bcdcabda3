"""Interpretations as JSON for the command line and for evaluation: tree, class, order, formulas, questions,
confidence.
"""

from __future__ import annotations

from comuros.core.instruction import Instruction, Interpretation, Question
from comuros.core.scenario import Scenario
from comuros.core.task import Task
from comuros.core.tree import FormulaConstraint, Node, TaskTree, class_reason, mission_class, task_edges
from comuros.language.choice import InterpreterSettings, interpreter_for
from comuros.language.controlled_english import ControlledEnglish
from comuros.language.interpreter import InterpretationContext, Interpreter
from comuros.language.open_world import open_world
from comuros.spec.hltlf.specification import specification

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]


def interpret_text(
    text: str,
    *,
    scenario: Scenario | None,
    interpreter: Interpreter | None = None,
    instruction_id: str = "i1",
) -> Interpretation:
    """Interpret one instruction outside any mission. Without a scenario every name stands as a new symbol."""
    world = scenario or open_world()
    chosen = interpreter or (
        interpreter_for(InterpreterSettings()) if scenario is not None else ControlledEnglish(open_world=True)
    )
    context = InterpretationContext(world, world.initial_state())
    return chosen.interpret(Instruction(instruction_id, text, "command line"), context)


def interpretation_as_json(
    interpretation: Interpretation, *, text: str, instruction_id: str = "i1"
) -> JsonValue:
    """Everything an interpretation says. `order` lists pairs of task ids, the earlier one first, directly or
    by nesting.
    """
    tree = interpretation.tree
    return {
        "id": instruction_id,
        "text": text,
        "status": interpretation.status.value,
        "confidence": interpretation.confidence,
        "interpreter": interpretation.interpreter,
        "reason": interpretation.reason,
        "questions": [_question(question) for question in interpretation.questions],
        "unused_words": list(interpretation.unused_words),
        **(_tree_facts(tree) if tree is not None else {}),
    }


def _tree_facts(tree: TaskTree) -> dict[str, JsonValue]:
    order: list[JsonValue] = [[before, after] for before, after in sorted(task_edges(tree))]
    return {
        "class": mission_class(tree).value,
        "class_reason": class_reason(tree),
        "tree": _node(tree.root),
        "order": order,
        "constraints": constraints_as_json(tree),
        "formulas": dict(specification(tree).formulas()),
    }


def constraints_as_json(tree: TaskTree) -> list[JsonValue]:
    """The constraints of a tree as tree files have them (`comuros plan --tree`)."""
    return [
        {"scope": c.scope, "formula": c.formula, "words": c.words}
        if isinstance(c, FormulaConstraint)
        else {"before": c.before, "after": c.after}
        for c in tree.constraints
    ]


def _node(node: Node) -> JsonValue:
    if not isinstance(node, Task):
        children: list[JsonValue] = [_node(child) for child in node.children]
        return {"id": node.id, "relation": node.relation.value, "label": node.label, "children": children}
    return {
        "id": node.id,
        "task": str(node.work),
        "label": node.label,
        "words": node.words,
        "robots": node.robots,
        "only": list(node.eligibility.only),
        "never": list(node.eligibility.never),
        "types": list(node.eligibility.types),
        "deadline_s": node.deadline_s,
    }


def _question(question: Question) -> JsonValue:
    return {"text": question.text, "quoted": question.quoted, "choices": list(question.choices)}
