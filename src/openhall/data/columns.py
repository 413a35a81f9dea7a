"""The columns of a table that is opened: what they are called, what they hold, and how much they tell of people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from openhall.measure.tells import Tells

__all__ = ["Column", "Kind", "Tells"]


class Kind(StrEnum):
    """What the values of a column are, by the names that SODA has for them."""

    TEXT = "text"
    NUMBER = "number"
    CHECKBOX = "checkbox"
    CALENDAR_DATE = "calendar_date"
    """A date or time as the wall clock shows it, without a zone."""
    FIXED_TIMESTAMP = "fixed_timestamp"
    """An instant, in UTC."""
    POINT = "point"
    """A place: longitude and latitude in degrees (WGS 84)."""
    MULTIPOLYGON = "multipolygon"
    """An area: GeoJSON in WGS 84."""
    URL = "url"


@dataclass(frozen=True)
class Column:
    """One column. `name` is that of queries (SODA's field name: small letters, digits, `_`); `title` is for people."""

    name: str
    kind: Kind
    title: str = ""
    description: str = ""
    unit: str = ""
    tells: Tells = Tells.NOTHING
