"""The languages in which pages can be read, to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation


def choice_of(offered: Iterable[str]) -> list[dict[str, Any]]:
    """Languages to choose from, as `openhall/parts/languages.html` shows them."""
    names, here = dict(settings.LANGUAGES), translation.get_language()
    return [{"code": code, "name": names[code], "here": code == here} for code in offered]
