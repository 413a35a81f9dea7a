"""A publisher loads a year: files are checked before anybody sees them, mended, published, replaced, withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from openhall.site.opendata.money.loading import read_and_check
from openhall.site.opendata.money.models import MoneyVersion
from openhall.site.opendata.money.resuming import resume_years
from openhall.site.opendata.publishing.working import at_work
from openhall.site.opendata.resuming import MOST_TRIES
from tests.data.money_tables import BUDGET, CONTRACTS, PAYMENTS
from tests.site.money_years import load, publish_years
from tests.site.opendata import work

MANAGE = "/data/money/manage/"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Any) -> None:
    settings.OPENHALL_HOME = tmp_path


@pytest.fixture
def publisher(client: Client, person: Any) -> Client:
    client.force_login(person("publisher"))
    return client


def give(client: Client, **more: Any) -> Any:
    """Load a year; the worker's part is done at once."""
    files = {"budget": BUDGET, "payments": PAYMENTS, "contracts": CONTRACTS}
    sent: dict[str, Any] = {"year": "2026", "currency": "EUR", "residents": "100", "price_index": "110.5"}
    for table, text in (files | {name: more.pop(name) for name in list(more) if name in files}).items():
        if text is not None:
            sent[table] = SimpleUploadedFile(f"{table}.csv", text.encode())
    answer = client.post(f"{MANAGE}load/", sent | more)
    for version in MoneyVersion.objects.filter(status="waiting"):
        read_and_check(version)
    return answer


@pytest.mark.parametrize("address", ["", "load/", "1/", "1/withdraw/"])
@pytest.mark.parametrize("role", ["officer", "analyst", "head of service", "operator", ""])
def test_only_publishers_publish(client: Client, person: Any, address: str, role: str) -> None:
    publish_years(2026)
    assert client.get(MANAGE + address).status_code == 302
    client.force_login(person(role) if role else person())
    assert client.get(MANAGE + address).status_code == 403


def test_a_year_is_loaded_checked_and_published(publisher: Client) -> None:
    version = f"{MANAGE}{_number(give(publisher))}/"
    text = publisher.get(version).content.decode()
    assert "The checks found nothing" not in text or "€1,700.00" in text
    assert "€812.30" in text
    assert publisher.get("/data/money/2026/").status_code == 404, "nothing is public before"
    answer = publisher.post(version, {"notes": "First."}, follow=True)
    assert "Budget and spending 2026, version 1" in answer.content.decode()
    assert "€812.30" in Client().get("/data/money/2026/").content.decode()


def _number(answer: Any) -> int:
    assert answer.status_code == 302, answer.content.decode()[:3_000]
    return int(answer["Location"].rstrip("/").rsplit("/", 1)[1])


def test_what_must_be_mended_is_shown_and_there_is_no_way_to_publish_it(publisher: Client) -> None:
    version = f"{MANAGE}{_number(give(publisher, budget=BUDGET.replace('1700', '1800')))}/"
    text = publisher.get(version).content.decode()
    assert "Must be mended first" in text
    assert "the lines sum up to €1,700.00" in text
    assert ">Publish</button>" not in text
    assert publisher.post(version, {"notes": ""}).status_code == 400
    assert not MoneyVersion.objects.published().exists()
    assert publisher.post(f"{version}forget/").status_code == 302
    assert not MoneyVersion.objects.exists()


def test_columns_that_are_not_found_are_asked_for(publisher: Client) -> None:
    odd = PAYMENTS.replace("Amount", "How much").replace("Date", "When")
    version = f"{MANAGE}{_number(give(publisher, payments=odd))}/"
    text = publisher.get(version).content.decode()
    assert "No column looks like one of these: Date, Amount." in text
    publisher.post(version, {"amount": "How much", "date": "When"})
    read_and_check(MoneyVersion.objects.get())
    assert "€812.30" in publisher.get(version).content.decode()


def test_a_value_that_cannot_be_read_is_said_with_its_line(publisher: Client) -> None:
    version = f"{MANAGE}{_number(give(publisher, payments=PAYMENTS.replace('300.10', 'lots')))}/"
    text = publisher.get(version).content.decode()
    assert "payments.csv, line 4, column “Amount”: “lots” is not an amount in EUR" in text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"year": ""}, "Enter a year."),
        ({"year": "1066"}, "1900"),
        ({"currency": "euro"}, "Enter three capital letters"),
        ({"budget": None}, "Choose a file."),
        ({"first_day": "2025-04-01"}, "must lie in the year"),
        ({"first_day": "soon"}, "Enter a real day"),
        ({"price_index": "0"}, "0.0001"),
    ],
)
def test_answers_that_make_no_sense_are_said_beside_their_question(
    publisher: Client, sent: Any, words: str
) -> None:
    answer = give(publisher, **sent)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not MoneyVersion.objects.exists()


def test_a_new_version_is_set_beside_the_one_on_the_pages(publisher: Client) -> None:
    publish_years(2026)
    version = f"{MANAGE}{_number(give(publisher, payments=PAYMENTS.replace('12.30', '13.30')))}/"
    text = publisher.get(version).content.decode()
    assert "€813.30" in text and "€812.30" in text
    publisher.post(version, {"notes": "A payment was wrong."})
    assert [each.number for each in MoneyVersion.objects.current()] == [2]
    assert Client().get("/data/money/versions/2026/1/").status_code == 200


def test_a_version_is_withdrawn_with_a_reason_and_only_then(publisher: Client) -> None:
    (held,) = publish_years(2026)
    assert publisher.post(f"{MANAGE}{held.pk}/withdraw/", {"reason": ""}).status_code == 400
    publisher.post(f"{MANAGE}{held.pk}/withdraw/", {"reason": "It names somebody."})
    assert "It names somebody." in Client().get("/data/money/versions/2026/1/").content.decode()
    assert Client().get("/data/money/versions/2026/1/payments.csv").status_code == 404
    assert publisher.post(f"{MANAGE}{held.pk}/forget/").status_code == 302
    assert MoneyVersion.objects.count() == 1, "what was open is not forgotten"


def test_the_list_shows_what_is_under_way_first(publisher: Client) -> None:
    assert "No year was loaded yet" in publisher.get(MANAGE).content.decode()
    publish_years(2026)
    load(2025)
    text = publisher.get(MANAGE).content.decode()
    assert text.index("2025, version 1") < text.index("2026, version 1")


def left_by_its_worker(version: MoneyVersion) -> MoneyVersion:
    MoneyVersion.objects.filter(pk=version.pk).update(
        status=MoneyVersion.Status.READING, made_at=timezone.now() - timedelta(hours=1)
    )
    version.refresh_from_db()
    return version


def test_a_year_whose_worker_was_killed_is_read_again(db: None) -> None:
    version = left_by_its_worker(load(2026))
    with at_work(version) as mine:
        assert mine and resume_years() == 0, "while a worker lives nobody else works on it"
    assert resume_years() == 1
    assert resume_years() == 0, "it waits in the queue now"
    work()
    version.refresh_from_db()
    assert version.status == MoneyVersion.Status.CHECKED and version.tries == 0


def test_a_year_that_is_killed_again_and_again_is_given_back_with_a_sentence(publisher: Client) -> None:
    version = load(2026)
    for _ in range(MOST_TRIES):
        left_by_its_worker(version)
        assert resume_years() == 1
        DBTaskResult.objects.all().delete()
    version.refresh_from_db()
    assert version.status == MoneyVersion.Status.FAILED
    assert "broken off 3 times" in publisher.get(f"{MANAGE}{version.pk}/").content.decode()
