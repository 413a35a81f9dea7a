"""What was measured, and what would have been without the change, as SVG: no library, no script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from openhall.measure.effects.interrupted import Fitted
from openhall.measure.spc.model import Grain
from openhall.measure.spc.scale import round_steps
from openhall.measure.spc.speech import ENGLISH, Speech, gettext_noop

WIDTH, HEIGHT = 720.0, 340.0
LEFT, RIGHT, TOP, BOTTOM = 62.0, 24.0, 44.0, 36.0
INK, GREY, LINE, EXPECTED = "#12211f", "#50615e", "#dde5e3", "#a8430b"
_KEY = (gettext_noop("measured"), gettext_noop("without the change"), gettext_noop("start of the change"))


def draw_effect(
    periods: Sequence[Fitted],
    grain: Grain,
    title: str,
    description: str,
    speech: Speech = ENGLISH,
    name: str = "effect",
) -> str:
    """The picture, 720 by 340; words are escaped. `description` is read aloud."""
    values = [each for period in periods for each in (period.value, period.without)]
    marks = round_steps(min(values), max(values), 5)
    first, last = periods[0].day.toordinal(), periods[-1].day.toordinal()

    def across(day: float) -> float:
        return LEFT + 10 + (day - first) / max(1, last - first) * (WIDTH - LEFT - RIGHT - 20)

    def up(value: float) -> float:
        return HEIGHT - BOTTOM - (value - marks[0]) / (marks[-1] - marks[0]) * (HEIGHT - TOP - BOTTOM)

    def path(points: Sequence[tuple[float, float]]) -> str:
        return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)

    parts = []
    for mark in marks:
        parts.append(f'<path d="M{LEFT:g},{up(mark):.1f}H{WIDTH - RIGHT:g}" stroke="{LINE}"/>')
        parts.append(_text(LEFT - 8, up(mark) + 4.5, speech.number(mark), "end"))
    for period, anchor in ((periods[0], "start"), (periods[-1], "end")):
        parts.append(
            _text(across(period.day.toordinal()), HEIGHT - 12, speech.day(period.day, grain), anchor)
        )
    measured = [(across(each.day.toordinal()), up(each.value)) for each in periods]
    parts.append(f'<path d="{path(measured)}" fill="none" stroke="{GREY}" stroke-width="1.5"/>')
    if len(periods) <= 160:
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{INK}"/>' for x, y in measured]
    without = [(across(each.day.toordinal()), up(each.without)) for each in periods]
    parts.append(
        f'<path d="{path(without)}" fill="none" stroke="{EXPECTED}" stroke-width="2" stroke-dasharray="6 4"/>'
    )
    late = next((k for k, each in enumerate(periods) if each.after), None)
    if late is not None and late > 0:
        edge = (measured[late - 1][0] + measured[late][0]) / 2
        parts.append(
            f'<path d="M{edge:.1f},{TOP:g}V{HEIGHT - BOTTOM:g}" stroke="{INK}" stroke-dasharray="1 4"/>'
        )
    at = LEFT
    for words, line in zip(
        _KEY,
        (
            f'stroke="{GREY}" stroke-width="1.5"',
            f'stroke="{EXPECTED}" stroke-width="2" stroke-dasharray="6 4"',
            f'stroke="{INK}" stroke-dasharray="1 4"',
        ),
        strict=True,
    ):
        parts.append(f'<path d="M{at:g},18h28" {line}/>')
        parts.append(_text(at + 34, 22.5, speech.say(words), "start"))
        at += 190
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" '
        f'height="{HEIGHT:g}" role="img" direction="ltr" aria-labelledby="{name}-t {name}-d" '
        f'font-family="system-ui, sans-serif" font-size="13" fill="{INK}"><title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(description)}</desc>'
        f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="#fff"/>{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
