"""A published page is for everybody, in plain words, and says nothing about fewer than ten cases."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from openhall.site.observatory.models import PublicPage

ANSWERS = {
    "title": "Building permit",
    "slug": "building-permit",
    "summary": "Build something.",
    "one": "permit",
    "many": "permits",
}


@pytest.fixture
def analyst(client: Client, person: Any) -> Client:
    client.force_login(person("analyst"))
    return client


def publish(client: Client, log: Any, **changes: str) -> Any:
    return client.post(reverse("observatory:publish", args=[log.id]), {**ANSWERS, "publish": "1", **changes})


def test_a_published_page_is_read_without_signing_in(analyst: Client, kept_log: Any) -> None:
    assert publish(analyst, kept_log).status_code == 302
    visitor = Client()
    html = visitor.get("/services/building-permit/").content.decode()
    assert "Half of all permits take more than" in html
    assert "Ask fire service → Fire advice" in html
    assert "Building permit" in visitor.get("/").content.decode()
    assert "BP-0" not in html, "no case is named"


def test_the_preview_publishes_nothing(analyst: Client, kept_log: Any) -> None:
    response = analyst.post(reverse("observatory:publish", args=[kept_log.id]), ANSWERS)
    assert "all permits take more than" in response.content.decode()
    assert not PublicPage.objects.exists()


def test_a_page_keeps_its_numbers_when_the_log_is_deleted(analyst: Client, kept_log: Any) -> None:
    publish(analyst, kept_log)
    analyst.post(reverse("observatory:delete", args=[kept_log.id]))
    assert Client().get("/services/building-permit/").status_code == 200


def test_a_withdrawn_page_is_gone(analyst: Client, kept_log: Any) -> None:
    publish(analyst, kept_log)
    analyst.post(reverse("observatory:withdraw", args=[PublicPage.objects.get().id]))
    assert Client().get("/services/building-permit/").status_code == 404


def test_only_an_analyst_withdraws(analyst: Client, kept_log: Any, person: Any) -> None:
    publish(analyst, kept_log)
    address = reverse("observatory:withdraw", args=[PublicPage.objects.get().id])
    visitor = Client()
    assert visitor.post(address).status_code == 302
    visitor.force_login(person("officer", email="o@example.org"))
    assert visitor.post(address).status_code == 403
    assert PublicPage.objects.exists()


def test_nothing_is_said_about_fewer_than_ten_cases(analyst: Client, keep_log: Any) -> None:
    few = keep_log(cases=9)
    assert "needs at least 10" in analyst.get(reverse("observatory:publish", args=[few.id])).content.decode()
    publish(analyst, few)
    assert not PublicPage.objects.exists()
    # Of 24 cases, 6 are checked twice: that way is not shown.
    publish(analyst, keep_log(cases=24))
    numbers = PublicPage.objects.get().numbers
    assert all(edge["cases"] >= 10 for edge in numbers["map"]["edges"])
    assert all(row["began"] is None or row["began"] >= 10 or row["began"] == 0 for row in numbers["periods"])


def test_two_pages_cannot_have_one_address(analyst: Client, kept_log: Any, keep_log: Any) -> None:
    publish(analyst, kept_log)
    response = publish(analyst, keep_log(title="Other"))
    assert response.status_code == 400
    assert PublicPage.objects.count() == 1
