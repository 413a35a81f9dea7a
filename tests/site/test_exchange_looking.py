"""What partners' systems read of cases is recorded under their name and purpose, before it is answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError

from openhall.site.cases import looking
from openhall.site.cases.models import Look
from openhall.site.cases.papers import attach
from openhall.site.exchange.models import Application
from openhall.site.ledger.models import Event
from tests.site.stalls import Office, open_office
from tests.site.systems import System

pytestmark = pytest.mark.django_db
PURPOSE = "To plan the work on pipes"


@pytest.fixture
def office(person: Any, settings: Any, tmp_path: Path) -> Office:
    settings.MEDIA_ROOT = tmp_path / "files"
    return open_office(person)


@pytest.fixture
def licensing(office: Office) -> System:
    return System("Licences", "licensing", purpose="To keep the list of licences")


def told(look: Look) -> tuple[str, str, str, str]:
    return look.system, look.department, look.purpose, look.words


def test_a_system_that_reads_a_case_is_one_look_a_day_with_the_purpose_of_its_key(
    office: Office, licensing: System
) -> None:
    case = office.case()
    for _ in range(3):
        licensing.get(f"/v1/cases/{case.reference}")
    (look,) = Look.objects.all()
    assert told(look) == ("Licences", "licensing", "system", "To keep the list of licences")
    assert look.seen == ["standing", "answers"] and look.whole and look.person == licensing.key.account


def test_a_partner_s_system_is_recorded_with_the_part_that_it_sees(office: Office) -> None:
    water = System("Pipes", "alder-water", purpose=PURPOSE)
    case = office.case()
    office.work(case, "check", office.officer, complete=True)
    task = office.task(case, "advise")
    water.get(f"/v1/tasks/{task.pk}")
    (look,) = Look.objects.all()
    assert told(look) == ("Pipes", "alder-water", "system", PURPOSE)
    assert not look.whole and look.seen == ["answers"]


def test_a_key_that_names_no_purpose_is_told_as_that_or_as_the_work_it_reads(office: Office) -> None:
    silent = System("Silent", "licensing")
    case = office.case()
    silent.get(f"/v1/cases/{case.reference}")
    silent.get(f"/v1/tasks/{office.task(case, 'check').pk}")
    nothing, work = Look.objects.order_by("pk")
    assert (nothing.purpose, nothing.words) == ("system", "")
    assert (work.purpose, work.node) == ("work", "check")


def test_every_way_to_read_a_case_through_the_interfaces_is_a_look(office: Office, licensing: System) -> None:
    plan = SimpleUploadedFile("plan.pdf", b"%PDF-1.4\n1 0 obj", "application/pdf")
    for number, read in enumerate(
        (
            lambda case, task: licensing.get(f"/govstack/registration/applications/{case.reference}"),
            lambda case, task: licensing.get(f"/govstack/registration/tasks/{task.pk}"),
            lambda case, task: licensing.get(f"/govstack/workflow/instances/{case.pk}"),
            lambda case, task: licensing.ask("put", f"/v1/tasks/{task.pk}/draft", {"data": {"missing": "x"}}),
            lambda case, task: licensing.ask(
                "get",
                f"/govstack/registration/documents/{attach(plan, case=case, from_applicant=True).key}",
            ),
        ),
        1,
    ):
        case = office.case()
        read(case, office.task(case, "check"))
        assert Look.objects.filter(case=case).count() == 1, number
        assert Look.objects.count() == number


def test_lists_and_what_a_system_sent_itself_are_no_looks(office: Office, licensing: System) -> None:
    case = office.case()
    for path in (
        "/v1/cases",
        "/v1/tasks",
        "/govstack/registration/applications",
        "/govstack/workflow/instances",
    ):
        licensing.get(path)
    assert not Look.objects.exists()
    assert licensing.ask("get", "/v1/cases/NONE-NONE-NONE").status_code == 404
    other = System("Other", scopes=["cases:read"])
    assert other.ask("get", f"/v1/cases/{case.reference}").status_code == 404
    assert not Look.objects.exists() and not Application.objects.exists()


def test_what_a_system_reads_and_cannot_be_recorded_is_not_answered(
    office: Office, licensing: System, monkeypatch: Any
) -> None:
    case = office.case()

    def broken(*_args: Any, **_more: Any) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(looking, "_begun", broken)
    licensing.client.raise_request_exception = False
    response = licensing.ask("get", f"/v1/cases/{case.reference}")
    assert response.status_code == 500 and b"Quay Street" not in response.content


def test_looking_is_no_change_of_an_instance(office: Office, licensing: System) -> None:
    case = office.case()
    address = f"/govstack/workflow/instances/{case.pk}"
    before = licensing.get(address)["lastChangeTime"]
    assert Event.objects.filter(lifecycle="looked").exists()
    assert licensing.get(address)["lastChangeTime"] == before
