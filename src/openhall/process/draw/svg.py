"""A model as SVG, in the signs of BPMN 2.0 (chapter 7): attributes only, no style and no script.

Beside the picture a reader who does not see it gets the same in words: a title, and each node with its state.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from html import escape

from openhall.process.draw.label import wrap
from openhall.process.draw.layout import EVENTS, HEAD, SIZE, Box, Layout, corners, lay_out, lines_of
from openhall.process.model import EventKind, LoopKind, Model, Node, NodeKind
from openhall.process.saying import Translate, gettext_noop

INK, QUIET, PAPER, LINE, BAND = "#12211f", "#4a5b58", "#ffffff", "#5f7683", "#f2f7f5"
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 (section 2.2) does not allow even when escaped."""
MARGIN = 8.0
SIGNS = {
    NodeKind.USER: "M4 16v-3a4 4 0 0 1 8 0v3M8 8.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
    NodeKind.MANUAL: "M2 12V7h6l3-2h1v3l-3 2h4v3H6z",
    NodeKind.SERVICE: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v3M8 12v3M1 8h3M12 8h3M3 3l2 2M11 11l2 2M3 13l2-2M11 5l2-2",
    NodeKind.SEND: "M1 4h14v9H1zM1 4l7 5 7-5",
    NodeKind.RECEIVE: "M1 4h14v9H1zM1 4l7 5 7-5",
    NodeKind.RULE: "M1 3h14v10H1zM1 6h14M6 6v7M1 9.5h14",
    NodeKind.SCRIPT: "M4 2h9c-3 3 3 8 0 12H4c3-4-3-9 0-12zM5 5h5M6 8h5M6 11h5",
}
OF_EVENTS = {
    EventKind.MESSAGE: "M9 13h18v11H9zM9 13l9 6 9-6",
    EventKind.TIMER: "M18 9a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM18 12v6l4 3",
    EventKind.SIGNAL: "M18 9l9 15H9z",
    EventKind.ERROR: "M10 26l5-14 6 8 5-11-4 15-6-8z",
    EventKind.ESCALATION: "M18 9l7 17-7-7-7 7z",
    EventKind.COMPENSATION: "M18 11v14l-9-7zM27 11v14l-9-7z",
    EventKind.TERMINATE: "M18 10a8 8 0 1 0 0 16 8 8 0 0 0 0-16z",
}
OF_GATEWAYS = {
    NodeKind.EXCLUSIVE: "M16 15l14 16M30 15L16 31",
    NodeKind.PARALLEL: "M23 11v24M11 23h24",
    NodeKind.INCLUSIVE: "M23 13a10 10 0 1 0 0 20 10 10 0 0 0 0-20z",
    NodeKind.EVENT_GATEWAY: "M23 12a11 11 0 1 0 0 22 11 11 0 0 0 0-22zM23 17l6 5-2 7h-8l-2-7z",
}


class Mark(StrEnum):
    """What a picture says of a node."""

    DONE = "done"
    NOW = "now"


MARKED = {Mark.DONE: gettext_noop("%(name)s (done)"), Mark.NOW: gettext_noop("%(name)s (now)")}
FILL = {None: PAPER, Mark.DONE: "#dcebe6", Mark.NOW: "#ffe7a8"}
EDGE = {None: INK, Mark.DONE: "#0f5f59", Mark.NOW: "#8a5200"}


def draw_model(
    model: Model,
    marks: Mapping[str, Mark] | None = None,
    title: str = "The process",
    translate: Translate = str,
) -> str:
    """The picture of a model as one SVG element. `marks` are by the ids of nodes; `translate` gives its own words."""
    marks = marks or {}
    layout = lay_out(model)
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-MARGIN:g} {-MARGIN:g} {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" font-family="system-ui, sans-serif" '
        f'font-size="{SIZE:g}"><title>{_said(title)}</title><desc>{_said(_in_words(model, marks, translate))}</desc>'
    ]
    parts += [_band(band.name, band.box) for band in layout.bands]
    scopes = sorted(layout.boxes, key=lambda place: _depth(model, place))
    parts += [_flow(model, layout, number) for number in range(len(model.flows))]
    parts += [
        _node(model, place, layout.boxes[place], marks.get(model.nodes[place].id), translate)
        for place in scopes
    ]
    return "".join([*parts, "</svg>"])


