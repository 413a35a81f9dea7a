"""Numbers of privacy on pages: `{{ account.left|epsilon }}`."""

from __future__ import annotations

from django import template
from django.utils import formats

register = template.Library()


@register.filter
def epsilon(value: float) -> str:
    """A share of a privacy budget with the digits that it has, four at most, as the reader's language writes it."""
    return formats.number_format(f"{value:.4g}")
