"""ament_python package: what is installed where. Dependencies and their versions are in requirements/."""

import os
import re
from pathlib import Path

from setuptools import find_packages, setup

PACKAGE = "comuros"
NODES = ("task_manager", "robot_agent", "event_monitor", "simulator", "skill_servers", "stopper")
# Folders that are installed as they are under share/comuros.
SHARED_FOLDERS = ("config", "launch", "sim_worlds")


def version() -> str:
    found = re.search(r'__version__ = "([^"]+)"', Path("comuros/version.py").read_text(encoding="utf-8"))
    if found is None:
        raise ValueError('comuros/version.py has no line __version__ = "..."')
    return found.group(1)


def requirements(name: str) -> list[str]:
    lines = Path("requirements", f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def shared_files() -> list[tuple[str, list[str]]]:
    entries = []
    for folder in SHARED_FOLDERS:
        for parent, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            if names:
                entries.append((f"share/{PACKAGE}/{parent}", sorted(f"{parent}/{name}" for name in names)))
    return entries


setup(
    name=PACKAGE,
    version=version(),
    description="Instructions in plain words for a team of different robots: proved plans, repaired",
    license="Apache-2.0",
    maintainer="comuros maintainers",
    maintainer_email="comuros@example.org",
    packages=find_packages(include=[PACKAGE, f"{PACKAGE}.*"]),
    include_package_data=True,
    package_data={
        PACKAGE: [
            "py.typed",
            "**/*.lark",
            "**/*.md",
            "**/*.txt",
            "**/*.json",
            "**/*.yaml",
            "**/*.css",
            "**/*.js",
            "**/*.svg",
        ]
    },
    data_files=[
        ("share/ament_index/resource_index/packages", [f"resource/{PACKAGE}"]),
        (f"share/{PACKAGE}", ["package.xml"]),
        *shared_files(),
    ],
    python_requires=">=3.10",
    install_requires=["setuptools", *requirements("runtime")],
    extras_require={name: requirements(name) for name in ("dev", "console", "fast-downward", "local-llm")},
    zip_safe=False,
    entry_points={
        "console_scripts": [
            "comuros = comuros.cli.app:main",
            *(f"{node} = comuros.nodes.{node}:main" for node in NODES),
            "console = comuros.console.app:main",
        ],
    },
)
