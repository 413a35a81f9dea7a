"""The live log follows the ledger; every page of the observatory works on it; residents read how long it takes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from openhall.mining.errors import EmptyLog
from openhall.mining.read import read_log
from openhall.mining.steps import step_table
from openhall.mining.write_xes import export_xes
from openhall.site.cases.acts import claim
from openhall.site.cases.by import By
from openhall.site.cases.models import Case
from openhall.site.ledger.models import Event
from openhall.site.observatory import live
from openhall.site.observatory.how_long import how_long, times_of
from openhall.site.observatory.live import live_log, live_rows
from openhall.site.observatory.models import Log
from tests.site.stalls import Office, open_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(person: Any, monkeypatch: pytest.MonkeyPatch) -> Office:
    live_rows.forget()
    cache.clear()
    monkeypatch.setattr(live, "AGAIN", 0.0)
    return open_office(person)


def finish(office: Office, case: Case, granted: bool = True) -> None:
    claim(office.task(case, "check").pk, By(office.officer, "licensing", "officer"))
    office.work(case, "check", office.officer, complete=True)
    office.work(case, "advise", office.engineer, objection=False)
    office.work(case, "decide", office.head, granted=granted, why="So.")


def test_a_log_of_nothing_is_said_to_be_none(office: Office) -> None:
    with pytest.raises(EmptyLog):
        live_log("street-stall")


def test_only_new_rows_are_read_and_late_ones_are_found(office: Office) -> None:
    first = office.case()
    assert live_log("street-stall").n_cases == 1
    finish(office, first)
    office.case()
    log = live_log("street-stall")
    assert log.n_cases == 2
    completed = Event.objects.filter(lifecycle="complete")
    assert log.n_events == completed.count()
    # A row with a smaller number may be written by a transaction that ends later.
    row = completed.first()
    assert row is not None
    late = Event(**{f.attname: getattr(row, f.attname) for f in Event._meta.fields if f.attname != "id"})
    gap = Event.objects.order_by("-id").first()
    assert gap is not None
    Event.objects.filter(pk=gap.pk).update(id=gap.pk + 5)
    live_log("street-stall")
    late.id = gap.pk + 1
    late.save(force_insert=True)
    assert live_log("street-stall").n_events == completed.count()


def test_pieces_of_work_begin_when_somebody_took_them(office: Office) -> None:
    finish(office, office.case())
    work = live_log("street-stall", by_event=False)
    assert work.end is not None and "Check the application" in work.activities
    assert work.n_events == live_log("street-stall").n_events


def test_the_exported_file_has_the_same_map(office: Office, tmp_path: Path) -> None:
    for k in range(6):
        finish(office, office.case(), granted=k % 2 == 0)
    log = live_log("street-stall")
    export_xes(log, tmp_path / "log.xes")
    again = read_log(tmp_path / "log.xes")
    assert step_table(again).equals(step_table(log)) and again.n_cases == log.n_cases
    text = (tmp_path / "log.xes").read_text()
    assert "Ada" not in text and "ada@example.org" not in text and "Quay Street" not in text


def test_every_page_works_on_a_live_log(office: Office, person: Any, client: Client) -> None:
    for _ in range(12):
        finish(office, office.case())
    client.force_login(person("analyst", email="analyst@city.example"))
    assert "Street stall permit (live)" in client.get("/observatory/").content.decode()
    log = Log.objects.get(live="street-stall")
    client.get("/observatory/")
    assert Log.objects.count() == 1 and log.limit_text == "56 days"
    base = f"/observatory/{log.id}/"
    case = Case.objects.first()
    assert case is not None
    parts = [
        "",
        "findings/",
        "variants/",
        "cases/",
        f"case/?case={case.pseudonym}",
        "compare/",
        "publish/",
        "?unit=events",
    ]
    parts += ["map.svg", "map.json", "map.csv", "map.xes", "?f=has:Decide"]
    for part in parts:
        assert client.get(base + part).status_code in (200, 400), part
    assert client.get(base).status_code == 200
    assert client.get(f"{base}delete/").status_code == 404


def test_how_long_it_takes_is_said_from_ten_cases_on(office: Office) -> None:
    for k in range(10):
        assert how_long("street-stall") is None
        cache.clear()
        case = office.case()
        finish(office, case)
        now = timezone.now()
        Case.objects.filter(pk=case.pk).update(opened_at=now - timedelta(days=2 * k + 1), decided_at=now)
    found = how_long("street-stall")
    assert found is not None and (found.cases, found.half, found.eight) == (10, 10, 16)
    assert found.sentence == "8 in 10 within 16 days"
    (row,) = times_of([office.version.service])
    assert (row["cases"], row["half"], row["eight"]) == (10, "10 days", "16 days")
