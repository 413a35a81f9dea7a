"""A report as PDF/UA, by the engine: made once by the worker, because it takes seconds and never changes."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from openhall.measure.definitions import Grain
from openhall.measure.definitions.periods import next_start
from openhall.measure.report import Figure, Section, pdf_of
from openhall.measure.report import Report as Paper
from openhall.measure.spc import Speech
from openhall.site.measures.charts.speech import day_words, digits
from openhall.site.measures.models import Report
from openhall.site.measures.reports.reading import opened


def printed(report: Report) -> bytes:
    """The report as PDF in the site's first language. Raises `CannotMakePdf` where this machine cannot."""
    with translation.override(settings.LANGUAGE_CODE):
        found = opened(report)
        figures = tuple(
            Figure(each.name, each.definition.question, each.definition.unit, each.chart)
            for each in found.charts
            if each.chart is not None
        )
        after = next_start(report.period, Grain(report.rhythm))
        paper = Paper(
            title=found.title,
            body=str(report.service.owner),
            first=report.period,
            last=after - timedelta(days=1),
            made=timezone.localdate(report.made_at),
            sections=(Section(report.service.name, figures),),
            language=settings.LANGUAGE_CODE,
            rightwards=not translation.get_language_bidi(),
            address=settings.OPENHALL_ADDRESS + report.get_absolute_url(),
        )
        return pdf_of(paper, Speech(gettext, day_words, _number))


def _number(value: float) -> str:
    return digits(value, 0 if value == round(value) else 1)
