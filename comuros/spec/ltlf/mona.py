"""Formulas to the MONA program and its automata back: the independent oracle of tests and benchmarks.

MONA (https://www.brics.dk/mona, GPL) is run as a program of its own and is never needed at run time.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from comuros.core.errors import ComurosError, PartMissing
from comuros.spec.ltlf.dfa import Dfa
from comuros.spec.ltlf.formula import Formula, Op
from comuros.spec.ltlf.node_store import NodeStore

_TRANSITION = re.compile(r"State (\d+): ([01X]*) -> state (\d+)")
_ACCEPTING = re.compile(r"Accepting states: ([\d ]*)")
_SIZE = re.compile(r"Automaton has (\d+) states? and (\d+) BDD-nodes?")


@dataclass(frozen=True, slots=True)
class MonaRun:
    """What one run of MONA gave. `states` and `nodes` as MONA prints them; `seconds` of the whole process."""

    dfa: Dfa
    states: int
    nodes: int
    seconds: float


def mona_path() -> str:
    """Where the program is.

    Raises:
        PartMissing: it is not installed.
    """
    found = shutil.which("mona")
    if found is None:
        raise PartMissing("the program mona is not installed; on Debian and Ubuntu: apt-get install mona")
    return found


def mona_text(formula: Formula) -> str:
    """The formula at position 0 of a finite string, in monadic second-order logic of strings (M2L-Str).

    Proposition number i is the set P{i} of the positions at which it is true. The translation is the
    first-order definition of each operator, one quantifier per temporal operator.
    """
    names = {name: f"P{i}" for i, name in enumerate(formula.propositions)}
    body = _Translation(names).at(formula, "0", 0)
    declaration = f"var2 {', '.join(names.values())};\n" if names else ""
    return f"m2l-str;\n{declaration}{body};\n"


def run_mona(formula: Formula, *, timeout_s: float = 60.0) -> MonaRun:
    """Translate a formula with MONA.

    Raises:
        PartMissing: MONA is not installed.
        ComurosError: MONA failed, or took longer than `timeout_s` seconds.
    """
    program = mona_path()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "formula.mona"
        source.write_text(mona_text(formula))
        begun = time.perf_counter()
        try:
            done = subprocess.run(  # noqa: S603
                [program, "-q", "-w", str(source)],
                capture_output=True,
                text=True,
                timeout=timeout_s,
                check=True,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise ComurosError(f"MONA could not translate {formula}: {error}") from error
        seconds = time.perf_counter() - begun
    return _read(done.stdout, formula.propositions, seconds)


def _read(output: str, propositions: tuple[str, ...], seconds: float) -> MonaRun:
    """MONA's state 0 only reads Boolean variables, of which there are none; the next is our first."""
    cubes: dict[int, list[tuple[str, int]]] = {}
    for source, cube, target in _TRANSITION.findall(output):
        cubes.setdefault(int(source), []).append((cube, int(target)))
    size, accepting = _SIZE.search(output), _ACCEPTING.search(output)
    if size is None:
        raise ComurosError(f"MONA's output is not understood: {output[:200]!r}")
    accepting_states = {int(number) for number in accepting.group(1).split()} if accepting else set()
    first = cubes[0][0][1]
    order = [first, *(state for state in sorted(cubes) if state not in (0, first))]
    if any(target == 0 for edges in cubes.values() for _, target in edges):
        raise ComurosError("MONA's automaton returns to its first state, which its strings cannot do")
    builder = _Builder({state: i for i, state in enumerate(order)})
    roots = tuple(builder.reference(cubes[state], 0) for state in order)
    dfa = Dfa(
        propositions=propositions,
        variable=tuple(builder.store.variable),
        low=tuple(builder.store.low),
        high=tuple(builder.store.high),
        roots=roots,
        accepting=tuple(state in accepting_states for state in order),
    )
    return MonaRun(dfa, int(size.group(1)), int(size.group(2)), seconds)


