"""The two pictures of a result: what was predicted beside what came, and the measure with and without the change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import NamedTuple

from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from openhall.measure.spc.scale import round_steps
from openhall.site.opendata.drawing.scale import BLUE, LINE, number
from openhall.site.opendata.drawing.svg import picture, text

WIDTH, LEFT, RIGHT = 560.0, 130.0, 20.0
ROW, TOP = 46.0, 14.0
ORANGE, QUIET = "#b3541e", "#4a5b58"
HEIGHT, BOTTOM = 300.0, 34.0


class Span(NamedTuple):
    """An effect with its range, and what stands beside it. Without a range, `low` and `high` are None."""

    words: str
    middle: float
    low: float | None
    high: float | None


def draw_spans(spans: Sequence[Span], words: str) -> SafeString:
    """Effects below each other on one scale, each a dot with its range; the line at 0 is no change."""
    ends = [0.0]
    for each in spans:
        ends += [end for end in (each.middle, each.low, each.high) if end is not None]
    marks = round_steps(min(ends), max(*ends, min(ends) + 1e-9))
    height = TOP + ROW * len(spans) + BOTTOM

    def across(value: float) -> float:
        return LEFT + (value - marks[0]) / (marks[-1] - marks[0]) * (WIDTH - LEFT - RIGHT)

    parts = []
    for mark in marks:
        heavy = QUIET if mark == 0 else LINE
        parts.append(f'<path d="M{across(mark):.1f},{TOP}V{height - BOTTOM}" stroke="{heavy}"/>')
        parts.append(text(across(mark), height - 12, number(mark), "middle"))
    for place, each in enumerate(spans):
        y = TOP + ROW * (place + 0.5)
        colour = ORANGE if place == 0 else BLUE
        parts.append(text(LEFT - 10, y + 4.5, each.words, "end"))
        if each.low is not None and each.high is not None:
            parts.append(
                f'<path d="M{across(each.low):.1f},{y:.1f}H{across(each.high):.1f}" stroke="{colour}" '
                'stroke-width="4"/>'
            )
        parts.append(f'<circle cx="{across(each.middle):.1f}" cy="{y:.1f}" r="7" fill="{colour}"/>')
    return picture(WIDTH, height, words, "".join(parts))


class Point(NamedTuple):
    """A period: what was measured, and what would have been without the change (None before it)."""

    day: date
    value: float
    without: float | None


def draw_course(points: Sequence[Point], begin: date, words: str, day_format: str) -> SafeString:
    """The measure over time, with a line where the change began and what would have been without it, dashed."""
    values = [each.value for each in points] + [p.without for p in points if p.without is not None]
    marks = round_steps(min([0.0, *values]), max([1.0, *values]))
    first, last = points[0].day.toordinal(), points[-1].day.toordinal()
    left = 58.0

    def across(day: date) -> float:
        return left + (day.toordinal() - first) / max(1, last - first) * (WIDTH - left - RIGHT)

    def up(value: float) -> float:
        return HEIGHT - BOTTOM - (value - marks[0]) / (marks[-1] - marks[0]) * (HEIGHT - TOP - BOTTOM)

    parts = []
    for mark in marks:
        parts.append(f'<path d="M{left},{up(mark):.1f}H{WIDTH - RIGHT}" stroke="{LINE}"/>')
        parts.append(text(left - 8, up(mark) + 4.5, number(mark), "end"))
    edge = min(max(across(begin), left), WIDTH - RIGHT)
    parts.append(f'<path d="M{edge:.1f},{TOP}V{HEIGHT - BOTTOM}" stroke="{QUIET}" stroke-dasharray="2 4"/>')
    for each, anchor in ((points[0], "start"), (points[-1], "end")):
        parts.append(text(across(each.day), HEIGHT - 12, formats.date_format(each.day, day_format), anchor))
    line = " ".join(f"{across(p.day):.1f},{up(p.value):.1f}" for p in points)
    parts.append(f'<polyline points="{line}" fill="none" stroke="{BLUE}" stroke-width="2.5"/>')
    other = " ".join(f"{across(p.day):.1f},{up(p.without):.1f}" for p in points if p.without is not None)
    if other:
        parts.append(
            f'<polyline points="{other}" fill="none" stroke="{ORANGE}" stroke-width="2.5" stroke-dasharray="7 5"/>'
        )
    for each in points:
        said = f"{formats.date_format(each.day, day_format)}: {number(each.value)}"
        parts.append(
            f'<circle cx="{across(each.day):.1f}" cy="{up(each.value):.1f}" r="3.5" fill="{BLUE}">'
            f"<title>{escape(said)}</title></circle>"
        )
    return picture(WIDTH, HEIGHT, words, "".join(parts))


def draw_waiting(
    before: Sequence[Sequence[float]], after: Sequence[Sequence[float]], days: float, words: str
) -> SafeString:
    """The share of cases that still wait after so many days, in steps: dashed before the change, solid since."""
    marks = round_steps(0.0, max(days, 1.0))
    left, wide = 58.0, WIDTH - RIGHT

    def across(at: float) -> float:
        return left + at / marks[-1] * (wide - left)

    def up(share: float) -> float:
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    parts = []
    for quarter in range(5):
        share = quarter / 4
        parts.append(f'<path d="M{left},{up(share):.1f}H{wide}" stroke="{LINE}"/>')
        parts.append(text(left - 8, up(share) + 4.5, f"{share:.0%}", "end"))
    for mark in marks[:-1]:
        parts.append(text(across(mark), HEIGHT - 12, number(mark), "middle"))
    last = round(marks[-1])
    parts.append(text(wide, HEIGHT - 12, ngettext("%(n)d day", "%(n)d days", last) % {"n": last}, "end"))
    for steps, colour, dashes in ((before, ORANGE, ' stroke-dasharray="7 5"'), (after, BLUE, "")):
        path = f"M{left},{up(1):.1f}"
        for at, share in steps:
            path += f"H{across(at):.1f}V{up(share):.1f}"
        path += f"H{across(days):.1f}"
        parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2.5"{dashes}/>')
    return picture(WIDTH, HEIGHT, words, "".join(parts))
