"""Look into the rows of a dataset: as a table, a chart or a map. All of the state stands in the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openhall.data.columns import Column, Kind
from openhall.data.formats import WRITTEN
from openhall.site.opendata.asking import NoAnswer, ask, shown
from openhall.site.opendata.models import Dataset, DatasetVersion
from openhall.site.opendata.viewing import (
    A_PAGE,
    CHART_FORMS,
    NEEDS_VALUE,
    OPERATORS,
    PERIODS,
    Look,
    Shown,
    count_question,
    download_question,
    table_question,
)
from openhall.site.opendata.viewing.filters import BadFilter
from openhall.site.opendata.viewing.look import DATES, MEASURES, chart_columns, ground_columns
from openhall.site.opendata.viewing.pictures import chart, ground
from openhall.site.opendata.views.dataset import public_dataset
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.portal.speaking import say

LAST_ROW = 100_000
"""Rows further down are reached by filters, or in a download: a page far down costs as much as all before it."""


@visible_to(PUBLIC)
@require_safe
def explore(request: HttpRequest, identifier: str, number: int | None = None) -> HttpResponse:
    """The rows of the newest version, or of one."""
    dataset = public_dataset(identifier)
    version = opened(dataset, number)
    if version is None:
        return redirect(dataset)
    columns = version.open_columns()
    look = Look.read(request.GET, columns)
    if "column" in request.GET and not problem_of(look, columns):
        # What a form sent becomes the one address of what is shown.
        return redirect(request.path + look.address())
    return page(request, dataset, version, look, columns)


def opened(dataset: Dataset, number: int | None) -> DatasetVersion | None:
    """The version whose rows are asked for; None where there is none to read, 404 where there never was."""
    if number is None:
        return dataset.current
    version: DatasetVersion = get_object_or_404(
        DatasetVersion.objects.citable(), dataset=dataset, number=number
    )
    return version if version.is_open else None


def problem_of(look: Look, columns: Sequence[Column]) -> str:
    """What is wrong with the filters, in a sentence; "" when nothing is."""
    try:
        count_question(look, columns)
    except BadFilter as error:
        return str(error)
    return ""


def page(
    request: HttpRequest,
    dataset: Dataset,
    version: DatasetVersion,
    look: Look,
    columns: Sequence[Column],
    **more: Any,
) -> HttpResponse:
    """The page about rows."""
    problem = problem_of(look, columns)
    good = Look(**{**vars(look), "filters": _good_filters(look, columns)}) if problem else look
    context = {
        "dataset": dataset,
        "version": version,
        "look": look,
        "back": dataset.get_absolute_url(),
        **_controls(good, columns),
        **_links(request, dataset, version, good, columns),
        **more,
    }
    failed = ""
    try:
        context |= _content(version, good, columns)
    except NoAnswer as error:
        failed = str(error)
    problems = [{"words": problem, "href": "#value"}] if problem else []
    problems += [{"words": failed, "href": ""}] if failed else []
    status = 400 if problem else 503 if failed else 200
    return say(request, "opendata/explore.html", context | {"problems": problems, "problem": problem}, status)


def _good_filters(look: Look, columns: Sequence[Column]) -> tuple[Any, ...]:
    return tuple(each for each in look.filters if not problem_of(Look(filters=(each,)), columns))


def _content(version: DatasetVersion, look: Look, columns: Sequence[Column]) -> dict[str, Any]:
    if look.shown == Shown.CHART:
        return {"picture": chart(version, look, columns)}
    if look.shown == Shown.MAP:
        return {"picture": ground(version, look, columns)}
    total = version.rows
    if look.filters or look.words:
        total = int(ask(version, count_question(look, columns)).rows[0][0])
    last = max(1, -(-min(total, LAST_ROW) // A_PAGE))
    number = min(look.page, last)
    look = Look(**{**vars(look), "page": number})
    rows = ask(version, table_question(look, columns)).rows
    return {
        "total": total,
        "rows": [
            [
                (shown(value, column), column.kind is Kind.NUMBER)
                for value, column in zip(row, columns, strict=True)
            ]
            for row in rows
        ],
        "first": (number - 1) * A_PAGE + 1,
        "last": (number - 1) * A_PAGE + len(rows),
        "previous": look.address(page=number - 1) if number > 1 else "",
        "next": look.address(page=number + 1) if number < last else "",
        "cut_off": total > LAST_ROW,
    }


def _controls(look: Look, columns: Sequence[Column]) -> dict[str, Any]:
    known = {column.name: column for column in columns}
    by = known.get(look.by)
    places = ground_columns(columns)
    numbers = [column for column in columns if column.kind is Kind.NUMBER]
    return {
        "columns": columns,
        "heads": [_head(look, column) for column in columns],
        "chips": [
            {"words": each.words(known[each.column]), "href": look.without(each).address()}
            for each in look.filters
        ],
        "operators": OPERATORS.items(),
        "needs_value": NEEDS_VALUE,
        "kept": look.pairs(),
        "kept_without_view": [
            pair for pair in look.pairs() if pair[0] not in ("show", "by", "per", "of", "form", "ground")
        ],
        "tabs": _tabs(look, columns),
        "chart_columns": chart_columns(columns),
        "places": places,
        "dated": by is not None and by.kind in DATES,
        "periods": PERIODS.items(),
        "forms": CHART_FORMS.items(),
        "measures": [
            {"value": f"{how}:{column.name}", "words": f"{words} {column.title}"}
            for column in numbers
            for how, words in MEASURES.items()
        ],
        "area_measures": [{"value": f"sum:{column.name}", "words": column.title} for column in numbers],
        "on_areas": any(column.name == look.ground and column.kind is Kind.MULTIPOLYGON for column in places),
    }


def _head(look: Look, column: Column) -> dict[str, Any]:
    """A column's title with the link that sorts by it: first rising, then falling, then as in the file."""
    rising, falling = look.sort == column.name, look.sort == f"-{column.name}"
    following = f"-{column.name}" if rising else "" if falling else column.name
    return {
        "column": column,
        "href": look.address(sort=following),
        "sorted": "ascending" if rising else "descending" if falling else "",
        "is_number": column.kind is Kind.NUMBER,
        "sortable": column.kind not in (Kind.POINT, Kind.MULTIPOLYGON),
    }


