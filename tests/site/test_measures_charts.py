"""Pages of measures say what their chart says; the public sees what is public, and no period of few cases."""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from openhall.site.measures.charts.speech import digits
from openhall.site.measures.models import Annotation, MeasureVersion, Rebase, Target, Value
from openhall.site.services.models import Version
from tests.site.measure_charts import CALM, TEXT, WORSE, fill, measure, months, service

pytestmark = pytest.mark.django_db


def page(client: Client, address: str = "/measures/permits-days/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_measure_shows_its_chart_what_it_says_and_the_same_as_a_table(client: Client) -> None:
    measure(WORSE)
    text = page(client)
    assert "Days to decide" in text and "How long does it take until you know?" in text
    assert "A sign that it is getting worse" in text
    assert 'role="img"' in text and "Target 25" in text
    assert text.count('<th class="govuk-table__header" scope="row">') == len(WORSE)
    assert "above the upper limit" in text


def test_the_definition_is_told_in_plain_words_with_its_versions(client: Client) -> None:
    measure()
    text = page(client)
    assert "What exactly is measured" in text
    assert "a number that the department enters for each period: days" in text
    assert "Version 1" in text and "The mean of all decisions." in text


def test_the_period_that_is_not_over_is_told_beside_the_chart_and_not_on_it(client: Client) -> None:
    made = measure()
    Value.objects.create(version=made.current, period=timezone.localdate().replace(day=1), value=777, n=40)
    text = page(client)
    assert "So far in the period that is not over: 777 days" in text
    assert text.count('<th class="govuk-table__header" scope="row">') == len(CALM)


def test_the_public_is_not_told_periods_of_few_cases_and_staff_are(client: Client, person: Any) -> None:
    measure((*CALM, 99.0), hidden=[14])
    assert "99" not in page(client, "/measures/permits-days.csv")
    assert "1 period is not shown" in page(client)
    client.force_login(person("analyst"))
    assert "99" in page(client, "/measures/permits-days.csv")
    assert "is not shown" not in page(client)


def test_a_measure_that_is_not_public_is_for_analysts_and_heads_only(client: Client, person: Any) -> None:
    measure(public=False)
    for address in ("/measures/permits-days/", "/measures/permits-days.svg", "/measures/permits-days.csv"):
        assert client.get(address).status_code == 404
    assert "Days to decide" not in page(client, "/measures/services/permits/")
    client.force_login(person("officer", email="officer@example.org"))
    assert client.get("/measures/permits-days/").status_code == 404
    client.force_login(person("analyst"))
    assert "the measure is not public" in page(client)


def test_a_changed_definition_breaks_the_chart_and_the_chart_says_so(client: Client) -> None:
    made = measure(CALM)
    days = months(14)
    Value.objects.filter(period__gte=days[7]).delete()
    version = MeasureVersion.objects.create(
        measure=made, number=2, name="Days to decide", text=TEXT, digest="2" * 64,
        valid_from=days[7], note="Withdrawn cases are left out",
    )  # fmt: skip
    Value.objects.bulk_create(
        Value(version=version, period=day, value=9 + day.month % 2, n=40) for day in days[7:]
    )
    text = page(client)
    assert "New definition: Withdrawn cases are left out" in text
    assert "No sign of change" in text


def test_a_version_that_counts_the_same_breaks_nothing(client: Client) -> None:
    made = measure(CALM)
    MeasureVersion.objects.create(
        measure=made,
        number=2,
        name="Days to a decision",
        text=TEXT,
        digest="1" * 64,
        valid_from=date(2000, 1, 1),
    )
    text = page(client)
    assert "Days to a decision" in text and "New definition" not in text


def test_what_happened_stands_on_the_charts_it_matters_to(client: Client) -> None:
    made, other = measure(), measure(slug="other-days", of=service("other"))
    day = months(5)[0]
    Annotation.objects.create(measure=made, date=day, words="Only here")
    Annotation.objects.create(service=made.service, date=day, words="All of permits")
    Annotation.objects.create(date=day, words="Everywhere")
    Version.objects.create(
        service=made.service,
        number=4,
        digest="d",
        folder=b"",
        note="One question fewer",
        published_at=timezone.now(),
    )
    text = page(client)
    assert all(words in text for words in ("Only here", "All of permits", "Everywhere"))
    assert "Version 4 of the service: One question fewer" in text
    elsewhere = page(client, other.get_absolute_url())
    assert "Everywhere" in elsewhere and "Only here" not in elsewhere and "permits" not in elsewhere


def test_the_newest_target_counts(client: Client) -> None:
    made = measure()
    Target.objects.create(measure=made, valid_from=date(2020, 1, 1), number=20)
    Target.objects.create(measure=made, valid_from=date(2021, 1, 1), number=60)
    assert "The target of 60 days can be relied on to be met" in page(client)


def test_files_hold_the_numbers_of_the_page(client: Client) -> None:
    made = measure(WORSE)
    Rebase.objects.create(measure=made, date=months(4)[0], why="New form")
    answer = client.get("/measures/permits-days.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="permits-days.csv"'
    rows = list(csv.DictReader(answer.content.decode().splitlines()))
    assert [float(row["value"]) for row in rows] == list(WORSE)
    assert rows[0]["mean"] != rows[-1]["mean"]
    assert client.get("/measures/permits-days.svg").content.startswith(b"<svg")
    found = client.get("/measures/permits-days.json").json()
    assert found["unit"] == "days" and len(found["chart"]["points"]) == 15
    assert [each["begun_by"] for each in found["chart"]["phases"]][1]["reason"] == "New form"


@pytest.mark.parametrize("values", [(), (4.0,), (None, None, None)], ids=["none", "one", "nothing to say"])
def test_too_few_values_are_said_to_be_few(client: Client, values: tuple[float | None, ...]) -> None:
    measure(values)
    assert "There are too few values to say anything yet." in page(client)
    assert client.get("/measures/permits-days.svg").status_code == 200


def test_the_first_page_has_each_service_with_its_four_measures(client: Client) -> None:
    for slug, name in (
        ("permits-user-satisfaction", "User satisfaction"),
        ("permits-days", "Days to decide"),
    ):
        measure(WORSE, slug=slug, text=TEXT.replace("Days to decide", name))
    text = page(client, "/measures/")
    assert "Permits" in text and "45 days" in text and "worse" in text
    assert text.count("not measured") == 3 and "1 other" in text
    order = page(client, "/measures/services/permits/")
    assert order.index("User satisfaction") < order.index("Days to decide")


def test_services_are_found_by_name_and_shown_twenty_a_page(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for at in range(23):
        measure(CALM[:3], slug=f"s{at:02}-days", of=service(f"s{at:02}"))
    with django_assert_max_num_queries(20):
        text = page(client, "/measures/")
    assert "S19" in text and "S20" not in text
    assert "S22" in page(client, "/measures/?page=2")
    assert "S07" not in page(client, "/measures/?q=s1") and "S17" in page(client, "/measures/?q=s1")
    assert "No service has that in its name" in page(client, "/measures/?q=zoo")


def test_without_measures_the_pages_say_so(client: Client) -> None:
    service()
    assert "No measure is public yet" in page(client, "/measures/")
    assert "No measure of this service is public yet" in page(client, "/measures/services/permits/")


def test_a_long_history_shows_its_last_sixty_months_or_all(client: Client) -> None:
    made = measure(())
    fill(made.current, [30.0 + at % 3 for at in range(70)])
    text = page(client)
    assert "Show all periods" in text and text.count('<th class="govuk-table__header" scope="row">') == 60
    assert (
        page(client, "/measures/permits-days/?all").count('<th class="govuk-table__header" scope="row">')
        == 70
    )


@pytest.mark.parametrize(
    ("number", "places", "words"),
    [
        (11.18, 1, "11.2"),
        (0.96, 1, "1.0"),
        (-0.04, 1, "0.0"),
        (19.5, 0, "20"),
        (1234.56, 1, "1,234.6"),
        (7, 1, "7.0"),
    ],
)
def test_numbers_are_rounded_and_not_cut_off(number: float, places: int, words: str) -> None:
    assert digits(number, places) == words
