"""Draws the top view of scenarios into docs/worlds: walls, furniture, zones, objects, places and where
robots stand at them.

Run it after changing a world: scripts/top_view.py [scenario …]
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from matplotlib.patches import Polygon as Patch
from matplotlib.patheffects import withStroke
from shapely.geometry import Point, Polygon, box

from comuros.core.geometry import Pose
from comuros.core.place import Place
from comuros.core.robot import Locomotion
from comuros.scenario import LoadedScenario, list_scenarios, load_scenario

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "worlds"
_ROBOT_COLOURS = ("#3355bb", "#2f8f46", "#222222", "#c06020", "#8040a0", "#b03030")
_PLACE_COLOUR = "#104080"
_WALL_M = 1.2
# What a cross, a dot or a diamond takes of the floor.
_MARK_M = 0.09


@dataclass(frozen=True, slots=True)
class _Label:
    name: str
    x_m: float
    y_m: float
    colour: str
    size_pt: int
    is_bold: bool = False
    is_area: bool = False


def draw(loaded: LoadedScenario, file: Path) -> None:
    """Draw one scenario into an image file."""
    west, south, east, north = loaded.world.bounds
    figure, axes = plt.subplots(figsize=((east - west) * 0.55, (north - south) * 0.55), layout="constrained")
    axes.set_aspect("equal")
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_xlabel("x, m")
    axes.set_ylabel("y, m")
    axes.set_title(loaded.scenario.title, fontsize=10)
    _draw_world(axes, loaded)
    marks = [*_draw_robots(axes, loaded), *_draw_places(axes, loaded), *_draw_objects(axes, loaded)]
    # Constrained layout moves the axes: labels are measured in their final size.
    figure.draw_without_rendering()
    _place_labels(axes, loaded, marks)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None)
    plt.close(figure)


def _draw_world(axes: Axes, loaded: LoadedScenario) -> None:
    for zone in loaded.world.zones:
        axes.add_patch(Patch(list(zone.area.exterior.coords), facecolor="#f4e9b8", zorder=0))
    for part in loaded.world.obstacles:
        colour = "#777777" if part.height_m > _WALL_M else "#b5a18a"
        axes.add_patch(
            Patch(list(part.footprint.exterior.coords), facecolor=colour, edgecolor="#444444", lw=0.4)
        )


def _draw_objects(axes: Axes, loaded: LoadedScenario) -> list[Polygon]:
    marks = []
    for pose in loaded.world.object_poses.values():
        axes.plot(pose.x_m, pose.y_m, "D", ms=2.5, color="#d03020", zorder=5)
        marks.append(Point(pose.x_m, pose.y_m).buffer(_MARK_M))
    return marks


def _draw_robots(axes: Axes, loaded: LoadedScenario) -> list[Polygon]:
    marks = []
    for index, robot in enumerate(loaded.scenario.robots):
        pose = loaded.world.start_pose(robot)
        axes.add_patch(Circle((pose.x_m, pose.y_m), robot.type.radius_m, facecolor=_colour(index), alpha=0.8))
        marks.append(Point(pose.x_m, pose.y_m).buffer(robot.type.radius_m))
    return marks


def _draw_places(axes: Axes, loaded: LoadedScenario) -> list[Polygon]:
    marks = []
    for place in _points(loaded):
        axes.plot(place.pose.x_m, place.pose.y_m, "+", ms=5, color=_PLACE_COLOUR, zorder=6)
        marks.append(Point(place.pose.x_m, place.pose.y_m).buffer(_MARK_M))
        for index, robot in enumerate(loaded.scenario.robots):
            if robot.type.locomotion in (Locomotion.FIXED, Locomotion.FLYING):
                continue
            stand = loaded.roadmap.approach_pose(robot, place.name)
            axes.plot(stand.x_m, stand.y_m, ".", ms=3, color=_colour(index), zorder=4)
            marks.append(Point(stand.x_m, stand.y_m).buffer(_MARK_M))
    return marks


def _place_labels(axes: Axes, loaded: LoadedScenario, marks: Sequence[Polygon]) -> None:
    """Each label goes where it covers least: no mark, no other label, no wall, nothing beyond the edge."""
    labels = [
        *(
            _Label(robot.name, *_xy(loaded.world.start_pose(robot)), _colour(index), 7, is_bold=True)
            for index, robot in enumerate(loaded.scenario.robots)
        ),
        *(_Label(place.name, *_xy(place.pose), _PLACE_COLOUR, 6) for place in _points(loaded)),
        *(
            _Label(zone.name, zone.area.centroid.x, zone.area.centroid.y, "#907010", 6, is_area=True)
            for zone in loaded.world.zones
        ),
    ]
    covered = [(mark, 60.0) for mark in marks]
    covered += [(part.footprint, 4.0 if part.height_m > _WALL_M else 0.0) for part in loaded.world.obstacles]
    # Half on a table and half beside it reads worse than either.
    covered += [(part.footprint.exterior.buffer(0.02), 20.0) for part in loaded.world.obstacles]
    inside = box(*loaded.world.bounds)
    for label in labels:
        text = axes.text(
            label.x_m, label.y_m, label.name.replace("_", " "), ha="center", va="center", zorder=7,
            fontsize=label.size_pt, color=label.colour, weight="bold" if label.is_bold else "normal",
            path_effects=[withStroke(linewidth=1.5, foreground="white", alpha=0.8)],
        )  # fmt: skip
        extent = text.get_window_extent().transformed(axes.transData.inverted())
        half = (extent.width / 2, extent.height / 2)
        best = min(
            _offsets(half, label),
            key=lambda at: _cost(_around(label, at, half), covered, inside) + 0.1 * math.hypot(*at),
        )
        text.set_position((label.x_m + best[0], label.y_m + best[1]))
        covered.append((_around(label, best, half), 20.0))


def _offsets(half_m: tuple[float, float], label: _Label) -> Iterator[tuple[float, float]]:
    """Where the middle of a label may lie around what it names, nearest first."""
    if label.is_area:
        yield (0.0, 0.0)
    for gap in (0.12, 0.25, 0.4, 0.6, 0.8, 1.0):
        for step in range(16):
            turn = math.tau * step / 16
            yield (half_m[0] + gap) * math.cos(turn), (half_m[1] + gap) * math.sin(turn)


def _around(label: _Label, offset_m: tuple[float, float], half_m: tuple[float, float]) -> Polygon:
    x, y = label.x_m + offset_m[0], label.y_m + offset_m[1]
    return box(x - half_m[0], y - half_m[1], x + half_m[0], y + half_m[1])


def _cost(area: Polygon, covered: Sequence[tuple[Polygon, float]], inside: Polygon) -> float:
    """Square metres that the label covers, weighed, and what lies beyond the edge."""
    over = sum(weight * area.intersection(shape).area for shape, weight in covered if shape.intersects(area))
    return float(over + 100.0 * area.difference(inside).area)


def _points(loaded: LoadedScenario) -> list[Place]:
    zones = {zone.name for zone in loaded.world.zones}
    return [place for place in loaded.scenario.places if place.name not in zones]


def _xy(pose: Pose) -> tuple[float, float]:
    return pose.x_m, pose.y_m


def _colour(index: int) -> str:
    return _ROBOT_COLOURS[index % len(_ROBOT_COLOURS)]


def main() -> None:
    """Draw the scenarios named on the command line, or all that have a world."""
    for name in sys.argv[1:] or list_scenarios():
        loaded = load_scenario(name)
        if loaded.geometry is not None:
            draw(loaded, FOLDER / f"{name}.png")
            print(f"docs/worlds/{name}.png")


if __name__ == "__main__":
    main()
