"""LTLf formulas: immutable, hash-consed nodes with canonical conjunctions and disjunctions.

Two formulas that are built alike are the same object, so `is` and dict lookup by identity are exact.
Everything in `comuros.spec` is written over these nodes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator
from enum import IntEnum
from threading import Lock
from typing import NoReturn
from weakref import WeakValueDictionary

from comuros.spec.ltlf.names import normal_name

_LABEL_LENGTH = 48


class Op(IntEnum):
    """The operators of the design's dialect. `NEXT` is strong, `WEAK_NEXT` weak."""

    FALSE = 0
    TRUE = 1
    LAST = 2
    PROPOSITION = 3
    NOT = 4
    AND = 5
    OR = 6
    IMPLIES = 7
    IFF = 8
    NEXT = 9
    WEAK_NEXT = 10
    EVENTUALLY = 11
    ALWAYS = 12
    UNTIL = 13
    RELEASE = 14
    WEAK_UNTIL = 15
    STRONG_RELEASE = 16


class Formula:
    """One LTLf formula over non-empty finite traces. Built only by this module's functions or by parsing."""

    __slots__ = ("__weakref__", "args", "name", "op", "order")

    op: Op
    name: str
    args: tuple[Formula, ...]
    order: tuple[int, str, bytes]

    def __setattr__(self, attribute: str, value: object) -> NoReturn:
        raise AttributeError(f"a formula is immutable; {attribute!r} cannot be set")

    def __delattr__(self, attribute: str) -> NoReturn:
        raise AttributeError(f"a formula is immutable; {attribute!r} cannot be deleted")

    def __and__(self, other: Formula) -> Formula:
        return conjunction((self, other))

    def __or__(self, other: Formula) -> Formula:
        return disjunction((self, other))

    def __invert__(self) -> Formula:
        return negation(self)

    def __str__(self) -> str:
        from comuros.spec.ltlf.printer import to_text

        return to_text(self)

    def __repr__(self) -> str:
        return f"parse({str(self)!r})"

    def __reduce__(self) -> tuple[object, tuple[str]]:
        from comuros.spec.ltlf.parser import parse

        return parse, (str(self),)

    def __copy__(self) -> Formula:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Formula:
        return self

    @property
    def propositions(self) -> tuple[str, ...]:
        """The names of the propositions, each once, in order of first occurrence."""
        return tuple(dict.fromkeys(node.name for node in postorder(self) if node.op is Op.PROPOSITION))


_interned: WeakValueDictionary[tuple[int, str, tuple[Formula, ...]], Formula] = WeakValueDictionary()


_interning = Lock()


def _node(op: Op, args: tuple[Formula, ...] = (), name: str = "") -> Formula:
    """The one node of that shape. `order` sorts by size, then by text, then by a digest of the structure."""
    key = (int(op), name, args)
    found = _interned.get(key)
    if found is not None:
        return found
    node = object.__new__(Formula)
    label = (name or op.name.lower()) + "".join(" " + arg.order[1] for arg in args)
    digest = hashlib.blake2b(bytes((op,)) + name.encode(), digest_size=16)
    for arg in args:
        digest.update(arg.order[2])
    size = 1 + sum(arg.order[0] for arg in args)
    for attribute, value in (
        ("op", op),
        ("name", name),
        ("args", args),
        ("order", (size, label[:_LABEL_LENGTH], digest.digest())),
    ):
        object.__setattr__(node, attribute, value)
    with _interning:
        return _interned.setdefault(key, node)


FALSE = _node(Op.FALSE)
TRUE = _node(Op.TRUE)
LAST = _node(Op.LAST)


def proposition(name: str) -> Formula:
    """A proposition; `at(a,b)` and `at(a, b)` are the same one.

    Raises:
        InputError: the name is empty or not printable.
    """
    return _node(Op.PROPOSITION, name=normal_name(name))


def negation(arg: Formula) -> Formula:
    """`!arg`; double negations cancel."""
    if arg.op is Op.NOT:
        return arg.args[0]
    if arg is TRUE:
        return FALSE
    if arg is FALSE:
        return TRUE
    return _node(Op.NOT, (arg,))


def conjunction(args: Iterable[Formula]) -> Formula:
    """n-ary `&`: flattened, sorted, without duplicates; false when an operand meets its negation."""
    return _lattice(Op.AND, args, unit=TRUE, zero=FALSE)


def disjunction(args: Iterable[Formula]) -> Formula:
    """n-ary `|`: flattened, sorted, without duplicates; true when an operand meets its negation."""
    return _lattice(Op.OR, args, unit=FALSE, zero=TRUE)


def _lattice(op: Op, args: Iterable[Formula], *, unit: Formula, zero: Formula) -> Formula:
    operands: set[Formula] = set()
    for arg in args:
        operands.update(arg.args if arg.op is op else (arg,))
    operands.discard(unit)
    if zero in operands:
        return zero
    if any(operand.op is Op.NOT and operand.args[0] in operands for operand in operands):
        return zero
    if not operands:
        return unit
    if len(operands) == 1:
        return operands.pop()
    return _node(op, tuple(sorted(operands, key=_order)))


