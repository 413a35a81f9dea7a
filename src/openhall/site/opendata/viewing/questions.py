"""The state of a page as questions of SoQL: what the API would answer the same."""

from __future__ import annotations

from collections.abc import Sequence

from openhall.data.columns import Column, Kind
from openhall.site.opendata.viewing.filters import text
from openhall.site.opendata.viewing.look import DATES, Look

A_PAGE = 25
MOST_BARS = 30
MOST_DAYS = 4_000
MOST_BINS = 3_000
MOST_AREAS = 2_000
_TRUNCATED = {"year": "y", "month": "ym", "day": "ymd"}


def table_question(look: Look, columns: Sequence[Column]) -> str:
    """One page of rows, in the order that is asked for."""
    order = ""
    if look.sort:
        order = f" ORDER BY `{look.sort.removeprefix('-')}`{' DESC' if look.sort.startswith('-') else ''}"
    picked = ", ".join(f"`{column.name}`" for column in columns)
    tail = f" LIMIT {A_PAGE} OFFSET {(look.page - 1) * A_PAGE}"
    return f"SELECT {picked}{_where(look, columns)}{order}{_search(look)}{tail}"


def count_question(look: Look, columns: Sequence[Column]) -> str:
    """How many rows there are."""
    return f"SELECT count(*) AS n{_where(look, columns)}{_search(look)}"


def download_question(look: Look, columns: Sequence[Column]) -> str:
    """All rows of a filtered view: what is saved with it, and what its downloads hold."""
    order = ""
    if look.sort:
        order = f" ORDER BY `{look.sort.removeprefix('-')}`{' DESC' if look.sort.startswith('-') else ''}"
    picked = ", ".join(f"`{column.name}`" for column in columns)
    return f"SELECT {picked}{_where(look, columns)}{order}{_search(look)}"


def chart_question(look: Look, columns: Sequence[Column]) -> str:
    """The values of a chart: `place` along it, `value` up it. Dates in their order, all else by size."""
    column = next(each for each in columns if each.name == look.by)
    dated = column.kind in DATES
    truncate = "datez_trunc" if column.kind is Kind.FIXED_TIMESTAMP else "date_trunc"
    along = f"{truncate}_{_TRUNCATED[look.per]}(`{look.by}`)" if dated else f"`{look.by}`"
    given = [f"`{look.by}` IS NOT NULL"] if dated else []
    order = "place ASC" if dated else "value DESC, place ASC"
    most = MOST_DAYS if dated else MOST_BARS + 1
    return (
        f"SELECT {along} AS place, {_value(look)} AS value{_where(look, columns, given)} "
        f"GROUP BY {along} ORDER BY {order}{_search(look)} LIMIT {most}"
    )


def bounds_question(look: Look, columns: Sequence[Column]) -> str:
    """How far points reach, in degrees: `west`, `south`, `east`, `north`, and `n`, how many there are."""
    point = f"`{look.ground}`"
    reach = (
        f"min({point}.longitude) AS west, min({point}.latitude) AS south, "
        f"max({point}.longitude) AS east, max({point}.latitude) AS north, count(*) AS n"
    )
    return f"SELECT {reach}{_where(look, columns, [f'{point} IS NOT NULL'])}{_search(look)}"


def points_question(look: Look, columns: Sequence[Column], wide: float, tall: float) -> str:
    """How many points lie in each rectangle of a size in degrees: `x` and `y` count rectangles from 0° on."""
    point = f"`{look.ground}`"
    x, y = f"floor({point}.longitude / {wide:.12f})", f"floor({point}.latitude / {tall:.12f})"
    where = _where(look, columns, [f"{point} IS NOT NULL"])
    return (
        f"SELECT {x} AS x, {y} AS y, {_value(look)} AS value{where} "
        f"GROUP BY {x}, {y} ORDER BY value DESC{_search(look)} LIMIT {MOST_BINS}"
    )


def areas_question(look: Look, columns: Sequence[Column]) -> str:
    """The areas of a map with their names and, where one is chosen, the number that colours them."""
    name = next((column.name for column in columns if column.kind == Kind.TEXT), "")
    number = look.of.partition(":")[2] or next(
        (column.name for column in columns if column.kind == Kind.NUMBER), ""
    )
    picked = [f"`{look.ground}` AS shape"]
    picked += [f"`{name}` AS name"] if name else []
    picked += [f"`{number}` AS value"] if number else []
    given = [f"`{look.ground}` IS NOT NULL"]
    return f"SELECT {', '.join(picked)}{_where(look, columns, given)}{_search(look)} LIMIT {MOST_AREAS}"


def _value(look: Look) -> str:
    how, _sign, name = look.of.partition(":")
    return f"{how}(`{name}`)" if name else "count(*)"


def _where(look: Look, columns: Sequence[Column], more: Sequence[str] = ()) -> str:
    known = {column.name: column for column in columns}
    conditions = [each.condition(known[each.column]) for each in look.filters]
    conditions += more
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _search(look: Look) -> str:
    return f" SEARCH {text(look.words)}" if look.words else ""
