"""Measures: what they say (`read_definition`), and their values (`compute`)."""

from openhall.measure.definitions.builtin import builtin_names, builtin_text
from openhall.measure.definitions.checking import (
    Checked,
    check_definition,
    check_folder,
    measures_in,
    slug_of,
)
from openhall.measure.definitions.computing import VALUES, Moment, Typed, compute, counted, periods_touched
from openhall.measure.definitions.model import Definition, Direction, Grain, How
from openhall.measure.definitions.text import read_definition

__all__ = [
    "VALUES", "Checked", "Definition", "Direction", "Grain", "How", "Moment", "Typed", "builtin_names",
    "builtin_text", "check_definition", "check_folder", "compute", "counted", "measures_in", "periods_touched",
    "read_definition", "slug_of",
]  # fmt: skip
