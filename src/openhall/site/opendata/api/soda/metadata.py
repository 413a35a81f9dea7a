"""What SODA's clients read of a dataset: `/api/views/<4x4>.json`, its columns, and the list of all."""

from __future__ import annotations

import zlib
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.cache import get_conditional_response

from openhall.site.opendata.api import addresses
from openhall.site.opendata.api.offered import Offer, all_offered, offered
from openhall.site.opendata.api.reading import mark_of, marked, readable
from openhall.site.opendata.api.refusing import Refused
from openhall.site.opendata.api.soda.refusing import soda_error
from openhall.site.opendata.models import Licence, Rhythm, Theme, VersionColumn

MOST = 1_000
LICENCE_IDS = {
    "cc0": "CC0_10",
    "cc-by": "CC_40_BY",
    "cc-by-sa": "CC_40_BY_SA",
    "pddl": "PDDL",
    "odbl": "ODBL",
}


@readable("GET", refusing=soda_error)
def view(request: HttpRequest, key: str) -> HttpResponseBase:
    """What is said of a dataset."""
    offer = offered(key)
    mark = mark_of(request, offer)
    if (same := get_conditional_response(request, mark, int(offer.changed_at.timestamp()))) is not None:
        return marked(same, offer, mark)
    return marked(JsonResponse(described(request, offer)), offer, mark)


@readable("GET", refusing=soda_error)
def columns(request: HttpRequest, key: str) -> HttpResponseBase:
    """The columns of a dataset."""
    offer = offered(key)
    return marked(JsonResponse(_columns(offer), safe=False), offer, mark_of(request, offer))


@readable("GET", refusing=soda_error)
def views(request: HttpRequest) -> HttpResponseBase:
    """All datasets, page by page."""
    limit, page = whole(request, "limit", MOST), whole(request, "page", 1, least=1)
    limit = min(limit, MOST)
    offers = all_offered()[(page - 1) * limit :][:limit]
    return JsonResponse([described(request, offer) for offer in offers], safe=False)


def whole(request: HttpRequest, name: str, default: int, least: int = 0) -> int:
    """A whole number of the address. Raises `Refused` where it is none."""
    text = request.GET.get(name, str(default)).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= least):
        raise Refused(400, "invalid_request", f"{name} must be a whole number from {least}.")
    return int(text)


def described(request: HttpRequest, offer: Offer) -> dict[str, Any]:
    """A dataset as SODA calls it, a view."""
    dataset, version = offer.dataset, offer.version
    released, department = int(offer.released_at.timestamp()), dataset.department
    return {
        "id": offer.key,
        "name": dataset.title,
        "description": dataset.description,
        "attribution": department.name,
        "attributionLink": addresses.page(request, dataset),
        "category": str(Theme(dataset.theme).label),
        "tags": list(dataset.keywords),
        "assetType": "dataset",
        "viewType": "tabular",
        "displayType": "table",
        "provenance": "official",
        "publicationStage": "published",
        "publicationGroup": number_of(offer.key),
        "publicationDate": released,
        "createdAt": int(dataset.made_at.timestamp()),
        "rowsUpdatedAt": released,
        "viewLastModified": int(offer.changed_at.timestamp()),
        "licenseId": LICENCE_IDS[dataset.licence],
        "license": {
            "name": str(Licence(dataset.licence).label),
            "termsLink": Licence(dataset.licence).address,
        },
        "hideFromCatalog": False,
        "hideFromDataJson": False,
        "newBackend": True,
        "state": "normal",
        "rights": ["read"],
        "grants": [{"inherited": False, "type": "viewer", "flags": ["public"]}],
        "owner": {"id": department.key, "displayName": department.name, "type": "interactive"},
        "tableAuthor": {"id": department.key, "displayName": department.name, "type": "interactive"},
        "metadata": {
            "custom_fields": {
                "Version": {"Number": str(version.number), "SHA-256": version.digest},
                "Updates": {"Frequency": Rhythm(dataset.rhythm).address},
            },
            "availableDisplayTypes": ["table"],
            "attachments": [],
        },
        "columns": _columns(offer),
    }


def number_of(text: str) -> int:
    """A number that stays the same, where clients want one."""
    return zlib.crc32(text.encode())


def _columns(offer: Offer) -> list[dict[str, Any]]:
    return [_column(offer, place, each) for place, each in enumerate(offer.kept, 1)]


def _column(offer: Offer, place: int, column: VersionColumn) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": number_of(f"{offer.key} {column.name}"),
        "name": column.title or column.name,
        "fieldName": column.name,
        "dataTypeName": column.kind,
        "renderTypeName": column.kind,
        "description": column.description,
        "position": place,
        "format": {"units": column.unit} if column.unit else {},
        "flags": [],
    }
    facts = column.facts or {}
    if "nulls" in facts:
        told["cachedContents"] = {
            "null": str(facts["nulls"]),
            "non_null": str(offer.version.rows - facts["nulls"]),
            "count": str(offer.version.rows),
            **({"cardinality": str(facts["distinct"])} if "distinct" in facts else {}),
            **({"smallest": str(facts["least"])} if facts.get("least") is not None else {}),
            **({"largest": str(facts["greatest"])} if facts.get("greatest") is not None else {}),
        }
    return told
