"""What is shown: the state of a page about rows, read from its address and written back, so that links are shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from openhall.data.columns import Column, Kind
from openhall.site.opendata.viewing.filters import NEEDS_VALUE, OPERATORS, Filter

MOST_FILTERS = 12
LONGEST_WORDS = 200
LAST_PAGE = 100_000
DATES = (Kind.CALENDAR_DATE, Kind.FIXED_TIMESTAMP)
PERIODS = {"year": _("by year"), "month": _("by month"), "day": _("by day")}
MEASURES = {"sum": _("Sum of"), "avg": _("Mean of")}
CHART_FORMS = {"bars": _("Bars"), "line": _("Line")}


class Shown(StrEnum):
    """How rows are shown."""

    TABLE = "table"
    CHART = "chart"
    MAP = "map"


@dataclass(frozen=True)
class Look:
    """The state of a page.

    filters  conditions that all hold;  words  what to search for in all texts
    sort     a column's name, with `-` before it from large to small; "" for the order of the file
    by       the column whose values are counted; of dates, `per` which period
    of       "" counts rows; `sum:column` or `avg:column` sums up
    form     how a chart is drawn: one of `CHART_FORMS`
    ground   the column of places or areas of a map; `of` colours areas, or counts points
    """

    shown: Shown = Shown.TABLE
    filters: tuple[Filter, ...] = ()
    words: str = ""
    sort: str = ""
    page: int = 1
    by: str = ""
    per: str = "month"
    of: str = ""
    form: str = ""
    ground: str = ""

    @classmethod
    def read(cls, given: QueryDict, columns: Sequence[Column]) -> Look:
        """The state that an address asks for; what the columns do not have is left out."""
        known = {column.name: column for column in columns}
        filters = [Filter.read(text.replace("\0", "")) for text in given.getlist("where")[:MOST_FILTERS]]
        # A form without scripts sends the filter that is added in three fields.
        if given.get("column"):
            value = given.get("value", "").replace("\0", "").strip()[:200]
            operator = given.get("operator", "")
            filters.append(Filter(given["column"], operator, value if operator in NEEDS_VALUE else ""))
        look = cls(
            filters=tuple(
                dict.fromkeys(each for each in filters if each.column in known and each.operator in OPERATORS)
            )[:MOST_FILTERS],
            words=" ".join(given.get("q", "")[:LONGEST_WORDS].replace("\0", "").split()),
            sort=given.get("sort", "") if given.get("sort", "").removeprefix("-") in known else "",
            page=_whole(given.get("page", "")),
            per=given.get("per", "") if given.get("per") in PERIODS else "month",
            of=_measure(given.get("of", ""), known),
            form=given.get("form", "") if given.get("form") in CHART_FORMS else "",
        )
        return look._with_view(given, columns)

    def _with_view(self, given: QueryDict, columns: Sequence[Column]) -> Look:
        """The chart or map that is asked for, as far as the columns allow it."""
        shown = given.get("show", "")
        names_by = [column.name for column in chart_columns(columns)]
        grounds = [column.name for column in ground_columns(columns)]
        look = replace(self, shown=Shown(shown) if shown in list(Shown) else Shown.TABLE)
        by, ground = given.get("by", ""), given.get("ground", "")
        look = replace(
            look,
            by=by if by in names_by else next(iter(names_by), ""),
            ground=ground if ground in grounds else next(iter(grounds), ""),
        )
        lacking = (look.shown == Shown.CHART and not look.by) or (look.shown == Shown.MAP and not look.ground)
        return replace(look, shown=Shown.TABLE) if lacking else look

    def pairs(self) -> list[tuple[str, str]]:
        """The state as it stands in an address; what is usual is left out."""
        found = [("where", each.write()) for each in self.filters]
        plain: list[tuple[str, str, str]] = [("q", self.words, ""), ("sort", self.sort, "")]
        if self.shown != Shown.TABLE:
            plain.insert(0, ("show", self.shown.value, ""))
        if self.shown == Shown.CHART:
            plain += [
                ("by", self.by, ""),
                ("per", self.per, "month"),
                ("of", self.of, ""),
                ("form", self.form, ""),
            ]
        if self.shown == Shown.MAP:
            plain += [("ground", self.ground, ""), ("of", self.of, "")]
        return [*found, *((name, value) for name, value, usual in plain if value != usual)]

    def address(self, **changed: object) -> str:
        """The state, with changes, as a query of an address: `?where=...`; "?" where all is usual."""
        look = replace(self, **{"page": 1, **changed})  # type: ignore[arg-type]
        pairs = look.pairs() + ([("page", str(look.page))] if look.page > 1 else [])
        return "?" + urlencode(pairs)

    def without(self, gone: Filter) -> Look:
        """The same with one filter less."""
        return replace(self, filters=tuple(each for each in self.filters if each != gone), page=1)


def chart_columns(columns: Sequence[Column]) -> list[Column]:
    """The columns that a chart can be drawn by: dates first, because a course in time says the most."""
    dates = [column for column in columns if column.kind in DATES]
    return dates + [
        column for column in columns if column.kind in (Kind.TEXT, Kind.CHECKBOX, Kind.NUMBER, Kind.URL)
    ]


def ground_columns(columns: Sequence[Column]) -> list[Column]:
    """The columns that a map can be drawn of."""
    return [column for column in columns if column.kind in (Kind.POINT, Kind.MULTIPOLYGON)]


def _whole(text: str) -> int:
    return min(max(1, int(text)), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _measure(text: str, known: dict[str, Column]) -> str:
    how, _sign, name = text.partition(":")
    fits = how in MEASURES and name in known and known[name].kind == Kind.NUMBER
    return text if fits else ""
