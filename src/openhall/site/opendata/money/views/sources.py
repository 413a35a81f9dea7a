"""Where the numbers come from: how they are made, the versions of each year, and their tables as a whole."""

from __future__ import annotations

import polars as pl
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import format_html_join
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from openhall.data.money.keeping import open_year
from openhall.data.money.persons import RULE
from openhall.site.opendata.money.downloads import FORMATS, TooLong, download
from openhall.site.opendata.money.models import MoneyVersion
from openhall.site.opendata.money.page import link, source_of
from openhall.site.opendata.money.shelf import Opened, open_book
from openhall.site.opendata.money.tables import whole_sheet
from openhall.site.opendata.money.words import said
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.portal.speaking import say

TABLES = ("budget", "payments", "contracts")


@visible_to(PUBLIC)
def sources(request: HttpRequest) -> HttpResponse:
    """How the numbers are made, and every version that was ever open."""
    versions = MoneyVersion.objects.citable()
    current = {each.pk for each in MoneyVersion.objects.current()}
    return say(
        request,
        "opendata/money/sources.html",
        {
            "crumbs": _crumbs(open_book()),
            "versions": [(each, each.pk in current) for each in versions],
            "rule": _(RULE),
            "ocds": bool(settings.OPENHALL_OCID_PREFIX),
        },
    )


@visible_to(PUBLIC)
def version(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """One version: its files and their hashes, its sums, what its checks found; a withdrawn one says why."""
    held = get_object_or_404(MoneyVersion.objects.citable(), year=year, number=number)
    found = open_book()
    newest = found.version(year)
    return say(
        request,
        "opendata/money/version.html",
        {
            "crumbs": [*_crumbs(found), {"words": _("Where the numbers come from"), "href": link(found, "sources")}],
            "held": held,
            "files": [{**each, "hash": _broken(each["sha256"])} for each in held.files],
            "digest": _broken(held.digest),
            "newest": newest if newest and newest.pk != held.pk else None,
            "figures": [
                (words, said(held.figures.get(name), held.currency))
                for name, words in _figures()
            ],
            "tables": [(name, words, held.figures.get(f"{name}_rows", 0)) for name, words in _tables()],
            "forms": FORMATS,
            "glance": f"{link(found, 'glance_year', year)}?version={held.name}",
        },
    )  # fmt: skip


def _broken(digest: str) -> SafeString:
    """A hash that may break on a narrow screen, and is whole when it is copied."""
    parts = [digest[start : start + 8] for start in range(0, len(digest), 8)]
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in parts))


def _figures() -> list[tuple[str, str]]:
    return [("plan", _("Plan")), ("revised", _("Revised")), ("spent", _("Spent")), ("paid", _("Payments"))]


def _tables() -> list[tuple[str, str]]:
    return [("budget", _("Budget lines")), ("payments", _("Payments")), ("contracts", _("Contracts"))]


@visible_to(PUBLIC)
def table(request: HttpRequest, year: int, number: int, table: str, form: str) -> HttpResponse:
    """A whole table of a version as a file."""
    held = get_object_or_404(MoneyVersion.objects.published(), year=year, number=number)
    if table not in TABLES or form not in (*FORMATS, "parquet"):
        raise Http404
    if form == "parquet":
        response = HttpResponse(
            (held.folder / f"{table}.parquet").read_bytes(), content_type="application/vnd.apache.parquet"
        )
        response["Content-Disposition"] = content_disposition_header(True, f"{table}-{held.name}.parquet")
        return response
    rows: pl.DataFrame = getattr(open_year(held.folder), table)
    sheet = whole_sheet(table, rows, f"{table}-{held.name}", held.currency)
    found = Opened(open_book().book, (held,))
    try:
        return download(sheet, form, source_of(request, found))
    except TooLong:
        raise Http404 from None


def _crumbs(found: Opened) -> list[dict[str, str]]:
    return [
        {"words": _("Open data"), "href": "/data/"},
        {"words": _("Follow the money"), "href": link(found, "glance")},
    ]
