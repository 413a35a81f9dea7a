"""What officers look for, kept in their session: names of people do not belong into addresses.

An address says `find=KEY`; the words stand in the session under that key. A view that is saved keeps the words itself.
"""

from __future__ import annotations

import secrets
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest
from django.urls import reverse

from openhall.site.desk.models import SavedView

FIND, WORDS = "find", "q"
MOST = 30
"""Words that a session keeps; the oldest ones are forgotten."""
LONGEST = 100
FIELDS = {
    SavedView.Page.INBOX: ("view", "service", "department", "role"),
    SavedView.Page.SEARCH: ("service", "state", "since", "until", "outcome"),
}
"""What else an address may say, by page."""
ADDRESSES = {SavedView.Page.INBOX: "desk:inbox", SavedView.Page.SEARCH: "desk:search"}
_KEPT = "desk-words"
_LIST = "desk-list"


def words_of(request: HttpRequest) -> str | None:
    """The words that an address looks for; "" for none, None where they are forgotten."""
    key = request.GET.get(FIND, "")
    return request.session.get(_KEPT, {}).get(key) if key else ""


def address_of(request: HttpRequest, page: str, asked: dict[str, str]) -> str:
    """The address of a page that shows what is asked; its words (`q`) go into the session."""
    query = {name: asked[name][:LONGEST] for name in FIELDS[SavedView.Page(page)] if asked.get(name)}
    words = asked.get(WORDS, "").strip()[:LONGEST]
    if words:
        query[FIND] = _keep(request, words)
    address = reverse(ADDRESSES[SavedView.Page(page)])
    return f"{address}?{urlencode(query)}" if query else address


def asked_in(request: HttpRequest, query: str) -> dict[str, str]:
    """What the query of an address asks for, with its words."""
    asked = dict(parse_qsl(query))
    key = asked.pop(FIND, "")
    words = request.session.get(_KEPT, {}).get(key, "")
    return asked | {WORDS: words} if words else asked


def remember_list(request: HttpRequest) -> None:
    """Keep which list of work is looked at: a task leads back to it."""
    address = request.get_full_path()
    if request.session.get(_LIST) != address:
        request.session[_LIST] = address


def last_list(request: HttpRequest) -> str:
    """The list of work that was looked at last."""
    return request.session.get(_LIST) or reverse("desk:inbox")


def _keep(request: HttpRequest, words: str) -> str:
    kept: dict[str, str] = request.session.get(_KEPT, {})
    key = next((key for key, each in kept.items() if each == words), None) or secrets.token_urlsafe(6)
    kept.pop(key, None)
    request.session[_KEPT] = dict([*kept.items(), (key, words)][-MOST:])
    return key
