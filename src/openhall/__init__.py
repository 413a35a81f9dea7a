"""Openhall: public services as processes that can be mapped, run, measured, opened and improved."""

from importlib.metadata import version

__version__ = version("openhall")
