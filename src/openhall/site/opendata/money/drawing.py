"""Plan, revised and spent as bars, and years as columns; each page has the same numbers in a table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString

from openhall.site.opendata.drawing.scale import BLUE, INK, LINE, SHADES
from openhall.site.opendata.drawing.svg import picture, shortened, text

WIDTH, SIDE = 460.0, 6.0
LONGEST_NAME = 54
BAR, GAP = 11.0, 3.0
STYLES = (
    f'fill="#fff" stroke="{INK}" stroke-width="1.2"',
    f'fill="{SHADES[2]}"',
    f'fill="{BLUE}"',
)
"""An outline, a middle and a dark tone: told apart without colour. The last ones are used where there are fewer."""

Row = tuple[str, Sequence[float]]


def draw_sums(
    rows: Sequence[Row], series: Sequence[str], said: Sequence[Sequence[str]], words: str
) -> SafeString:
    """Bars in groups, a group below the other under its name.

    rows    (name, a value for each of the series)
    said    the values in words, as rows have them
    words   what the picture shows, read aloud
    """
    styles = STYLES[len(STYLES) - len(series) :]
    values = [value for _name, group in rows for value in group]
    least, most = min([0.0, *values]), max([0.0, *values])
    room = WIDTH - 2 * SIDE - 92
    scale = room / ((most - least) or 1.0)
    zero = SIDE - least * scale
    parts, top = [_legend(series, styles) if len(series) > 1 else ""], 26.0 if len(series) > 1 else 0.0
    begin = top
    for (name, group), texts in zip(rows, said, strict=True):
        told = ", ".join(f"{each}: {value}" for each, value in zip(series, texts, strict=True))
        parts.append(f"<g><title>{escape(f'{name}. {told}')}</title>")
        parts.append(text(SIDE, top + 14, shortened(name, LONGEST_NAME)))
        top += 20
        for value, style, words_of_value in zip(group, styles, texts, strict=True):
            length = max(abs(value) * scale, 0.5)
            left = zero if value >= 0 else zero - length
            parts.append(
                f'<rect x="{left:.1f}" y="{top:.1f}" width="{length:.1f}" height="{BAR:.0f}" {style}/>'
                + text(max(left + length, zero) + 5, top + 10, words_of_value, more=' font-size="11"')
            )
            top += BAR + GAP
        parts.append("</g>")
        top += 8
    axis = f'<path d="M{zero:.1f},{begin:.1f}V{top:.1f}" stroke="{LINE}"/>'
    return picture(WIDTH, max(top, 20.0), words, axis + "".join(parts))


def _legend(series: Sequence[str], styles: Sequence[str]) -> str:
    parts, left = [], SIDE
    for words, style in zip(series, styles, strict=True):
        parts.append(
            f'<rect x="{left:.1f}" y="4" width="14" height="11" {style}/>' + text(left + 19, 14, words)
        )
        left += 34 + 7.5 * len(words)
    return "".join(parts)


HEIGHT, LEFT, BOTTOM, TOP = 230.0, 8.0, 26.0, 22.0


def draw_years(rows: Sequence[tuple[str, float | None, str]], words: str) -> SafeString:
    """A column for each (year, value, value in words), the first year on the left; none where there is no value."""
    most = max([value for _year, value, _said in rows if value is not None], default=0.0)
    least = min([0.0, *(value for _year, value, _said in rows if value is not None)])
    span = (WIDTH - 2 * LEFT) / max(1, len(rows))
    scale = (HEIGHT - TOP - BOTTOM) / ((max(most, 0.0) - least) or 1.0)
    zero = HEIGHT - BOTTOM + least * scale
    parts = [f'<path d="M{LEFT},{zero:.1f}H{WIDTH - LEFT}" stroke="{LINE}"/>']
    small = ' font-size="11"' if len(rows) > 5 else ""
    for place, (year, value, said) in enumerate(rows):
        middle = LEFT + (place + 0.5) * span
        parts.append(f"<g><title>{escape(f'{year}: {said}')}</title>")
        parts.append(text(middle, HEIGHT - 8, year, "middle", small))
        if value is not None:
            high = max(abs(value) * scale, 0.5)
            top = zero - high if value >= 0 else zero
            wide = min(span * 0.62, 64.0)
            parts.append(
                f'<rect x="{middle - wide / 2:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}" '
                f'fill="{BLUE}"/>' + text(middle, top - 6, said, "middle", ' font-size="11"')
            )
        parts.append("</g>")
    return picture(WIDTH, HEIGHT, words, "".join(parts))
