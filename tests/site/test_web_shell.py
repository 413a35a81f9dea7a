"""Headers, error pages, logs and the home page."""

from __future__ import annotations

import logging
import re
from unittest import mock

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from openhall.site.web import errors
from openhall.site.web.logs import Impersonal, without_personal_data

pytestmark = pytest.mark.django_db


def test_a_browser_may_load_from_here_only_and_run_nothing_in_a_page(client: Client) -> None:
    answer = client.get("/")
    policy = {part.split()[0]: part.split()[1:] for part in answer["Content-Security-Policy"].split(";")}
    assert policy == {
        "default-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'self'"],
        "object-src": ["'none'"],
    }
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    page = answer.content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client, person, password: str) -> None:
    person()
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": "ada@example.org", "password": password})
    assert set(client.cookies) == {"csrftoken", "openhall_session"}
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_pages_of_signed_in_people_are_kept_by_no_cache(client: Client, person) -> None:
    client.force_login(person())
    assert client.get("/")["Cache-Control"] == "private, no-store"


def test_the_header_offers_what_the_visitor_may_enter(client: Client, person) -> None:
    assert "Observatory" not in client.get("/").content.decode()
    client.force_login(person())
    assert "Observatory" not in client.get("/").content.decode()
    client.force_login(person("officer", email="o@example.org"))
    page = client.get("/").content.decode()
    assert "Desk" in page
    assert "Observatory" not in page
    client.force_login(person("analyst", email="a@example.org"))
    page = client.get("/").content.decode()
    assert "Observatory" in page
    assert "Sign out" in page


def test_nothing_here_is_said_with_a_next_step(client: Client) -> None:
    answer = client.get("/nothing/here")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


def test_error_pages_need_neither_a_person_nor_a_database() -> None:
    request = RequestFactory().get("/")
    for view, code in (
        (errors.bad_request, 400),
        (errors.permission_denied, 403),
        (errors.csrf_failure, 403),
    ):
        assert view(request).status_code == code
    with mock.patch("django.db.backends.utils.CursorWrapper.execute", side_effect=AssertionError):
        answer = errors.server_error(request)
    assert answer.status_code == 500
    assert "our fault, not yours" in answer.content.decode()


def test_a_form_without_its_token_is_refused_in_plain_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()


def test_health_says_ok_and_fails_with_the_database(client: Client) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    client.raise_request_exception = False
    with mock.patch("openhall.site.web.views.connection.cursor", side_effect=OSError):
        assert client.get("/health").status_code == 500


def test_logs_hold_no_address_and_no_query() -> None:
    text = without_personal_data('GET /accounts/?login=ada@example.org 200; mail to "bo.b@x.example"')
    assert text == 'GET /accounts/?… 200; mail to "[e-mail]"'
    record = logging.LogRecord("x", logging.INFO, "", 0, "Not Found: %s", ("/find?name=Ada",), None)
    Impersonal().filter(record)
    assert record.getMessage() == "Not Found: /find?…"


def test_pages_of_a_list_keep_the_question(rf) -> None:
    page = Paginator(range(500), 10).page(7)
    html = render_to_string("openhall/parts/pagination.html", {"page": page}, rf.get("/list?q=fire&page=7"))
    assert "q=fire&amp;page=8" in html
    assert html.count('aria-current="page"') == 1
    assert "⋯" in html
