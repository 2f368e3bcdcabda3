"""Instructions in plain words for a team of different robots. Start reading at comuros/coordinator.py."""

from comuros.version import __version__

__all__ = ["__version__"]
