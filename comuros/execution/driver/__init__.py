"""The pure skill server: drives one robot by velocity, gripper and attach/detach, over any simulator or
hardware alike.
"""

from comuros.execution.driver.driver import Driver
from comuros.execution.driver.moment import Act, Behaviour, Moment, SkillRun
from comuros.execution.driver.sense import DriverOutput, Sense

__all__ = ["Act", "Behaviour", "Driver", "DriverOutput", "Moment", "Sense", "SkillRun"]
