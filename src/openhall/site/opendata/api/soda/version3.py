"""SODA 3: a query in the body of a POST, or in the address, with pages; and exports of all rows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from openhall.data.soql import QueryError
from openhall.data.soql.parser import parse_query
from openhall.data.soql.syntax import Name, Picked, Stage, Star
from openhall.data.store import Limits
from openhall.site.opendata.api.asking import LIMITS, MOST_ROWS, ask, refused, too_long
from openhall.site.opendata.api.offered import offered
from openhall.site.opendata.api.reading import mark_of, marked, readable
from openhall.site.opendata.api.refusing import Refused
from openhall.site.opendata.api.soda.files import file_of
from openhall.site.opendata.api.soda.refusing import soda_error
from openhall.site.opendata.api.soda.rows import describe
from openhall.site.opendata.api.soda.writing import CONTENT, written

OPTIONS = frozenset(
    {
        *("query", "page", "parameters", "timeout", "includeSystem", "includeSynthetic", "orderingSpecifier"),
        *("clientContext", "cacheBust", "pageNumber", "pageSize", "app_token", "accessType"),
    }
)


@dataclass(frozen=True)
class Wanted:
    """What is asked: a text of SoQL, the page of its rows, and how many seconds it may take."""

    query: str
    page: tuple[int, int] | None
    seconds: float


@readable("GET", "POST", refusing=soda_error)
def query(request: HttpRequest, key: str, form: str) -> HttpResponseBase:
    """The rows of a query, all at once or a page of them."""
    if form not in CONTENT:
        raise Refused(406, "not_acceptable", f"Rows are not given as {form[:10]}: use json, csv or geojson.")
    offer = offered(key)
    wanted = _wanted(request)
    limits = Limits(wanted.seconds, MOST_ROWS, LIMITS.megabytes)
    text, limit = _paged(wanted)
    answer = ask(offer, text, limits)
    if limit > MOST_ROWS and answer.more:
        raise too_long()
    response = StreamingHttpResponse(written(form, answer.columns, answer.rows), content_type=CONTENT[form])
    return marked(describe(response, offer, answer), offer, mark_of(request, offer, form, repr(wanted)))


@readable("GET", "POST", refusing=soda_error)
def export(request: HttpRequest, key: str, form: str) -> HttpResponseBase:
    """All rows as a file; or those of a query, of which there may be as many as one answer holds."""
    offer = offered(key)
    wanted = _wanted(request)
    if not wanted.query:
        return file_of(request, offer, form)
    return query(request, key, form)


def _wanted(request: HttpRequest) -> Wanted:
    told: dict[str, Any] = request.GET.dict()
    if request.method == "POST" and _body(request):
        try:
            body = json.loads(_body(request))
        except (ValueError, RecursionError):
            raise Refused(400, "invalid_request", "The body cannot be read as JSON.") from None
        if not isinstance(body, dict):
            raise Refused(400, "invalid_request", 'The body is no object: write {"query": "SELECT *"}.')
        told |= body
    unknown = [name for name in told if name not in OPTIONS and not name.startswith("$$")]
    if unknown:
        raise Refused(400, "invalid_request", f"There is no option {str(unknown[0])[:40]}.")
    if told.get("parameters"):
        raise Refused(
            400, "invalid_request", "Parameters of saved queries are not known here: write them out."
        )
    said = told.get("query") or ""
    if not isinstance(said, str) or not _is_text(said):
        raise Refused(400, "invalid_request", "query: write SoQL as text.")
    page = told.get("page") or {name: told[name] for name in ("pageNumber", "pageSize") if name in told}
    if not isinstance(page, dict):
        raise Refused(400, "invalid_request", 'page: write {"pageNumber": 1, "pageSize": 100}.')
    timeout = _whole(told.get("timeout", LIMITS.seconds), "timeout", int(LIMITS.seconds))
    return Wanted(said, _page(page) if page else None, float(timeout))


def _body(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig:
        raise Refused(413, "invalid_request", "The query is too long.") from None


def _page(page: dict[str, Any]) -> tuple[int, int]:
    number = _whole(page.get("pageNumber", 1), "pageNumber", 10**9)
    size = _whole(page.get("pageSize", 100), "pageSize", 10**9)
    if size > MOST_ROWS:
        raise Refused(400, "invalid_request", f"pageSize is at most {MOST_ROWS}.")
    return number, size


def _whole(said: Any, name: str, most: int) -> int:
    text = str(int(said)) if isinstance(said, float) and said == said // 1 else str(said)
    if isinstance(said, bool) or not (
        text.isascii() and text.isdigit() and 0 < len(text) < 15 and int(text) > 0
    ):
        raise Refused(400, "invalid_request", f"{name} must be a whole number above 0.")
    return min(int(text), most)


def _paged(wanted: Wanted) -> tuple[str, int]:
    """The text to ask, and how many rows it may give."""
    text = wanted.query.strip() or "SELECT *"
    try:
        last = parse_query(text)[-1]
    except QueryError as error:
        raise refused(error.within(text)) from None
    if wanted.page is None:
        return (text, last.limit) if last.limit is not None else (f"{text} LIMIT {MOST_ROWS}", MOST_ROWS + 1)
    number, size = wanted.page
    if last.limit is not None or last.offset is not None:
        text, last = f"{text} |> SELECT *", Stage(select=(Star(False, (), (1, 1)),))
    elif _is_of_rows(last):
        text += " ORDER BY :id"
    return f"{text} LIMIT {size} OFFSET {(number - 1) * size}", size


def _is_of_rows(stage: Stage) -> bool:
    """Whether its rows are those of the table, in no order yet."""
    plain = all(
        isinstance(each, Star) or (isinstance(each, Picked) and isinstance(each.node, Name))
        for each in stage.select
    )
    return plain and not (stage.order or stage.group or stage.distinct)


def _is_text(said: str) -> bool:
    return "\x00" not in said and not any("\ud800" <= sign <= "\udfff" for sign in said)
