"""Contracts for machines: OCDS release and record packages."""

from __future__ import annotations

import polars as pl
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition

from openhall.data.money.errors import BadContract
from openhall.site.opendata.money.ocds import digest_of, package_file, record_of
from openhall.site.opendata.money.page import opened
from openhall.site.people.audience import PUBLIC, visible_to

JSON = "application/json"
SECONDS = 300


def _etag(request: HttpRequest, kind: str) -> str:
    return f'"{digest_of(opened(request), kind)}"'


@visible_to(PUBLIC)
@condition(etag_func=_etag)
def package(request: HttpRequest, kind: str) -> HttpResponseBase:
    """All contracts as a release package or a record package."""
    if not settings.OPENHALL_OCID_PREFIX:
        raise Http404("No OCDS prefix is set.")
    try:
        path = package_file(opened(request), kind)
    except BadContract:
        raise Http404 from None
    response = FileResponse(path.open("rb"), content_type=JSON, filename=f"{kind}.json")
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response


@visible_to(PUBLIC)
def record(request: HttpRequest, contract: str) -> HttpResponse:
    """One contract as a record package."""
    found = opened(request)
    rows = found.book.all_contracts
    rows = rows.filter(pl.col("contract_key") == contract) if rows.height else rows
    if not rows.height or not settings.OPENHALL_OCID_PREFIX:
        raise Http404
    return HttpResponse(record_of(found, rows, request.path), content_type=JSON)
