"""The picture of an object-centric map: each type of object has a letter, a colour and a dash of its own."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

from openhall.mining.draw.layout import LABEL_HEIGHT, MARGIN, Line, lay_out
from openhall.mining.draw.svg import (
    INK,
    LEGEND_HEIGHT,
    LEGEND_SIZE,
    PAPER,
    QUIET,
    Measure,
    arrow_of,
    box_of,
    describe_edge,
    escaped,
    figure_of,
    path_of,
)
from openhall.mining.draw.svg import (
    drawn as drawn_text,
)
from openhall.mining.map import END, START, Edge
from openhall.mining.object_map import ObjectMap
from openhall.mining.words import events, objects
from openhall.process.draw.label import text_width
from openhall.process.saying import ENGLISH, Saying, Speech, gettext, semicolons, sentences

STYLES = (
    ("#0b5a63", ""), ("#9b4a00", "9 3"), ("#5b4a9c", "2 4"), ("#9b2d1f", "6 4"),
    ("#3d6b0b", "12 3 2 3"), ("#8a1f5e", "4 2"), ("#1f5fa8", "14 4"), ("#4a5b58", "1 3"),
)  # fmt: skip
"""Colours with a contrast of at least 4.5:1 on white, and dashes; beyond eight types they come again."""
APART = 7.0
"""Pixels between the lines of two types that take the same step."""


def letter_of(place: int) -> str:
    """The letter of a type by its place: A to Z, then AA, AB, ..."""
    letters = ""
    while place >= 0:
        letters = chr(65 + place % 26) + letters
        place = place // 26 - 1
    return letters


def draw_object_map(
    found: ObjectMap,
    *,
    measure: Measure = "frequency",
    title: str = "Map of all objects",
    speech: Speech = ENGLISH,
) -> str:
    """The map as one SVG element; thickness shows how many objects took a step, the text on it the measure."""
    process = found.process

    def label_of(edge: Edge) -> str:
        way = found.ways[edge.source, edge.target]
        figures = [(letter_of(place), speech.say(figure_of(each, measure))) for place, each in way]
        return " · ".join(f"{letter} {figure}" for letter, figure in figures if figure)

    layout = lay_out(process, label_of)
    legend = _legend(found, speech)
    widest = max((text_width(each, LEGEND_SIZE + 1) for each in legend), default=0.0)
    width = max(layout.width, widest + 2 * MARGIN + 48)
    height = layout.height + LEGEND_HEIGHT * len(found.types) + 10
    most = max((each.count for way in found.ways.values() for _, each in way), default=1)
    busiest = max((node.events for node in process.nodes), default=1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" direction="ltr" aria-label="{escaped(title)}" class="oh-map" '
        'font-family="system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif">',
        f"<title>{escaped(title)}</title><desc>{escaped(speech.say(describe_object_map(found)))}</desc>",
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="{PAPER}"/>',
    ]
    if speech.from_right:
        parts.append(f'<g transform="translate({width - layout.width:.0f},0)">')
    for line in sorted(layout.lines, key=lambda line: (line.edge.source, -line.edge.count, line.edge.target)):
        parts += _lanes(line, found, most, speech)
    for line in layout.lines:
        parts.append(_label(line, speech))
    for box in sorted(layout.boxes, key=lambda box: (box.y, box.x)):
        words = None
        if box.node:
            words = gettext("%(activity)s: %(events)s", activity=box.name, events=events(box.node.events))
        parts.append(box_of(box, busiest, None, words, speech))
    if speech.from_right:
        parts.append("</g>")
    return "".join([*parts, *_drawn_legend(legend, width, layout.height, speech), "</svg>"])


def _lanes(line: Line, found: ObjectMap, most: int, speech: Speech) -> list[str]:
    way = found.ways[line.edge.source, line.edge.target]
    drawn = []
    for lane, (place, edge) in enumerate(way):
        aside = (lane - (len(way) - 1) / 2) * APART
        colour, dash = STYLES[place % len(STYLES)]
        moved = replace(line, points=tuple((x + aside, y) for x, y in line.points))
        thick = 1.2 + 3.0 * sqrt(edge.count / most)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        x, y = moved.points[-1]
        words = speech.say(
            gettext("%(type)s: %(step)s", type=found.types[place], step=describe_edge(edge, objects))
        )
        data = f'data-type="{escaped(found.types[place])}" data-from="{escaped(edge.source)}"'
        drawn.append(
            f'<g class="oh-step" {data} data-to="{escaped(edge.target)}"><title>{escaped(words)}</title>'
            f'<path d="{path_of(moved)}" fill="none" stroke="{colour}" stroke-width="{thick:.1f}"{dashed}/>'
            f"{arrow_of(x, y, moved, thick, colour)}</g>"
        )
    return drawn


def _label(line: Line, speech: Speech) -> str:
    if not line.label:
        return ""
    return (
        f'<rect x="{line.label_x - line.label_width / 2:.1f}" y="{line.label_y - LABEL_HEIGHT / 2:.1f}" '
        f'width="{line.label_width:.1f}" height="{LABEL_HEIGHT}" fill="{PAPER}"/>'
        f'<text x="{line.label_x:.1f}" y="{line.label_y + 4.2:.1f}" text-anchor="middle" font-size="12" '
        f'fill="{INK}">{drawn_text(line.label, speech)}</text>'
    )


def _legend(found: ObjectMap, speech: Speech) -> list[str]:
    """What each letter, colour and dash stands for, a line a type; the letter is beside the colour."""
    lines = []
    for place, (name, number) in enumerate(zip(found.types, found.objects, strict=True)):
        words = speech.name(speech.say(gettext("%(type)s, %(objects)s", type=name, objects=objects(number))))
        letter = letter_of(place)
        lines.append(f"{words}  {letter}" if speech.from_right else f"{letter}  {words}")
    return lines


def _drawn_legend(legend: list[str], width: float, top: float, speech: Speech) -> list[str]:
    """Its lines, from the side at which lines begin."""
    ahead, x = (-1, width - MARGIN) if speech.from_right else (1, MARGIN)
    anchor = ' text-anchor="end"' if speech.from_right else ""
    elements = []
    for place, words in enumerate(legend):
        y = top + LEGEND_HEIGHT * (place + 0.5)
        colour, dash = STYLES[place % len(STYLES)]
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        elements.append(
            f'<path d="M{x:.0f},{y:.0f}h{ahead * 32}" stroke="{colour}" stroke-width="4"{dashed}/>'
            f'<text x="{x + ahead * 40:.0f}" y="{y + 4:.0f}" font-size="12" fill="{QUIET}"{anchor}>'
            f"{escaped(words)}</text>"
        )
    return elements


def describe_object_map(found: ObjectMap) -> Saying:
    """The map in plain sentences: its types, and the most frequent first and next steps of each."""
    said = []
    for place, (name, number) in enumerate(zip(found.types, found.objects, strict=True)):
        own = [edge for way in found.ways.values() for at, edge in way if at == place]
        inner = sorted(
            (e for e in own if START not in (e.source,) and e.target != END),
            key=lambda e: (-e.count, e.source),
        )
        steps = [
            gettext(
                "%(source)s to %(target)s, %(number)s",
                source=edge.source,
                target=edge.target,
                number=edge.count,
            )
            for edge in inner[:3]
        ]
        if steps:
            said.append(
                gettext(
                    "%(type)s: %(objects)s, most often %(steps)s.",
                    type=name,
                    objects=objects(number),
                    steps=semicolons(steps),
                )
            )
        else:
            said.append(gettext("%(type)s: %(objects)s.", type=name, objects=objects(number)))
    return sentences(*said)
