"""An automaton as a picture: DOT text for Graphviz, and a plain SVG of our own where Graphviz is missing."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from comuros.spec.ltlf import Dfa
from comuros.spec.ltlf.dfa import Cube

_LABEL_LENGTH = 60
_NODE_R = 26
_LAYER_WIDTH = 230
_ROW_HEIGHT = 130
_MARGIN = 70


@dataclass(frozen=True, slots=True)
class Edge:
    """All ways from one state to another, with their condition in words of the formula."""

    source: int
    target: int
    label: str


def edges_of(dfa: Dfa) -> tuple[Edge, ...]:
    """One edge for each pair of states, in order."""
    cubes: dict[tuple[int, int], list[Cube]] = {}
    for state in range(dfa.size):
        for cube, target in dfa.edges(state):
            cubes.setdefault((state, target), []).append(cube)
    return tuple(Edge(s, t, _condition(cubes[s, t])) for s, t in sorted(cubes))


def as_dot(dfa: Dfa, *, title: str = "") -> str:
    """The automaton in Graphviz' language. Double circles accept; the arrow from nowhere is the start."""
    lines = ["digraph automaton {", "  rankdir=LR;", "  node [shape=circle, fontsize=12];"]
    lines += [f"  label={_quoted(title)}; labelloc=t;", '  start [shape=point, label=""];', "  start -> 0;"]
    for state in range(dfa.size):
        shape = "doublecircle" if dfa.accepting[state] else "circle"
        lines.append(f"  {state} [shape={shape}, tooltip={_quoted(_owed(dfa, state))}];")
    lines += [f"  {e.source} -> {e.target} [label={_quoted(e.label)}];" for e in edges_of(dfa)]
    return "\n".join((*lines, "}")) + "\n"


def as_svg(dfa: Dfa, *, title: str = "") -> str:
    """The automaton as SVG, states in columns by their distance from the start."""
    at = _positions(dfa)
    width = max(x for x, _ in at) + _LAYER_WIDTH
    height = max(y for _, y in at) + _ROW_HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="12">',
        '<defs><marker id="tip" markerWidth="9" markerHeight="8" refX="8" refY="4" orient="auto">'
        '<path d="M0,0 L9,4 L0,8 z"/></marker></defs>',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<text x="12" y="22">{escape(title)}</text>',
        _line(at[0][0] - 60, at[0][1], at[0][0] - _NODE_R, at[0][1]),
    ]
    parts += [part for edge in edges_of(dfa) for part in _svg_edge(edge, at)]
    parts += [part for state in range(dfa.size) for part in _svg_state(dfa, state, at[state])]
    return "\n".join((*parts, "</svg>")) + "\n"


def _condition(cubes: Iterable[Cube]) -> str:
    terms = [" & ".join(name if true else f"!{name}" for name, true in cube) or "true" for cube in cubes]
    text = " | ".join(terms)
    return text if len(text) <= _LABEL_LENGTH else f"{text[:_LABEL_LENGTH]}…"


def _owed(dfa: Dfa, state: int) -> str:
    return f"owes {dfa.owed[state]}" if dfa.owed else f"state {state}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _positions(dfa: Dfa) -> list[tuple[int, int]]:
    depth = {0: 0}
    queue = [0]
    for state in queue:
        for target in dfa.successors(state):
            if target not in depth:
                depth[target] = depth[state] + 1
                queue.append(target)
    rows: dict[int, int] = {}
    found = []
    for state in range(dfa.size):
        layer = depth.get(state, 0)
        row = rows[layer] = rows.get(layer, -1) + 1
        found.append((_MARGIN + 40 + layer * _LAYER_WIDTH, _MARGIN + 40 + row * _ROW_HEIGHT))
    return found


def _svg_state(dfa: Dfa, state: int, at: tuple[int, int]) -> list[str]:
    x, y = at
    circle = '<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="black"/>'
    outer = circle.format(x, y, _NODE_R, "#e8f4e8" if dfa.accepting[state] else "white")
    inner = [circle.format(x, y, _NODE_R - 4, "none")] if dfa.accepting[state] else []
    label = f'<text x="{x}" y="{y + 4}" text-anchor="middle">{state}</text>'
    return [f"<g><title>{escape(_owed(dfa, state))}</title>", outer, *inner, label, "</g>"]


def _svg_edge(edge: Edge, at: list[tuple[int, int]]) -> list[str]:
    (x1, y1), (x2, y2) = at[edge.source], at[edge.target]
    if edge.source == edge.target:
        loop = f"M{x1 - 12},{y1 - 23} C{x1 - 40},{y1 - 75} {x1 + 40},{y1 - 75} {x1 + 12},{y1 - 25}"
        return [_path(loop), _label(x1, y1 - 68, edge.label)]
    length = math.hypot(x2 - x1, y2 - y1)
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    bend_x, bend_y = (x1 + x2) / 2 + uy * length * 0.15, (y1 + y2) / 2 - ux * length * 0.15
    start, end = (x1 + ux * _NODE_R, y1 + uy * _NODE_R), (x2 - ux * _NODE_R, y2 - uy * _NODE_R)
    curve = f"M{start[0]:.1f},{start[1]:.1f} Q{bend_x:.1f},{bend_y:.1f} {end[0]:.1f},{end[1]:.1f}"
    return [_path(curve), _label((bend_x + (x1 + x2) / 2) / 2, (bend_y + (y1 + y2) / 2) / 2 - 4, edge.label)]


def _path(curve: str) -> str:
    return f'<path d="{curve}" fill="none" stroke="black" marker-end="url(#tip)"/>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return _path(f"M{x1},{y1} L{x2},{y2}")


def _label(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{escape(text)}</text>'
