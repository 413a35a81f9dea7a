"""A laid-out map as SVG: attributes only, no style and no script, so that any page may hold it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import sqrt
from typing import Literal

from openhall.mining.draw.layout import LABEL_HEIGHT, LINE_HEIGHT, MARGIN, Box, Line, lay_out
from openhall.mining.map import END, START, Edge, Node, ProcessMap
from openhall.mining.words import activities, cases, duration, times
from openhall.process.draw.label import text_width
from openhall.process.saying import (
    ENGLISH,
    Saying,
    Speech,
    figure,
    gettext,
    one_after_the_other,
    pgettext,
    sentences,
)

Measure = Literal["frequency", "mean", "median", "p90", "total"]
Tone = Literal["slower", "faster", "same", "only_a", "only_b"]
Links = Callable[[Node | Edge], str | None]

INK, QUIET, ACCENT, PAPER = "#17232b", "#404b54", "#0b5a63", "#ffffff"
LINE_COLOUR = "#5f7683"
WAITS = ("#7c8b94", "#b0741a", "#b6531c", "#9b2d1f", "#6d1020")
"""Short to long waits; each has a contrast of at least 3:1 on white, and their lightness falls step by step."""
WAIT_LIMITS = (3_600.0, 86_400.0, 7 * 86_400.0, 30 * 86_400.0)
WAIT_WORDS = (
    gettext("under an hour"), gettext("under a day"), gettext("under a week"), gettext("under 30 days"),
    pgettext("of a wait", "longer"),
)  # fmt: skip
TONES: dict[str, tuple[str, str]] = {
    "slower": ("#9b2d1f", ""),
    "faster": ("#1259a8", "9 3"),
    "same": ("#7c8b94", ""),
    "only_a": ("#5b4a9c", "2 4"),
    "only_b": ("#8a5200", "6 4"),
}
TONE_WORDS = {
    "slower": gettext("slower"),
    "faster": gettext("faster"),
    "same": gettext("no clear difference"),
    "only_a": gettext("only in the first"),
    "only_b": gettext("only in the second"),
}
THICKNESS = gettext("Thicker line: taken more often.")
COLOUR_WORDS: dict[Measure, Saying] = {
    "mean": gettext("Mean wait:"),
    "median": gettext("Median wait:"),
    "p90": gettext("9 in 10 waits within:"),
    "total": gettext("Median wait:"),
}
STARTS_HERE, ENDS_HERE = pgettext("on a map", "Start"), pgettext("on a map", "End")
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 (section 2.2) does not allow even when escaped."""
ARROW = 8.0
LEGEND_SIZE = 11.0
LEGEND_HEIGHT = 30.0


@dataclass(frozen=True)
class Highlight:
    """What a comparison says of a step: the text on its line, how it changed, and the whole in words."""

    label: str
    tone: Tone
    words: str


def draw_map(
    process: ProcessMap,
    *,
    measure: Measure = "frequency",
    title: str = "Process map",
    links: Links | None = None,
    highlights: Mapping[tuple[str, str], Highlight] | None = None,
    speech: Speech = ENGLISH,
) -> str:
    """The map as one SVG element. It has the same form in every language; its words are those of `speech`.

    measure     what is written on the lines; any but "frequency" colours them by wait
    links       gives the address that a node or an edge leads to, or None
    highlights  for a comparison: what to say of a step, by (source, target); takes the place of the measure

    Thickness always shows how often a step was taken. The order of elements follows the flow.
    """

    def label_of(edge: Edge) -> str:
        if highlights is not None:
            mark = highlights.get((edge.source, edge.target))
            return mark.label if mark else ""
        return speech.say(figure_of(edge, measure))

    layout = lay_out(process, label_of)
    most = max((edge.count for edge in process.edges), default=1)
    busiest = max((node.events for node in process.nodes), default=1)
    legend = _legend(measure, speech, comparing=highlights is not None)
    width = max(layout.width, legend.width)
    height = layout.height + LEGEND_HEIGHT
    role = "group" if links else "img"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="{role}" direction="ltr" aria-label="{escaped(title)}" class="oh-map" '
        'font-family="system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif">',
        f"<title>{escaped(title)}</title><desc>{escaped(speech.say(describe_map(process)))}</desc>",
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="{PAPER}"/>',
    ]
    if speech.from_right:
        parts.append(f'<g transform="translate({width - layout.width:.0f},0)">')
    leaving: dict[str, list[Line]] = {}
    for line in sorted(layout.lines, key=lambda line: (-line.edge.count, line.edge.target)):
        leaving.setdefault(line.edge.source, []).append(line)
    for box in sorted(layout.boxes, key=lambda box: (box.y, box.x)):
        parts.append(box_of(box, busiest, links, speech=speech))
        parts += [_line(line, measure, most, links, highlights, speech) for line in leaving.get(box.name, ())]
    if speech.from_right:
        parts.append("</g>")
    return "".join([*parts, *legend.drawn(width, layout.height + LEGEND_HEIGHT / 2, speech), "</svg>"])


