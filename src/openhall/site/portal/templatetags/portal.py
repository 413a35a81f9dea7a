"""Sizes and times in words: `{{ document.bytes|file_size }}`, `{{ within|span }}`, `{{ duration|span_in_words }}`."""

from __future__ import annotations

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.translation import ngettext

from openhall.process.service.spans import Within
from openhall.site.portal.notice import span_in_words

register = template.Library()
register.filter(span_in_words)


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
