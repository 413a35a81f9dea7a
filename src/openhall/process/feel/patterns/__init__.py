"""Regular expressions as XPath has them, with bounded work; Python's own engine can be made to run for ever."""

from openhall.process.feel.patterns.machine import Pattern, pattern_of

__all__ = ["Pattern", "pattern_of"]
