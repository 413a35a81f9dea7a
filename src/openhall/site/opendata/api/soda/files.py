"""Whole datasets as files, streamed: `/api/views/<4x4>/rows.csv`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import BinaryIO

import polars as pl
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response

from openhall.data.formats import WRITTEN, Format, stream
from openhall.site.opendata.api.addresses import forms_of
from openhall.site.opendata.api.offered import Offer, offered
from openhall.site.opendata.api.reading import mark_of, marked, readable
from openhall.site.opendata.api.refusing import Refused, no_dataset
from openhall.site.opendata.api.soda.refusing import soda_error
from openhall.site.opendata.shelf import Gone, shelf

PIECE = 1 << 18


@readable("GET", refusing=soda_error)
def rows_file(request: HttpRequest, key: str, form: str) -> HttpResponseBase:
    """All rows of a dataset as a file."""
    return file_of(request, offered(key), form)


def file_of(request: HttpRequest, offer: Offer, form: str) -> HttpResponseBase:
    """All rows of a dataset as a file in a format. Raises `Refused` where there is no such file."""
    wanted = next((each for each in forms_of(offer) if each.value == form), None)
    if wanted is None:
        names = ", ".join(each.value for each in WRITTEN)
        raise Refused(
            406, "not_acceptable", f"There is no file of this dataset in {form[:10]}: take one of {names}."
        )
    mark = mark_of(request, offer, form)
    if (same := get_conditional_response(request, mark, int(offer.changed_at.timestamp()))) is not None:
        return marked(same, offer, mark)
    pieces = iter(()) if request.method == "HEAD" else _pieces(offer, wanted)
    response = StreamingHttpResponse(pieces, content_type=_content_type(wanted))
    response["Content-Disposition"] = f'attachment; filename="{offer.dataset.slug}.{wanted.value}"'
    if wanted is Format.CSV:
        metadata = reverse("api:csv_metadata", args=[offer.key])
        response["Link"] = f'<{metadata}>; rel="describedby"; type="application/csvm+json"'
    return marked(response, offer, mark)


def _pieces(offer: Offer, form: Format) -> Iterator[bytes]:
    """The file piece by piece; the rows are let go when it has been sent, or when who asked has gone."""
    with ExitStack() as stack:
        try:
            stored = stack.enter_context(shelf.reading(offer.version))
        except Gone:
            raise no_dataset(offer.key) from None
        if form is Format.PARQUET:
            # As it is kept, so that it has the digest that citations name.
            pieces = _read(stack.enter_context(stored.parquet.open("rb")))
        else:
            pieces = stream(pl.scan_parquet(stored.parquet), offer.columns, form)
        holding = stack.pop_all()
    return _sent(pieces, holding)


def _read(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _sent(pieces: Iterator[bytes], holding: ExitStack) -> Iterator[bytes]:
    with holding:
        yield from pieces


def _content_type(form: Format) -> str:
    return f"{form.media_type}; charset=utf-8" if form is Format.CSV else form.media_type
