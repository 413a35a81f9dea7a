"""A map on which cases wait and move: how much waits at each activity, and arrows that a script can move dots along.

The plan of such a map (where everything stands) is made once and kept as plain values; its picture at one moment is
drawn from it whenever somebody looks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any

from openhall.mining.draw.layout import LINE_HEIGHT, lay_out
from openhall.mining.draw.svg import (
    ACCENT,
    ENDS_HERE,
    INK,
    PAPER,
    QUIET,
    STARTS_HERE,
    arrow_of,
    drawn,
    escaped,
    mark_of,
    path_of,
)
from openhall.mining.map import END, START, ProcessMap
from openhall.process.saying import ENGLISH, Speech

BAR, BAR_HEIGHT = 60.0, 11.0
"""The bar of what waits, the same at each activity, so that bars can be compared."""
HALF = 56.0
"""Half the room of the bar and the number beside it."""
NARROWEST = 132.0
"""Room for the bar, a number of five digits beside it, and the rim."""
FOR_PEOPLE, FOR_OTHERS, TRACK = "#a3231b", "#e3a02c", "#eef2f4"
WAY, RIM = "#7d8f99", "#5f7683"
HOTTEST = 0.4
"""How red the activity is at which most cases wait."""


@dataclass(frozen=True)
class Place:
    """An activity on the plan: its name as it is drawn, its centre and its size."""

    name: str
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Way:
    """An arrow on the plan, from one name to another (`START` and `END` among them): its path, tip and thickness."""

    source: str
    target: str
    path: str
    tip: str
    thick: float


@dataclass(frozen=True)
class Plan:
    """Where everything stands, in pixels: activities from the top down, arrows, and the marks of start and end."""

    width: float
    height: float
    places: tuple[Place, ...]
    ways: tuple[Way, ...]
    marks: tuple[Place, ...]

    def as_json(self) -> dict[str, Any]:
        """The plan as a JSON object."""
        return asdict(self)

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> Plan:
        """What `as_json` wrote, as it was."""
        places, marks = (
            tuple(Place(**{**each, "lines": tuple(each["lines"])}) for each in kept[part])
            for part in ("places", "marks")
        )
        return Plan(kept["width"], kept["height"], places, tuple(Way(**each) for each in kept["ways"]), marks)


def plan_of(process: ProcessMap) -> Plan:
    """Lay out a map without words on its arrows: what goes along them is shown."""
    layout = lay_out(process, lambda _: "", NARROWEST)
    most = max((edge.count for edge in process.edges), default=1)
    ways = []
    for line in layout.lines:
        thick = round(1.0 + 3.0 * sqrt(line.edge.count / most), 1)
        x, y = line.points[-1]
        ways.append(
            Way(line.edge.source, line.edge.target, path_of(line), arrow_of(x, y, line, thick, WAY), thick)
        )
    boxes = [
        Place(
            box.name, box.lines,
            *(round(number, 1) for number in (box.x, box.y, box.width, box.height)),
        )
        for box in sorted(layout.boxes, key=lambda box: (box.y, box.x))
    ]  # fmt: skip
    marks = (START, END)
    return Plan(
        round(layout.width),
        round(layout.height),
        tuple(each for each in boxes if each.name not in marks),
        tuple(ways),
        tuple(each for each in boxes if each.name in marks),
    )


def draw_waiting(
    plan: Plan,
    people: Sequence[int],
    other: Sequence[int],
    most: int,
    *,
    title: str,
    words: str,
    changed: Collection[str] = (),
    gone: Collection[str] = (),
    never: str = "",
    speech: Speech = ENGLISH,
    from_the_right: bool = False,
) -> str:
    """The map at one moment, as one SVG element.

    people, other  how many cases wait at each place of the plan: for somebody to have time, and for something else
    most           how many fill a bar
    title, words   what the picture is, and what it says
    changed, gone  names of activities that are changed, and that are not done any more; `never` says the latter
    speech         the language of its names and numbers
    from_the_right whether bars grow from the right, as one reads

    A script finds ways and places by `data-way` and `data-place`, their numbers, and puts dots into `.oh-dots`.
    """
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {plan.width:g} {plan.height:g}" '
        f'width="{plan.width:g}" height="{plan.height:g}" role="img" direction="ltr" class="oh-moving" '
        f'aria-label="{escaped(title)}" '
        'font-family="system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif">'
        f"<title>{escaped(title)}</title><desc>{escaped(words)}</desc>"
        f'<rect width="{plan.width:g}" height="{plan.height:g}" fill="{PAPER}"/>'
    ]
    parts += [
        f'<g data-way="{number}"><path d="{way.path}" fill="none" stroke="{WAY}" stroke-width="{way.thick:g}"/>'
        f"{way.tip}</g>"
        for number, way in enumerate(plan.ways)
    ]
    for mark in plan.marks:
        start = mark.name == START
        called = speech.say(STARTS_HERE if start else ENDS_HERE)
        parts.append(mark_of(start, called, mark.x, mark.y, mark.width / 2))
    # Dots go below the activities, in which a case is not to be seen.
    parts.append('<g class="oh-dots"></g>')
    for number, place in enumerate(plan.places):
        if place.name in gone:
            parts.append(_gone(place, never, speech))
        else:
            bar = _bar(place, people[number], other[number], most, from_the_right)
            count = speech.number(people[number] + other[number], 0)
            hot = HOTTEST * min(1.0, (people[number] + other[number]) / max(1, most))
            parts.append(
                f'<g data-place="{number}">{_box(place, place.name in changed, hot)}{_lines(place, INK, speech)}{bar}'
                f"{_number(place, count, from_the_right)}</g>"
            )
    return "".join([*parts, "</svg>"])


def bars(people: int, other: int, most: int) -> tuple[float, float]:
    """How wide the two parts of a bar are, in pixels."""
    first, both = (BAR * min(1.0, number / max(1, most)) for number in (people, people + other))
    return round(first, 1), round(both - first, 1)


def _box(place: Place, changed: bool, hot: float) -> str:
    left, top = place.x - place.width / 2, place.y - place.height / 2
    rim = f'stroke="{ACCENT}" stroke-width="3.5"' if changed else f'stroke="{RIM}" stroke-width="1.2"'
    box = f'x="{left:.1f}" y="{top:.1f}" width="{place.width:.1f}" height="{place.height:.1f}" rx="6"'
    return (
        f'<rect {box} fill="{PAPER}" {rim}/>'
        f'<rect {box} data-part="heat" fill="{FOR_PEOPLE}" fill-opacity="{hot:.3f}"/>'
    )


def _bar(place: Place, people: int, other: int, most: int, from_the_right: bool) -> str:
    """The bar, where reading begins; it grows as one reads."""
    first, second = bars(people, other, most)
    at = place.y + place.height / 2 - 8 - BAR_HEIGHT
    moved = (
        f"{place.x + HALF:.1f},{at:.1f}) scale(-1,1" if from_the_right else f"{place.x - HALF:.1f},{at:.1f}"
    )
    tall = f'height="{BAR_HEIGHT:g}"'
    return (
        f'<g transform="translate({moved})"><rect width="{BAR:g}" {tall} fill="{TRACK}"/>'
        f'<rect data-part="people" width="{first:g}" {tall} fill="{FOR_PEOPLE}"/>'
        f'<rect data-part="other" x="{first:g}" width="{second:g}" {tall} fill="{FOR_OTHERS}"/>'
        f'<rect width="{BAR:g}" {tall} fill="none" stroke="{RIM}"/></g>'
    )


def _number(place: Place, count: str, from_the_right: bool) -> str:
    """How many wait in all, beside the bar."""
    aside, anchor = (-10, "end") if from_the_right else (10, "start")
    return (
        f'<text data-part="number" x="{place.x + aside:.1f}" y="{place.y + place.height / 2 - 8.5:.1f}" '
        f'text-anchor="{anchor}" font-size="14" font-weight="700" fill="{INK}">{count}</text>'
    )


def _gone(place: Place, never: str, speech: Speech) -> str:
    left, top = place.x - place.width / 2, place.y - place.height / 2
    return (
        f'<g><rect x="{left:.1f}" y="{top:.1f}" width="{place.width:.1f}" height="{place.height:.1f}" rx="6" '
        f'fill="{PAPER}" stroke="{ACCENT}" stroke-width="3.5" stroke-dasharray="4 5"/>{_lines(place, QUIET, speech)}'
        f'<text x="{place.x:.1f}" y="{top + place.height - 9:.1f}" text-anchor="middle" font-size="12" '
        f'fill="{QUIET}">{escaped(never)}</text></g>'
    )


def _lines(place: Place, colour: str, speech: Speech) -> str:
    top = place.y - place.height / 2 + 17
    return "".join(
        f'<text x="{place.x:.1f}" y="{top + k * LINE_HEIGHT:.1f}" text-anchor="middle" font-size="13" '
        f'font-weight="600" fill="{colour}">{drawn(line, speech)}</text>'
        for k, line in enumerate(place.lines)
    )
