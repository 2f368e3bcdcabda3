"""Dependencies: every import is declared, the pinned ROS closure is complete, and lark is the one we need."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"
# rosdep key in package.xml → name on PyPI.
ROSDEP_ON_PYPI = {
    "python3-defusedxml": "defusedxml",
    "python3-networkx": "networkx",
    "python3-numpy": "numpy",
    "python3-rich": "rich",
    "python3-scipy": "scipy",
    "python3-shapely": "shapely",
    "python3-yaml": "pyyaml",
}
# Module → distribution, where the names differ.
DISTRIBUTION_OF = {"yaml": "pyyaml", "mcap_ros2": "mcap-ros2-support"}
# Loaded by name when configured: never a requirement.
OPTIONAL = {"spot", "nav2_msgs", "spot_native"}
# Asked for by generators' linter hooks, never called by a build; lark-parser is lark 1.x by its old name.
NOT_INSTALLED = {
    "lark-parser",
    "ros-ament-cmake-cppcheck",
    "ros-ament-cmake-cpplint",
    "ros-ament-cmake-flake8",
    "ros-ament-cmake-pep257",
    "ros-ament-cmake-uncrustify",
    "pytest",
}


def names_in(requirement_file: str) -> set[str]:
    lines = (REQUIREMENTS / requirement_file).read_text(encoding="utf-8").splitlines()
    return {canonicalize_name(Requirement(line).name) for line in lines if line and not line.startswith("#")}


def exec_depends() -> set[str]:
    root = ElementTree.parse(ROOT / "package.xml").getroot()
    return {str(element.text) for element in root.findall("exec_depend")}


def imports_of_the_package() -> Iterator[tuple[Path, str]]:
    for source in sorted((ROOT / "comuros").rglob("*.py")):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((source, alias.name.split(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                yield source, node.module.split(".")[0]


def third_party_imports() -> set[str]:
    own = {"comuros", *sys.stdlib_module_names, *OPTIONAL}
    return {module for _, module in imports_of_the_package() if module not in own}


def test_every_import_is_declared_as_a_ros_or_a_pypi_dependency() -> None:
    extras = names_in("console.txt") | names_in("fast-downward.txt") | names_in("local-llm.txt")
    on_pypi = names_in("runtime.txt") | extras
    undeclared = {
        module
        for module in third_party_imports()
        if module not in exec_depends()
        and canonicalize_name(DISTRIBUTION_OF.get(module, module)) not in on_pypi
    }
    assert undeclared == set()


def test_every_python_key_for_rosdep_is_also_in_the_pip_step() -> None:
    keys = {key for key in exec_depends() if key.startswith("python3-")}
    assert keys == set(ROSDEP_ON_PYPI)
    assert set(ROSDEP_ON_PYPI.values()) <= names_in("runtime.txt")


def test_core_imports_the_standard_library_alone() -> None:
    core = ROOT / "comuros" / "core"
    foreign = {
        (source.name, module)
        for source, module in imports_of_the_package()
        if core in source.parents and module not in sys.stdlib_module_names and module != "comuros"
    }
    assert foreign == set()


@pytest.mark.parametrize("requirement_file", ["ros-jazzy.txt", "build.txt", "local-llm.txt", "installer.txt"])
def test_what_is_installed_without_a_resolver_is_exactly_pinned(requirement_file: str) -> None:
    lines = (REQUIREMENTS / requirement_file).read_text(encoding="utf-8").splitlines()
    loose = [line for line in lines if line and not re.match(r"#|[\w.-]+==[\w.]+$", line)]
    assert loose == []


def _from_wheels() -> bool:
    try:
        importlib.metadata.version("ros-rclpy")
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


@pytest.mark.skipif(not _from_wheels(), reason="ROS comes from a sourced distribution, not from wheels")
def test_the_pinned_ros_closure_is_complete() -> None:
    pinned = names_in("ros-jazzy.txt")
    elsewhere = names_in("build.txt") | names_in("runtime.txt") | NOT_INSTALLED
    missing = {
        f"{name} needs {requirement.name}"
        for name in pinned
        for requirement in map(Requirement, importlib.metadata.requires(name) or [])
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if canonicalize_name(requirement.name) not in pinned | elsewhere
    }
    assert missing == set()


def test_lark_is_the_new_one_and_the_old_one_is_not_installed() -> None:
    assert importlib.metadata.version("lark").startswith("1.")
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        importlib.metadata.version("lark-parser")
