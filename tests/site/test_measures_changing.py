"""Analysts note what happened, heads let limits begin anew with a reason, and signals are told once, chance never."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openhall.site.measures.charts import alerting
from openhall.site.measures.models import Alert, Annotation, Rebase, Value
from openhall.site.measures.tasks import mail_alert, mail_person
from tests.site.measure_charts import CALM, WORSE, fill, head, measure, months, office, service

pytestmark = pytest.mark.django_db
NOTES, REBASE = "/measures/permits-days/notes/", "/measures/permits-days/rebase/"


@pytest.fixture(autouse=True)
def _looked_at_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerting, "_LOOKED", {})


def note(**changes: str) -> dict[str, str]:
    day = months(3)[0].isoformat()
    return {"date": day, "kind": "law", "words": "Permit Act", "where": "measure"} | changes


def test_who_is_neither_analyst_nor_head_changes_no_chart(client: Client, person: Any) -> None:
    measure()
    for address in (NOTES, REBASE, "/measures/head/"):
        assert client.get(address).status_code == 302
    client.force_login(person("officer"))
    for address in (NOTES, REBASE, "/measures/head/"):
        assert client.get(address).status_code == 403
    assert client.post(NOTES, note()).status_code == 403


def test_a_note_stands_on_the_chart_and_can_be_taken_off(client: Client, person: Any) -> None:
    made = measure()
    client.force_login(person("analyst"))
    assert client.post(NOTES, note(where="service")).status_code == 302
    found = Annotation.objects.get()
    assert (found.measure, found.service, found.words) == (None, made.service, "Permit Act")
    assert "Permit Act" in client.get("/measures/permits-days/").content.decode()
    client.post(f"{NOTES}{found.pk}/remove/")
    assert not Annotation.objects.exists()


def test_a_note_of_another_chart_cannot_be_taken_off_here(client: Client, person: Any) -> None:
    measure()
    other = measure(slug="other-days")
    found = Annotation.objects.create(measure=other, date=months(1)[0], words="There")
    client.force_login(person("analyst"))
    assert client.post(f"{NOTES}{found.pk}/remove/").status_code == 403


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"date": ""}, "Give the day"),
        ({"date": "2024-02-31"}, "Give a day that exists"),
        ({"date": "3024-02-01"}, "more than a year ahead"),
        ({"date": "0024-02-01"}, "before 1990"),
        ({"words": ""}, "Say what happened"),
        ({"where": "x"}, "Select a valid choice"),
    ],
)
def test_a_note_without_day_or_words_is_not_taken(
    client: Client, person: Any, changes: dict[str, str], words: str
) -> None:
    measure()
    client.force_login(person("analyst"))
    answer = client.post(NOTES, note(**changes))
    assert answer.status_code == 400 and words in answer.content.decode()
    assert not Annotation.objects.exists()


def test_a_head_lets_limits_begin_anew_with_a_reason_and_takes_it_back(client: Client, person: Any) -> None:
    made = measure((*CALM[:8], *(each - 9 for each in CALM[:8])))
    client.force_login(head(person))
    assert "A sign of improvement" in client.get("/measures/permits-days/").content.decode()
    day = months(8)[0].replace(day=17)
    assert client.post(REBASE, {"date": day, "why": "The new form is in use"}).status_code == 302
    found = Rebase.objects.get()
    assert found.date == months(8)[0], "the first day of the period"
    text = client.get("/measures/permits-days/").content.decode()
    assert "No sign of change" in text and "The new form is in use" in text
    client.post(f"{REBASE}{found.pk}/remove/")
    assert not made.rebases.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"why": "The new form is in use"}, "Give the day"),
        ({"date": "2999-01-01", "why": "The new form is in use"}, "Give a day that has been"),
        ({"date": "1995-01-01", "why": "The new form is in use"}, "no value before that day"),
        ({"date": "now", "why": "new"}, "Say in a sentence what changed"),
    ],
)
def test_a_rebase_without_a_reason_or_a_day_that_fits_is_not_taken(
    client: Client, person: Any, given: dict[str, str], words: str
) -> None:
    measure()
    client.force_login(head(person))
    answer = client.post(REBASE, given)
    assert answer.status_code == 400 and words in answer.content.decode()


def test_limits_begin_anew_once_a_day(client: Client, person: Any) -> None:
    made = measure()
    Rebase.objects.create(measure=made, date=months(4)[0], why="The new form is in use")
    client.force_login(head(person))
    answer = client.post(REBASE, {"date": months(4)[0], "why": "Something else as well"})
    assert "Limits begin anew there already" in answer.content.decode()


def test_the_head_of_another_department_does_not_rebase_where_there_is_a_head(
    client: Client, person: Any
) -> None:
    measure()
    client.force_login(head(person, "housing"))
    assert client.get(REBASE).status_code == 200, "planning has no head"
    head(person)
    assert client.get(REBASE).status_code == 403
    assert client.post(REBASE, {"date": months(4)[0], "why": "The new form is in use"}).status_code == 403


def test_a_signal_is_told_once_to_those_who_answer_for_it(client: Client, person: Any) -> None:
    made, boss = measure(WORSE), head(person)
    head(person, "housing")
    assert alerting.alert_due() == 1
    found = Alert.objects.get()
    assert found.rule == "above_upper_limit" and found.sentence.startswith("A sign that it is getting worse")
    mail_alert.func(found.pk)
    mail_person.func(found.pk, boss.pk)
    assert [letter.to for letter in mail.outbox] == [[boss.email]]
    assert mail.outbox[0].subject == "A signal: Days to decide (Permits)"
    assert "45 days" not in mail.outbox[0].subject and made.get_absolute_url() in mail.outbox[0].body
    alerting._LOOKED.clear()
    assert alerting.alert_due() == 0, "it is told once"


@pytest.mark.parametrize(
    "values",
    [CALM, CALM[:5], (*CALM[:6], 60.0), (*CALM, 45.0, 30.0), ()],
    ids=["chance", "few", "a signal of few", "a signal that is over", "none"],
)
def test_chance_and_provisional_limits_are_never_told(values: tuple[float, ...]) -> None:
    measure(values)
    assert alerting.alert_due() == 0
    assert not Alert.objects.exists()


def test_a_signal_that_goes_on_is_told_once_and_one_the_other_way_again() -> None:
    made = measure((*CALM, 45.0))
    assert alerting.alert_due() == 1
    Value.objects.all().delete()
    Alert.objects.update(period=months(2)[0])
    fill(made.current, (*CALM, 45.0, 46.0))
    assert alerting.alert_due() == 0
    Value.objects.all().delete()
    Alert.objects.update(period=months(3)[0])
    fill(made.current, (*CALM, 45.0, 46.0, 10.0))
    assert alerting.alert_due() == 1
    assert set(Alert.objects.values_list("rule", flat=True)) == {"above_upper_limit", "below_lower_limit"}


def test_old_news_is_no_news() -> None:
    made = measure(())
    last = months(9)
    Value.objects.bulk_create(
        Value(version=made.current, period=day, value=value, n=40)
        for day, value in zip(months(15, last[0]), WORSE, strict=True)
    )
    assert alerting.alert_due() == 0


def test_the_dashboard_shows_signals_first_and_an_alert_until_it_is_seen(client: Client, person: Any) -> None:
    measure(WORSE)
    measure(CALM, slug="permits-calm", public=False)
    alerting.alert_due()
    client.force_login(head(person))
    text = client.get("/measures/head/").content.decode()
    assert text.index("The newest value is a signal") < text.index("Nothing but chance")
    assert "not public" in text and text.count("I have seen it") == 1
    assert text.count("oh-small-chart") == 2
    first = Alert.objects.get()
    later = Alert.objects.create(
        version=first.version, period=first.period, rule="trend", sentence="It goes on.", at=timezone.now()
    )
    of_group = Alert.objects.create(
        version=first.version,
        by="channel",
        group="post",
        period=first.period,
        rule="trend",
        sentence="By post.",
    )
    text = client.get("/measures/head/").content.decode()
    assert f"alerts/{later.pk}/" in text.split("Other signals")[0], "the newest one stands beside the measure"
    assert "By post." in text.split("Other signals")[1]
    client.post(f"/measures/head/alerts/{later.pk}/seen/")
    assert Alert.objects.get(seen_at=None) == of_group, "who saw the newest has seen those before"
    assert Alert.objects.get(pk=first.pk).seen_by is not None
    assert client.get("/measures/head/").content.decode().count("I have seen it") == 1


def test_the_dashboard_asks_no_more_for_many_alerts_than_for_one(
    client: Client, person: Any, django_assert_num_queries: Any
) -> None:
    measure(WORSE)
    alerting.alert_due()
    client.force_login(head(person))
    with CaptureQueriesContext(connection) as one:
        client.get("/measures/head/")
    for slug in ("parks", "pools", "parking"):
        measure(WORSE, slug=f"{slug}-days", of=service(slug))
    assert alerting.alert_due() == 3
    with django_assert_num_queries(len(one)):
        assert client.get("/measures/head/").content.decode().count("I have seen it") == 4


def test_an_alert_that_could_not_be_kept_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    measure(WORSE)
    with monkeypatch.context() as broken:
        broken.setattr(Alert.objects, "create", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            alerting.alert_due()
    assert alerting.alert_due() == 1


def test_a_head_sees_their_own_measures_first_and_all_on_demand(client: Client, person: Any) -> None:
    measure()
    other = measure(slug="housing-days")
    other.owner = office("housing")
    other.save()
    client.force_login(head(person, "housing"))
    text = client.get("/measures/head/").content.decode()
    assert "housing-days" in text and "permits-days" not in text
    assert "permits-days" in client.get("/measures/head/?all").content.decode()
