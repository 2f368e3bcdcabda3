"""Reduced ordered binary decision diagrams in pure Python: hash-consed nodes, memoised connectives.

The progression keeps formulas and transition functions in them; a node is an integer, equality is identity.
"""

from __future__ import annotations

from comuros.spec.ltlf.budget import Meter

FALSE_NODE = 0
TRUE_NODE = 1
_BOTTOM = 1 << 60


class Diagrams:
    """One store of diagrams over variables 0, 1, …; a lower variable stands nearer the root."""

    def __init__(self, meter: Meter) -> None:
        self.variable = [_BOTTOM, _BOTTOM]
        self.low = [FALSE_NODE, TRUE_NODE]
        self.high = [FALSE_NODE, TRUE_NODE]
        self._meter = meter
        self._unique: dict[tuple[int, int, int], int] = {}
        self._both: dict[tuple[int, int], int] = {}
        self._either: dict[tuple[int, int], int] = {}
        self._negated: dict[int, int] = {FALSE_NODE: TRUE_NODE, TRUE_NODE: FALSE_NODE}
        self._chosen: dict[tuple[int, int, int], int] = {}

    def node(self, variable: int, low: int, high: int) -> int:
        """The diagram that is `high` where the variable is true and `low` where it is false."""
        if low == high:
            return low
        key = (variable, low, high)
        found = self._unique.get(key)
        if found is not None:
            return found
        made = len(self.variable)
        self.variable.append(variable)
        self.low.append(low)
        self.high.append(high)
        self._unique[key] = made
        if not made & 0xFF:
            self._meter.check_nodes(made)
        return made

    def literal(self, variable: int) -> int:
        """The diagram of a single variable."""
        return self.node(variable, FALSE_NODE, TRUE_NODE)

    def both(self, left: int, right: int) -> int:
        """Conjunction."""
        if left > right:
            left, right = right, left
        if left <= TRUE_NODE:
            return right if left else FALSE_NODE
        if left == right:
            return left
        key = (left, right)
        found = self._both.get(key)
        if found is not None:
            return found
        x, y = self.variable[left], self.variable[right]
        if x == y:
            low, high = (
                self.both(self.low[left], self.low[right]),
                self.both(self.high[left], self.high[right]),
            )
        elif x < y:
            low, high = self.both(self.low[left], right), self.both(self.high[left], right)
        else:
            low, high = self.both(left, self.low[right]), self.both(left, self.high[right])
        result = self._both[key] = self.node(x if x < y else y, low, high)
        return result

    def either(self, left: int, right: int) -> int:
        """Disjunction."""
        if left > right:
            left, right = right, left
        if left <= TRUE_NODE:
            return TRUE_NODE if left else right
        if left == right:
            return left
        key = (left, right)
        found = self._either.get(key)
        if found is not None:
            return found
        x, y = self.variable[left], self.variable[right]
        if x == y:
            low, high = (
                self.either(self.low[left], self.low[right]),
                self.either(self.high[left], self.high[right]),
            )
        elif x < y:
            low, high = self.either(self.low[left], right), self.either(self.high[left], right)
        else:
            low, high = self.either(left, self.low[right]), self.either(left, self.high[right])
        result = self._either[key] = self.node(x if x < y else y, low, high)
        return result

    def negated(self, node: int) -> int:
        """Complement."""
        found = self._negated.get(node)
        if found is not None:
            return found
        result = self.node(self.variable[node], self.negated(self.low[node]), self.negated(self.high[node]))
        self._negated[node] = result
        self._negated[result] = node
        return result

    def choice(self, condition: int, high: int, low: int) -> int:
        """If `condition` then `high` else `low`."""
        if condition <= TRUE_NODE:
            return high if condition else low
        if high == low:
            return high
        if low == FALSE_NODE:
            return self.both(condition, high)
        if high == TRUE_NODE:
            return self.either(condition, low)
        if high == FALSE_NODE:
            return self.both(self.negated(condition), low)
        if low == TRUE_NODE:
            return self.either(self.negated(condition), high)
        key = (condition, high, low)
        found = self._chosen.get(key)
        if found is None:
            found = self._chosen[key] = self._split_choice(condition, high, low)
        return found

    def _split_choice(self, condition: int, high: int, low: int) -> int:
        top = min(self.variable[condition], self.variable[high], self.variable[low])
        when_low = [self.low[n] if self.variable[n] == top else n for n in (condition, high, low)]
        when_high = [self.high[n] if self.variable[n] == top else n for n in (condition, high, low)]
        return self.node(top, self.choice(*when_low), self.choice(*when_high))

    def below(self, root: int) -> set[int]:
        """The inner nodes of a diagram. What a node refers to has smaller numbers than the node."""
        found: set[int] = set()
        stack = [root]
        while stack:
            node = stack.pop()
            if node > TRUE_NODE and node not in found:
                found.add(node)
                stack += (self.low[node], self.high[node])
        return found

    def same(self, left: int, right: int) -> int:
        """Equivalence."""
        return self.choice(left, right, self.negated(right))

    def all_of(self, nodes: list[int]) -> int:
        """Conjunction of many, deepest variable first so that intermediate results stay small."""
        result = TRUE_NODE
        for node in sorted(nodes, key=self._top, reverse=True):
            result = self.both(result, node)
        return result

    def any_of(self, nodes: list[int]) -> int:
        """Disjunction of many, in the same order."""
        result = FALSE_NODE
        for node in sorted(nodes, key=self._top, reverse=True):
            result = self.either(result, node)
        return result

    def _top(self, node: int) -> tuple[int, int]:
        return self.variable[node], node
