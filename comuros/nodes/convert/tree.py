"""Task trees: nested in the core, flat with parent ids in messages."""

from __future__ import annotations

from collections.abc import Mapping

from comuros.core import tree as core
from comuros.core.command import PublishTree
from comuros.core.errors import TreeError
from comuros.core.scenario import Scenario
from comuros.core.task import Task
from comuros.nodes.convert.choice import choice_from_ros
from comuros.nodes.convert.header import header_to_ros
from comuros.nodes.convert.task import task_from_ros, task_to_ros
from comuros_msgs.msg import TaskNode, TaskTree, TreeConstraint


def tree_from_ros(message: TaskTree) -> core.TaskTree:
    """The tree, with all its rules checked.

    Raises:
        TreeError: no or several roots, a parent that is not there or comes later, or a broken rule of trees.
        InputError: a leaf or relation is malformed.
    """
    roots = [node for node in message.nodes if not node.parent_id]
    if len(roots) != 1:
        raise TreeError(
            f"a tree message has {len(roots)} nodes without a parent; expected exactly one, the root"
        )
    _check_parents(message.nodes)
    return core.checked_tree(
        _node(roots[0], message.nodes),
        constraints=tuple(_constraint(each) for each in message.constraints),
        instruction_id=message.instruction_id,
    )


def tree_to_ros(
    tree: core.TaskTree, *, formulas: Mapping[str, str] | None = None, scenario: Scenario | None = None
) -> TaskTree:
    """The tree flattened; `formulas` are LTLf texts by node id."""
    texts = formulas or {}
    nodes = []
    for node in tree.nodes():
        parent = tree.parent_of(node.id)
        nodes.append(_node_to_ros(node, parent.id if parent else "", texts.get(node.id, ""), scenario))
    return TaskTree(
        instruction_id=tree.instruction_id,
        nodes=nodes,
        constraints=[_constraint_to_ros(each) for each in tree.constraints],
    )


def published_tree_from_ros(message: TaskTree) -> PublishTree:
    """What the manager published, for consoles and recorders."""
    formulas = tuple((node.id, node.formula) for node in message.nodes if node.formula)
    tree = tree_from_ros(message)
    return PublishTree(message.mission_id, tree, message.mission_class, message.class_reason, formulas)


def published_tree_to_ros(
    command: PublishTree, *, instruction: str, time_s: float, scenario: Scenario | None = None
) -> TaskTree:
    """The message on `mission/tree`."""
    message = tree_to_ros(command.tree, formulas=dict(command.formulas), scenario=scenario)
    message.header = header_to_ros(time_s)
    message.mission_id = command.mission_id
    message.instruction = instruction
    message.mission_class = command.mission_class
    message.class_reason = command.class_reason
    return message


def _check_parents(nodes: list[TaskNode]) -> None:
    seen: set[str] = set()
    for node in nodes:
        if node.parent_id and node.parent_id not in seen:
            raise TreeError(
                f"node {node.id!r} names parent {node.parent_id!r}, which does not come before it"
            )
        if node.id in seen:
            raise TreeError(f"node id {node.id!r} is used more than once; ids must be unique")
        seen.add(node.id)


def _node(message: TaskNode, nodes: list[TaskNode]) -> core.Node:
    if message.relation == TaskNode.TASK:
        return task_from_ros(message.task)
    relation = choice_from_ros(core.Relation, message.relation, field=f"relation of node {message.id!r}")
    below = tuple(_node(child, nodes) for child in nodes if child.parent_id == message.id)
    return core.Branch(message.id, relation, below, message.label)


def _node_to_ros(node: core.Node, parent_id: str, formula: str, scenario: Scenario | None) -> TaskNode:
    message = TaskNode(id=node.id, parent_id=parent_id, label=node.label, formula=formula)
    if isinstance(node, Task):
        message.relation = TaskNode.TASK
        message.task = task_to_ros(node, scenario=scenario)
    else:
        message.relation = node.relation.value
    return message


def _constraint(message: TreeConstraint) -> core.Constraint:
    if message.kind == TreeConstraint.ORDER:
        return core.OrderConstraint(message.id, message.before, message.after, message.words)
    return core.FormulaConstraint(message.id, message.scope, message.formula, message.words)


def _constraint_to_ros(constraint: core.Constraint) -> TreeConstraint:
    message = TreeConstraint(id=constraint.id, words=constraint.words)
    if isinstance(constraint, core.OrderConstraint):
        message.kind = TreeConstraint.ORDER
        message.before, message.after = constraint.before, constraint.after
    else:
        message.kind = TreeConstraint.FORMULA
        message.scope, message.formula = constraint.scope, constraint.formula
    return message