def escaped(text: str) -> str:
    """A text as it may stand in SVG."""
    return escape(NO_XML.sub("\ufffd", text), quote=True)


def drawn(text: str, speech: Speech) -> str:
    """A text that is drawn. The picture runs from the left, so one that runs from the right is set apart in it."""
    return escaped(speech.name(text))


def figure_of(edge: Edge, measure: Measure) -> str:
    """What is written on a step: how often it was taken, or a wait; no wait at start and end."""
    if measure == "frequency":
        return figure(edge.count)
    if edge.source == START or edge.target == END:
        return ""
    return duration(_seconds(edge, measure))


def _seconds(edge: Edge, measure: Measure) -> float | None:
    return {"mean": edge.mean_s, "median": edge.median_s, "p90": edge.p90_s, "total": edge.total_s}.get(
        measure
    )


def _colour(edge: Edge, measure: Measure) -> str:
    if measure == "frequency" or edge.mean_s is None:
        return LINE_COLOUR
    seconds = _seconds(edge, "median" if measure == "total" else measure) or 0.0
    return WAITS[sum(seconds >= limit for limit in WAIT_LIMITS)]


def _line(
    line: Line,
    measure: Measure,
    most: int,
    links: Links | None,
    highlights: Mapping[tuple[str, str], Highlight] | None,
    speech: Speech,
) -> str:
    edge = line.edge
    colour, dash = _colour(edge, measure), ""
    mark = None
    if highlights is not None:
        mark = highlights.get((edge.source, edge.target))
        colour, dash = TONES[mark.tone if mark else "same"]
    words = speech.say(mark.words if mark else describe_edge(edge))
    thick = 1.2 + 5.0 * sqrt(edge.count / most)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    tip_x, tip_y = line.points[-1]
    shapes = [
        f'<path d="{path_of(line)}" fill="none" stroke="{colour}" stroke-width="{thick:.1f}"{dashed}/>',
        arrow_of(tip_x, tip_y, line, thick, colour),
    ]
    if line.label:
        shapes.append(
            f'<rect x="{line.label_x - line.label_width / 2:.1f}" y="{line.label_y - LABEL_HEIGHT / 2:.1f}" '
            f'width="{line.label_width:.1f}" height="{LABEL_HEIGHT}" fill="{PAPER}"/>'
            f'<text x="{line.label_x:.1f}" y="{line.label_y + 4.2:.1f}" text-anchor="middle" font-size="12" '
            f'fill="{INK}">{drawn(line.label, speech)}</text>'
        )
    body = f"<title>{escaped(words)}</title>{''.join(shapes)}"
    data = f'data-from="{escaped(edge.source)}" data-to="{escaped(edge.target)}"'
    return _linked(f'<g class="oh-step" {data}>{body}</g>', links(edge) if links else None, words)


