"""Without comuros_msgs, comuros says so and names the command that builds it."""

from __future__ import annotations

import subprocess
import sys

# An import path that holds comuros and what it needs, but not the messages.
_HIDE = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] == 'comuros_msgs':
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Hidden())
import importlib.util
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name == 'comuros_msgs' else real(name, package)
import comuros.nodes.task_manager
"""


def test_a_node_without_its_messages_names_the_command_that_builds_them() -> None:
    done = subprocess.run([sys.executable, "-c", _HIDE], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    last_line = done.stderr.strip().splitlines()[-1]
    assert last_line.startswith("ImportError: comuros_msgs is not there.")
    assert "colcon build --base-paths src src/comuros/comuros_msgs" in last_line
