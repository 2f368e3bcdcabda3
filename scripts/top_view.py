"""Draws the top view of scenarios into docs/worlds: walls, furniture, zones, objects, places and where
robots stand at them.

Run it after changing a world: scripts/top_view.py [scenario …]
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from matplotlib.patches import Polygon as Patch

from comuros.core.robot import Locomotion
from comuros.scenario import LoadedScenario, list_scenarios, load_scenario

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "worlds"
_ROBOT_COLOURS = ("#3355bb", "#2f8f46", "#222222", "#c06020", "#8040a0", "#b03030")


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
    _draw_places(axes, loaded)
    for index, robot in enumerate(loaded.scenario.robots):
        pose = loaded.world.start_pose(robot)
        colour = _ROBOT_COLOURS[index % len(_ROBOT_COLOURS)]
        axes.add_patch(Circle((pose.x_m, pose.y_m), robot.type.radius_m, facecolor=colour, alpha=0.8))
        axes.annotate(
            robot.name,
            (pose.x_m, pose.y_m),
            (0, -14),
            textcoords="offset points",
            ha="center",
            fontsize=7,
            color=colour,
            weight="bold",
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None)
    plt.close(figure)


def _draw_world(axes: Axes, loaded: LoadedScenario) -> None:
    for zone in loaded.world.zones:
        axes.add_patch(Patch(list(zone.area.exterior.coords), facecolor="#f4e9b8", zorder=0))
        at = zone.area.centroid
        axes.annotate(zone.name.replace("_", " "), (at.x, at.y), ha="center", fontsize=6, color="#907010")
    for part in loaded.world.obstacles:
        colour = "#777777" if part.height_m > 1.2 else "#b5a18a"
        axes.add_patch(
            Patch(list(part.footprint.exterior.coords), facecolor=colour, edgecolor="#444444", lw=0.4)
        )
    for name, pose in loaded.world.object_poses.items():
        axes.plot(pose.x_m, pose.y_m, "D", ms=2.5, color="#d03020", zorder=5)
        if name == loaded.scenario.objects[0].name:
            axes.plot([], [], "D", ms=2.5, color="#d03020", label="movable object")


def _draw_places(axes: Axes, loaded: LoadedScenario) -> None:
    zones = {zone.name for zone in loaded.world.zones}
    for place in loaded.scenario.places:
        if place.name in zones:
            continue
        axes.plot(place.pose.x_m, place.pose.y_m, "+", ms=5, color="#104080", zorder=6)
        axes.annotate(
            place.name.replace("_", " "),
            (place.pose.x_m, place.pose.y_m),
            (3, 3),
            textcoords="offset points",
            fontsize=6,
            color="#104080",
            zorder=6,
        )
        for index, robot in enumerate(loaded.scenario.robots):
            if robot.type.locomotion in (Locomotion.FIXED, Locomotion.FLYING):
                continue
            stand = loaded.roadmap.approach_pose(robot, place.name)
            colour = _ROBOT_COLOURS[index % len(_ROBOT_COLOURS)]
            axes.plot(stand.x_m, stand.y_m, ".", ms=3, color=colour, zorder=4)


def main() -> None:
    """Draw the scenarios named on the command line, or all that have a world."""
    for name in sys.argv[1:] or list_scenarios():
        loaded = load_scenario(name)
        if loaded.geometry is not None:
            draw(loaded, FOLDER / f"{name}.png")
            print(f"docs/worlds/{name}.png")


if __name__ == "__main__":
    main()