def _order(node: Formula) -> tuple[int, str, bytes]:
    return node.order


def implication(left: Formula, right: Formula) -> Formula:
    """`left -> right`."""
    if left is FALSE or right is TRUE or left is right:
        return TRUE
    if left is TRUE:
        return right
    if right is FALSE:
        return negation(left)
    return _node(Op.IMPLIES, (left, right))


def equivalence_of(left: Formula, right: Formula) -> Formula:
    """`left <-> right`, operands in canonical order."""
    if left is right:
        return TRUE
    first, second = sorted((left, right), key=_order)
    if first is TRUE:
        return second
    if first is FALSE:
        return negation(second)
    if second is TRUE:
        return first
    if second is FALSE:
        return negation(first)
    if negation(first) is second:
        return FALSE
    return _node(Op.IFF, (first, second))


def strong_next(arg: Formula) -> Formula:
    """`X arg`: there is a next step and `arg` holds in it. `X true` is `!last`."""
    if arg is TRUE:
        return negation(LAST)
    return FALSE if arg is FALSE else _node(Op.NEXT, (arg,))


def weak_next(arg: Formula) -> Formula:
    """`N arg`: if there is a next step, `arg` holds in it. `N false` is `last`."""
    if arg is TRUE:
        return TRUE
    return LAST if arg is FALSE else _node(Op.WEAK_NEXT, (arg,))


def eventually(arg: Formula) -> Formula:
    """`F arg`: `arg` holds now or in a later step of the trace."""
    if arg in (TRUE, FALSE) or arg.op is Op.EVENTUALLY:
        return arg
    return TRUE if arg is LAST else _node(Op.EVENTUALLY, (arg,))


def always(arg: Formula) -> Formula:
    """`G arg`: `arg` holds now and in every later step of the trace."""
    if arg in (TRUE, FALSE, LAST) or arg.op is Op.ALWAYS:
        return arg
    return _node(Op.ALWAYS, (arg,))


def until(left: Formula, right: Formula) -> Formula:
    """`left U right`: `right` holds at some step, and `left` at every step before it."""
    if right in (TRUE, FALSE) or left is FALSE or left is right:
        return right
    return eventually(right) if left is TRUE else _node(Op.UNTIL, (left, right))


def release(left: Formula, right: Formula) -> Formula:
    """`left R right`: `right` holds up to and including the first step with `left`, or to the end."""
    if right in (TRUE, FALSE) or left is TRUE or left is right:
        return right
    return always(right) if left is FALSE else _node(Op.RELEASE, (left, right))


def weak_until(left: Formula, right: Formula) -> Formula:
    """`left W right`: `left U right`, or `left` to the end."""
    if left is TRUE or right is TRUE:
        return TRUE
    if left is FALSE or left is right:
        return right
    return always(left) if right is FALSE else _node(Op.WEAK_UNTIL, (left, right))


def strong_release(left: Formula, right: Formula) -> Formula:
    """`left M right`: `left R right`, and `left` does hold at some step."""
    if left is FALSE or right is FALSE:
        return FALSE
    if left is TRUE or left is right:
        return right
    return eventually(left) if right is TRUE else _node(Op.STRONG_RELEASE, (left, right))


BUILDERS = {
    Op.NOT: negation,
    Op.NEXT: strong_next,
    Op.WEAK_NEXT: weak_next,
    Op.EVENTUALLY: eventually,
    Op.ALWAYS: always,
}
BINARY_BUILDERS = {
    Op.IMPLIES: implication,
    Op.IFF: equivalence_of,
    Op.UNTIL: until,
    Op.RELEASE: release,
    Op.WEAK_UNTIL: weak_until,
    Op.STRONG_RELEASE: strong_release,
}


def build(op: Op, args: tuple[Formula, ...]) -> Formula:
    """The canonical formula with operator `op` over already built operands."""
    if op is Op.AND:
        return conjunction(args)
    if op is Op.OR:
        return disjunction(args)
    if len(args) == 1:
        return BUILDERS[op](args[0])
    return BINARY_BUILDERS[op](args[0], args[1])


def postorder(root: Formula, leaves: Container[Formula] = ()) -> Iterator[Formula]:
    """Every distinct subformula once, operands before what is built on them; never recursive.

    Nothing below one of `leaves` is visited on its account.
    """
    done: set[Formula] = set()
    stack = [(root, False)]
    while stack:
        node, expanded = stack.pop()
        if node in done:
            continue
        if expanded or not node.args or node in leaves:
            done.add(node)
            yield node
            continue
        stack.append((node, True))
        stack.extend((arg, False) for arg in reversed(node.args))


def substitute(root: Formula, binding: dict[str, Formula]) -> Formula:
    """The formula with every bound proposition replaced by its formula, at once."""
    image: dict[Formula, Formula] = {}
    for node in postorder(root):
        if node.op is Op.PROPOSITION:
            image[node] = binding.get(node.name, node)
        elif node.args:
            image[node] = build(node.op, tuple(image[arg] for arg in node.args))
        else:
            image[node] = node
    return image[root]
