"""Figures as bodies publish them: a row a service, a column for each period and quantity."""

from openhall.measure.figures.headings import Heading, Labels, Quantity
from openhall.measure.figures.making import BUILT_IN, definition_of, typed_of, values_of
from openhall.measure.figures.reading import Figure, Figures, Service, read_figures

__all__ = [
    "BUILT_IN", "Figure", "Figures", "Heading", "Labels", "Quantity", "Service", "definition_of", "read_figures",
    "typed_of", "values_of",
]  # fmt: skip
