"""Sizes and times in words: `{{ document.bytes|file_size }}`, `{{ within|span }}`, `{{ duration|span_in_words }}`."""

from __future__ import annotations

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.translation import ngettext

from openhall.process.feel.temporal import YearMonthDuration
from openhall.process.feel.temporal.kinds import DAY
from openhall.process.service.spans import Within
from openhall.process.timers import Duration

register = template.Library()
MONTHS_A_YEAR = 12


@register.filter
def file_size(number: int) -> str:
    """Bytes as people say them: "1.2 MB"."""
    return filesizeformat(number)


@register.filter
def span(within: Within) -> str:
    """A time limit: "10 working days"."""
    if within.working:
        return ngettext("%(days)d working day", "%(days)d working days", within.days) % {"days": within.days}
    return ngettext("%(days)d day", "%(days)d days", within.days) % {"days": within.days}


@register.filter
def span_in_words(span: Duration) -> str:
    """A span of time: "1 year", "18 months", "30 days"."""
    if isinstance(span, YearMonthDuration):
        if span.months % MONTHS_A_YEAR == 0:
            years = span.months // MONTHS_A_YEAR
            return ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
        return ngettext("%(n)d month", "%(n)d months", span.months) % {"n": span.months}
    # What is shorter than a day is kept until the next round of the worker at the least.
    days = max(1, -(-span.nanoseconds // DAY))
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
