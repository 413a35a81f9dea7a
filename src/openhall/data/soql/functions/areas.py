"""Whether a point lies in an area: it does when a line from it crosses the edge an odd number of times.

An area that is written in the query becomes comparisons with its edges. They are laid in bands of latitude, so that a
row meets only the few edges beside it. A stored area is kept with its edges, its box and the number of its corners.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from openhall.data.soql.errors import QueryError
from openhall.data.soql.functions.function import Function
from openhall.data.soql.geometry import Area
from openhall.data.soql.kinds import STORED_AREA, Type, Typed, made
from openhall.data.soql.sql import Binds
from openhall.process.saying import gettext

POINT, AREA, NUMBER, BOOL = Type.POINT, Type.MULTIPOLYGON, Type.NUMBER, Type.CHECKBOX
FEW = 6
"""Edges that are not laid in narrower bands."""
Edge = tuple[float, float, float, float]


def _inside(arguments: Sequence[Typed], binds: Binds) -> Typed:
    point, area = arguments if arguments[0].type is POINT else arguments[::-1]
    x, y = point.parts
    if area.area is not None:
        return made(BOOL, _within_written(area.area, x, y))
    if area.is_literal:
        return made(BOOL, "CAST(NULL AS BOOLEAN)")
    _, edges, west, south, east, north, _ = _stored(area)
    crossing = (
        f"lambda e: CASE WHEN (e[2] > {y}) <> (e[4] > {y}) "
        f"AND {x} < (e[3] - e[1]) * ({y} - e[2]) / (e[4] - e[2]) + e[1] THEN 1 ELSE 0 END"
    )
    near = f"{x} BETWEEN {west} AND {east} AND {y} BETWEEN {south} AND {north}"
    odd = f"list_sum(list_transform({edges}, {crossing})) % 2 = 1"
    nothing = f"{x} IS NULL OR {west} IS NULL"
    return made(BOOL, f"(CASE WHEN {nothing} THEN NULL WHEN {near} THEN {odd} ELSE FALSE END)")


def _stored(area: Typed) -> tuple[str, ...]:
    if len(area.parts) != STORED_AREA:
        raise QueryError(
            "query.soql.type-mismatch", gettext("An area here must be a column of the table, or be written.")
        )
    return area.parts


def _within_written(area: Area, x: str, y: str) -> str:
    west, south, east, north = area.box
    edges = [(*one, *other) for ring in area.rings for one, other in pairwise(ring) if one[1] != other[1]]
    near = f"{x} BETWEEN {west!r} AND {east!r} AND {y} BETWEEN {south!r} AND {north!r}"
    odd = _odd(edges, x, y, south, north) if edges else "FALSE"
    return f"(CASE WHEN {x} IS NULL OR {y} IS NULL THEN NULL WHEN {near} THEN {odd} ELSE FALSE END)"


def _odd(edges: list[Edge], x: str, y: str, low: float, high: float) -> str:
    """Whether an odd number of edges lies east of a point whose latitude is between `low` and `high`."""
    corners = sorted({each for _, y1, _, y2 in edges for each in (y1, y2) if low < each < high})
    if len(edges) > FEW and corners:
        middle = corners[len(corners) // 2]
        below = [edge for edge in edges if min(edge[1], edge[3]) < middle]
        above = [edge for edge in edges if max(edge[1], edge[3]) > middle]
        if max(len(below), len(above)) < len(edges):
            return (
                f"(CASE WHEN {y} < {middle!r} THEN {_odd(below, x, y, low, middle)} "
                f"ELSE {_odd(above, x, y, middle, high)} END)"
            )
    return f"({' + '.join(_crossed(edge, x, y) for edge in edges)}) % 2 = 1" if edges else "FALSE"


def _crossed(edge: Edge, x: str, y: str) -> str:
    x1, y1, x2, y2 = edge
    slope = (x2 - x1) / (y2 - y1)
    between = f"{y} >= {min(y1, y2)!r} AND {y} < {max(y1, y2)!r}"
    return f"CAST({between} AND {x} < {x1!r} + ({slope!r}) * ({y} - ({y1!r})) AS INTEGER)"


def _same_place(arguments: Sequence[Typed], binds: Binds) -> Typed:
    one, other = arguments
    return made(BOOL, f"({one.parts[0]} = {other.parts[0]} AND {one.parts[1]} = {other.parts[1]})")


def _extent(arguments: Sequence[Typed], binds: Binds) -> Typed:
    if arguments[0].type is POINT:
        x, y = arguments[0].parts
        west, south, east, north = f"min({x})", f"min({y})", f"max({x})", f"max({y})"
    else:
        _, _, w, s, e, n, _ = _stored(arguments[0])
        west, south, east, north = f"min({w})", f"min({s})", f"max({e})", f"max({n})"
    corners = ((west, south), (west, north), (east, north), (east, south), (west, south))
    pieces = " || ',' || ".join(f"'[' || {x} || ',' || {y} || ']'" for x, y in corners)
    text = f"""('{{"type":"MultiPolygon","coordinates":[[[' || {pieces} || ']]]}}')"""
    return made(AREA, text, aggregate=True)


def _corners(arguments: Sequence[Typed], binds: Binds) -> Typed:
    return made(NUMBER, _stored(arguments[0])[6])


_BOTH = "whether the point lies in the area."
FUNCTIONS = (
    Function("within_polygon", (POINT, AREA), BOOL, _inside,
             f"`within_polygon(point, 'MULTIPOLYGON (((longitude latitude, ...)))')`: {_BOTH}"),
    Function("intersects", (POINT, POINT), BOOL, _same_place, "Whether two points are the same."),
    Function("intersects", (POINT, AREA), BOOL, _inside, f"`intersects(point, area)`: {_BOTH}"),
    Function("intersects", (AREA, POINT), BOOL, _inside, f"`intersects(area, 'POINT (...)')`: {_BOTH}"),
    Function("extent", (POINT,), AREA, _extent, "The least box that holds all places of a group.", aggregate=True),
    Function("extent", (AREA,), AREA, _extent, "The least box that holds all areas of a group.", aggregate=True),
    Function("num_points", (AREA,), NUMBER, _corners, "How many points the rings of a stored area have."),
)  # fmt: skip
