"""How-to pages as tests read them: files that are named before a code block, and what is to be run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PAGES = Path(__file__).parents[2] / "docs" / "how-to"
_MARKED = re.compile(r"<!-- (file: (?P<file>\S+)|run) -->\n```(?P<language>\w+)\n(?P<text>.*?)```\n", re.S)


@dataclass(frozen=True, slots=True)
class Block:
    """A code block; `file` is where its text belongs, "" where it is to be run."""

    file: str
    language: str
    text: str


def blocks_of(page: str) -> tuple[Block, ...]:
    """The marked blocks of a page, in order."""
    text = (PAGES / page).read_text(encoding="utf-8")
    return tuple(
        Block(found["file"] or "", found["language"], found["text"]) for found in _MARKED.finditer(text)
    )


def write_files(page: str, folder: Path) -> None:
    """Write every file of a page below a folder."""
    for block in blocks_of(page):
        if block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")


def commands_of(page: str) -> tuple[str, ...]:
    """The console lines to run, without their prompt."""
    lines = (b.text for b in blocks_of(page) if not b.file and b.language == "console")
    return tuple(line[2:] for text in lines for line in text.splitlines() if line.startswith("$ "))


def programs_of(page: str) -> tuple[str, ...]:
    """The Python programs to run."""
    return tuple(b.text for b in blocks_of(page) if not b.file and b.language == "python")


def run_python(folder: Path, *arguments: str, **environment: str) -> str:
    """What Python prints there; fails with all it said where it ends otherwise than well."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env={**os.environ, **environment}, capture_output=True,
        text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