def _in_words(model: Model, marks: Mapping[str, Mark], translate: Translate) -> str:
    here = [node.label for node in model.nodes if marks.get(node.id) == Mark.NOW]
    done = [node.label for node in model.nodes if marks.get(node.id) == Mark.DONE and node.kind.is_activity]
    named = [node.label for node in model.nodes if node.kind.is_activity]
    words = translate(gettext_noop("Activities: %(names)s.")) % {"names": ", ".join(named)}
    if not marks:
        return words
    none = translate(gettext_noop("none"))
    stands = translate(gettext_noop("Done: %(done)s. Now at: %(here)s."))
    return f"{words} {stands % {'done': ', '.join(done) or none, 'here': ', '.join(here) or none}}"


def _depth(model: Model, place: int) -> tuple[int, bool]:
    depth, scope = 0, model.nodes[place].scope
    while scope >= 0:
        depth, scope = depth + 1, model.nodes[scope].scope
    # An event on an edge is drawn over the edge.
    return depth, model.nodes[place].attached_to >= 0


def _band(name: str, box: Box) -> str:
    x, y = box.x + HEAD / 2, box.middle[1]
    lines = wrap(name, SIZE, max(box.height - 16, 40), 2)
    spans = "".join(
        f'<tspan x="{x:.1f}" dy="{(-0.5 * (len(lines) - 1) if k == 0 else 1.15):g}em">{_said(line)}</tspan>'
        for k, line in enumerate(lines)
    )
    return (
        f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" fill="none" '
        f'stroke="#9dbcb6"/><rect x="{box.x:.1f}" y="{box.y:.1f}" width="{HEAD:g}" height="{box.height:.1f}" '
        f'fill="{BAND}" stroke="#9dbcb6"/><text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" '
        f'dominant-baseline="middle" fill="{INK}" transform="rotate(-90 {x:.1f} {y:.1f})">{spans}</text>'
    )


def _flow(model: Model, layout: Layout, number: int) -> str:
    flow = model.flows[number]
    points = corners(layout.flows[number])
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    (ax, ay), (bx, by) = points[-2], points[-1]
    dx, dy = (bx > ax) - (bx < ax), (by > ay) - (by < ay)
    head = f"M{bx:.1f} {by:.1f}l{-7 * dx + 4 * dy:g} {-7 * dy + 4 * dx:g}l{-8 * dy:g} {-8 * dx:g}z"
    drawn = (
        f'<path d="{path}" fill="none" stroke="{LINE}" stroke-width="1.4"/><path d="{head}" fill="{LINE}"/>'
    )
    source = model.nodes[flow.source]
    if source.default == number and source.kind.is_gateway:
        x, y = points[0]
        drawn += f'<path d="M{x + 6:.1f} {y + 5:.1f}l5 -10" stroke="{LINE}" stroke-width="1.4"/>'
    if flow.name:
        x, y = points[0][0] + 6, points[0][1] - 6
        drawn += _text([flow.name if len(flow.name) < 24 else flow.name[:23] + "…"], x, y, QUIET, "start", 11)
    return drawn


def _node(model: Model, place: int, box: Box, mark: Mark | None, translate: Translate) -> str:
    node = model.nodes[place]
    words = translate(MARKED[mark]) % {"name": node.label} if mark else node.label
    if node.kind in EVENTS:
        body = _event(node, box, mark)
    elif node.kind.is_gateway:
        body = _gateway(node, box, mark)
    else:
        body = _activity(node, box, mark)
    return f'<g data-node="{_said(node.id)}"><title>{_said(words)}</title>{body}</g>'


