"""Worlds are read as SDF means them: frames on frames, included models, rotated shapes."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from comuros.core.geometry import Pose
from comuros.scenario.frame_graph import pose_of, transform_of
from comuros.scenario.problem_log import ProblemLog
from comuros.scenario.sdf_world import SdfWorld, read_world

CUBE = '<collision name="c"><geometry><box><size>1 2 3</size></box></geometry></collision>'


def read(folder: Path, inside: str, models: dict[str, str] | None = None) -> tuple[SdfWorld, ProblemLog]:
    for name, text in (models or {}).items():
        file = folder / "models" / name / "model.sdf"
        file.parent.mkdir(parents=True)
        file.write_text(f'<sdf version="1.9"><model name="{name}">{text}</model></sdf>')
    file = folder / "world.sdf"
    file.write_text(f'<sdf version="1.9"><world name="w">{inside}</world></sdf>')
    log = ProblemLog()
    world = read_world(file, log)
    assert world is not None
    return world, log


def frame(world: SdfWorld, name: str) -> Pose:
    return next(frame.pose for frame in world.frames if frame.name == name)


def test_frames_hang_on_models_frames_and_poses_relative_to_others(tmp_path: Path) -> None:
    world, log = read(
        tmp_path,
        f"""
        <frame name="top" attached_to="desk"><pose>1 0 0.5 0 0 0</pose></frame>
        <frame name="aside"><pose relative_to="top">1 0 0 0 0 0</pose></frame>
        <model name="desk"><pose degrees="true">10 5 0 0 0 90</pose><link name="l">{CUBE}</link></model>
        """,
    )
    assert log.problems == ()
    assert frame(world, "top") == Pose(10, 6, 0.5, pytest.approx(math.pi / 2))
    assert frame(world, "aside").y_m == pytest.approx(7)


def test_an_included_model_has_the_name_pose_and_stillness_of_its_use(tmp_path: Path) -> None:
    slot = '<frame name="slot"><pose>0 1 0 0 0 0</pose></frame>'
    shelf = f'<pose>9 9 9 0 0 0</pose><link name="l">{CUBE}</link>{slot}'
    world, log = read(
        tmp_path,
        """
        <include><name>left</name><uri>model://shelf</uri><static>true</static><pose>1 2 0 0 0 0</pose>
        </include>
        <include><uri>model://shelf</uri></include>
        <frame name="there" attached_to="left::slot"/>
        """,
        {"shelf": shelf},
    )
    assert log.problems == ()
    left, shelf_itself = world.models
    assert (left.name, left.static, left.pose) == ("left", True, Pose(1, 2))
    assert (shelf_itself.name, shelf_itself.static, shelf_itself.pose.z_m) == ("shelf", False, 9)
    assert frame(world, "there") == Pose(1, 3)


def test_an_include_of_nothing_suggests_what_there_is(tmp_path: Path) -> None:
    _, log = read(tmp_path, "<include><uri>model://shelve</uri></include>", {"shelf": ""})
    assert "did you mean 'shelf'" in log.problems[0].message


def test_a_model_inside_a_model_is_refused(tmp_path: Path) -> None:
    _, log = read(tmp_path, '<model name="a"><link name="l"/><model name="b"/></model>')
    assert "<model> inside a model is not read" in log.problems[0].message


def test_a_turned_box_covers_what_it_covers(tmp_path: Path) -> None:
    inside = f'<model name="a"><pose>0 0 1 0 0 0.7853982</pose><link name="l">{CUBE}</link></model>'
    world, _ = read(tmp_path, inside)
    solid = world.models[0].solids[0]
    assert solid.footprint.area == pytest.approx(2.0, rel=1e-6)
    assert solid.footprint.bounds[2] == pytest.approx(1.5 / math.sqrt(2))
    assert (solid.bottom_m, solid.top_m) == (-0.5, 2.5)
    assert world.models[0].size_m == (1.0, 2.0, 3.0)


def test_a_box_that_lies_on_its_side_swaps_its_edges(tmp_path: Path) -> None:
    inside = f'<model name="a"><pose>0 0 0 0 1.5707963267948966 0</pose><link name="l">{CUBE}</link></model>'
    world, _ = read(tmp_path, inside)
    west, south, east, north = world.models[0].solids[0].footprint.bounds
    assert (east - west, north - south) == pytest.approx((3.0, 2.0))


def test_round_shapes_are_never_smaller_than_they_are(tmp_path: Path) -> None:
    sphere = "<geometry><sphere><radius>0.5</radius></sphere></geometry>"
    inside = f'<model name="a"><link name="l"><collision name="c">{sphere}</collision></link></model>'
    world, _ = read(tmp_path, inside)
    solid = world.models[0].solids[0]
    assert solid.footprint.area >= math.pi * 0.25
    assert solid.footprint.area == pytest.approx(math.pi * 0.25, rel=0.02)
    assert (solid.bottom_m, solid.top_m) == (-0.5, 0.5)


def test_masses_of_links_add_up_and_meshes_may_be_seen(tmp_path: Path) -> None:
    world, log = read(
        tmp_path,
        f"""<model name="a">
        <link name="l"><inertial><mass>2</mass></inertial>{CUBE}
          <visual name="v"><geometry><mesh><uri>a.dae</uri></mesh></geometry></visual></link>
        <link name="m"><inertial><mass>0.5</mass></inertial></link></model>""",
    )
    assert log.problems == ()
    assert world.models[0].mass_kg == 2.5


@pytest.mark.parametrize("angles", [(0.3, -0.4, 1.2), (0.0, 0.0, -3.0)])
def test_transforms_keep_lengths_and_give_back_the_yaw(angles: tuple[float, float, float]) -> None:
    transform = transform_of(1, 2, 3, *angles)
    assert transform[:3, :3] @ transform[:3, :3].T == pytest.approx(
        transform_of(0, 0, 0, 0, 0, 0)[:3, :3], abs=1e-12
    )
    assert pose_of(transform).yaw_rad == pytest.approx(angles[2])