def path_of(line: Line) -> str:
    """The path of a step, from its box to the back of its arrow head."""
    points = list(line.points)
    if line.edge.source == line.edge.target:
        (x, y), (far, _), _, (_, end) = points
        return f"M{x:.1f},{y:.1f}C{far + 8:.1f},{y - 6:.1f} {far + 8:.1f},{end + 6:.1f} {x + ARROW:.1f},{end:.1f}"
    # The line ends at the back of its arrow head, and goes sideways only before that.
    back = ARROW * 0.8 if line.upward else -ARROW * 0.8
    x, y = points[-1]
    points[-1] = (x, y + back)
    if abs(points[-2][1] - y) < abs(back):
        points[-2] = (x, y + back)
    path = f"M{points[0][0]:.1f},{points[0][1]:.1f}"
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(x0 - x1) < 0.05:
            path += f"V{y1:.1f}" if abs(y0 - y1) >= 0.05 else ""
        else:
            middle = (y0 + y1) / 2
            path += f"C{x0:.1f},{middle:.1f} {x1:.1f},{middle:.1f} {x1:.1f},{y1:.1f}"
    return path


def arrow_of(x: float, y: float, line: Line, thick: float, colour: str) -> str:
    """The arrow head at the end of a step."""
    half = 3.2 + thick / 2
    if line.edge.source == line.edge.target:
        points = f"{x:.1f},{y:.1f} {x + ARROW + 1:.1f},{y - half:.1f} {x + ARROW + 1:.1f},{y + half:.1f}"
    else:
        base = y + ARROW if line.upward else y - ARROW
        points = f"{x:.1f},{y:.1f} {x - half:.1f},{base:.1f} {x + half:.1f},{base:.1f}"
    return f'<polygon points="{points}" fill="{colour}"/>'


def box_of(
    box: Box, busiest: int, links: Links | None, words: str | None = None, speech: Speech = ENGLISH
) -> str:
    """An activity, the darker the more often it is done; or the mark of start or end."""
    if box.node is None:
        start = box.name == START
        words = speech.say(STARTS_HERE if start else ENDS_HERE)
        return mark_of(start, words, box.x, box.y, box.width / 2)
    node = box.node
    words = speech.say(words or describe_node(node))
    left, top = box.x - box.width / 2, box.y - box.height / 2
    lines = "".join(
        f'<text x="{box.x:.1f}" y="{top + 17 + k * LINE_HEIGHT:.1f}" text-anchor="middle" font-size="13" '
        f'font-weight="600" fill="{INK}">{drawn(line, speech)}</text>'
        for k, line in enumerate(box.lines)
    )
    shape = (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="6" '
        f'fill="{_tint(node.events / busiest)}" stroke="{ACCENT}" stroke-width="1.3"/>'
    )
    number = (
        f'<text x="{box.x:.1f}" y="{top + box.height - 8:.1f}" text-anchor="middle" font-size="12" '
        f'fill="{QUIET}">{speech.number(node.events, 0)}</text>'
    )
    data = f'data-activity="{escaped(node.name)}"'
    group = f'<g class="oh-activity" {data}><title>{escaped(words)}</title>{shape}{lines}{number}</g>'
    return _linked(group, links(node) if links else None, words)


