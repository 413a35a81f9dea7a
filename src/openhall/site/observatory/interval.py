"""A number and the ends of its interval as a small picture, for people who would rather look than read."""

from __future__ import annotations

WIDTH, HEIGHT, MARGIN = 160.0, 20.0, 6.0
MORE, LESS, UNSURE, AXIS = "#9b2d1f", "#1259a8", "#5b6b75", "#7c8b94"


def draw_interval(
    low: float, value: float, high: float, reach: float, *, signed: bool = True, clear: bool = True
) -> str:
    """An SVG of the interval on a scale to `reach`, the largest end of all that stand below each other.

    signed  0 is in the middle, and the colour says on which side of it the whole interval lies; else 0 is on the left
    clear   whether the difference is beyond chance among all that are looked at; else it has no colour
    """
    room = WIDTH - 2 * MARGIN

    def place(number: float) -> float:
        part = (number / reach + 1) / 2 if signed else number / reach
        return MARGIN + room * min(1.0, max(0.0, part))

    colour = UNSURE if not (signed and clear) or low <= 0 <= high else MORE if low > 0 else LESS
    middle, zero = HEIGHT / 2, place(0.0)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" width="{WIDTH:.0f}" '
        f'height="{HEIGHT:.0f}" aria-hidden="true" focusable="false">'
        f'<path d="M{zero:.1f},1V{HEIGHT - 1:.0f}" stroke="{AXIS}" stroke-width="1"/>'
        f'<path d="M{place(low):.1f},{middle}H{place(high):.1f}" stroke="{colour}" stroke-width="3"/>'
        f'<circle cx="{place(value):.1f}" cy="{middle}" r="4.5" fill="{colour}"/></svg>'
    )
