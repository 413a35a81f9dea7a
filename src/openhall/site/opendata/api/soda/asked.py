"""What a request of SODA 2.1 asks: its parameters for the engine, and how pages follow one another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest

from openhall.site.opendata.api.asking import MOST_ROWS
from openhall.site.opendata.api.refusing import Refused

DEFAULT_LIMIT = 1_000
ROW = re.compile(r"(?:row-)?([0-9]{1,18})")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
PAGED_BY_KEY = frozenset({"$where", "$q", "$limit"})
"""With no other clause rows come in the order of the table, and a page can begin after a row."""


@dataclass(frozen=True)
class Asked:
    """What is asked.

    clauses   the parameters for the engine
    limit     rows of a page; `wanted` as it was asked for, which may be more than is given
    is_keyed  whether the next page begins after the last row of this one, and not after so many rows
    adds_id   whether `:id` was put in front of the columns only to know where the next page begins
    """

    clauses: Mapping[str, str]
    limit: int
    wanted: int
    is_keyed: bool = False
    adds_id: bool = False
    given: Mapping[str, str] = field(default_factory=dict)


def asked(request: HttpRequest) -> Asked:
    """What a request asks, in its address or, where it is long, in the form of a POST. Raises `Refused`."""
    if request.method == "POST" and request.content_type not in FORMS:
        raise Refused(405, "method_not_allowed", "Rows are not written here; a query may be sent as a form.")
    try:
        given = {**request.GET.dict(), **request.POST.dict()}
    except (RequestDataTooBig, TooManyFieldsSent):
        raise Refused(413, "invalid_request", "The query is too long.") from None
    clauses = {name: str(value) for name, value in given.items() if not name.startswith("$$")}
    wanted = _whole(clauses.get("$limit", ""))
    limit = min(DEFAULT_LIMIT if wanted is None else wanted, MOST_ROWS)
    if wanted is not None:
        clauses["$limit"] = str(limit)
    shows_system = str(given.get("$$exclude_system_fields", "true")).lower() == "false"
    lower = {name.lower() for name in clauses}
    is_keyed = {name for name in lower if name.startswith("$")} <= PAGED_BY_KEY
    after = str(given.get("$$after", ""))
    if after:
        _begin_after(clauses, after, is_keyed)
    if is_keyed:
        clauses["$order"] = ":id"
    if "$select" not in lower and "$query" not in lower and not lower & {"$group", "$having"}:
        if shows_system:
            clauses["$select"] = ":*, *"
        elif is_keyed:
            clauses["$select"] = ":id, *"
    return Asked(
        clauses,
        limit,
        limit if wanted is None else wanted,
        is_keyed,
        is_keyed and not shows_system,
        {name: str(value) for name, value in given.items()},
    )


def _begin_after(clauses: dict[str, str], after: str, is_keyed: bool) -> None:
    row = ROW.fullmatch(after)
    if row is None or not is_keyed:
        raise Refused(
            400,
            "invalid_request",
            "$$after names the row of a page that was given, and goes with no other order.",
        )
    condition = f":id > 'row-{row.group(1)}'"
    where = next((name for name in clauses if name.lower() == "$where"), "$where")
    clauses[where] = f"({clauses[where]}) AND {condition}" if clauses.get(where, "").strip() else condition


def _whole(text: str) -> int | None:
    text = text.strip()
    # What is no number is for the engine to refuse, with the place in the query.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
