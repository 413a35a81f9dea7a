"""Sentences that were kept, in the reader's language: `{{ version.problem|spoken }}`."""

from __future__ import annotations

from django import template

from openhall.site.web.spoken import spoken

register = template.Library()
register.filter("spoken", spoken)
