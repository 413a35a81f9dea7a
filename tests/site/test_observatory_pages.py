"""Map, findings, variants, cases: what the address says is what the page shows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse


@pytest.fixture
def analyst(client: Client, person: Any) -> Client:
    client.force_login(person("analyst"))
    return client


def page(client: Client, name: str, log: Any, query: str = "", *more: str) -> Any:
    return client.get(reverse(f"observatory:{name}", args=[log.id, *more]) + query)


def test_the_map_draws_every_activity_and_links_it_to_a_filter(analyst: Client, kept_log: Any) -> None:
    html = page(analyst, "map", kept_log).content.decode()
    for name in ("Receive", "Check", "Ask fire service", "Fire advice", "Decide"):
        assert f'data-activity="{name}"' in html
    assert "?f=activity%3AFire+advice" in html


def test_a_filter_narrows_every_page_and_can_be_taken_back(analyst: Client, kept_log: Any) -> None:
    response = page(analyst, "map", kept_log, "?f=step:Check>Check")
    html = response.content.decode()
    assert response.context["view"].log.n_cases == 10
    assert "“Check” right after “Check”" in html
    assert 'href="?"' in html
    both = page(analyst, "cases", kept_log, "?f=step:Check>Check&f=attr:district=South")
    assert both.context["view"].log.n_cases == 0
    assert "No case passes these filters" in both.content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?f=nonsense", "is no filter"),
        ("?f=activity:Chek", "did you mean “Check”"),
        ("?f=days:9..1", "ends before it begins"),
        ("?activities=many", "is no percentage"),
        ("?f=attr:district=West", "No “district” is “West”"),
        ("?finding=gone", "not among those"),
    ],
)
def test_an_address_that_makes_no_sense_is_said_and_the_rest_is_shown(
    analyst: Client, kept_log: Any, query: str, words: str
) -> None:
    response = page(analyst, "map", kept_log, query)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert response.context["view"].log.n_cases == 40


@pytest.mark.parametrize(
    ("answers", "filters"),
    [
        ({"kind": "without", "activity": "Check"}, ("without:Check",)),
        ({"kind": "days", "least": "25", "most": ""}, ("days:25..",)),
        ({"kind": "time", "first": "2025-02-01", "last": ""}, ("time:2025-02-01..",)),
        ({"kind": "attr", "attribute": "district\x1fNorth"}, ("attr:district=North",)),
        ({"kind": "variants", "share": "70"}, ("variants:70%",)),
    ],
)
def test_the_filter_form_adds_a_filter(analyst: Client, kept_log: Any, answers: dict, filters: tuple) -> None:
    address = reverse("observatory:filter", args=[kept_log.id])
    response = analyst.get(address, {**answers, "to": "cases"}, follow=True)
    assert response.redirect_chain[0][0].startswith(reverse("observatory:cases", args=[kept_log.id]))
    assert response.context["choice"].filters == filters


def test_a_filter_form_without_an_answer_is_said(analyst: Client, kept_log: Any) -> None:
    response = analyst.get(reverse("observatory:filter", args=[kept_log.id]), {"kind": "days"}, follow=True)
    assert response.status_code == 400


def test_findings_name_the_fire_service_and_lead_to_its_cases(analyst: Client, kept_log: Any) -> None:
    html = page(analyst, "findings", kept_log).content.decode()
    assert "Ask fire service → Fire advice" in html
    response = page(analyst, "findings", kept_log)
    finding = response.context["cards"][0]["finding"]
    narrowed = page(analyst, "map", kept_log, f"?finding={finding.id}")
    assert narrowed.context["view"].log.n_cases == finding.cases


def test_variants_are_ranked_and_cover_all_cases_together(analyst: Client, kept_log: Any) -> None:
    rows = page(analyst, "variants", kept_log).context["rows"]
    assert [row["cases"] for row in rows] == [30, 10]
    assert rows[-1]["covered"] == "100%"


def test_cases_are_searched_ordered_and_paged(analyst: Client, keep_log: Any) -> None:
    log = keep_log(cases=120)
    assert len(page(analyst, "cases", log).context["rows"]) == 50
    assert len(page(analyst, "cases", log, "?page=3").context["rows"]) == 20
    found = page(analyst, "cases", log, "?q=bp-01").context["rows"]
    assert sorted(row["name"] for row in found) == [f"BP-01{k}" for k in range(10)]
    newest = page(analyst, "cases", log, "?order=newest").context["rows"]
    assert newest[0]["name"] == "BP-120"
    assert "No case has that in its name" in page(analyst, "cases", log, "?q=zzz").content.decode()


def test_one_case_shows_its_events_and_their_waits(analyst: Client, kept_log: Any) -> None:
    response = page(analyst, "case", kept_log, "?case=BP-002")
    assert [event["activity"] for event in response.context["events"]] == [
        "Receive",
        "Check",
        "Ask fire service",
        "Fire advice",
        "Decide",
    ]
    assert response.context["events"][3]["wait"] == "20 days"
    assert page(analyst, "case", kept_log, "?case=BP-999").status_code == 404


@pytest.mark.parametrize(("kind", "begin"), [("svg", b"<svg"), ("csv", b"from,to,count"), ("json", b"{")])
def test_the_map_can_be_taken_away(analyst: Client, kept_log: Any, kind: str, begin: bytes) -> None:
    response = page(analyst, "picture", kept_log, "", kind)
    assert response.content.startswith(begin)
    assert response["Content-Disposition"] == f'attachment; filename="permits.{kind}"'
    if kind == "json":
        assert json.loads(response.content)["cases"] == 40


def test_a_log_whose_folder_is_gone_says_so(analyst: Client, kept_log: Any) -> None:
    import shutil

    shutil.rmtree(kept_log.folder)
    response = page(analyst, "map", kept_log)
    assert response.status_code == 409
    assert "This log cannot be opened" in response.content.decode()
