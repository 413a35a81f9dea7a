"""What every page of the money has in common: its book, its source, its downloads, its breadcrumbs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from openhall.site.opendata.money.downloads import FORMATS, TooLong, download
from openhall.site.opendata.money.models import MoneyVersion
from openhall.site.opendata.money.sheets import Sheet
from openhall.site.opendata.money.shelf import Opened, open_book
from openhall.site.portal.speaking import say

MOST_CITED = 30
Crumb = tuple[str, str]


def opened(request: HttpRequest) -> Opened:
    """The book that an address asks for; 404 where it cites a version that is not open."""
    cited = tuple(dict.fromkeys(request.GET.getlist("version")))[:MOST_CITED]
    try:
        return open_book(cited)
    except MoneyVersion.DoesNotExist:
        raise Http404 from None


def link(found: Opened, name: str, *args: Any, **query: Any) -> str:
    """The address of a money page; the versions that are cited stay cited."""
    pairs = [("version", each) for each in found.cited]
    pairs += [(key, value) for key, value in query.items() if value not in ("", None)]
    address = reverse(f"money:{name}", args=args)
    return f"{address}?{urlencode(pairs)}" if pairs else address


def nothing(request: HttpRequest) -> HttpResponse:
    """The page where nothing is published yet."""
    crumbs = [{"words": _("Open data"), "href": "/data/"}]
    return say(request, "opendata/money/nothing.html", {"crumbs": crumbs})


def source_of(request: HttpRequest, found: Opened, years: Sequence[int] = ()) -> dict[str, Any]:
    """Where the numbers of a page come from, for its downloads."""
    return {
        "address": settings.OPENHALL_ADDRESS + _without_format(request),
        "made_from": [
            f"{each['name']} (version {version.number} of {version.year}, SHA-256 {each['sha256']})"
            for version in found.versions
            if not years or version.year in years
            for each in version.files
        ],
    }


def _without_format(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("format", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def show(
    request: HttpRequest,
    template: str,
    found: Opened,
    sheet: Sheet,
    *,
    years: Sequence[int] = (),
    crumbs: Sequence[Crumb] = (),
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Draw a page, or give its table as the file that `?format=` asks for.

    sheet  the main table of the page: what the downloads hold
    years  the years that it is about; all where none is named
    """
    form = request.GET.get("format", "")
    problems = list(more.pop("problems", []))
    if form in FORMATS and not problems:
        try:
            return download(sheet, form, source_of(request, found, years))
        except TooLong:
            problems.append(
                {
                    "words": _(
                        "This list is too long for a spreadsheet. Take it as CSV, or ask for less of it."
                    ),
                    "href": "#downloads",
                }
            )
    versions = [each for each in found.versions if not years or each.year in years]
    context = {
        "found": found,
        "sheet": sheet,
        "problems": problems,
        "versions": versions,
        "cited": found.cited,
        "remarks": [(each.year, each.notes) for each in versions if each.notes],
        "crumbs": [
            {"words": _("Open data"), "href": "/data/"},
            *([{"words": _("Follow the money"), "href": link(found, "glance")}] if template != FIRST else []),
            *({"words": words, "href": href} for words, href in crumbs),
        ],
        "downloads": [(each.upper(), f"?{_with(request, format=each)}") for each in FORMATS],
        **more,
    }
    return say(request, template, context, status=400 if problems else status)


FIRST = "opendata/money/glance.html"


def _with(request: HttpRequest, **pairs: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in pairs.items():
        query[name] = value
    return query.urlencode()
