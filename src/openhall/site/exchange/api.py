"""The interfaces for other systems, as one described API: `/api/openapi.json`. No page shows it: none does without
scripts from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from openhall.site.cases.by import NotPossible
from openhall.site.exchange.govstack import workflow
from openhall.site.exchange.govstack.registration import applications, documents, services, statistics, tasks
from openhall.site.exchange.govstack.registries import data, databases, uses
from openhall.site.exchange.refusing import Refused, invalid, refusal, refused
from openhall.site.exchange.requests import JSONParser
from openhall.site.exchange.v1 import cases, messages
from openhall.site.exchange.v1 import tasks as work
from openhall.site.registers.entries import BadEntry, Clash
from openhall.site.registers.schema import BadSchema

api = NinjaAPI(
    title="Openhall",
    version="1",
    description=(
        "Interfaces for other systems. A key is needed in the header Authorization, except where data is public. "
        "With a header Idempotency-Key a request that is sent again is done once."
    ),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="exchange",
    parser=JSONParser(),
)
for part in (cases, work, messages):
    api.add_router("/v1", part.router)
api.add_router("/govstack/workflow", workflow.router)
for part in (services, applications, tasks, documents, statistics):
    api.add_router("/govstack/registration", part.router)
# Who used what comes first: its address would else be read as a register of that name.
for part in (uses, data, databases):
    api.add_router("/govstack/registries", part.router)


def _says(status: int) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda _request, error: refusal(status, str(error))


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    # What stands against a body is said by the parser, and comes wrapped.
    cause = error.__cause__
    return refused(request, cause) if isinstance(cause, Refused) else refusal(error.status_code, str(error))


api.add_exception_handler(Refused, refused)
api.add_exception_handler(ValidationError, invalid)
api.add_exception_handler(HttpError, _http_error)
api.add_exception_handler(Http404, lambda _request, _error: refusal(404, _("It is not there.")))
api.add_exception_handler(NotPossible, _says(409))
api.add_exception_handler(Clash, _says(409))
api.add_exception_handler(BadEntry, _says(400))
api.add_exception_handler(BadSchema, _says(400))
api.add_exception_handler(
    RequestDataTooBig, lambda _request, _error: refusal(413, _("The request is too large."))
)
