"""A needs assessment gathers what the site knows, weighs needs in the open, and is published once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from openhall.site.improvement.models import Assessment, Criterion, Need, Score, Source
from openhall.site.improvement.needs.gathering import gather
from openhall.site.improvement.needs.weighing import total_of, weigh
from openhall.site.ledger.models import Event
from openhall.site.measures.models import Target, Value
from openhall.site.portal.models import Feedback
from tests.site.improvement_measures import values, version
from tests.site.improvement_world import service

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 5, 5, 9, tzinfo=UTC)


def assessment(**more: Any) -> Assessment:
    given = {
        "service": service(),
        "title": "What applicants need",
        "question": "Why do people wait?",
        "first_day": date(2026, 1, 1),
        "last_day": date(2026, 6, 30),
    }
    return Assessment.objects.create(**(given | more))


def numbers(made: Assessment, kind: str) -> list[dict[str, str]]:
    return [dict(each.numbers) for each in made.sources.filter(kind=kind)]


def said(scores: list[int]) -> None:
    for points in scores:
        Feedback.objects.create(service=service(), version=1, ending="decided", score=points, at=MOMENT)


def acts(name: str, count: int, first: int = 0) -> None:
    for k in range(first, first + count):
        Event.objects.create(
            at=MOMENT,
            service="permits",
            version=1,
            case=f"case{k:03}",
            activity=name,
            node="n",
            lifecycle="complete",
        )


def test_measures_are_gathered_with_their_target_and_the_year_before() -> None:
    made = assessment()
    values(version(), date(2025, 6, 1), [40.0] + [33.0] * 12)
    Target.objects.create(measure=version().measure, valid_from=date(2026, 1, 1), number=20)
    assert gather(made, None) == 1
    assert numbers(made, "measure") == [
        {"Last value": "33.0 days", "Target": "20.0 days", "A year before": "40.0 days"}
    ]


def test_feedback_and_appeals_are_counted_and_few_are_not_told() -> None:
    made = assessment()
    said([1, 2, 3, 4, 5, 5, 5, 5, 5])
    acts("Receive appeal", 9)
    gather(made, None)
    assert numbers(made, "feedback") == [{}] == numbers(made, "complaint")
    said([5])
    acts("Receive appeal", 1, 9)
    acts("Decide", 30, 10)
    acts("Look into the complaint twice", 1, 9)
    Feedback.objects.create(
        service=service(), version=1, ending="decided", score=1, at=datetime(2025, 5, 5, tzinfo=UTC)
    )
    gather(made, None)
    assert numbers(made, "feedback") == [
        {"Answers": "10", "Mean points of 5": "4.0", "Gave 1 or 2 points": "20%"}
    ]
    assert numbers(made, "complaint") == [{"Cases with one": "10", "Of all cases with any act": "25%"}]


def test_differences_between_groups_are_gathered_where_enough_people_stand_behind_them() -> None:
    made = assessment()
    for group, value, n in (("online", 20.0, 80), ("paper", 31.0, 12), ("phone", 90.0, 4)):
        Value.objects.create(
            version=version(), period=date(2026, 5, 1), by="channel", group=group, value=value, n=n
        )
    gather(made, None)
    assert numbers(made, "equality") == [{"online": "20.0 days", "on paper": "31.0 days"}]


def test_findings_of_the_map_are_gathered(kept_log: Any) -> None:
    from openhall.site.observatory.shelf import shelf

    made = assessment()
    found = [each for each in shelf.view(kept_log).findings if each.cases >= 10][:3]
    with patch("openhall.site.improvement.needs.gathering._log_of", return_value=kept_log):
        gather(made, None)
    assert [each.title for each in made.sources.filter(kind="map")] == [each.where for each in found]
    assert [each.words for each in made.sources.filter(kind="map")] == [each.evidence for each in found]


def test_gathering_anew_keeps_what_was_typed_in_and_what_needs_stand_on() -> None:
    made = assessment()
    said([3] * 10)
    typed = made.sources.create(kind="residents", title="A survey", people=200)
    gather(made, None)
    feedback = made.sources.get(kind="feedback")
    need = made.needs.create(title="Shorter waits")
    need.sources.add(feedback)
    said([5] * 10)
    gather(made, None)
    feedback.refresh_from_db()
    assert dict(feedback.numbers)["Answers"] == "20" and typed in made.sources.all()
    Feedback.objects.all().delete()
    gather(made, None)
    assert feedback in made.sources.all(), "a need stands on it"


def test_the_total_is_the_mean_by_weight_and_missing_where_a_criterion_has_no_points() -> None:
    assert total_of([(3, 4.0), (1, 2.0)]) == 3.5
    assert total_of([(3, 4.0), (1, None)]) is None
    assert total_of([]) is None


def test_needs_are_weighed_by_the_mean_of_all_who_gave_points(person: Any) -> None:
    made = assessment()
    people, harm = (
        Criterion.objects.create(assessment=made, name=name, question="?", weight=weight)
        for name, weight in (("People", 3), ("Harm", 1))
    )
    needs = [Need.objects.create(assessment=made, title=title) for title in ("A", "B", "C", "D")]
    ada, bob = person(), person(email="bob@example.org")
    for need, given in zip(needs, (((5, ada), (3, bob)), ((4, ada),), ((1, ada),), ()), strict=True):
        for points, who in given:
            Score.objects.create(need=need, criterion=people, points=points, why="Because.", by=who)
    for need in needs[:3]:
        Score.objects.create(need=need, criterion=harm, points=2, why="Because.", by=ada)
    found = weigh(made)
    assert [(each.need.title, each.place, each.total) for each in found] == [
        ("A", 1, 3.5), ("B", 1, 3.5), ("C", 3, 1.25), ("D", None, None),
    ]  # fmt: skip


def test_an_assessment_is_made_weighed_and_published(client: Client, person: Any) -> None:
    analyst, head = person("analyst"), person("head of service", email="head@example.org", name="Henrik")
    said([3] * 10)
    client.force_login(analyst)
    given = {
        "service": service().pk, "title": "Needs", "question": "Why?",
        "first_day": "2026-01-01", "last_day": "2025-01-01",
    }  # fmt: skip
    assert client.post("/improvement/needs/new/", given).status_code == 400
    assert client.post("/improvement/needs/new/", given | {"last_day": "2026-06-30"}).status_code == 302
    made = Assessment.objects.get()
    address = made.get_absolute_url()
    assert made.criteria.count() == 4 and made.sources.count() == 1
    survey = {"kind": "residents", "title": "People ring to ask", "people": "6", "words": "Six said so."}
    assert client.post(f"{address}evidence/new/", survey | {"kind": "measure"}).status_code == 400
    client.post(f"{address}evidence/new/", survey)
    assert (
        "a need without any is a wish"
        in client.post(f"{address}need/new/", {"title": "News"}).content.decode()
    )
    client.post(
        f"{address}need/new/", {"title": "To be told", "sources": [each.pk for each in made.sources.all()]}
    )
    need = Need.objects.get()
    gathered = made.sources.get(gathered=True)
    assert client.get(f"{address}evidence/{gathered.pk}/").status_code == 404, (
        "what was gathered is not typed over"
    )
    client.force_login(head)
    assert client.post(f"{address}publish/", {"conclusion": "We tell them."}).status_code == 400
    points = {f"points-{each.pk}": "4" for each in made.criteria.all()}
    why = {f"why-{each.pk}": "They said so." for each in made.criteria.all()}
    assert client.post(f"{address}weigh/{need.pk}/", points).status_code == 400, "each needs a reason"
    client.post(f"{address}weigh/{need.pk}/", points | why)
    client.logout()
    assert client.get(address).status_code == 404
    client.force_login(head)
    client.post(f"{address}publish/", {"conclusion": "We tell them."})
    client.logout()
    page = client.get(address).content.decode()
    for words in ("We tell them.", "To be told", "4.00", "They said so.", "Mean points of 5"):
        assert words in page, words
    assert "Six said so." not in page and "Henrik" not in page
    client.force_login(analyst)
    for place in ("need/new/", "gather/", f"weigh/{need.pk}/", f"need/{need.pk}/remove/"):
        assert client.post(f"{address}{place}").status_code == 404, place


def test_who_makes_and_who_weighs(client: Client, person: Any) -> None:
    made = assessment()
    need = made.needs.create(title="News")
    places = ("", f"weigh/{need.pk}/", "need/new/", "publish/")
    address = made.get_absolute_url()
    for roles, expected in (
        ((), (404, 302, 302, 302)), (("officer",), (200, 200, 403, 403)), (("analyst",), (200, 200, 200, 403)),
        (("head of service",), (200, 200, 200, 200)),
    ):  # fmt: skip
        if roles:
            client.force_login(person(*roles, email=f"{roles[0].split()[0]}@example.org"))
        assert tuple(client.get(address + place).status_code for place in places) == expected, roles
    assert Source.objects.count() == 0
