"""The kinds of values that SoQL knows, and what a written text or number may stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

from openhall.data.columns import Kind
from openhall.data.soql.geometry import Area, parse_area, parse_point
from openhall.data.soql.sql import Binds, bounded


class Type(StrEnum):
    """What a value is, by the names of SODA 2.1."""

    TEXT = "text"
    NUMBER = "number"
    CHECKBOX = "checkbox"
    CALENDAR_DATE = "calendar_date"
    FIXED_TIMESTAMP = "fixed_timestamp"
    POINT = "point"
    MULTIPOLYGON = "multipolygon"
    URL = "url"
    ROW_ID = "row_identifier"
    INTERVAL = "interval"
    """A duration as ISO 8601 writes it; only as a literal."""
    NULL = "null"


KINDS = {Type(kind.value): kind for kind in Kind} | {Type.ROW_ID: Kind.TEXT, Type.NULL: Kind.TEXT}
"""The kind of column that values of a type make in an answer."""
TYPES = {kind: Type(kind.value) for kind in Kind}

STORED_AREA = 7
"""Parts of an area of the table: its text, its edges, west, south, east, north, and how many points it has."""


@dataclass(frozen=True)
class Typed:
    """An expression that was checked: its type, and its SQL in one part or more.

    parts       a point has two, longitude and latitude; a stored area has STORED_AREA; all else has one
    literal     what was written, when it was a literal (None is null); `is_literal` says so
    aggregate   whether it is one value for a group
    longest     how many characters a text may have
    area        the area itself, of a literal
    """

    type: Type
    parts: tuple[str, ...]
    is_literal: bool = False
    literal: str | Decimal | bool | None = None
    aggregate: bool = False
    longest: int = 0
    area: Area | None = field(default=None, compare=False)

    @property
    def sql(self) -> str:
        """The first part."""
        return self.parts[0]


def made(kind: Type, sql: str, *, longest: int = 0, aggregate: bool = False) -> Typed:
    """An expression of one part."""
    return Typed(kind, (bounded(sql),), longest=longest, aggregate=aggregate)


def literal(value: str | Decimal | bool | None, binds: Binds) -> Typed:
    """What a literal is when nothing else is wanted."""
    if value is None:
        return Typed(Type.NULL, ("NULL",), is_literal=True)
    if isinstance(value, bool):
        return Typed(Type.CHECKBOX, ("TRUE" if value else "FALSE",), is_literal=True, literal=value)
    if isinstance(value, Decimal):
        return Typed(Type.NUMBER, (_number(value, binds),), is_literal=True, literal=value)
    if "\0" in value:
        value = value.replace("\0", "")
    return Typed(Type.TEXT, (binds.add(value),), is_literal=True, literal=value, longest=len(value))


def _number(value: Decimal, binds: Binds) -> str:
    """Whole numbers as such, those of up to 38 digits exactly, all others as doubles."""
    if value == value.to_integral_value() and abs(value) < 2**63:
        return binds.add(int(value))
    digits, exponent = len(value.as_tuple().digits), int(value.as_tuple().exponent)
    if max(digits, -exponent) <= 38 and exponent <= 0:
        return binds.add(value)
    return f"CAST({binds.add(float(value))} AS DOUBLE)"


_NUMBER = re.compile(r"[+-]?[0-9]{1,400}(\.[0-9]{0,400})?(e[+-]?[0-9]{1,3})?", re.IGNORECASE)
_ROW = re.compile(r"row-([0-9]{1,18})")
_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_INTERVAL = re.compile(
    r"(-?)P(?:(\d{1,5})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?"
    r"(?:T(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?"
)


_SQL_TYPES = {
    Type.TEXT: "VARCHAR", Type.URL: "VARCHAR", Type.MULTIPOLYGON: "VARCHAR", Type.NUMBER: "DOUBLE",
    Type.POINT: "DOUBLE", Type.CHECKBOX: "BOOLEAN", Type.CALENDAR_DATE: "TIMESTAMP",
    Type.FIXED_TIMESTAMP: "TIMESTAMP", Type.ROW_ID: "BIGINT", Type.INTERVAL: "INTERVAL",
}  # fmt: skip


def as_type(value: Typed, wanted: Type, binds: Binds) -> Typed | None:
    """The same value as another type, where SODA converts by itself: null to all, a literal text to what it says.

    Returns None where it does not.
    """
    if value.type is wanted:
        return value
    if value.type is Type.NULL:
        return Typed(
            wanted,
            (f"CAST(NULL AS {_SQL_TYPES[wanted]})",) * (2 if wanted is Type.POINT else 1),
            is_literal=True,
        )
    if value.type is Type.URL and wanted is Type.TEXT:
        return replace(value, type=Type.TEXT)
    if not value.is_literal:
        return None
    said = value.literal
    if isinstance(said, Decimal):
        if wanted is Type.ROW_ID and said == said.to_integral_value() and 0 <= said < 2**63:
            return made(wanted, binds.add(int(said)))
        return None
    if not isinstance(said, str):
        return None
    return _from_text(said.strip(), wanted, binds)


def _from_text(said: str, wanted: Type, binds: Binds) -> Typed | None:
    if wanted is Type.NUMBER and _NUMBER.fullmatch(said):
        return literal(Decimal(said), binds)
    if wanted is Type.CHECKBOX and said.lower() in ("true", "false", "1", "0"):
        return literal(said.lower() in ("true", "1"), binds)
    if wanted in (Type.CALENDAR_DATE, Type.FIXED_TIMESTAMP):
        moment = parse_moment(said, fixed=wanted is Type.FIXED_TIMESTAMP)
        return made(wanted, f"CAST({binds.add(moment)} AS TIMESTAMP)") if moment else None
    if wanted is Type.ROW_ID and (row := _ROW.fullmatch(said)):
        return made(wanted, binds.add(int(row.group(1))))
    if wanted is Type.URL:
        return made(wanted, binds.add(said), longest=len(said))
    if wanted is Type.INTERVAL and (interval := parse_interval(said)):
        return made(wanted, interval)
    if wanted is Type.POINT and (point := parse_point(said)):
        return Typed(wanted, tuple(f"CAST({binds.add(each)} AS DOUBLE)" for each in point))
    if wanted is Type.MULTIPOLYGON and (area := parse_area(said)):
        return Typed(wanted, (binds.add(area.geojson()),), area=area)
    return None


def parse_moment(said: str, fixed: bool) -> datetime | None:
    """A date or time as ISO 8601 writes it, without zone; an instant (`fixed`) in UTC. None when it is none.

    A calendar date that is written with a zone is what the clock there shows.
    """
    match = _TIME.fullmatch(said)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            int((fraction or "0").ljust(6, "0")[:6]),
        )  # fmt: skip
        if fixed and zone and zone.upper() != "Z":
            moment = datetime.fromisoformat(f"{moment.isoformat()}{zone[:3]}:{zone[-2:]}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=None)


def parse_interval(said: str) -> str | None:
    """The SQL of a duration such as `P1M` or `PT1S`; None when it is none."""
    match = _INTERVAL.fullmatch(said)
    if match is None or not any(match.groups()[1:]):
        return None
    sign = -1 if match.group(1) else 1
    units = ("YEAR", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND")
    parts = [
        f"INTERVAL ({sign * int(n)}) {unit}" for n, unit in zip(match.groups()[1:], units, strict=True) if n
    ]
    return f"({' + '.join(parts)})"
