"""Take rows with one: the whole version, or what a filter leaves of it, in the format of one's choice."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from openhall.data.formats import WRITTEN, CannotWrite, Format, stream
from openhall.data.store import Limits
from openhall.site.opendata.asking import NoAnswer, ask
from openhall.site.opendata.models import DatasetVersion
from openhall.site.opendata.shelf import Gone, shelf
from openhall.site.opendata.viewing import Look, download_question
from openhall.site.opendata.viewing.filters import BadFilter
from openhall.site.opendata.views.dataset import public_dataset
from openhall.site.opendata.views.explore import opened
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.portal.speaking import say

MOST_FILTERED = 1_000_000
LIMITS = Limits(seconds=30.0, rows=MOST_FILTERED, megabytes=256.0)


@visible_to(PUBLIC)
@require_safe
def download(request: HttpRequest, identifier: str, number: int, form: str) -> HttpResponseBase:
    """The rows of a version as a file."""
    dataset = public_dataset(identifier)
    version = opened(dataset, number)
    if form not in list(WRITTEN):
        raise Http404
    if version is None:
        return say(
            request, "opendata/gone.html", {"dataset": dataset, "back": dataset.get_absolute_url()}, 410
        )
    columns = version.open_columns()
    look = Look.read(request.GET, columns)
    try:
        if look.filters or look.words or look.sort:
            question = f"{download_question(look, columns)} LIMIT {MOST_FILTERED}"
            pieces = stream(ask(version, question, LIMITS).frame(), columns, Format(form))
        else:
            pieces = _whole(version, Format(form))
    except (NoAnswer, BadFilter, CannotWrite, Gone) as error:
        return _refused(request, dataset.get_absolute_url(), str(error))
    name = f"{slugify(dataset.title)[:60] or dataset.identifier}-{number}.{form}"
    response = StreamingHttpResponse(pieces, content_type=Format(form).media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _whole(version: DatasetVersion, form: Format) -> Iterator[bytes]:
    """All rows, from the file that stays open for as long as somebody reads it."""
    with shelf.reading(version) as stored:
        parquet = stored.parquet
    if form == Format.PARQUET:
        return _file(parquet.open("rb"))
    return stream(pl.scan_parquet(parquet), version.open_columns(), form)


def _file(opened_file: object) -> Iterator[bytes]:
    with opened_file as file:  # type: ignore[attr-defined]
        while piece := file.read(1 << 18):
            yield piece


def _refused(request: HttpRequest, back: str, why: str) -> HttpResponse:
    problems = [{"words": why, "href": ""}]
    return say(request, "opendata/no_download.html", {"problems": problems, "back": back}, 400)
