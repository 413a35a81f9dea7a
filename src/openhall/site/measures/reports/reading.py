"""A report that was kept, opened for a reader: its words in their language, its charts drawn again."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from openhall.measure.spc import Grain
from openhall.site.measures.charts.drawn import Drawn
from openhall.site.measures.charts.speech import day_words
from openhall.site.measures.models import Report
from openhall.site.measures.reports.keeping import drawn_again


@dataclass(frozen=True)
class Opened:
    """A report with its charts."""

    report: Report
    charts: tuple[Drawn, ...]

    @property
    def title(self) -> str:
        """The service and the period, such as "Building permit: April to June 2026"."""
        return _("%(service)s: %(when)s") % {"service": self.report.service.name, "when": self.when}

    @property
    def when(self) -> str:
        """The period in words."""
        return day_words(self.report.period, Grain(self.report.rhythm))

    @property
    def worse(self) -> list[Drawn]:
        """What signalled that it got worse."""
        return [each for each in self.charts if each.is_concern]

    @property
    def better(self) -> list[Drawn]:
        """What signalled that it got better, or only that it changed."""
        return [each for each in self.charts if each.is_signal and not each.is_concern]

    @property
    def calm(self) -> list[Drawn]:
        """What moved by chance."""
        return [each for each in self.charts if not each.is_signal]


def opened(report: Report) -> Opened:
    """A report as it was made."""
    charts = (drawn_again(each) for each in report.content["measures"])
    return Opened(report, tuple(each for each in charts if each is not None))


def file_name(report: Report) -> str:
    """The name of its file, without the ending."""
    return f"{report.service.slug}-{report.rhythm}-{report.period.isoformat()}"
