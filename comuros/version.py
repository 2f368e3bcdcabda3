"""The version, in one place: setup.py reads it, package.xml is checked against it."""

__version__ = "0.1.0"
