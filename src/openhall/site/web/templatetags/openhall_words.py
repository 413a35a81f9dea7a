"""What engines say and workers kept, in the reader's language: `{{ version.problem|said }}`."""

from __future__ import annotations

from django import template

from openhall.site.web.speech import say_kept

register = template.Library()
register.filter("said", say_kept)
