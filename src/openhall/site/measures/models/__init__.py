"""What is kept of measures: definitions with their versions, values, what was typed in, and what charts show beside."""

from openhall.site.measures.models.beside import Alert, Annotation, Rebase, Target
from openhall.site.measures.models.facts import CaseFact, Cursor, Standing
from openhall.site.measures.models.imports import FiguresImport
from openhall.site.measures.models.measure import Measure, MeasureVersion
from openhall.site.measures.models.report import Report, ReportPlan, Rhythm
from openhall.site.measures.models.values import Typed, Value

__all__ = [
    "Alert", "Annotation", "CaseFact", "Cursor", "FiguresImport", "Measure", "MeasureVersion", "Rebase", "Report",
    "ReportPlan", "Rhythm", "Standing", "Target", "Typed", "Value",
]  # fmt: skip
