"""Bars, one below the other, each under its name: names stay readable on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString

from openhall.site.opendata.drawing.scale import BLUE, LINE, number
from openhall.site.opendata.drawing.svg import picture, shortened, text

WIDTH, ROW, SIDE = 420.0, 40.0, 8.0
LONGEST_NAME = 52


def draw_bars(rows: Sequence[tuple[str, float | None]], words: str) -> SafeString:
    """Draw a bar for each (name, value), in their order. Values below zero go to the left of the line of zero."""
    values = [value for _name, value in rows if value is not None]
    least, most = min([0.0, *values]), max([0.0, *values])
    span = (most - least) or 1.0
    room = WIDTH - 2 * SIDE - 70
    zero = SIDE + (-least / span) * room
    parts = [f'<path d="M{zero:.1f},0V{ROW * len(rows):.1f}" stroke="{LINE}"/>']
    for place, (name, value) in enumerate(rows):
        top = place * ROW
        label, said = shortened(name, LONGEST_NAME), number(value)
        parts.append(f"<g><title>{escape(name)}: {escape(said)}</title>" + text(SIDE, top + 15, label))
        if value is None:
            parts.append(text(SIDE, top + 33, said) + "</g>")
            continue
        length = abs(value) / span * room
        left = zero if value >= 0 else zero - length
        parts.append(
            f'<rect x="{left:.1f}" y="{top + 20:.1f}" width="{max(length, 0.5):.1f}" height="15" fill="{BLUE}"/>'
            + text(max(left + length, zero) + 6, top + 32.5, said)
            + "</g>"
        )
    return picture(WIDTH, ROW * max(1, len(rows)), words, "".join(parts))
