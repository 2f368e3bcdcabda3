"""Sets what ROS 2 needs from the environment, where it is not set; runs whenever .venv's Python starts.

scripts/bootstrap installs it. So `.venv/bin/python -c "import rclpy"` works in any shell with nothing sourced
(docs/decisions/0002-nothing-to-source.md).
"""

import os
import sys

_PROFILE = "@FASTDDS_PROFILE@"
# Fast DDS 3 and 2 know it by different names.
_PROFILE_VARIABLES = ("FASTDDS_DEFAULT_PROFILES_FILE", "FASTRTPS_DEFAULT_PROFILES_FILE")


def _prepare_environment() -> None:
    prefixes = [prefix for prefix in os.environ.get("AMENT_PREFIX_PATH", "").split(os.pathsep) if prefix]
    if sys.prefix not in prefixes:
        os.environ["AMENT_PREFIX_PATH"] = os.pathsep.join([sys.prefix, *prefixes])
    own_profile = any(name in os.environ for name in _PROFILE_VARIABLES)
    if not own_profile and os.environ.get("COMUROS_DDS_PROFILE") != "none":
        os.environ.update(dict.fromkeys(_PROFILE_VARIABLES, _PROFILE))
    # The ROS wheels restart the interpreter once with LD_LIBRARY_PATH set and mark that they did; a mark
    # inherited from the interpreter of another environment says nothing about this one.
    libraries = os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep)
    if os.path.join(sys.prefix, "lib") not in libraries:
        os.environ.pop("_ROS_WHEELS_BOOTSTRAP_COMPLETE", None)


_prepare_environment()