def _tint(part: float) -> str:
    light, full = (246, 250, 250), (176, 219, 217)
    mixed = (round(a + (b - a) * sqrt(part)) for a, b in zip(light, full, strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def mark_of(start: bool, words: str, x: float, y: float, radius: float) -> str:
    """The mark at which every case begins, or ends; `words` say so."""
    if start:
        left, right = x - 4, x + 7
        corners = f"{left:.1f},{y - 6:.1f} {left:.1f},{y + 6:.1f} {right:.1f},{y:.1f}"
        inner = f'<polygon points="{corners}" fill="{PAPER}"/>'
    else:
        inner = f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="{PAPER}"/>'
    return (
        f'<g class="oh-mark"><title>{escaped(words)}</title><circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" '
        f'fill="{ACCENT}"/>{inner}</g>'
    )


def _linked(group: str, address: str | None, words: str) -> str:
    if not address:
        return group
    return f'<a href="{escaped(address)}">{group}</a>'


@dataclass(frozen=True)
class _Legend:
    """What colours, dashes and thickness mean: the first words, then a colour, a dash and words each."""

    first: str
    parts: tuple[tuple[str, str, str], ...]

    @property
    def width(self) -> float:
        """How wide it is."""
        words = (self.first, *(said for _, _, said in self.parts))
        return 2 * MARGIN + sum(text_width(each, LEGEND_SIZE) + 12 for each in words) + 29 * len(self.parts)

    def drawn(self, width: float, y: float, speech: Speech) -> list[str]:
        """Its elements, from the side at which lines begin."""
        ahead, x = (-1, width - MARGIN) if speech.from_right else (1, MARGIN)
        anchor = ' text-anchor="end"' if speech.from_right else ""
        style = f'font-size="11" fill="{QUIET}"{anchor}'
        elements = [f'<text x="{x:.0f}" y="{y + 4:.0f}" {style}>{drawn(self.first, speech)}</text>']
        x += ahead * (text_width(self.first, LEGEND_SIZE) + 12)
        for colour, dash, said in self.parts:
            dashed = f' stroke-dasharray="{dash}"' if dash else ""
            elements.append(
                f'<path d="M{x:.0f},{y:.0f}h{ahead * 24}" stroke="{colour}" stroke-width="4"{dashed}/>'
                f'<text x="{x + ahead * 29:.0f}" y="{y + 4:.0f}" {style}>{drawn(said, speech)}</text>'
            )
            x += ahead * (29 + text_width(said, LEGEND_SIZE) + 12)
        return elements


def _legend(measure: Measure, speech: Speech, *, comparing: bool) -> _Legend:
    first, parts = speech.say(THICKNESS), list[tuple[str, str, str]]()
    if comparing:
        parts = [(*TONES[tone], speech.say(said)) for tone, said in TONE_WORDS.items()]
    elif measure != "frequency":
        first = f"{first} {speech.say(COLOUR_WORDS[measure])}"
        parts = [(colour, "", speech.say(said)) for colour, said in zip(WAITS, WAIT_WORDS, strict=True)]
    return _Legend(first, tuple(parts))


def describe_node(node: Node) -> Saying:
    """An activity in words."""
    told = {"activity": node.name, "times": times(node.events), "cases": cases(node.cases)}
    if node.service_median_s is None:
        return gettext("%(activity)s: %(times)s in %(cases)s", **told)
    return gettext(
        "%(activity)s: %(times)s in %(cases)s, median work %(work)s",
        work=duration(node.service_median_s),
        **told,
    )


def describe_edge(edge: Edge, counted: Callable[[int], Saying] = cases) -> Saying:
    """A step in words; `counted` says what goes through it."""
    if edge.source == START:
        return gettext("%(cases)s begin with %(activity)s", cases=counted(edge.count), activity=edge.target)
    if edge.target == END:
        return gettext("%(cases)s end with %(activity)s", cases=counted(edge.count), activity=edge.source)
    return gettext(
        "%(source)s to %(target)s: %(times)s in %(cases)s, median wait %(median)s, 9 in 10 within %(most)s",
        source=edge.source,
        target=edge.target,
        times=times(edge.count),
        cases=counted(edge.cases),
        median=duration(edge.median_s),
        most=duration(edge.p90_s),
    )


def describe_map(process: ProcessMap) -> Saying:
    """The map in plain sentences: its size and the way that the most frequent steps make from start to end."""
    if not process.nodes:
        return gettext("There is nothing on this map.")
    leaving: dict[str, list[Edge]] = {}
    for edge in sorted(process.edges, key=lambda e: (-e.count, e.target)):
        leaving.setdefault(edge.source, []).append(edge)
    way, at = list[str](), START
    while at != END:
        # A case that comes back to where it was has to go on some other way in the end.
        onward = [edge.target for edge in leaving.get(at, ()) if edge.target not in way]
        if not onward:
            break
        at = onward[0]
        way.append(at)
    way = [name for name in way if name != END]
    return sentences(
        gettext(
            "%(cases)s, %(activities)s.",
            cases=cases(process.cases),
            activities=activities(len(process.nodes)),
        ),
        gettext("The most usual next steps are: %(way)s.", way=one_after_the_other(way)),
        process.note,
    )
