"""Behaviours that other packages bring, through the entry point group `comuros.skills`: the name of a skill,
and a class like those of this room. Drivers look here first.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib.metadata import entry_points
from typing import cast

from comuros.core.errors import SettingsError
from comuros.execution.driver.behaviours import BehaviourFactory

GROUP = "comuros.skills"


def installed_behaviours(skills: Collection[str]) -> dict[str, BehaviourFactory]:
    """The classes that installed packages register for these skills.

    Raises:
        SettingsError: one cannot be imported, is no class that can be called, or two packages bring the same.
    """
    found: dict[str, BehaviourFactory] = {}
    for entry in entry_points(group=GROUP):
        if entry.name not in skills:
            continue
        if entry.name in found:
            raise SettingsError(f"two installed packages register the skill {entry.name!r} in {GROUP}")
        try:
            factory = entry.load()
        except (ImportError, AttributeError) as error:
            raise SettingsError(
                f"the skill {entry.name!r} of {GROUP} cannot be loaded from {entry.value!r}: {error}"
            ) from error
        if not callable(factory):
            raise SettingsError(f"{entry.value!r} of {GROUP} is no class; expected one like Timed")
        found[entry.name] = cast(BehaviourFactory, factory)
    return found
