"""What the engine says, on pages: names and durations in the reader's language; `openhall_words` says its sentences."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.utils.formats import localize
from django.utils.timezone import template_localtime
from django.utils.translation import get_language

from openhall.mining.words import duration
from openhall.site.web.speech import say, set_apart

register = template.Library()


@register.filter
def apart(name: Any) -> str:
    """A name or value from a record, which keeps its own direction among the words of a page."""
    return set_apart(name if isinstance(name, str) else str(localize(template_localtime(name))))


@register.filter
def as_duration(seconds: float | None) -> str:
    """A number of seconds in words: "12 days"; a dash when there is none."""
    return "–" if seconds is None else _duration(seconds, get_language() or "en")


@lru_cache(maxsize=4_096)
def _duration(seconds: float, language: str) -> str:
    # A table has hundreds of them, and the same ones each time that it is shown.
    return say(duration(seconds))
