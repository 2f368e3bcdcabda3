"""Paths of several robots at once, where no order of planning them one after the other works."""

from __future__ import annotations

from itertools import combinations, pairwise

from comuros.planning.stap.cell_map import CellMap, make_map, office_machine
from comuros.planning.typed.joint_paths import JointPaths
from comuros.planning.typed.paths import Path, collision_free
from comuros.planning.typed.solution import Stop


def lanes(*cells: tuple[int, int]) -> CellMap:
    return make_map(list(cells), {"p1": [cells[0]]}, office_machine())


def met(paths: tuple[Path, ...]) -> bool:
    """Whether two of them share a cell or swap."""
    shares = any(a == b for one, other in combinations(paths, 2) for a, b in zip(one, other, strict=True))
    swaps = any(
        (a, b) == (d, c) and a != b
        for one, other in combinations(paths, 2)
        for (a, b), (c, d) in zip(pairwise(one), pairwise(other), strict=True)
    )
    return shares or swaps


BAYS = lanes(*((x, 0) for x in range(7)), (2, 1), (4, 1))
# They change places twice. The first time one of them has no time to give way, the second time the other.
STOPS = (
    (Stop((5, 0), 5, 8), Stop((1, 0), 16, 16)),
    (Stop((1, 0), 8, 8), Stop((5, 0), 13, 16)),
)


def test_robots_that_must_give_way_in_turn() -> None:
    starts = [(1, 0), (5, 0)]
    given = {"neighbours": BAYS.neighbours, "shared": frozenset(), "horizon": 16}
    assert collision_free(starts, STOPS, {}, **given) is None
    found = JointPaths(starts, STOPS, {}, **given).found()
    assert found is not None
    assert not met(found)
    for path, stops in zip(found, STOPS, strict=True):
        assert all(path[step] == stop.cell for stop in stops for step in range(stop.first, stop.last + 1))
        assert len(path) == 17


def test_what_no_robot_can_do_alone_is_found_out_at_once() -> None:
    late = ((Stop((6, 0), 2, 2),), ())
    given = {"neighbours": BAYS.neighbours, "shared": frozenset(), "horizon": 3}
    assert JointPaths([(1, 0), (5, 0)], late, {}, **given).found() is None


def test_in_a_lane_without_a_bay_nothing_is_found() -> None:
    lane = lanes(*((x, 0) for x in range(4)))
    stops = ((Stop((3, 0), 6, 6),), (Stop((0, 0), 6, 6),))
    given = {"neighbours": lane.neighbours, "shared": frozenset(), "horizon": 6}
    assert JointPaths([(0, 0), (3, 0)], stops, {}, **given).found() is None
    assert collision_free([(0, 0), (3, 0)], stops, {}, **given) is None
