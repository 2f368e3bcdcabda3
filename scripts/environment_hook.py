"""Sets what ROS 2 needs from the environment, where it is not set; runs whenever .venv's Python starts.

scripts/bootstrap installs it. So `.venv/bin/python -c "import rclpy"` works in any shell with nothing sourced
(docs/decisions/0002-nothing-to-source.md).
"""

import os
import sys

_PROFILE = "@FASTDDS_PROFILE@"


def _prepare_environment() -> None:
    prefixes = [p for p in os.environ.get("AMENT_PREFIX_PATH", "").split(os.pathsep) if p]
    if sys.prefix not in prefixes:
        os.environ["AMENT_PREFIX_PATH"] = os.pathsep.join([sys.prefix, *prefixes])
    if (
        "FASTDDS_DEFAULT_PROFILES_FILE" not in os.environ
        and "FASTRTPS_DEFAULT_PROFILES_FILE" not in os.environ
    ):
        os.environ["FASTDDS_DEFAULT_PROFILES_FILE"] = _PROFILE
        os.environ["FASTRTPS_DEFAULT_PROFILES_FILE"] = _PROFILE
    # The ROS wheels restart the interpreter once with LD_LIBRARY_PATH set and mark that they did; a mark
    # inherited from the interpreter of another environment says nothing about this one.
    libraries = os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep)
    if os.path.join(sys.prefix, "lib") not in libraries:
        os.environ.pop("_ROS_WHEELS_BOOTSTRAP_COMPLETE", None)


_prepare_environment()