def _event(node: Node, box: Box, mark: Mark | None) -> str:
    x, y = box.middle
    edge = EDGE[mark]
    thick = 3.2 if node.kind == NodeKind.END else 1.6
    dashed = (
        ' stroke-dasharray="4 3"'
        if not node.interrupting and node.kind in (NodeKind.BOUNDARY, NodeKind.START)
        else ""
    )
    body = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="17" fill="{FILL[mark]}" stroke="{edge}" '
        f'stroke-width="{thick}"{dashed}/>'
    )
    if node.kind in (NodeKind.CATCH, NodeKind.THROW, NodeKind.BOUNDARY):
        body += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="13.5" fill="none" stroke="{edge}"{dashed}/>'
    sign = OF_EVENTS.get(node.event.kind)
    if sign:
        throws = node.kind in (NodeKind.END, NodeKind.THROW) or node.event.kind == EventKind.TERMINATE
        body += (
            f'<path d="{sign}" transform="translate({box.x:.1f} {box.y:.1f})" fill="{edge if throws else "none"}" '
            f'stroke="{PAPER if throws and node.event.kind == EventKind.MESSAGE else edge}" stroke-width="1.1"/>'
        )
    return body + _under(node, box)


def _gateway(node: Node, box: Box, mark: Mark | None) -> str:
    x, y, half = *box.middle, box.width / 2
    return (
        f'<path d="M{x:.1f} {y - half:.1f}l{half:g} {half:g}l{-half:g} {half:g}l{-half:g} {-half:g}z" '
        f'fill="{FILL[mark]}" stroke="{EDGE[mark]}" stroke-width="1.6"/><path d="{OF_GATEWAYS[node.kind]}" '
        f'transform="translate({box.x:.1f} {box.y:.1f})" fill="none" stroke="{EDGE[mark]}" stroke-width="2.4"/>'
    ) + _under(node, box)


def _under(node: Node, box: Box) -> str:
    """The name of an event or a gateway, below it."""
    if not node.name:
        return ""
    lines = wrap(node.name, 11, 96, 2)
    return _text(lines, box.middle[0], box.bottom + 12, INK, "middle", 11)


def _activity(node: Node, box: Box, mark: Mark | None) -> str:
    holds = node.kind.is_scope and node.kind != NodeKind.CALL
    dashed = ' stroke-dasharray="3 4"' if node.kind == NodeKind.EVENT_SUBPROCESS else ""
    thick = 3.2 if node.kind == NodeKind.CALL else 1.6
    fill = "none" if holds and mark is None else FILL[mark]
    body = (
        f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="8" fill="{fill}" '
        f'stroke="{EDGE[mark]}" stroke-width="{thick}"{dashed}/>'
    )
    if holds:
        label = wrap(node.label, SIZE, box.width - 20, 1)
        return body + _text(label, box.x + 12, box.y + 20, INK, "start", SIZE)
    sign = SIGNS.get(node.kind)
    if sign:
        solid = node.kind == NodeKind.SEND
        body += (
            f'<path d="{sign}" transform="translate({box.x + 5:.1f} {box.y + 4:.1f})" '
            f'fill="{INK if solid else "none"}" stroke="{PAPER if solid else INK}" stroke-width="1"/>'
        )
    lines = lines_of(node)
    x, y = box.middle
    body += _text(lines, x, y - (len(lines) - 1) * 7.5 + 4.5, INK, "middle", SIZE)
    return body + _loop(node, box)


def _loop(node: Node, box: Box) -> str:
    if node.loop is None:
        return ""
    x, y = box.middle[0], box.bottom - 5
    drawn = {
        LoopKind.PARALLEL: f"M{x - 4:.1f} {y - 8:.1f}v8M{x:.1f} {y - 8:.1f}v8M{x + 4:.1f} {y - 8:.1f}v8",
        LoopKind.SEQUENTIAL: f"M{x - 5:.1f} {y - 8:.1f}h10M{x - 5:.1f} {y - 4:.1f}h10M{x - 5:.1f} {y:.1f}h10",
        LoopKind.STANDARD: f"M{x - 3:.1f} {y:.1f}a5 5 0 1 1 5 0M{x - 3:.1f} {y:.1f}l-3 -3M{x - 3:.1f} {y:.1f}l-4 1",
    }[node.loop.kind]
    return f'<path d="{drawn}" fill="none" stroke="{INK}" stroke-width="1.6"/>'


def _text(lines: list[str], x: float, y: float, colour: str, anchor: str, size: float) -> str:
    spans = "".join(
        f'<tspan x="{x:.1f}" dy="{0 if k == 0 else 1.25:g}em">{_said(line)}</tspan>'
        for k, line in enumerate(lines)
    )
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size:g}">{spans}</text>'


def _said(text: str) -> str:
    return escape(NO_XML.sub("", text))
