"""Sets what ROS 2 needs from the environment, where it is not set; runs whenever .venv's Python starts.

scripts/bootstrap installs it. So `.venv/bin/python -c "import rclpy"` works in any shell with nothing sourced
(docs/decisions/0002-nothing-to-source.md).
"""

import glob
import os
import sys

_PROFILE = "@FASTDDS_PROFILE@"
# Fast DDS 3 and 2 know it by different names.
_PROFILE_VARIABLES = ("FASTDDS_DEFAULT_PROFILES_FILE", "FASTRTPS_DEFAULT_PROFILES_FILE")
# Tells the ROS wheels' own hook that the libraries are in place.
_WHEELS_MARK = "_ROS_WHEELS_BOOTSTRAP_COMPLETE"
# Says for which environment the interpreter was restarted, so that it happens once.
_RESTART_MARK = "COMUROS_RESTARTED_FOR"


def _parts(variable: str) -> list[str]:
    return [part for part in os.environ.get(variable, "").split(os.pathsep) if part]


def _set_what_is_not_set() -> None:
    prefixes = _parts("AMENT_PREFIX_PATH")
    if sys.prefix not in prefixes:
        os.environ["AMENT_PREFIX_PATH"] = os.pathsep.join([sys.prefix, *prefixes])
    own_profile = any(name in os.environ for name in _PROFILE_VARIABLES)
    if not own_profile and os.environ.get("COMUROS_DDS_PROFILE") != "none":
        os.environ.update(dict.fromkeys(_PROFILE_VARIABLES, _PROFILE))


def _restart_with_libraries() -> None:
    """The loader reads its search path before Python starts, so a path that lacks ours needs a new start."""
    found = _parts("LD_LIBRARY_PATH")
    own = os.path.join(sys.prefix, "lib")
    if own in found or os.environ.get(_RESTART_MARK) == sys.prefix or not sys.executable:
        return
    bundled = sorted(glob.glob(os.path.join(own, "python*", "site-packages", "ros_*.libs")))
    os.environ["LD_LIBRARY_PATH"] = os.pathsep.join([own, *bundled, *found])
    os.environ[_RESTART_MARK] = sys.prefix
    os.environ[_WHEELS_MARK] = "1"
    os.execv(sys.executable, sys.orig_argv)


_set_what_is_not_set()
_restart_with_libraries()