class _Builder:
    """Disjoint cubes over all propositions to a decision diagram."""

    def __init__(self, number: dict[int, int]) -> None:
        self._number = number
        self.store = NodeStore()

    def reference(self, cubes: list[tuple[str, int]], variable: int) -> int:
        """The diagram of the cubes, all of which agree before `variable`."""
        width = len(cubes[0][0])
        while variable < width and all(cube[variable] == "X" for cube, _ in cubes):
            variable += 1
        if variable == width:
            return ~self._number[cubes[0][1]]
        low = self.reference([entry for entry in cubes if entry[0][variable] != "1"], variable + 1)
        high = self.reference([entry for entry in cubes if entry[0][variable] != "0"], variable + 1)
        return self.store.node(variable, low, high)


class _Translation:
    """The first-order meaning of a formula at a position of the string; `$` is the set of all positions."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def at(self, node: Formula, position: str, depth: int) -> str:
        """The meaning at `position`; `depth` keeps the names of quantified positions apart."""
        if node.op is Op.PROPOSITION:
            return f"({position} in {self._names[node.name]})"
        if node.op in _CONSTANT:
            return _CONSTANT[node.op](position)
        if node.op in _BOOLEAN:
            parts = [self.at(arg, position, depth) for arg in node.args]
            return f"({_BOOLEAN[node.op]} {parts[0]})" if len(parts) == 1 else self._joined(node.op, parts)
        if node.op in _ONE_STEP:
            later = f"x{depth}"
            quantifier, link = _ONE_STEP[node.op]
            body = self.at(node.args[0], later, depth + 1)
            return f"({quantifier} {later}: ({position} < max $ & {later} = {position} + 1) {link} {body})"
        return self._until_like(node, position, depth)

    def _joined(self, op: Op, parts: list[str]) -> str:
        return "(" + f" {_BOOLEAN[op]} ".join(parts) + ")"

    def _until_like(self, node: Formula, position: str, depth: int) -> str:
        now, before = f"x{depth}", f"y{depth}"
        reach = f"{position} <= {now}"
        if node.op is Op.EVENTUALLY:
            return f"(ex1 {now}: {reach} & {self.at(node.args[0], now, depth + 1)})"
        if node.op is Op.ALWAYS:
            return f"(all1 {now}: {reach} => {self.at(node.args[0], now, depth + 1)})"
        left, right = node.args
        span = f"{position} <= {before} & {before}"
        if node.op is Op.UNTIL:
            held = f"all1 {before}: ({span} < {now}) => {self.at(left, before, depth + 1)}"
            return f"(ex1 {now}: {reach} & {self.at(right, now, depth + 1)} & ({held}))"
        if node.op is Op.RELEASE:
            freed = f"ex1 {before}: ({span} < {now}) & {self.at(left, before, depth + 1)}"
            return f"(all1 {now}: {reach} => ({self.at(right, now, depth + 1)} | ({freed})))"
        if node.op is Op.STRONG_RELEASE:
            held = f"all1 {before}: ({span} <= {now}) => {self.at(right, before, depth + 1)}"
            return f"(ex1 {now}: {reach} & {self.at(left, now, depth + 1)} & ({held}))"
        stopped = f"ex1 {before}: ({span} <= {now}) & {self.at(right, before, depth + 1)}"
        return f"(all1 {now}: {reach} => ({self.at(left, now, depth + 1)} | ({stopped})))"


_CONSTANT: dict[Op, Callable[[str], str]] = {
    Op.TRUE: lambda _position: "true",
    Op.FALSE: lambda _position: "false",
    Op.LAST: lambda position: f"({position} = max $)",
}
_BOOLEAN = {Op.NOT: "~", Op.AND: "&", Op.OR: "|", Op.IMPLIES: "=>", Op.IFF: "<=>"}
_ONE_STEP = {Op.NEXT: ("ex1", "&"), Op.WEAK_NEXT: ("all1", "=>")}
