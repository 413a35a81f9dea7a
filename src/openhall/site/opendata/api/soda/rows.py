"""`/resource/<4x4>`: the rows of a dataset, as SODA 2.1 gives them."""

from __future__ import annotations

from urllib.parse import urlencode

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from openhall.data.store import Answer
from openhall.site.opendata.api.asking import MOST_ROWS, ask, too_long
from openhall.site.opendata.api.offered import Offer, offered
from openhall.site.opendata.api.reading import mark_of, marked, readable
from openhall.site.opendata.api.refusing import Refused
from openhall.site.opendata.api.soda.asked import ROW, Asked, asked
from openhall.site.opendata.api.soda.refusing import soda_error
from openhall.site.opendata.api.soda.writing import CONTENT, written


@readable("GET", "POST", refusing=soda_error)
def resource(request: HttpRequest, key: str, form: str = "") -> HttpResponseBase:
    """The rows that a query asks for; the header Link leads to the next ones."""
    form = form or _accepted(request)
    if form not in CONTENT:
        raise Refused(406, "not_acceptable", f"Rows are not given as {form[:10]}: use json, csv or geojson.")
    offer = offered(key)
    wanted = asked(request)
    mark = mark_of(request, offer, form, repr(sorted(wanted.given.items())))
    modified = int(offer.changed_at.timestamp())
    if request.method != "POST" and (same := get_conditional_response(request, mark, modified)) is not None:
        return marked(same, offer, mark)
    answer = ask(offer, wanted.clauses)
    if wanted.wanted > MOST_ROWS and answer.more:
        raise too_long()
    next_page = _next_page(request, wanted, answer)
    shown = _without_id(answer) if wanted.adds_id and answer.columns[0].name == ":id" else answer
    response = StreamingHttpResponse(written(form, shown.columns, shown.rows), content_type=CONTENT[form])
    describe(response, offer, shown)
    if next_page:
        response["Link"] = f'<{next_page}>; rel="next"'
    return marked(response, offer, mark)


@readable("GET", refusing=soda_error)
def row(request: HttpRequest, key: str, number: str, form: str) -> HttpResponseBase:
    """One row by its `:id`: an object, not a list."""
    offer = offered(key)
    found = ROW.fullmatch(number)
    if form != "json" or found is None:
        raise Refused(404, "not_found", f"There is no row {number[:40]} here.", {"id": number[:40]})
    answer = ask(offer, {":id": f"row-{found.group(1)}", "$limit": "1"})
    if not answer.rows:
        raise Refused(404, "not_found", f"There is no row {number[:40]} here.", {"id": number[:40]})
    body = orjson.loads(b"".join(written("json", answer.columns, answer.rows)))[0]
    response = HttpResponse(orjson.dumps(body) + b"\n", content_type=CONTENT["json"])
    return marked(describe(response, offer, answer), offer, mark_of(request, offer, form))


def describe(response: HttpResponseBase, offer: Offer, answer: Answer) -> HttpResponseBase:
    """Say in headers which columns an answer has, and of what kind, as SODA does."""
    response["X-SODA2-Fields"] = orjson.dumps([each.name for each in answer.columns]).decode()
    response["X-SODA2-Types"] = orjson.dumps([each.kind.value for each in answer.columns]).decode()
    response["X-SODA2-Truth-Last-Modified"] = http_date(offer.released_at.timestamp())
    response["X-SODA2-Data-Out-Of-Date"] = "false"
    return response


def _accepted(request: HttpRequest) -> str:
    chosen = request.get_preferred_type(["application/json", "text/csv", "application/vnd.geo+json"])
    return {"text/csv": "csv", "application/vnd.geo+json": "geojson"}.get(chosen or "", "json")


def _next_page(request: HttpRequest, wanted: Asked, answer: Answer) -> str:
    if not answer.rows or len(answer.rows) < wanted.limit or request.method == "POST":
        return ""
    names = [column.name for column in answer.columns]
    given = dict(wanted.given)
    if wanted.is_keyed and ":id" in names:
        given["$$after"] = str(answer.rows[-1][names.index(":id")])
    elif "$query" in given:
        return ""
    else:
        offset = given.get("$offset", "0")
        given["$offset"] = str((int(offset) if offset.isdigit() else 0) + wanted.limit)
    return request.build_absolute_uri(f"{request.path}?{urlencode(given)}")


def _without_id(answer: Answer) -> Answer:
    return Answer(answer.columns[1:], [each[1:] for each in answer.rows], answer.more)
