"""Sentences that were kept by a worker or an engine, said in the language of whoever reads the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from openhall.measure.spc import Speech
from openhall.process.said import Said

IN_READERS_LANGUAGE = Speech(gettext)
"""For engines that are given the language: that of the request at hand."""


def spoken(told: Mapping[str, Any] | Said | None) -> str:
    """A sentence as `Said.kept` gave it; "" for none."""
    if not told:
        return ""
    return (told if isinstance(told, Said) else Said.from_kept(told)).sentence(gettext)
