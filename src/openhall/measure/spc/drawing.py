"""An XmR chart as SVG: no library, no script, no style that a strict page would refuse.

Points differ in shape as well as in colour, so that the chart can be read in print and by people who see no colours:
a dot is chance, a triangle upwards or downwards says which way a signal points, filled where it is better, hollow where
it is worse; a square where neither is better, filled where it is higher. The ground is white, so that it can be
read on a dark page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from openhall.measure.spc.model import Chart, Point, PointType
from openhall.measure.spc.rules import Signal
from openhall.measure.spc.scale import round_steps
from openhall.measure.spc.speech import ENGLISH, Speech, gettext_noop
from openhall.measure.spc.words import SIGNALS, TYPES

WIDTH, HEIGHT = 720.0, 340.0
LEFT, RIGHT, TOP, BOTTOM = 62.0, 96.0, 34.0, 36.0
INSET = 10.0
INK, GREY, LINE = "#12211f", "#50615e", "#dde5e3"
CHANCE, BETTER, WORSE, OTHER, TARGET = "#50615e", "#0f5f9e", "#a8430b", "#6b3fa0", "#9b1c3b"
COLOURS = {
    PointType.COMMON_CAUSE: CHANCE,
    PointType.IMPROVEMENT: BETTER,
    PointType.CONCERN: WORSE,
    PointType.NEUTRAL_HIGH: OTHER,
    PointType.NEUTRAL_LOW: OTHER,
}
MOST_MARKS = 120
"""Points of a chart with more values are drawn only where they are signals; the line shows the others."""
MOST_NOTES = 12
"""Annotations that are numbered on the picture; the list below a chart has them all."""


@dataclass(frozen=True)
class _Frame:
    """Where days and values lie on the picture."""

    begin: int
    end: int
    low: float
    high: float

    def across(self, day: int) -> float:
        """The place of a day (its ordinal) from the left."""
        return (
            LEFT
            + INSET
            + (day - self.begin) / max(1, self.end - self.begin) * (WIDTH - LEFT - RIGHT - 2 * INSET)
        )

    def up(self, value: float) -> float:
        """The place of a value from the top."""
        return HEIGHT - BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM)


def draw(chart: Chart, title: str, description: str, speech: Speech = ENGLISH, name: str = "spc") -> str:
    """The picture of a chart, 720 by 340. Words are escaped.

    `title` says what is measured and `description` what the chart says: both are read aloud. `name` makes the ids of
    several pictures on a page differ; it is made of letters, digits and hyphens.
    """
    frame, marks = _frame(chart)
    parts = [*_ground(frame, marks, chart, speech), *_levels(frame, chart, speech)]
    for number, phase in enumerate(chart.phases):
        points = chart.points[phase.first : phase.last + 1]
        parts += _phase_lines(frame, chart, number)
        parts.append(_path(frame, points))
        if phase.begun_by is not None:
            x = _edge(frame, chart, number)
            parts.append(
                f'<path d="M{x:.1f},{TOP}V{HEIGHT - BOTTOM}" stroke="{INK}" stroke-dasharray="1 4"/>'
            )
    parts += _notes(frame, chart)
    sparse = len(chart.points) > MOST_MARKS
    for point in chart.points:
        if not sparse or point.signal is not Signal.COMMON_CAUSE:
            parts.append(_mark(frame, point, chart, speech))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH - 4:g}" '
        f'height="{HEIGHT - 2:g}" role="img" direction="ltr" aria-labelledby="{name}-t {name}-d" '
        f'font-family="system-ui, sans-serif" font-size="13" '
        f'fill="{INK}"><title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(description)}</desc>'
        f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="#fff"/>{"".join(parts)}</svg>'
    )


def shape(kind: PointType, high: int, x: float, y: float) -> str:
    """The mark of a point of some type: its shape tells what its colour tells. For charts and their legends."""
    colour = COLOURS[kind]
    if kind is PointType.COMMON_CAUSE:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"'
    if kind is PointType.NEUTRAL_HIGH:
        return f'<path d="M{x - 5:.1f},{y - 5:.1f}h10v10h-10z" fill="{colour}"'
    if kind is PointType.NEUTRAL_LOW:
        return f'<path d="M{x - 5:.1f},{y - 5:.1f}h10v10h-10z" fill="#fff" stroke="{colour}" stroke-width="2"'
    tip = -7 * high
    path = f"M{x:.1f},{y + tip:.1f}l6,{-1.6 * tip:.1f}h-12z"
    fill = colour if kind is PointType.IMPROVEMENT else "#fff"
    return f'<path d="{path}" fill="{fill}" stroke="{colour}" stroke-width="2"'


def legend(chart: Chart) -> list[tuple[str, str]]:
    """The marks of a chart, each as a picture of its own, with their words in English; those that it has."""
    listed: list[tuple[str, str]] = []
    seen = {(point.type, point.signal.high) for point in chart.points}
    for kind in PointType:
        for high in (1, 0, -1):
            if (kind, high) in seen:
                mark = shape(kind, high, 9, 9)
                listed.append(
                    (
                        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 18 18" width="18" height="18" '
                        f'aria-hidden="true" focusable="false">{mark}/></svg>',
                        _LEGEND[kind, high],
                    )
                )
    return listed


_LEGEND = {
    (PointType.COMMON_CAUSE, 0): gettext_noop("Chance: within what is usual"),
    (PointType.IMPROVEMENT, 1): gettext_noop("Signal: higher, and that is better"),
    (PointType.IMPROVEMENT, -1): gettext_noop("Signal: lower, and that is better"),
    (PointType.CONCERN, 1): gettext_noop("Signal: higher, and that is worse"),
    (PointType.CONCERN, -1): gettext_noop("Signal: lower, and that is worse"),
    (PointType.NEUTRAL_HIGH, 1): gettext_noop("Signal: higher"),
    (PointType.NEUTRAL_LOW, -1): gettext_noop("Signal: lower"),
}


def _frame(chart: Chart) -> tuple[_Frame, list[float]]:
    levels = [point.value for point in chart.points]
    for phase in chart.phases:
        levels += [chart.shown(each) for each in (phase.limits.lower, phase.limits.upper) if each is not None]
    levels += [each for each in (chart.target, chart.baseline) if each is not None]
    marks = round_steps(min(levels), max(levels), 5)
    first, last = chart.points[0].day.toordinal(), chart.points[-1].day.toordinal()
    return _Frame(first, last, marks[0], marks[-1]), marks


def _ground(frame: _Frame, marks: Sequence[float], chart: Chart, speech: Speech) -> list[str]:
    parts = []
    for mark in marks:
        y = frame.up(mark)
        parts.append(f'<path d="M{LEFT},{y:.1f}H{WIDTH - RIGHT}" stroke="{LINE}"/>')
        parts.append(_text(LEFT - 8, y + 4.5, speech.number(mark), "end"))
    days = [point.day for point in chart.points]
    ends = [(days[0], "start"), (days[-1], "end")]
    shown = [ends[0], (days[len(days) // 2], "middle"), ends[1]] if len(days) > 6 else ends
    parts += [
        _text(frame.across(day.toordinal()), HEIGHT - 12, speech.day(day, chart.grain), anchor)
        for day, anchor in shown
    ]
    return parts


def _levels(frame: _Frame, chart: Chart, speech: Speech) -> list[str]:
    """Target and baseline over the whole chart, and the words at the right edge, moved apart where they would meet."""
    limits = chart.phase.limits
    words: list[tuple[float, str, str]] = []
    parts = []
    for level, dashes, said in (
        (chart.target, "10 4", gettext_noop("Target %(number)s")),
        (chart.baseline, "2 4", gettext_noop("Baseline %(number)s")),
    ):
        if level is not None:
            y = frame.up(level)
            parts.append(
                f'<path d="M{LEFT},{y:.1f}H{WIDTH - RIGHT}" stroke="{TARGET}" stroke-width="1.5" '
                f'stroke-dasharray="{dashes}"/>'
            )
            words.append((y, speech.say(said, number=speech.number(level)), TARGET))
    words.append((frame.up(limits.mean), speech.say(_MEAN, number=speech.number(limits.mean)), INK))
    for level, said in ((limits.upper, _UPPER), (limits.lower, _LOWER)):
        if level is not None and limits.varies:
            level = chart.shown(level)
            words.append((frame.up(level), speech.say(said, number=speech.number(level)), GREY))
    for y, text, colour in _apart(words):
        parts.append(_text(WIDTH - RIGHT + 6, y + 4, text, "start", f' font-size="11.5" fill="{colour}"'))
    return parts


_MEAN = gettext_noop("Mean %(number)s")
_UPPER = gettext_noop("Upper %(number)s")
_LOWER = gettext_noop("Lower %(number)s")


def _apart(words: list[tuple[float, str, str]], gap: float = 14) -> list[tuple[float, str, str]]:
    """Words in the order of their places from above, each at least a line below the one before, all on the picture."""
    placed: list[tuple[float, str, str]] = []
    for y, text, colour in sorted(words):
        placed.append((max(y, placed[-1][0] + gap) if placed else max(y, TOP - 20), text, colour))
    too_low = placed[-1][0] - (HEIGHT - BOTTOM)
    if too_low <= 0:
        return placed
    # Pushed beyond the bottom: from the last one upwards again.
    floor = HEIGHT - BOTTOM
    back = []
    for y, text, colour in reversed(placed):
        back.append((min(y, floor), text, colour))
        floor = back[-1][0] - gap
    return back[::-1]


def _phase_lines(frame: _Frame, chart: Chart, number: int) -> list[str]:
    limits = chart.phases[number].limits
    first, last = _edge(frame, chart, number), _edge(frame, chart, number + 1)
    parts = [f'<path d="M{first:.1f},{frame.up(limits.mean):.1f}H{last:.1f}" stroke="{INK}"/>']
    if limits.lower is None or limits.upper is None or not limits.varies:
        return parts
    upper, lower = (frame.up(chart.shown(each)) for each in (limits.upper, limits.lower))
    path = f"M{first:.1f},{upper:.1f}H{last:.1f}M{first:.1f},{lower:.1f}H{last:.1f}"
    return [*parts, f'<path d="{path}" stroke="{GREY}" stroke-dasharray="5 4"/>']


def _edge(frame: _Frame, chart: Chart, number: int) -> float:
    """Where a phase begins: half way between its first point and the one before; the ends of the chart otherwise."""
    if number == 0:
        return LEFT
    if number == len(chart.phases):
        return WIDTH - RIGHT
    after = chart.phases[number].first
    days = (chart.points[after - 1].day.toordinal(), chart.points[after].day.toordinal())
    return (frame.across(days[0]) + frame.across(days[1])) / 2


def _path(frame: _Frame, points: Sequence[Point]) -> str:
    places = "L".join(f"{_x(frame, point):.1f},{frame.up(point.value):.1f}" for point in points)
    return f'<path d="M{places}" fill="none" stroke="{CHANCE}" stroke-width="1.5" stroke-linejoin="round"/>'


def _x(frame: _Frame, point: Point) -> float:
    return frame.across(point.day.toordinal())


def _mark(frame: _Frame, point: Point, chart: Chart, speech: Speech) -> str:
    said = f"{speech.day(point.day, chart.grain)}: {speech.number(point.value)}"
    if point.signal is not Signal.COMMON_CAUSE:
        said += f" ({speech.say(TYPES[point.type])}: {speech.say(SIGNALS[point.signal])})"
    begun = shape(point.type, point.signal.high, _x(frame, point), frame.up(point.value))
    return f"{begun}><title>{escape(said)}</title></{begun[1 : begun.index(' ')]}>"


def _notes(frame: _Frame, chart: Chart) -> list[str]:
    """Numbered flags at the top for what happened, in the order of the list below the chart."""
    parts = []
    edges = {
        phase.begun_by.day: _edge(frame, chart, at)
        for at, phase in enumerate(chart.phases)
        if phase.begun_by is not None
    }
    flag = 0.0
    for number, note in enumerate(chart.notes[:MOST_NOTES], 1):
        x = edges.get(note.day) or frame.across(min(note.day.toordinal(), frame.end))
        flag = max(x, flag + 21)
        parts.append(
            f'<path d="M{x:.1f},{TOP - 4}V{HEIGHT - BOTTOM}" stroke="{GREY}" stroke-width=".8"/>'
            f'<circle cx="{flag:.1f}" cy="{TOP - 14}" r="10" fill="{INK}"><title>{escape(note.words)}</title></circle>'
            + _text(flag, TOP - 9.5, f"{number}", "middle", ' fill="#fff"')
        )
    return parts


def _text(x: float, y: float, words: str, anchor: str = "start", more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{escape(words)}</text>'
