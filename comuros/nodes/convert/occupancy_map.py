"""A world's occupancy grid as `nav_msgs/OccupancyGrid`."""

from __future__ import annotations

import array

from nav_msgs.msg import MapMetaData, OccupancyGrid

from comuros.core.geometry import Pose
from comuros.nodes.convert.header import MAP_FRAME, header_to_ros
from comuros.nodes.convert.pose import pose_to_ros
from comuros.nodes.convert.time import time_to_ros
from comuros.scenario import occupancy

FREE, OCCUPIED = 0, 100


def occupancy_to_ros(grid: occupancy.OccupancyGrid, *, time_s: float) -> OccupancyGrid:
    """The grid row by row from the south-west corner, `FREE` or `OCCUPIED`; there are no unknown cells."""
    rows, columns = grid.shape
    info = MapMetaData(
        map_load_time=time_to_ros(time_s),
        resolution=occupancy.RESOLUTION_M,
        width=columns,
        height=rows,
        origin=pose_to_ros(Pose(grid.west_m, grid.south_m)),
    )
    cells = array.array("b", ((grid.clearance_m <= 0.0).astype("int8") * OCCUPIED).tobytes())
    return OccupancyGrid(header=header_to_ros(time_s, frame=MAP_FRAME), info=info, data=cells)
