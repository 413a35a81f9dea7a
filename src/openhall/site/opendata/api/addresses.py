"""Whole addresses of what is open, on the host that the request came to."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from openhall.data.formats.form import WRITTEN, Format
from openhall.site.opendata.api.offered import Offer
from openhall.site.opendata.models import Dataset


def page(request: HttpRequest, dataset: Dataset) -> str:
    """The page for people."""
    return request.build_absolute_uri(dataset.get_absolute_url())


def download(request: HttpRequest, offer: Offer, form: Format) -> str:
    """The whole dataset as a file."""
    return request.build_absolute_uri(reverse("api:rows_file", args=[offer.key, form.value]))


def resource(request: HttpRequest, offer: Offer, extension: str = "json") -> str:
    """Where SODA answers questions on its rows."""
    return request.build_absolute_uri(reverse("api:resource", args=[offer.key, extension]))


def forms_of(offer: Offer) -> tuple[Format, ...]:
    """The formats that its rows can be had in: GeoJSON needs places."""
    has_places = any(each.kind in ("point", "multipolygon") for each in offer.columns)
    return tuple(form for form in WRITTEN if has_places or form is not Format.GEOJSON)
