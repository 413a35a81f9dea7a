"""`/catalog.ttl`, `/data.json`, `/data/<4x4>.ttl` and the like."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers

from openhall.data.describe import (
    Serialisation,
    croissant_text,
    dcat_ap,
    dcat_us_text,
    dictionary,
    dictionary_csv,
)
from openhall.data.describe.csvw import csvw_text
from openhall.data.describe.dcat_ap import written
from openhall.site.opendata.api.dcat.paging import Page, say_page
from openhall.site.opendata.api.dcat.telling import catalogue, whole
from openhall.site.opendata.api.offered import Offer, all_offered, offered
from openhall.site.opendata.api.reading import MADE, readable
from openhall.site.opendata.api.refusing import Refused
from openhall.site.opendata.api.soda.refusing import soda_error

A_PAGE = 100
"""Datasets on a page of the catalogue."""
FORMS = {
    "ttl": Serialisation.TURTLE,
    "rdf": Serialisation.RDF_XML,
    "jsonld": Serialisation.JSON_LD,
    "nt": Serialisation.N_TRIPLES,
}


@readable("GET", refusing=soda_error)
def whole_catalogue(request: HttpRequest, form: str = "") -> HttpResponseBase:
    """A page of the catalogue as RDF."""
    if not form:
        return _to(reverse("api:dcat", args=[_accepted(request) or "ttl"]), request)
    form = _known(form)
    offers = all_offered()
    pages = max(1, -(-len(offers) // A_PAGE))
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
    if not 1 <= number <= pages:
        raise Refused(404, "not_found", f"There are the pages 1 to {pages}.")
    page = Page(number, pages, whole(request.path), A_PAGE, len(offers))
    shown = offers[(number - 1) * A_PAGE :][:A_PAGE]

    def write() -> bytes:
        graph = dcat_ap(catalogue(shown))
        say_page(graph, page)
        return written(graph, FORMS[form])

    response = _answer(request, offers, FORMS[form].value, write)
    response["Link"] = ", ".join(
        f'<{address}>; rel="{"prev" if name == "previous" else name}"'
        for name, address in page.links().items()
    )
    return response


@readable("GET", refusing=soda_error)
def data_json(request: HttpRequest) -> HttpResponseBase:
    """The whole catalogue as DCAT-US 3."""
    offers = all_offered()
    return _answer(request, offers, "application/json", lambda: dcat_us_text(catalogue(offers)))


@readable("GET", refusing=soda_error)
def dataset(request: HttpRequest, key: str, form: str) -> HttpResponseBase:
    """One dataset as RDF."""
    offer = offered(key)
    form = _known(form)
    return _answer(
        request, [offer], FORMS[form].value, lambda: written(dcat_ap(catalogue([offer])), FORMS[form])
    )


@readable("GET", refusing=soda_error)
def croissant(request: HttpRequest, key: str) -> HttpResponseBase:
    """One dataset for search engines and for learning machines: schema.org with Croissant."""
    offer = offered(key)

    def write() -> bytes:
        around = catalogue([offer])
        return croissant_text(around.datasets[0], offer.dataset.language, around)

    return _answer(request, [offer], Serialisation.JSON_LD.value, write)


@readable("GET", refusing=soda_error)
def csv_metadata(request: HttpRequest, key: str) -> HttpResponseBase:
    """What the CSV file of one dataset holds (CSV on the Web)."""
    offer = offered(key)

    def write() -> bytes:
        described = catalogue([offer]).datasets[0]
        return csvw_text(
            described, next(each for each in described.distributions if each.identifier == "csv")
        )

    return _answer(request, [offer], "application/csvm+json", write)


@readable("GET", refusing=soda_error)
def columns(request: HttpRequest, key: str) -> HttpResponseBase:
    """The data dictionary of one dataset as CSV."""
    offer = offered(key)
    return _answer(
        request, [offer], "text/csv", lambda: dictionary_csv(dictionary(catalogue([offer]).datasets[0]))
    )


@readable("GET", refusing=soda_error)
def permanent(request: HttpRequest, key: str) -> HttpResponseBase:
    """The address by which a dataset is known leads people to its page, and programs to its description."""
    offer = offered(key)
    form = _accepted(request)
    if form and not request.accepts("text/html"):
        return _to(reverse("api:dcat_dataset", args=[key, form]), request)
    return _to(offer.dataset.get_absolute_url(), request)


def _answer(
    request: HttpRequest, offers: Sequence[Offer], media_type: str, write: Callable[[], bytes]
) -> HttpResponse:
    """What is written of some datasets, unless who asked has it already."""
    states = [f"{each.version.pk} {each.version.digest} {each.changed_at.isoformat()}" for each in offers]
    text = "\n".join([MADE, request.get_full_path(), *states])
    mark = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    same = get_conditional_response(request, mark)
    response = (
        same if same is not None else HttpResponse(write(), content_type=f"{media_type}; charset=utf-8")
    )
    response["ETag"] = mark
    assert isinstance(response, HttpResponse)
    return response


def _accepted(request: HttpRequest) -> str:
    chosen = request.get_preferred_type([each.value for each in FORMS.values()])
    return next((form for form, kind in FORMS.items() if kind.value == chosen), "")


def _known(form: str) -> str:
    if form not in FORMS:
        raise Refused(
            404, "not_found", f"There is no description as {form[:10]}: take one of {', '.join(FORMS)}."
        )
    return form


def _to(path: str, request: HttpRequest) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponseRedirect(f"{path}?{query}" if query else path)
    response.status_code = 303
    patch_vary_headers(response, ["Accept"])
    return response
