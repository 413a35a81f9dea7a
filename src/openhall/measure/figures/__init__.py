"""Figures as bodies publish them: a row a service, a column for each period and quantity."""

from openhall.measure.figures.headings import Heading, Labels, Quantity
from openhall.measure.figures.making import definition_of, typed_of, values_of
from openhall.measure.figures.reading import Figure, Figures, read_figures

__all__ = [
    "Figure", "Figures", "Heading", "Labels", "Quantity", "definition_of", "read_figures", "typed_of", "values_of",
]  # fmt: skip
