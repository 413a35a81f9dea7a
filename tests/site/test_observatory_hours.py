"""Office hours come from the records, or from an analyst who knows better."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse


@pytest.fixture
def analyst(client: Client, person: Any) -> Client:
    client.force_login(person("analyst"))
    return client


def save(client: Client, log: Any, **answers: str) -> Any:
    return client.post(reverse("observatory:hours", args=[log.id]), answers, follow=True)


def test_hours_are_given_and_taken_back(analyst: Client, kept_log: Any) -> None:
    html = save(analyst, kept_log, hours="Mon-Fri 8-17", holidays="2025-01-01").content.decode()
    assert "Working time is Monday to Friday 8:00 to 17:00, 1 public holiday." in html
    form = analyst.get(reverse("observatory:hours", args=[kept_log.id])).content.decode()
    assert 'value="Mon-Fri 8-17"' in form and "given by hand" in form
    html = save(analyst, kept_log, hours="", holidays="").content.decode()
    assert "as the records show" in html


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"hours": "always"}, "are no office hours"),
        ({"hours": "Mon 8-17", "holidays": "Christmas"}, "is no day"),
        ({"holidays": "2025-12-25"}, "Enter the office hours as well"),
    ],
)
def test_what_is_no_calendar_is_said(
    analyst: Client, kept_log: Any, answers: dict[str, str], words: str
) -> None:
    response = save(analyst, kept_log, **answers)
    assert response.status_code == 400
    assert words in response.content.decode()
    kept_log.refresh_from_db()
    assert (kept_log.hours_text, kept_log.holidays_text) == ("", "")


def test_others_may_not_set_them(client: Client, kept_log: Any, person: Any) -> None:
    assert client.get(reverse("observatory:hours", args=[kept_log.id])).status_code == 302
    client.force_login(person("officer"))
    assert save(client, kept_log, hours="Mon 8-17").status_code == 403
