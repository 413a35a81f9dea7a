"""A line over time: one value for each month, year or day, with gaps where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from django.utils import formats
from django.utils.safestring import SafeString

from openhall.measure.spc.scale import round_steps
from openhall.site.opendata.drawing.scale import BLUE, LINE, number
from openhall.site.opendata.drawing.svg import picture, text

WIDTH, HEIGHT = 480.0, 280.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 14.0, 12.0, 34.0
MOST_DOTS = 40


def draw_line(rows: Sequence[tuple[date, float | None]], words: str, day_format: str) -> SafeString:
    """Draw values over time; `rows` are in the order of time and not empty. `day_format` writes days of the axis."""
    values = [value for _day, value in rows if value is not None]
    marks = round_steps(min([0.0, *values]), max([1.0, *values]))
    begin, end = rows[0][0].toordinal(), rows[-1][0].toordinal()

    def across(day: date) -> float:
        return LEFT + (day.toordinal() - begin) / max(1, end - begin) * (WIDTH - LEFT - RIGHT)

    def up(value: float) -> float:
        return HEIGHT - BOTTOM - (value - marks[0]) / (marks[-1] - marks[0]) * (HEIGHT - TOP - BOTTOM)

    parts = []
    for mark in marks:
        y = up(mark)
        parts.append(f'<path d="M{LEFT},{y:.1f}H{WIDTH - RIGHT}" stroke="{LINE}"/>')
        parts.append(text(LEFT - 8, y + 4.5, number(mark), "end"))
    for day, anchor in _days(rows):
        parts.append(text(across(day), HEIGHT - 12, formats.date_format(day, day_format), anchor))
    parts.append(_path([(across(day), None if value is None else up(value)) for day, value in rows]))
    dots = rows if len(rows) <= MOST_DOTS else ()
    for day, value in dots:
        if value is not None:
            said = f"{formats.date_format(day, day_format)}: {number(value)}"
            parts.append(
                f'<circle cx="{across(day):.1f}" cy="{up(value):.1f}" r="3.5" fill="{BLUE}">'
                f"<title>{escape(said)}</title></circle>"
            )
    return picture(WIDTH, HEIGHT, words, "".join(parts))


def _days(rows: Sequence[tuple[date, float | None]]) -> list[tuple[date, str]]:
    """The days that the axis names: the first and the last, and one between where there is room."""
    if len(rows) == 1:
        return [(rows[0][0], "start")]
    ends = [(rows[0][0], "start"), (rows[-1][0], "end")]
    return [ends[0], (rows[len(rows) // 2][0], "middle"), ends[1]] if len(rows) > 4 else ends


def _path(points: Sequence[tuple[float, float | None]]) -> str:
    """The line through all points; it breaks where there is no value."""
    drawn, pen = [], "M"
    for x, y in points:
        if y is None:
            pen = "M"
            continue
        drawn.append(f"{pen}{x:.1f},{y:.1f}")
        pen = "L"
    return (
        f'<path d="{"".join(drawn)}" fill="none" stroke="{BLUE}" stroke-width="2.5" stroke-linejoin="round"/>'
    )
