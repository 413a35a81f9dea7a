"""What the engine says, on pages: its sentences and durations in the reader's language."""

from __future__ import annotations

from typing import Any

from django import template

from openhall.mining.words import duration
from openhall.process.saying import read
from openhall.site.observatory.speech import say, set_apart

register = template.Library()


@register.filter
def said(words: Any) -> str:
    """A sentence of the engine, as it made it or as it was kept."""
    return say(read(words))


@register.filter
def apart(name: object) -> str:
    """A name from a record, which keeps its own direction among the words of a page."""
    return set_apart(str(name))


@register.filter
def as_duration(seconds: float | None) -> str:
    """A number of seconds in words: "12 days"; a dash when there is none."""
    return "–" if seconds is None else say(duration(seconds))
