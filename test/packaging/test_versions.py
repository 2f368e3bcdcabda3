"""One version: the package, both manifests and what is installed agree."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path
from xml.etree import ElementTree

import pytest

from comuros.version import __version__

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("manifest", ["package.xml", "comuros_msgs/package.xml"])
def test_a_manifest_has_the_version_of_the_package(manifest: str) -> None:
    assert ElementTree.parse(ROOT / manifest).findtext("version") == __version__


def test_what_is_installed_has_the_version_of_the_package() -> None:
    assert importlib.metadata.version("comuros") == __version__


def test_the_licence_file_is_the_one_the_manifests_name() -> None:
    for folder in (ROOT, ROOT / "comuros_msgs"):
        licence = ElementTree.parse(folder / "package.xml").find("license")
        assert licence is not None
        assert licence.text == "Apache-2.0"
        assert "Apache License" in (folder / licence.attrib["file"]).read_text(encoding="utf-8")
