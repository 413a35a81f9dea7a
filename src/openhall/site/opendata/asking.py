"""Ask the rows of a version in SoQL, and get values that pages can show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from openhall.data.columns import Column, Kind
from openhall.data.soql import QueryError
from openhall.data.store import Answer, Limits
from openhall.site.opendata.models import DatasetVersion
from openhall.site.opendata.shelf import Gone, shelf
from openhall.site.web.speech import say

PAGE_LIMITS = Limits(seconds=8.0, rows=5_000, megabytes=16.0)
"""What a page may ask for: nobody waits longer for one."""
LONGEST_CELL = 200


class NoAnswer(Exception):
    """The rows cannot be shown so; the message is a sentence for the reader."""


def ask(version: DatasetVersion, question: str, limits: Limits = PAGE_LIMITS) -> Answer:
    """The answer to a question of SoQL. Raises `NoAnswer`."""
    try:
        with shelf.reading(version) as stored:
            return stored.query(question, limits)
    except Gone:
        raise NoAnswer(
            _("The rows of this version are not here at the moment. Try again in a minute.")
        ) from None
    except QueryError as error:
        if error.status == 408:
            raise NoAnswer(_("This took too long. Filter the rows more, and try again.")) from error
        if error.status == 413:
            raise NoAnswer(_("This is too much at once. Filter the rows more, and try again.")) from error
        raise NoAnswer(
            _("The rows cannot be shown like this: %(why)s") % {"why": say(error.message)}
        ) from error


def shown(value: Any, column: Column) -> str:
    """A value as a page writes it; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if column.kind is Kind.POINT:
        return f"{value[1]:.5f}, {value[0]:.5f}"
    if column.kind is Kind.MULTIPOLYGON:
        return _("Area")
    if isinstance(value, datetime):
        midnight = value.hour == value.minute == value.second == 0
        return formats.date_format(value, "j F Y" if midnight else "j F Y H:i")
    if column.kind is Kind.NUMBER:
        return _number(value)
    text = str(value)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def in_words(value: float | None) -> str:
    """A number of a description, in the reader's way: thousands are parted from five digits on, for years are not."""
    if value is None:
        return ""
    whole = float(value) == int(value)
    places = 0 if whole else min(2, len(f"{value:.10g}".partition(".")[2]))
    return formats.number_format(value, places, force_grouping=abs(value) >= 10_000)


def _number(value: Any) -> str:
    """A number with all its digits; years and codes are no thousands, so they are not parted by commas."""
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.10g}" if isinstance(value, float) else str(value)
