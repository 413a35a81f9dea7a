"""A time limit is set by an analyst; its breaches are findings, and the public page says how many kept it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

ANSWERS = {"days": "25.5", "unit": "calendar", "begin": "Receive", "until": "Decide"}


@pytest.fixture
def analyst(client: Client, person: Any) -> Client:
    client.force_login(person("analyst"))
    return client


def save(client: Client, log: Any, **changes: str) -> Any:
    return client.post(reverse("observatory:limit", args=[log.id]), {**ANSWERS, **changes}, follow=True)


def test_a_limit_is_set_found_changed_and_taken_away(analyst: Client, kept_log: Any) -> None:
    html = save(analyst, kept_log, days="23").content.decode()
    assert "The time limit is set: 23 days from Receive to Decide." in html
    assert "cases are within the limit</strong> of 23 days from Receive to Decide" in html
    page = analyst.get(reverse("observatory:findings", args=[kept_log.id]))
    found = [card["finding"] for card in page.context["cards"]]
    assert "limit" in {finding.kind for finding in (*found, *(c["finding"] for c in page.context["rest"]))}
    form = analyst.get(reverse("observatory:limit", args=[kept_log.id])).content.decode()
    assert 'value="23"' in form and '<option value="Receive" selected>' in form
    html = save(analyst, kept_log, days="40").content.decode()
    assert "100% of cases are within the limit" in html
    html = save(analyst, kept_log, remove="1").content.decode()
    assert "Set a time limit" in html


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"days": ""}, "Enter a number of days."),
        ({"days": "soon"}, "Enter a number, like 20."),
        ({"days": "-1"}, "Enter more than 0 days."),
        ({"begin": "Nothing"}, "Nothing is not one of the available choices"),
    ],
)
def test_what_is_no_limit_is_said_by_its_field(
    analyst: Client, kept_log: Any, answers: dict[str, str], words: str
) -> None:
    response = save(analyst, kept_log, **answers)
    assert response.status_code == 400
    assert words in response.content.decode()
    kept_log.refresh_from_db()
    assert kept_log.limit_text == ""


def test_the_public_page_says_how_many_kept_it(analyst: Client, kept_log: Any) -> None:
    save(analyst, kept_log, days="40", unit="working", begin="", until="")
    answers = {"title": "P", "slug": "p", "summary": "S.", "one": "permit", "many": "permits", "publish": "1"}
    analyst.post(reverse("observatory:publish", args=[kept_log.id]), answers)
    html = Client().get("/services/p/").content.decode()
    assert "100% are within the time limit</strong> of 40 working days from start to end" in html


@pytest.mark.parametrize(
    ("days", "cases", "words"),
    [
        ("24.8", 40, "More than 75% are within"),  # 2 of 40 take longer
        ("23", 40, "Fewer than 25% are within"),  # 6 of 40 keep it
        ("23.3", 40, "30% are within"),  # 12 of 40 keep it
        ("24.8", 15, ""),  # 1 of 15 takes longer
        ("40", 15, "100% are within"),
    ],
)
def test_the_public_page_does_not_tell_of_fewer_than_ten_cases(
    analyst: Client, keep_log: Any, days: str, cases: int, words: str
) -> None:
    log = keep_log(cases=cases)
    save(analyst, log, days=days, begin="", until="")
    answers = {"title": "P", "slug": "p", "summary": "S.", "one": "permit", "many": "permits", "publish": "1"}
    analyst.post(reverse("observatory:publish", args=[log.id]), answers)
    html = Client().get("/services/p/").content.decode()
    assert words in html
    assert ("the time limit" in html) == bool(words)


def test_others_may_not_set_it(client: Client, kept_log: Any, person: Any) -> None:
    assert client.get(reverse("observatory:limit", args=[kept_log.id])).status_code == 302
    client.force_login(person("officer"))
    assert save(client, kept_log).status_code == 403
    kept_log.refresh_from_db()
    assert kept_log.limit_text == ""