def _tabs(look: Look, columns: Sequence[Column]) -> list[dict[str, Any]]:
    tabs = [(Shown.TABLE, _("Table"))]
    tabs += [(Shown.CHART, _("Chart"))] if chart_columns(columns) else []
    tabs += [(Shown.MAP, _("Map"))] if ground_columns(columns) else []
    return [
        {"words": words, "href": look.address(shown=kind), "here": look.shown == kind} for kind, words in tabs
    ]


def _links(
    request: HttpRequest, dataset: Dataset, version: DatasetVersion, look: Look, columns: Sequence[Column]
) -> dict[str, Any]:
    """Downloads of what is shown, the address of it in the API, and the link to share."""
    query = look.address(shown=Shown.TABLE)
    has_place = bool(ground_columns(columns))
    names = [dataset.identifier, version.number]
    downloads = [
        {
            "words": form.label,
            "href": reverse("opendata:download", args=[*names, form.value]) + (query if query != "?" else ""),
        }
        for form in WRITTEN
        if has_place or form.value != "geojson"
    ]
    question = download_question(look, columns)
    api = f"{settings.OPENHALL_ADDRESS}/resource/{dataset.identifier}.json?{urlencode({'$query': question})}"
    return {
        "downloads": downloads,
        "question": question,
        "api": api,
        "share": settings.OPENHALL_ADDRESS + request.path + look.address(page=look.page),
        "state": look.address().removeprefix("?"),
    }
