"""The models and frames of an SDF world, placed in the world frame. `world_geometry` makes obstacles and
places of them.

Read are static and movable models with links made of boxes, cylinders, spheres and planes; frames attached
to the world, to models and to frames inside them; includes of models that lie in the `models` folder beside
the world.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from comuros.core.geometry import Pose
from comuros.scenario.frame_graph import FrameGraph, Matrix, pose_of
from comuros.scenario.problem_log import ProblemLog, expected
from comuros.scenario.sdf_document import Element, read_sdf
from comuros.scenario.sdf_shape import Prism, prism

MODEL_SCHEME = "model://"


@dataclass(frozen=True, slots=True)
class SdfModel:
    """A model in the world frame. `solids` are what it collides with, `marks` what is only seen; `mass_kg`
    sums its links.
    """

    name: str
    line: int
    static: bool
    pose: Pose
    solids: tuple[Prism, ...]
    marks: tuple[Prism, ...]
    mass_kg: float
    size_m: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class SdfFrame:
    """A named frame in the world frame."""

    name: str
    line: int
    pose: Pose


@dataclass(frozen=True, slots=True)
class SdfWorld:
    """A world file as read."""

    file: Path
    models: tuple[SdfModel, ...]
    frames: tuple[SdfFrame, ...]


@dataclass(frozen=True, slots=True)
class _ModelSource:
    """A `<model>` element, where it was written and where it is used."""

    name: str
    element: Element
    file: Path
    line: int
    static: bool


def read_world(file: Path, log: ProblemLog) -> SdfWorld | None:
    """Read a world file; None, with the problems noted, where it holds no world."""
    root = read_sdf(file, log)
    if root is None:
        return None
    world = root.first("world")
    if root.tag != "sdf" or world is None:
        log.add(file, root.line, "is not an SDF world; expected <sdf version=…><world name=…>")
        return None
    graph = FrameGraph("world", file=file, log=log)
    sources = [source for child in world.children if (source := _add_model(child, graph, file, log))]
    frames = list(world.all("frame"))
    for frame in frames:
        graph.add(frame.name, frame, attached_to=frame.attributes.get("attached_to", ""))
    models = tuple(_placed(source, graph.resolve(source.name, line=source.line), log) for source in sources)
    placed = (SdfFrame(f.name, f.line, pose_of(graph.resolve(f.name, line=f.line))) for f in frames)
    return SdfWorld(file, models, tuple(placed))


def read_model(file: Path, log: ProblemLog) -> SdfModel | None:
    """Read a model file on its own, at the origin; None, with the problems noted, where it holds no model."""
    root = read_sdf(file, log)
    model = root.first("model") if root is not None else None
    if root is not None and model is None:
        log.add(file, root.line, "holds no <model>")
    if model is None:
        return None
    source = _ModelSource(model.name, model, file, model.line, _is_static(model))
    return _placed(source, np.eye(4), log)


def _add_model(child: Element, graph: FrameGraph, file: Path, log: ProblemLog) -> _ModelSource | None:
    if child.tag == "model":
        graph.add(child.name, child)
        source = _ModelSource(child.name, child, file, child.line, _is_static(child))
    elif child.tag == "include":
        included = _included(child, file, log)
        if included is None:
            return None
        source = included
        graph.add(source.name, child, pose=child.first("pose") or source.element.first("pose"))
    else:
        return None
    inner = _inner_graph(source, log)
    for part in (*source.element.all("link"), *source.element.all("frame")):
        graph.add_placed(f"{source.name}::{part.name}", inner.resolve(part.name, line=part.line), source.name)
    return source


def _included(include: Element, file: Path, log: ProblemLog) -> _ModelSource | None:
    uri = include.text_of("uri")
    folder = file.parent / "models"
    known = sorted(path.parent.name for path in folder.glob("*/model.sdf"))
    name = uri.removeprefix(MODEL_SCHEME)
    if not uri.startswith(MODEL_SCHEME) or name not in known:
        log.add(file, include.line, f"<uri>{uri}</uri> names no model; {expected(name, known)}")
        return None
    root = read_sdf(folder / name / "model.sdf", log)
    model = root.first("model") if root is not None else None
    if model is None:
        return None
    static = include.text_of("static") in ("true", "1") if include.first("static") else _is_static(model)
    used_name = include.text_of("name") or model.name
    return _ModelSource(used_name, model, folder / name / "model.sdf", include.line, static)


def _inner_graph(source: _ModelSource, log: ProblemLog) -> FrameGraph:
    graph = FrameGraph("__model__", file=source.file, log=log)
    for part in source.element.children:
        if part.tag in ("link", "frame"):
            graph.add(part.name, part, attached_to=part.attributes.get("attached_to", ""))
        elif part.tag in ("model", "include"):
            log.add(source.file, part.line, f"<{part.tag}> inside a model is not read; use one model each")
    return graph


def _placed(source: _ModelSource, transform: Matrix, log: ProblemLog) -> SdfModel:
    links = list(source.element.all("link"))
    graph = _inner_graph(source, log)
    at = {link.name: transform @ graph.resolve(link.name, line=link.line) for link in links}
    solids = [p for link in links for p in _prisms(link, "collision", at[link.name], source.file, log)]
    marks = [p for link in links for p in _prisms(link, "visual", at[link.name], source.file, log)]
    local = [
        p
        for link in links
        for p in _prisms(link, "collision", graph.resolve(link.name, line=0), source.file, log)
    ]
    return SdfModel(
        name=source.name,
        line=source.line,
        static=source.static,
        pose=pose_of(transform),
        solids=tuple(solids),
        marks=tuple(marks),
        mass_kg=sum(_mass_kg(link) for link in links),
        size_m=_size_m(local),
    )


def _prisms(link: Element, tag: str, transform: Matrix, file: Path, log: ProblemLog) -> list[Prism]:
    found = []
    for part in link.all(tag):
        inner = FrameGraph("__link__", file=file, log=log)
        inner.add("part", part)
        geometry = part.first("geometry")
        if geometry is None:
            log.add(file, part.line, f"<{tag}> {part.name!r} has no <geometry>")
        elif tag == "collision" or geometry.first("mesh") is None:
            placed = prism(geometry, transform @ inner.resolve("part", line=part.line), file=file, log=log)
            found += [placed] if placed else []
    return found


def _is_static(model: Element) -> bool:
    return model.text_of("static") in ("true", "1")


def _mass_kg(link: Element) -> float:
    inertial = link.first("inertial")
    try:
        return float(inertial.text_of("mass", "1")) if inertial else 1.0
    except ValueError:
        return 0.0


def _size_m(prisms: list[Prism]) -> tuple[float, float, float]:
    if not prisms:
        return (0.0, 0.0, 0.0)
    boxes = np.array([part.footprint.bounds for part in prisms])
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    height = max(part.top_m for part in prisms) - min(part.bottom_m for part in prisms)
    return (round(float(high[0] - low[0]), 6), round(float(high[1] - low[1]), 6), round(height, 6))
