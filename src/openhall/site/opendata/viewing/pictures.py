"""Charts and maps of rows, each with the table that says the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import cos, radians
from typing import Any

from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhall.data.columns import Column, Kind
from openhall.site.opendata.asking import ask, shown
from openhall.site.opendata.drawing import Area, Bin, draw_areas, draw_bars, draw_line, draw_points
from openhall.site.opendata.drawing.areas import has_corners
from openhall.site.opendata.drawing.points import legend, where
from openhall.site.opendata.drawing.scale import number
from openhall.site.opendata.models import DatasetVersion
from openhall.site.opendata.viewing.look import DATES, Look
from openhall.site.opendata.viewing.questions import (
    MOST_BARS,
    MOST_BINS,
    areas_question,
    bounds_question,
    chart_question,
    points_question,
)

DAY_FORMATS = {"year": "Y", "month": "M Y", "day": "j M Y"}
SQUARES_ACROSS = 32
MOST_GAPS = 4_000
ROWS_OF_TABLE = 100


@dataclass(frozen=True)
class Picture:
    """A drawing, what it shows in words, and its table. `svg` is None where there is nothing to draw.

    heads   titles of the table's two columns;  rows  its cells in words
    legend  colours of a map with their words;  notes  what the reader should know, such as what is left out
    """

    words: str
    svg: SafeString | None = None
    heads: tuple[str, str] = ("", "")
    rows: Sequence[tuple[str, str]] = ()
    legend: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = field(default=())


def measured(look: Look, columns: Sequence[Column]) -> str:
    """What the numbers of a chart or map are, in words."""
    how, _sign, name = look.of.partition(":")
    if not name:
        return _("Rows")
    title = next(column.title for column in columns if column.name == name)
    return (_("Sum of %(what)s") if how == "sum" else _("Mean of %(what)s")) % {"what": title}


def chart(version: DatasetVersion, look: Look, columns: Sequence[Column]) -> Picture:
    """A chart of the rows that are looked at. Raises `NoAnswer` and `BadFilter`."""
    column = next(each for each in columns if each.name == look.by)
    found = ask(version, chart_question(look, columns))
    heads = (column.title, measured(look, columns))
    words = _("%(what)s by %(column)s") % {"what": heads[1], "column": column.title}
    rows = [(place, None if value is None else float(value)) for place, value in found.rows]
    if not rows:
        return Picture(words, heads=heads)
    if column.kind in DATES:
        return _over_time(rows, look, words, heads)
    notes = []
    if len(rows) > MOST_BARS:
        rows = rows[:MOST_BARS]
        notes.append(
            _("Only the %(most)s largest are shown. Filter the rows to see others.") % {"most": MOST_BARS}
        )
    named = [(shown(place, column) or _("(empty)"), value) for place, value in rows]
    table = [(name, number(value)) for name, value in named]
    return Picture(words, draw_bars(named, words), heads, table, notes=notes)


def _over_time(
    rows: list[tuple[Any, float | None]], look: Look, words: str, heads: tuple[str, str]
) -> Picture:
    days = [(place.date() if isinstance(place, datetime) else place, value) for place, value in rows]
    if not look.of:
        days = _with_gaps(days, look.per)
    form = DAY_FORMATS[look.per]
    table = [(formats.date_format(day, form), number(value)) for day, value in days]
    if look.form == "bars":
        drawn = draw_bars(
            [(name, value) for (name, _said), (_day, value) in zip(table, days, strict=True)], words
        )
    else:
        drawn = draw_line(days, words, form)
    return Picture(words, drawn, heads, table)


def _with_gaps(days: list[tuple[date, float | None]], per: str) -> list[tuple[date, float | None]]:
    """Counts over time with a zero for each period between in which nothing was."""
    known = dict(days)
    first, last = min(known), max(known)
    found: list[tuple[date, float | None]] = []
    day = first
    while day <= last and len(found) < MOST_GAPS:
        found.append((day, known.get(day, 0.0)))
        day = _next(day, per)
    return found


def _next(day: date, per: str) -> date:
    if per == "day":
        return day + timedelta(days=1)
    if per == "year":
        return day.replace(year=day.year + 1)
    return day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)


def ground(version: DatasetVersion, look: Look, columns: Sequence[Column]) -> Picture:
    """A map of the rows that are looked at. Raises `NoAnswer` and `BadFilter`."""
    column = next(each for each in columns if each.name == look.ground)
    return _points(version, look, columns) if column.kind is Kind.POINT else _areas(version, look, columns)


def _points(version: DatasetVersion, look: Look, columns: Sequence[Column]) -> Picture:
    title = next(each.title for each in columns if each.name == look.ground)
    heads = (_("Middle of the square"), measured(look, columns))
    words = _("Map of %(column)s: %(what)s in each square") % {"column": title, "what": heads[1]}
    west, south, east, north, count = ask(version, bounds_question(look, columns)).rows[0]
    if not count or west is None:
        return Picture(words, heads=heads)
    short = max(0.05, cos(radians((south + north) / 2)))
    wide = max((east - west), (north - south) / short, 1e-4) / SQUARES_ACROSS
    tall = wide * short
    found = ask(version, points_question(look, columns, wide, tall)).rows
    bins = [
        Bin((float(x) + 0.5) * wide, (float(y) + 0.5) * tall, wide, tall, float(value))
        for x, y, value in found
        if value is not None
    ]
    if not bins:
        return Picture(words, heads=heads)
    size = number(round(tall * 111_200, -1 if tall > 0.001 else 0))
    notes = [
        ngettext(
            "%(count)s row has a place. A square is about %(size)s metres wide.",
            "%(count)s rows have a place. A square is about %(size)s metres wide.",
            int(count),
        )
        % {"count": number(count), "size": size}
    ]
    if len(found) >= MOST_BINS:
        notes.append(_("Squares with the least are left out. Filter the rows to see them."))
    table = [(where(each), number(each.count)) for each in bins[:ROWS_OF_TABLE]]
    if len(bins) > ROWS_OF_TABLE:
        notes.append(_("The table has the %(most)s squares with the most.") % {"most": ROWS_OF_TABLE})
    values = [each.count for each in bins]
    return Picture(words, draw_points(bins, words), heads, table, legend(values), notes)


def _areas(version: DatasetVersion, look: Look, columns: Sequence[Column]) -> Picture:
    title = next(each.title for each in columns if each.name == look.ground)
    answer = ask(version, areas_question(look, columns))
    names = [column.name for column in answer.columns]
    areas = []
    for row in answer.rows:
        known = dict(zip(names, row, strict=True))
        shape, value = json.loads(known["shape"]), known.get("value")
        if has_corners(shape):
            areas.append(Area(str(known.get("name") or ""), shape, None if value is None else float(value)))
    coloured = next(
        (column.title for column in columns if f"`{column.name}` AS value" in areas_question(look, columns)),
        "",
    )
    heads = (title, coloured or _("Value"))
    words = _("Map of %(column)s") % {"column": title}
    if coloured:
        words = _("Map of %(column)s, coloured by %(what)s") % {"column": title, "what": coloured}
    if not areas:
        return Picture(words, heads=heads)
    values = [area.value for area in areas if area.value is not None]
    table = [(area.name, number(area.value)) for area in areas]
    return Picture(words, draw_areas(areas, words), heads, table, legend(values) if values else ())
