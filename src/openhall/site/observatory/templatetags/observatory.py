"""Durations on pages."""

from __future__ import annotations

from django import template

from openhall.mining.words import duration

register = template.Library()


@register.filter
def as_duration(seconds: float | None) -> str:
    """A number of seconds in words: "12 days"; a dash when there is none."""
    return "–" if seconds is None else duration(seconds)
