"""The timeline of a plan: its actions as bars, what depends on what, and today."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString

from openhall.site.opendata.drawing.scale import BLUE, INK, LINE
from openhall.site.opendata.drawing.svg import picture, shortened, text

WIDTH, LEFT, RIGHT, TOP = 900.0, 290.0, 20.0, 30.0
ROW, BAR = 30.0, 16.0
COLOURS = {
    "done": "#0b3f3d",
    "under way": BLUE,
    "late": "#b3541e",
    "planned": "#93c5bc",
    "waiting": "#c9a227",
}
LONGEST_NAME = 42
FEW_YEARS = 3


class Bar(NamedTuple):
    """An action: `state` is one of `COLOURS`; `words` say it aloud."""

    key: int
    title: str
    starts: date
    ends: date
    state: str
    words: str
    depends_on: tuple[int, ...]


def draw_gantt(bars: Sequence[Bar], first: date, last: date, today: date, words: str) -> SafeString:
    """Draw actions below each other over the days of a plan; a bar that reaches beyond it makes the picture longer."""
    begin = min([first, *(bar.starts for bar in bars)]).toordinal()
    over = max([last, *(bar.ends for bar in bars)]).toordinal() + 1
    height = TOP + ROW * len(bars) + 12

    def across(day: int) -> float:
        return LEFT + (day - begin) / max(1, over - begin) * (WIDTH - LEFT - RIGHT)

    parts = []
    for day, label in _ticks(date.fromordinal(begin), date.fromordinal(over)):
        x = across(day.toordinal())
        parts.append(f'<path d="M{x:.1f},{TOP - 6}V{height - 6}" stroke="{LINE}"/>')
        parts.append(text(x + 3, TOP - 12, label))
    places = {bar.key: place for place, bar in enumerate(bars)}
    for place, bar in enumerate(bars):
        y = TOP + ROW * place
        x, end = across(bar.starts.toordinal()), across(bar.ends.toordinal() + 1)
        parts.append(text(LEFT - 12, y + BAR - 2, shortened(bar.title, LONGEST_NAME), "end"))
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(3.0, end - x):.1f}" height="{BAR}" rx="3" '
            f'fill="{COLOURS[bar.state]}"><title>{escape(bar.words)}</title></rect>'
        )
    parts += _arrows(bars, places, across)
    if begin <= today.toordinal() <= over:
        x = across(today.toordinal())
        parts.append(
            f'<path d="M{x:.1f},{TOP - 6}V{height - 6}" stroke="{INK}" stroke-width="2" stroke-dasharray="4 3"/>'
        )
    return picture(WIDTH, height, words, "".join(parts))


def _ticks(begin: date, over: date) -> list[tuple[date, str]]:
    """The first days of years; of quarters too where the plan is short."""
    months = (1, 4, 7, 10) if over.year - begin.year < FEW_YEARS else (1,)
    found = []
    for year in range(begin.year, over.year + 1):
        for month in months:
            day = date(year, month, 1)
            if begin <= day < over:
                found.append((day, str(year) if month == 1 else f"{month}/{year % 100:02}"))
    return found


def _arrows(bars: Sequence[Bar], places: Mapping[int, int], across: Callable[[int], float]) -> list[str]:
    """From the end of each action to the start of those that depend on it."""
    parts = []
    by_key = {bar.key: bar for bar in bars}
    for bar in bars:
        for key in bar.depends_on:
            if key not in places:
                continue
            x1 = across(by_key[key].ends.toordinal() + 1)
            x2 = across(bar.starts.toordinal())
            y1 = TOP + ROW * places[key] + BAR / 2
            y2 = TOP + ROW * places[bar.key] + (BAR if places[key] > places[bar.key] else 0)
            turn = x2 + 5
            point = y2 - 5 if places[key] < places[bar.key] else y2 + 5
            parts.append(
                f'<path d="M{x1:.1f},{y1:.1f}H{turn:.1f}V{y2:.1f}" fill="none" stroke="{INK}"/>'
                f'<path d="M{turn - 4:.1f},{point:.1f}L{turn:.1f},{y2:.1f}L{turn + 4:.1f},{point:.1f}z" fill="{INK}"/>'
            )
    return parts
