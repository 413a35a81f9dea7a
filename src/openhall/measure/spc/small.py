"""An XmR chart as small as a word, for a table of many measures: where values ran, and whether the last ones signal.

It has no words and no scale. The value, the verdict and the way to the whole chart stand beside it, so it is left out
when a page is read aloud.
"""

from __future__ import annotations

from openhall.measure.spc.drawing import CHANCE, COLOURS, INK, TARGET
from openhall.measure.spc.model import Chart, Point, PointType

WIDTH, HEIGHT = 132.0, 36.0
INSET = 4.0
MOST = 24
"""Points that are drawn, the newest."""
BAND = "#e7f0ed"


def draw_small(chart: Chart) -> str:
    """The picture of the newest 24 points of a chart, 132 by 36: the band between the limits of the last phase, its
    mean, the target as dashes, the line of values, a dot on each signal and a larger one on the newest value."""
    points = chart.points[-MOST:]
    limits = chart.phase.limits
    edges = [chart.shown(each) for each in (limits.lower, limits.upper) if each is not None and limits.varies]
    levels = [*edges, limits.mean, *(point.value for point in points)]
    if chart.target is not None:
        levels.append(chart.target)
    low, high = min(levels), max(levels)

    def across(place: int) -> float:
        return INSET + place / max(1, len(points) - 1) * (WIDTH - 2 * INSET)

    def up(value: float) -> float:
        # A flat line runs through the middle.
        share = (value - low) / (high - low) if high > low else 0.5
        return HEIGHT - INSET - share * (HEIGHT - 2 * INSET)

    # Limits begin where the last phase does: they say nothing of what was before.
    begin = max(0, chart.phase.first - (len(chart.points) - len(points)))
    left, right = across(begin) if begin else 0.0, WIDTH
    parts = []
    if len(edges) == 2:
        top, bottom = up(edges[1]), up(edges[0])
        parts.append(f'<path d="M{left:.1f},{top:.1f}H{right:g}V{bottom:.1f}H{left:.1f}z" fill="{BAND}"/>')
    parts.append(f'<path d="M{left:.1f},{up(limits.mean):.1f}H{right:g}" stroke="{INK}" stroke-width=".6"/>')
    if chart.target is not None:
        parts.append(
            f'<path d="M0,{up(chart.target):.1f}H{right:g}" stroke="{TARGET}" stroke-dasharray="4 3"/>'
        )
    line = "L".join(f"{across(place):.1f},{up(point.value):.1f}" for place, point in enumerate(points))
    parts.append(
        f'<path d="M{line}" fill="none" stroke="{CHANCE}" stroke-width="1.3" stroke-linejoin="round"/>'
    )
    for place, point in enumerate(points):
        newest = place == len(points) - 1
        if newest or point.type is not PointType.COMMON_CAUSE:
            parts.append(_dot(point, across(place), up(point.value), 3.2 if newest else 2.0))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="oh-small-chart" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'width="{WIDTH:g}" height="{HEIGHT:g}" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
    )


def _dot(point: Point, x: float, y: float, radius: float) -> str:
    """Filled as on the whole chart: hollow where it is worse."""
    colour = COLOURS[point.type]
    fill = "#fff" if point.type is PointType.CONCERN else colour
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{fill}" stroke="{colour}" stroke-width="1.5"/>'
