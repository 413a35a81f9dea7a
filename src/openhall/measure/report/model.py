"""What a report says: sections, each with charts that are read, and what came of changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from openhall.measure.spc.model import Assurance, Chart, PointType


class Status(StrEnum):
    """How a measure stands, for the summary."""

    OFF = "off course"
    WATCH = "getting worse"
    BETTER = "getting better"
    STEADY = "no sign of change"


@dataclass(frozen=True)
class Figure:
    """A measure: its name, the question it answers, its unit, and its chart (`measure.spc`)."""

    name: str
    question: str
    unit: str
    chart: Chart

    @property
    def status(self) -> Status:
        """Off course when the target is missed as things are; else what the last point says."""
        if self.chart.assurance is Assurance.MISS:
            return Status.OFF
        if self.chart.variation is PointType.CONCERN:
            return Status.WATCH
        return Status.BETTER if self.chart.variation is PointType.IMPROVEMENT else Status.STEADY


@dataclass(frozen=True)
class Result:
    """What came of a change: its name, its sentence, and a drawing (SVG), if any, with its words."""

    name: str
    sentence: str
    drawing: str = ""


@dataclass(frozen=True)
class Section:
    """A service, or another subject."""

    name: str
    figures: tuple[Figure, ...]
    results: tuple[Result, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class Report:
    """A report: whose, about what time, in which language (a BCP 47 tag; `rightwards` False for Arabic and Hebrew)."""

    title: str
    body: str
    first: date
    last: date
    made: date
    sections: tuple[Section, ...]
    language: str = "en"
    rightwards: bool = True
    address: str = ""
