"""The whole description, and the view that gives it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse

from openhall.site.opendata.api.described import ckan, dcat, soda
from openhall.site.opendata.api.described.parts import PARAMETERS, SCHEMAS
from openhall.site.opendata.api.limits import WITHOUT_TOKEN
from openhall.site.opendata.api.reading import readable
from openhall.site.opendata.api.soda.refusing import soda_error


def document(server: str) -> dict[str, Any]:
    """The description of the API on a server, whose address it is."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Open data",
            "version": "1",
            "description": "Rows and metadata of open datasets, as SODA, the CKAN action API and DCAT give them. "
            f"No key is needed; an address may ask {WITHOUT_TOKEN} times a minute, and an app token raises that.",
        },
        "servers": [{"url": server}],
        "paths": soda.paths() | ckan.paths() | dcat.paths(),
        "components": {
            "schemas": SCHEMAS,
            "parameters": PARAMETERS,
            "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "X-App-Token"}},
        },
    }


@readable("GET", refusing=soda_error)
def openapi(request: HttpRequest) -> HttpResponseBase:
    """The description."""
    return JsonResponse(document(request.build_absolute_uri("/").rstrip("/")))
