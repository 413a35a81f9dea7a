"""`/api/catalog/v1`: datasets found by words and filters, as sodapy's `datasets()` asks for them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse

from openhall.site.opendata.api import addresses
from openhall.site.opendata.api.offered import Offer, all_offered
from openhall.site.opendata.api.reading import readable
from openhall.site.opendata.api.refusing import Refused
from openhall.site.opendata.api.soda.metadata import whole
from openhall.site.opendata.api.soda.refusing import soda_error
from openhall.site.opendata.models import Licence, Theme

MOST = 10_000
DEFAULT = 100
Test = Callable[[Offer], bool]
ORDERS: dict[str, Callable[[Offer], Any]] = {
    "name": lambda offer: offer.dataset.title.casefold(),
    "title": lambda offer: offer.dataset.title.casefold(),
    "dataset_id": lambda offer: offer.key,
    "createdat": lambda offer: offer.dataset.made_at,
    "updatedat": lambda offer: offer.changed_at,
    "relevance": lambda offer: 0,
    "page_views_total": lambda offer: 0,
}
# All that is here is an open, official dataset of its own: what asks for other things finds nothing.
FIXED = {
    "provenance": "official",
    "visibility": "open",
    "public": "true",
    "published": "true",
    "approval_status": "approved",
    "explicitly_hidden": "false",
    "derived": "false",
}
NOTHING = ("derived_from", "shared_to", "for_user", "parent_ids")
KNOWN = frozenset(
    {
        *("domains", "search_context", "ids", "categories", "tags", "only", "column_names", "q", "names"),
        *("min_should_match", "attribution", "license", "limit", "offset", "order", "scroll_id", "boost"),
        *FIXED,
        *NOTHING,
    }
)


@readable("GET", refusing=soda_error)
def catalog(request: HttpRequest) -> HttpResponseBase:
    """The datasets that fit, page by page."""
    began = time.monotonic()
    tests = [test for name in request.GET for test in _tests(request, name)]
    found = [offer for offer in all_offered() if all(test(offer) for test in tests)]
    _sort(found, request.GET.get("order", ""))
    limit, offset = min(whole(request, "limit", DEFAULT), MOST), whole(request, "offset", 0)
    took = round((time.monotonic() - began) * 1000)
    return JsonResponse(
        {
            "results": [_result(request, offer) for offer in found[offset:][:limit]],
            "resultSetSize": len(found),
            "timings": {"serviceMillis": took, "searchMillis": [took]},
            "warnings": [],
        }
    )


def _tests(request: HttpRequest, name: str) -> list[Test]:
    name_ = name.removesuffix("[]")
    if name_ not in KNOWN and not name_.startswith("$$"):
        raise Refused(400, "invalid_request", f"There is no filter {name[:40]}.")
    values = [part for each in request.GET.getlist(name) for part in each.split(",") if part]
    lower = {each.casefold() for each in values}
    if not values:
        return []
    host = request.get_host()
    tests: dict[str, Test] = {
        "domains": lambda _offer: not lower.isdisjoint({host.casefold(), host.partition(":")[0].casefold()}),
        "ids": lambda offer: offer.key in lower,
        "names": lambda offer: offer.dataset.title.casefold() in lower,
        "categories": lambda offer: (
            str(Theme(offer.dataset.theme).label).casefold() in _whole_text(request, name)
        ),
        "tags": lambda offer: any(word.casefold() in lower for word in offer.dataset.keywords),
        "only": lambda _offer: not lower.isdisjoint({"dataset", "datasets", "api"}),
        "column_names": lambda offer: any(
            not lower.isdisjoint({each.name, each.title.casefold()}) for each in offer.kept
        ),
        "attribution": lambda offer: offer.dataset.department.name.casefold() in _whole_text(request, name),
        "license": lambda offer: (
            str(Licence(offer.dataset.licence).label).casefold() in _whole_text(request, name)
        ),
        "q": lambda offer: _holds(offer, request.GET.get(name, "")),
    }
    if name_ in FIXED:
        return [lambda _offer: FIXED[name_] in lower]
    if name_ in NOTHING:
        return [lambda _offer: False]
    return [tests[name_]] if name_ in tests else []


def _whole_text(request: HttpRequest, name: str) -> set[str]:
    """Names may hold commas, so they are not lists."""
    return {each.casefold() for each in request.GET.getlist(name)}


def _holds(offer: Offer, words: str) -> bool:
    dataset = offer.dataset
    texts = [dataset.title, dataset.description, dataset.department.name, *dataset.keywords]
    texts += [each.title for each in offer.kept]
    text = "\n".join(texts).casefold()
    return all(word.strip('"*') in text for word in words.casefold().split()[:20])


def _sort(found: list[Offer], wanted: str) -> None:
    name, _space, way = wanted.strip().partition(" ")
    if not name:
        return
    key = ORDERS.get(
        name.casefold().replace("_", "") if name.casefold() != "page_views_total" else name.casefold()
    )
    key = key or ORDERS.get(name.casefold())
    if key is None or way.strip().lower() not in ("", "asc", "desc"):
        raise Refused(400, "invalid_request", f"Datasets cannot be sorted by “{wanted[:40]}”.")
    found.sort(key=key, reverse=way.strip().lower() == "desc")


def _result(request: HttpRequest, offer: Offer) -> dict[str, Any]:
    dataset = offer.dataset
    owner = {
        "id": dataset.department.key,
        "user_type": "interactive",
        "display_name": dataset.department.name,
    }
    kept = offer.kept
    return {
        "resource": {
            "name": dataset.title,
            "id": offer.key,
            "resource_name": dataset.slug,
            "parent_fxf": [],
            "description": dataset.description,
            "attribution": dataset.department.name,
            "attribution_link": addresses.page(request, dataset),
            "contact_email": dataset.contact_email or None,
            "type": "dataset",
            "updatedAt": _moment(offer.changed_at),
            "createdAt": _moment(dataset.made_at),
            "metadata_updated_at": _moment(dataset.changed_at),
            "data_updated_at": _moment(offer.released_at),
            "publication_date": _moment(offer.released_at),
            "columns_name": [each.title or each.name for each in kept],
            "columns_field_name": [each.name for each in kept],
            "columns_datatype": [each.kind for each in kept],
            "columns_description": [each.description for each in kept],
            "columns_format": [{} for _each in kept],
            "provenance": "official",
            "lens_view_type": "tabular",
            "lens_display_type": "table",
            "locked": False,
            "blob_mime_type": None,
            "hide_from_data_json": False,
        },
        "classification": {
            "categories": [],
            "tags": [],
            "domain_category": str(Theme(dataset.theme).label),
            "domain_tags": list(dataset.keywords),
            "domain_metadata": [],
        },
        "metadata": {"domain": request.get_host(), "license": str(Licence(dataset.licence).label)},
        "permalink": request.build_absolute_uri(f"/d/{offer.key}"),
        "link": addresses.page(request, dataset),
        "owner": owner,
        "creator": owner,
    }


def _moment(at: Any) -> str:
    return str(at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z")
